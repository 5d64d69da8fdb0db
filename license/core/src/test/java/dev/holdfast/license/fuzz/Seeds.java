package dev.holdfast.license.fuzz;

import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.activation.ClockReset;
import dev.holdfast.license.bundle.ManifestSeed;
import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.testkit.Installation;
import dev.holdfast.license.testkit.Licences;
import dev.holdfast.license.testkit.TestVendor;
import dev.holdfast.license.testkit.UsageBook;
import dev.holdfast.license.usage.UsageCsv;
import dev.holdfast.license.usage.UsageReceipt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Something sound for each reader, for a fuzzer to begin with. */
public final class Seeds {
  private Seeds() {}

  /**
   * Writes the seeds as files.
   *
   * @param args the folder
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    for (Map.Entry<Readers.Reader, List<byte[]>> seeds : all().entrySet()) {
      int number = 0;
      for (byte[] seed : seeds.getValue()) {
        byte[] input = new byte[seed.length + 1];
        input[0] = (byte) seeds.getKey().ordinal();
        System.arraycopy(seed, 0, input, 1, seed.length);
        Files.write(folder.resolve(seeds.getKey() + "-" + number++), input);
      }
    }
  }

  static Map<Readers.Reader, List<byte[]>> all() {
    Map<Readers.Reader, List<byte[]>> seeds = new EnumMap<>(Readers.Reader.class);
    TestVendor vendor = TestVendor.named("acme");
    Installation installation = new Installation('a');
    ActivationRequest request = installation.ask();
    RevocationList list =
        new RevocationList(
            "holdfast",
            3,
            Licences.ISSUED,
            List.of(new RevocationList.Entry(Licences.ID, 2, Licences.ISSUED, "replaced")));
    Envelope licence = vendor.envelope(Licences.standard());
    UsageBook.Written report = new UsageBook().days(3, 100).report(1);
    UsageReceipt receipt =
        new UsageReceipt(
            "holdfast",
            UsageBook.INSTALLATION,
            1,
            report.seen().digest(),
            report.report().last(),
            report.report().head(),
            Licences.ISSUED);
    seeds.put(
        Readers.Reader.JSON,
        List.of(utf8("{\"a\":[1,true,{\"b\":\"\\u00e9\"}],\"c\":-9007199254740991}")));
    seeds.put(
        Readers.Reader.STATEMENT_FILE,
        List.of(
            new StatementFile(List.of(vendor.rootStatement(), vendor.envelope(list), licence))
                .bytes()));
    seeds.put(
        Readers.Reader.ANCHORS,
        List.of(new StatementFile(List.of(vendor.rootStatement())).bytes()));
    seeds.put(Readers.Reader.ROOT, List.of(vendor.root().payload()));
    seeds.put(
        Readers.Reader.LICENCE,
        List.of(Licences.standard().payload(), Installation.bound(request).payload()));
    seeds.put(Readers.Reader.REVOCATIONS, List.of(list.payload()));
    seeds.put(Readers.Reader.CLOCK_RESET, List.of(reset(request).payload()));
    seeds.put(Readers.Reader.USAGE_RECEIPT, List.of(receipt.payload()));
    seeds.put(Readers.Reader.SELF_SIGNED, List.of(report.file()));
    seeds.put(
        Readers.Reader.ACTIVATION_REQUEST, List.of(payload(request.file(installation.key()))));
    byte[] csv = UsageCsv.write(report.rows());
    seeds.put(Readers.Reader.USAGE_REPORT, List.of(parts(payload(report.file()), csv)));
    seeds.put(Readers.Reader.USAGE_ROWS, List.of(csv));
    seeds.put(Readers.Reader.BUNDLE_MANIFEST, List.of(ManifestSeed.payload()));
    return seeds;
  }

  private static ClockReset reset(ActivationRequest request) {
    return new ClockReset(
        "holdfast",
        request.installation(),
        new ClockReset.Asked(request.sequence(), request.nonce()),
        Licences.ISSUED.plus(Duration.ofDays(9000)),
        Licences.ISSUED,
        Licences.ISSUED,
        Licences.ISSUED.plus(Duration.ofDays(7)));
  }

  /** The signed part of a file. */
  private static byte[] payload(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    return utf8(text.substring(text.indexOf('{'), text.indexOf("\n}\n") + 2));
  }

  /** Two parts, as the reader of reports cuts its input. */
  private static byte[] parts(byte[] payload, byte[] csv) {
    byte[] input = Arrays.copyOf(payload, payload.length + 1 + csv.length);
    System.arraycopy(csv, 0, input, payload.length + 1, csv.length);
    return input;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
