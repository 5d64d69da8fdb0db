package dev.holdfast.vendor.licence;

import static dev.holdfast.vendor.licence.Vendors.licence;
import static dev.holdfast.vendor.licence.Vendors.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.licence.Licence;
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

/** What was asked, and the command that says the same: a shell must read it as it was meant. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class InterviewTest {
  private static final String SAYS = "  holdfast-vendor license issue ";

  private Vendors vendor;
  private Path folder;
  private int number;

  @BeforeAll
  void makeKeys(@TempDir Path root) {
    folder = root;
    vendor = Vendors.in(root);
  }

  private Session.Answer guided(String answers) {
    number++;
    Session.Answer answer =
        vendor
            .session()
            .input(answers)
            .keyed("license", "issue", "--guided", "--out", out().toString());
    vendor.session().input("");
    return answer;
  }

  private Path out() {
    return folder.resolve("out-" + number);
  }

  /** The arguments as a shell hands them on. */
  private static List<String> byTheShell(String line) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("sh", "-c", "for a in " + line + "; do printf '%s\\0' \"$a\"; done")
            .redirectErrorStream(true)
            .start();
    String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    return List.of(out.split("\0", -1)).subList(0, out.split("\0", -1).length - 1);
  }

  private static String said(Session.Answer answer) {
    return answer
        .out()
        .lines()
        .filter(line -> line.startsWith(SAYS))
        .findFirst()
        .orElseThrow()
        .substring(SAYS.length());
  }

  private void assertSaysTheSame(Session.Answer answer) throws Exception {
    Licence asked = licence(out());
    List<String> args = new ArrayList<>(List.of("license", "issue"));
    args.addAll(byTheShell(said(answer)));
    number++;
    args.addAll(List.of("--out", out().toString()));
    ok(vendor.session().keyed(args.toArray(String[]::new)));
    Licence again = licence(out());
    assertThat(again.customer()).isEqualTo(asked.customer());
    assertThat(again.header().plan()).isEqualTo(asked.header().plan());
    assertThat(again.term()).isEqualTo(asked.term());
    assertThat(again.grant()).isEqualTo(asked.grant());
    assertThat(again.support()).isEqualTo(asked.support());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C",
        "St. Elsewhere",
        "O'Brien & S\u00f6hne",
        "a; rm -rf /",
        "$(reboot)",
        "`reboot`",
        "$HOME",
        "~",
        "*",
        "a\\b",
        "\"quoted\"",
        "''",
        "a=b",
        "#1",
        "\u6771\u4eac",
        "!history",
        "a b  c"
      })
  void guided_customerOfAnyName_isSaidAsAShellReadsIt(String name) throws Exception {
    Session.Answer answer = ok(guided(name + "\nteam\n90\nusers=200\n\nops@example.org\nyes\n"));
    assertThat(licence(out()).customer().name()).isEqualTo(name);
    assertSaysTheSame(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"clinic.json", "my clinic.json", "it's.json", "a;b.json", "caf\u00e9.json"})
  void guided_planInAFileOfAnyName_isSaidAsAShellReadsIt(String name) throws Exception {
    String plan = vendor.session().run("license", "plans", "team").out();
    Path file = Files.writeString(folder.resolve(name), plan.replace("365", "77"));
    Session.Answer answer = ok(guided("C\n" + file + "\n\n\n\nyes\n"));
    assertThat(licence(out()).header().plan()).isEqualTo(name.replace(".json", ""));
    assertSaysTheSame(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "not json",
        "{\"edition\":\"e\",\"edition\":\"f\"}",
        "\ufeff{}",
        "{\"days\":0}"
      })
  void guided_planInAFileThatIsNone_isAskedAgain(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("broken.json"), text);
    Session.Answer answer = ok(guided("C\n" + file + "\nteam\n\n\n\nyes\n"));
    assertThat(answer.out()).contains("No: " + file);
    assertThat(licence(out()).header().plan()).isEqualTo("team");
  }

  @ParameterizedTest
  @CsvSource({
    "users=10:allow:0, No: a quota allows 1 to 1000 percent",
    "users=10:allow:1001, No: a quota allows 1 to 1000 percent",
    "users=10:allow, 'No: a quota is unlimited, N'",
    "users=10:Record, 'No: a quota is unlimited, N'",
    "users=-1, No: a quota is not a number",
    "users=1e3, No: a quota is not a number",
    "users=1.0, No: a quota is not a number",
    "users=\u0661, No: a quota is not a number",
    "users=9007199254740992, 'No: a quota is unlimited, N'",
    "users=, No: a quota is not a number",
    "=5, No: say NAME=AMOUNT",
    "users, No: say NAME=AMOUNT"
  })
  void guided_amountThatIsNone_isAskedAgain(String said, String answered) {
    Session.Answer answer = ok(guided("C\nteam\n\n" + said + "\nusers=7\n\n\nyes\n"));
    assertThat(answer.out()).contains(answered);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "1e2", "100000", " ", "ten", "\u0661", "0x10", "+5"})
  void guided_daysThatAreNone_areAskedAgainOrThePlans(String said) throws IOException {
    boolean plans = said.isBlank();
    String again = plans ? "" : "\n";
    Session.Answer answer = ok(guided("C\nteam\n" + said + "\n" + again + "\n\nyes\n"));
    assertThat(answer.out().contains("A number from 1 to 99999.")).isEqualTo(!plans);
    assertThat(licence(out()).term().expires())
        .isEqualTo(vendor.session().now().plus(java.time.Duration.ofDays(365)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"y", "YES", "Yes", "yes please", "ja", "no", ""})
  void guided_anythingButAWholeYes_signsNothing(String said) throws IOException {
    String before = Files.readString(vendor.session().keys().resolve("ledger.jsonl"));
    Session.Answer answer = ok(guided("C\nteam\n\n\n\n" + said + "\n"));
    assertThat(answer.out()).contains("Nothing was signed.");
    assertThat(out()).doesNotExist();
    assertThat(vendor.session().keys().resolve("ledger.jsonl")).hasContent(before);
  }

  @Test
  void guided_inADryRun_asksForNoYes() {
    number++;
    Session.Answer answer =
        ok(
            vendor
                .session()
                .input("C\nteam\n\n\n\n")
                .keyed("license", "issue", "--guided", "--dry-run"));
    vendor.session().input("");
    assertThat(answer.out()).contains("Would issue:").doesNotContain("Sign it?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C\u001b[2J", "\u202eC", "C\u0000", "C\u200b"})
  void guided_nameThatNoApplianceReads_isRefused(String name) {
    Session.Answer answer = guided(name + "\nteam\n\n\n\nyes\n");
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains("bad_text");
    assertThat(out()).doesNotExist();
  }
}
