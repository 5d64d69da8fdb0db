package dev.holdfast.license.fuzz;

import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.activation.ClockReset;
import dev.holdfast.license.bundle.BundleManifest;
import dev.holdfast.license.key.Root;
import dev.holdfast.license.key.SelfSigned;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.license.statement.Algorithm;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.usage.UsageChain;
import dev.holdfast.license.usage.UsageCsv;
import dev.holdfast.license.usage.UsageHistory;
import dev.holdfast.license.usage.UsageReceipt;
import dev.holdfast.license.usage.UsageReport;
import dev.holdfast.license.usage.UsageTotals;
import java.util.Arrays;
import java.util.List;

/**
 * Every reader of the core behind one door, as Jazzer wants it: the first byte chooses the reader,
 * the rest is what it reads. A reader may take the input or refuse it with a code; anything else
 * that it throws is a finding, and so is an input that is taken and not written the same again.
 */
public final class Readers {
  private static final int MAX_TEXT = 4096;

  /** Signing with one quick algorithm lets the fuzzer reach what stands behind a signature. */
  private static final Suite QUICK = new Suite("quick", List.of(Algorithm.ED25519));

  private static final Suites SUITES = new Suites(List.of(QUICK, Suite.V2026_1));
  private static final SigningKey KEY = SigningKey.generate(QUICK);

  private Readers() {}

  /** The readers, in the order of the first byte. */
  enum Reader {
    JSON,
    STATEMENT_FILE,
    ANCHORS,
    ROOT,
    LICENCE,
    REVOCATIONS,
    CLOCK_RESET,
    USAGE_RECEIPT,
    SELF_SIGNED,
    ACTIVATION_REQUEST,
    USAGE_REPORT,
    USAGE_ROWS,
    BUNDLE_MANIFEST
  }

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 0) {
      Reader[] readers = Reader.values();
      read(
          readers[Math.floorMod(input[0], readers.length)],
          Arrays.copyOfRange(input, 1, input.length));
    }
  }

  /**
   * Feeds one reader.
   *
   * @return whether it took the input
   */
  static boolean read(Reader reader, byte[] bytes) {
    try {
      switch (reader) {
        case JSON -> json(bytes);
        case STATEMENT_FILE -> statementFile(bytes);
        case ANCHORS -> TrustAnchors.parse(bytes, SUITES);
        case ROOT -> root(bytes);
        case LICENCE -> licence(bytes);
        case REVOCATIONS -> same(RevocationList.read(json(bytes)).payload(), RevocationList::read);
        case CLOCK_RESET -> same(ClockReset.read(json(bytes)).payload(), ClockReset::read);
        case USAGE_RECEIPT -> same(UsageReceipt.read(json(bytes)).payload(), UsageReceipt::read);
        case SELF_SIGNED -> SelfSigned.open(bytes, PayloadType.USAGE_REPORT, SUITES);
        case ACTIVATION_REQUEST ->
            ActivationRequest.verify(
                SelfSigned.write(KEY, PayloadType.ACTIVATION_REQUEST, bytes), SUITES);
        case USAGE_REPORT -> report(bytes);
        case USAGE_ROWS -> rows(bytes);
        case BUNDLE_MANIFEST -> BundleManifest.read(json(bytes));
      }
      return true;
    } catch (RefusedException e) {
      return false;
    }
  }

  private static JsonFields json(byte[] bytes) {
    return StrictJson.parse(bytes, Envelope.MAX_PAYLOAD, MAX_TEXT);
  }

  private static void statementFile(byte[] bytes) {
    StatementFile file = StatementFile.parse(bytes);
    require(Arrays.equals(StatementFile.parse(file.bytes()).bytes(), file.bytes()));
  }

  private static void root(byte[] bytes) {
    Root root = Root.read(new Envelope(PayloadType.ROOT, bytes, List.of()), SUITES);
    byte[] again = root.payload();
    require(
        Arrays.equals(
            Root.read(new Envelope(PayloadType.ROOT, again, List.of()), SUITES).payload(), again));
  }

  private static void licence(byte[] bytes) {
    Licence licence = Licence.read(json(bytes));
    if (licence.newer().isEmpty()) {
      require(Arrays.equals(Licence.read(json(licence.payload())).payload(), licence.payload()));
    }
  }

  /** The payload, a zero byte, and the rows. */
  private static void report(byte[] bytes) {
    int zero = 0;
    while (zero < bytes.length && bytes[zero] != 0) {
      zero++;
    }
    byte[] file =
        SelfSigned.write(
            KEY,
            PayloadType.USAGE_REPORT,
            Arrays.copyOfRange(bytes, 0, zero),
            Arrays.copyOfRange(bytes, Math.min(zero + 1, bytes.length), bytes.length));
    UsageReport.Verified verified = UsageReport.verify(file, SUITES);
    if (verified.rows() != null) {
      new UsageHistory(List.of()).check(verified.report(), verified.rows(), "");
    }
  }

  private static void rows(byte[] bytes) {
    List<UsageChain.Linked> rows = UsageCsv.read(bytes);
    require(Arrays.equals(UsageCsv.write(rows), bytes));
    UsageTotals.of(rows);
    UsageChain.check(rows, 1, UsageChain.start("ins"), rows.size(), "");
  }

  private static void same(byte[] payload, java.util.function.Function<JsonFields, ?> reader) {
    require(reader.apply(json(payload)) != null);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new AssertionError("what was taken is not written the same again");
    }
  }
}
