package dev.holdfast.vendor.keys;

import static dev.holdfast.vendor.licence.Vendors.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vendor.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a passphrase comes from, and what is said where it does not fit. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class PassphrasesTest {
  private static final String RIGHT = "correct horse battery staple";
  private static final String LICENCE = "the licence desk's own words";

  private Path folder;
  private Session session;
  private int number;

  @BeforeAll
  void makeKeys(@TempDir Path root) throws IOException {
    folder = root;
    session = new Session(folder.resolve("keys"));
    Path all = file("all", RIGHT + "\n");
    Path own = file("own", LICENCE + "\n");
    ok(
        session.keyed(
            "keys",
            "init",
            "--shares",
            "1",
            "--threshold",
            "1",
            "--passphrase-file",
            all.toString(),
            "--passphrase-file",
            "licence=" + own));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Session.Answer issue(String... how) {
    List<String> args = new ArrayList<>(List.of("license", "issue", "--customer", "C", "--out"));
    args.add(folder.resolve("out-" + ++number).toString());
    args.addAll(List.of(how));
    return session.keyed(args.toArray(String[]::new));
  }

  private void assertClosed(Session.Answer answer, int code) {
    assertThat(answer.code()).as(answer.err()).isEqualTo(code);
    assertThat(folder.resolve("out-" + number)).doesNotExist();
    assertThat(answer.err()).doesNotContain(RIGHT).doesNotContain(LICENCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "", "\r\n", "\nsecond line\n", "\r\nmore"})
  void issue_passphraseInTheFirstLine_opens(String end) throws IOException {
    ok(issue("--passphrase-file", file("p", LICENCE + end).toString()));
  }

  @ParameterizedTest
  @CsvSource({
    "' the licence desk''s own words'",
    "'the licence desk''s own words '",
    "'THE LICENCE DESK''S OWN WORDS'",
    "'the licence desk\u2019s own words'",
    "'correct horse battery staple'",
    "''",
    "' '"
  })
  void issue_passphraseThatIsAnother_isClosed(String text) throws IOException {
    Session.Answer answer = issue("--passphrase-file", file("p", text + "\n").toString());
    assertClosed(answer, 4);
    assertThat(answer.err()).contains("does not open with this passphrase");
  }

  @Test
  void issue_passphraseForThisKeyAndForAll_takesTheOneForThisKey() throws IOException {
    String all = file("p-all", RIGHT).toString();
    String own = "licence=" + file("p-own", LICENCE);
    ok(issue("--passphrase-file", all, "--passphrase-file", own));
    ok(issue("--passphrase-file", own, "--passphrase-file", all));
    assertClosed(issue("--passphrase-file", "bundle=" + folder.resolve("p-own")), 4);
    // Of two for the same key the later one counts, as it does with every other flag.
    String wrong = "licence=" + file("p-wrong", "not it, though long enough");
    ok(issue("--passphrase-file", wrong, "--passphrase-file", own));
    assertClosed(issue("--passphrase-file", own, "--passphrase-file", wrong), 4);
  }

  /** A name that no key has would be passed over, and the operator asked for a passphrase. */
  @ParameterizedTest
  @ValueSource(strings = {"lisence", "Licence", "root", "root-0", "root-100", "licence "})
  void issue_passphraseForAKeyThatIsNone_isSaid(String name) throws IOException {
    String own = name + "=" + file("p-own", LICENCE);
    Session.Answer answer = issue("--passphrase-file", own);
    assertClosed(answer, 5);
    assertThat(answer.err()).contains("there is no file", own);
  }

  @Test
  void issue_pathWithAnEqualsSign_isAPath() throws IOException {
    Path odd = Files.createDirectory(folder.resolve("run=1"));
    Path pass = Files.writeString(odd.resolve("key=licence"), LICENCE);
    ok(issue("--passphrase-file", pass.toString()));
    ok(issue("--passphrase-file", "licence=" + pass));
    ok(issue("--passphrase-file", "=" + pass));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "", "\r\n", "\nthe rest is not read\n"})
  void issue_passphraseInTheInput_opens(String end) {
    session.input(LICENCE + end);
    ok(issue("--passphrase-stdin"));
    session.input("");
    assertClosed(issue("--passphrase-stdin"), 4);
  }

  @Test
  void issue_fileAndInput_takesTheFile() throws IOException {
    session.input("not it, though long enough\n");
    ok(issue("--passphrase-stdin", "--passphrase-file", file("p", LICENCE).toString()));
    session.input("");
  }

  @Test
  void issue_noPassphraseAndNoTerminal_saysHowToGiveOne() {
    Session.Answer answer = issue();
    assertClosed(answer, 4);
    assertThat(answer.err()).contains("--passphrase-file FILE", "--passphrase-stdin");
  }

  @Test
  void issue_passphraseFileMissingOrNoText_isSaid() throws IOException {
    assertClosed(issue("--passphrase-file", folder.resolve("none").toString()), 5);
    assertClosed(issue("--passphrase-file", folder.toString()), 5);
    Path latin =
        Files.write(folder.resolve("l"), "gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1));
    assertClosed(issue("--passphrase-file", latin.toString()), 5);
  }

  @ParameterizedTest
  @CsvSource({"fourteen chars, 3", "fifteen charss., 0", "'', 3", "'               ', 0"})
  void init_passphraseOfSomeLength_isTakenFrom15On(String text, int code) throws IOException {
    Path pass = file("short-" + text.hashCode(), text + "\n");
    Session other = new Session(folder.resolve("keys-" + text.hashCode()));
    Session.Answer answer =
        other.keyed(
            "keys",
            "init",
            "--shares",
            "1",
            "--threshold",
            "1",
            "--passphrase-file",
            pass.toString());
    assertThat(answer.code()).as(answer.err()).isEqualTo(code);
    assertThat(Files.exists(other.keys())).isEqualTo(code == 0);
  }

  /** The command line is in the shell's history and in every process list. */
  @Test
  void options_none_takesAPassphraseItself() {
    for (String flag : new String[] {"--passphrase", "--pin", "--password"}) {
      Session.Answer answer = issue(flag, LICENCE);
      assertThat(answer.code()).isEqualTo(2);
    }
  }
}
