package dev.holdfast.vendor.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.support.SupportBundle;
import dev.holdfast.license.support.SupportKey;
import dev.holdfast.vendor.Main;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SupportCommandsTest {
  private static final Instant AT = Instant.parse("2026-11-21T12:00:00Z");
  private static final String ID = "sup_01h455vb4pex5vsknk084sn02q";
  private static final SigningKey INSTALLATION = SigningKey.generate(Suite.V2026_1);
  private static final String HOSTILE =
      "</pre><script>alert(1)</script><img src=x onerror=alert(2)> \u001b]0;owned\u0007\u001b[2J"
          + " \u202Egnp.exe =HYPERLINK(\"http://evil\") <a href=\"javascript:alert(3)\">";

  @TempDir private Path root = Path.of("unset");

  private record Answer(int code, String out, String err) {}

  @BeforeEach
  void passphrase() throws IOException {
    Files.writeString(root.resolve("pass"), "a passphrase for support\n");
    assertThat(run("support", "key", "--support-key", keys()).code()).isZero();
  }

  private String keys() {
    return root.resolve("keys").toString();
  }

  private Answer run(String... args) {
    String[] all = java.util.Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--passphrase-file";
    all[args.length + 1] = root.resolve("pass").toString();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(out),
            new PrintWriter(err),
            new ByteArrayInputStream(new byte[0]),
            Clock.systemUTC(),
            all);
    return new Answer(code, out.toString(), err.toString());
  }

  private Path bundle(String name, Map<String, String> texts) throws IOException {
    SupportKey key = SupportKey.parse(Files.readString(root.resolve("keys/support.key")));
    return bundle(name, texts, key);
  }

  private Path bundle(String name, Map<String, String> texts, SupportKey key) throws IOException {
    Map<String, byte[]> files = new java.util.TreeMap<>();
    texts.forEach((file, text) -> files.put(file, text.getBytes(StandardCharsets.UTF_8)));
    byte[] receipt =
        new SupportBundle.Receipt(
                "holdfast", "ins_1", ID, AT, "1.0.0", SupportBundle.digests(files), Map.of())
            .sign(INSTALLATION);
    String context = SupportBundle.context(ID, AT);
    byte[] sealed =
        SupportBundle.seal(
            ID,
            AT,
            receipt,
            files,
            List.of(
                new SupportBundle.To(
                    SupportBundle.VENDOR,
                    key.id(),
                    SupportKey.SUITE,
                    secret -> key.wrap(secret, context))));
    return Files.write(root.resolve(name), sealed);
  }

  private Answer open(Path file, String out, String... more) {
    Stream<String> fixed =
        Stream.of(
            "support",
            "open",
            file.toString(),
            "--support-key",
            keys(),
            "--out",
            root.resolve(out).toString());
    return run(Stream.concat(fixed, Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void open_aBundle_verifiesAnalyzesAndWritesAReport() throws IOException {
    Path file = bundle("a.hfsupport", Map.of("facts.txt", "heap.used.percent=99\n"));

    Answer answer = open(file, "out");

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains("Signed by     " + INSTALLATION.verifying().shortId())
        .contains("The heap is 99% full");
    assertThat(root.resolve("out/report.html")).content().contains("99% full");
    assertThat(root.resolve("out/file-001.txt")).hasContent("heap.used.percent=99");
  }

  @Test
  void t46_hostileContent_isInertInReportTerminalAndTable() throws IOException {
    Path file =
        bundle(
            "hostile.hfsupport",
            Map.of(
                "facts.txt",
                "doctor.failed=" + HOSTILE.replace("\n", " ") + "\n=cmd|'/C calc'!A0=1\n",
                "logs/1.log",
                HOSTILE));

    Answer answer = open(file, "out");

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.out())
        .doesNotContain("\u001b")
        .doesNotContain("\u0007")
        .doesNotContain("\u202E");
    String page = Files.readString(root.resolve("out/report.html"));
    assertThat(page)
        .contains("default-src 'none'")
        .doesNotContain("<script")
        .doesNotContain("<img")
        .doesNotContain("<a ")
        .doesNotContain("\u001b")
        .doesNotContain("\u202E")
        .contains("&lt;script&gt;");
    assertThat(Files.readString(root.resolve("out/facts.csv")).lines())
        .allMatch(line -> line.matches("\"[^=+@\\-].*"));
    try (Stream<Path> files = Files.list(root.resolve("out"))) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.matches("file-\\d{3}\\.txt|facts\\.csv|report\\.html"));
    }
  }

  @Test
  void t44_alteredBundle_isRefusedAndNothingIsWritten() throws IOException {
    Path file = bundle("a.hfsupport", Map.of("facts.txt", "a=1\n"));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 20] ^= 1;
    Files.write(file, bytes);

    Answer answer = open(file, "out");

    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains("changed on the way");
    assertThat(root.resolve("out")).doesNotExist();
  }

  @Test
  void t45_bundleForAnotherKey_isUnreadable() throws IOException {
    Path file = bundle("a.hfsupport", Map.of("facts.txt", "a=1\n"), SupportKey.generate().key());

    Answer answer = open(file, "out");

    assertThat(answer.code()).isEqualTo(4);
    assertThat(answer.err()).contains("not encrypted for the key");
  }

  @Test
  void open_signedByAnotherInstallation_isRefused() throws IOException {
    Path file = bundle("a.hfsupport", Map.of("facts.txt", "a=1\n"));

    assertThat(open(file, "out", "--installation-key", "0123").code()).isEqualTo(3);
    assertThat(open(file, "out", "--installation-key", INSTALLATION.verifying().shortId()).code())
        .isZero();
  }

  @Test
  void open_withAWrongPassphrase_saysSo() throws IOException {
    Path file = bundle("a.hfsupport", Map.of("facts.txt", "a=1\n"));
    Files.writeString(root.resolve("pass"), "another passphrase\n");

    assertThat(open(file, "out").code()).isEqualTo(4);
  }

  @Test
  void diff_ofTwoBundles_saysWhatCameAndWent() throws IOException {
    Path before = bundle("a.hfsupport", Map.of("facts.txt", "heap.used.percent=99\nversion=1\n"));
    Path after = bundle("b.hfsupport", Map.of("facts.txt", "threads.deadlocked=2\nversion=2\n"));

    Answer answer =
        run("support", "diff", before.toString(), after.toString(), "--support-key", keys());

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains("version: 1 -> 2")
        .contains("came: fail")
        .contains("went: warn");
  }

  @Test
  void key_forReleases_isWhatTheyCarryAndTheLedgerSaysSo() throws IOException {
    String vendor = root.resolve("vendor").toString();
    assertThat(run("keys", "init", "--development", "--keys", vendor).code()).isZero();
    Path without = Files.createDirectories(root.resolve("without"));
    assertThat(run("bundle", "trust", without.toString(), "--keys", vendor).code()).isZero();
    assertThat(without.resolve("support.key")).doesNotExist();

    String folder = root.resolve("second").toString();
    Answer made = run("support", "key", "--support-key", folder, "--keys", vendor);

    assertThat(made.code()).as(made.err()).isZero();
    Path trust = Files.createDirectories(root.resolve("trust"));
    assertThat(run("bundle", "trust", trust.toString(), "--keys", vendor).code()).isZero();
    assertThat(trust.resolve("support.key"))
        .hasSameTextualContentAs(root.resolve("second/support.key"));
    assertThat(run("ledger", "show", "--keys", vendor).out()).contains("support-key");

    // What is no key would keep every site from writing a bundle: no release is made with it.
    Files.writeString(root.resolve("vendor/support.key"), "a note, not a key\n");
    Path never = Files.createDirectories(root.resolve("never"));
    assertThat(run("bundle", "trust", never.toString(), "--keys", vendor).code()).isEqualTo(3);
  }

  @Test
  void key_forReleasesOfNoKeyFolder_isRefusedBeforeAKeyIsMade() {
    String folder = root.resolve("second").toString();

    Answer answer =
        run("support", "key", "--support-key", folder, "--keys", root.resolve("none").toString());

    assertThat(answer.code()).isEqualTo(5);
    assertThat(root.resolve("second")).doesNotExist();
  }

  @Test
  void key_madeTwice_isNotOverwritten() {
    assertThat(run("support", "key", "--support-key", keys()).code()).isEqualTo(5);
  }
}
