package dev.holdfast.installer.wizard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.checks.Finding;
import dev.holdfast.checks.Severity;
import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.answers.Answers.DatabaseKind;
import dev.holdfast.installer.answers.Answers.LicenceKind;
import dev.holdfast.installer.answers.Answers.MailKind;
import dev.holdfast.installer.answers.Answers.Mode;
import dev.holdfast.installer.cli.CommandFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

final class WizardTest {
  private static final String ENTERS = "\n".repeat(40);
  private static final String BUNDLED_AIR_GAP =
      "3\n2\n\n\n\n9443\n\n10.0.0.9:443, 10.0.0.10\n\nai.example\n\n\n\n\n2\n\n\n";

  @TempDir private Path folder = Path.of("unset");

  private Wizard wizard(Dialogue dialogue) {
    return new Wizard(dialogue, file(), Trials.NONE);
  }

  private Path file() {
    return folder.resolve("answers.json");
  }

  private Path kept() {
    return folder.resolve("answers.json.unfinished");
  }

  private String path(String name) throws IOException {
    return Files.writeString(folder.resolve(name), "x\n").toString();
  }

  @Test
  void run_withEnterOnly_takesEveryDefault() throws Exception {
    assertThat(wizard(new Script(80, ENTERS)).run()).isEqualTo(Answers.defaults());
  }

  @Test
  void run_withAnAcmeServer_asksForIt_andWritesTheFileThatReproducesIt() throws Exception {
    String ca = path("ca.pem");
    String hmac = path("hmac");
    Script script =
        new Script(
            80,
            "\n\n\n\n\n\n3\n\nai.example\nhttp://ca.example/d\nhttps://ca.example/d\n"
                + ca
                + "\nit@example\nkid-1\n"
                + hmac
                + "\n2"
                + ENTERS);
    Answers answers = wizard(script).run();
    assertThat(answers.tls().acme())
        .isEqualTo(new Answers.Acme("https://ca.example/d", "it@example", ca, "kid-1", hmac, true));
    assertThat(script.text()).contains("An answer is needed here.").contains("acme.directory is");
    String text = Files.readString(file());
    assertThat(AnswerFile.write(AnswerFile.parse(text))).isEqualTo(text);
    assertThat(AnswerFile.parse(text)).isEqualTo(answers);
  }

  @Test
  void run_withAnAcmeServer_takesNoForTheTermsAndNothingForTheRest_byEnterAlone() throws Exception {
    Script script = new Script(80, "\n\n\n\n\n\n3\nai.example\nhttps://ca.example/d\n" + ENTERS);
    assertThat(wizard(script).run().tls().acme())
        .isEqualTo(new Answers.Acme("https://ca.example/d", "", "", "", "", false));
  }

  @Test
  void run_withAnswers_writesTheFileThatReproducesThem() throws Exception {
    Script script = new Script(80, BUNDLED_AIR_GAP);
    Answers answers = wizard(script).run();
    // There is no holdfastctl on the machine yet.
    assertThat(String.join(" ", script.lines()).replaceAll("\\s+", " "))
        .contains("start the bundle with --answers " + file() + " --no-input --yes");
    String text = Files.readString(file());
    assertThat(text)
        .contains("\"mode\": \"air-gapped\"")
        .contains("\"kind\": \"bundled\"")
        .contains("\"pointInTime\": false")
        .contains("\"port\": 9443")
        .contains("\"10.0.0.10\"")
        .contains("\"ai.example\"");
    assertThat(AnswerFile.parse(text)).isEqualTo(answers);
    assertThat(AnswerFile.write(AnswerFile.parse(text))).isEqualTo(text);
    assertThat(Files.getPosixFilePermissions(file())).hasSize(2);
    assertThat(kept()).doesNotExist();
  }

  @Test
  void run_mailAndLicenceRequest_areAskedFor() throws Exception {
    String request = folder.resolve("request.txt").toString();
    String mail = "2\nmail.example\n2\n\nholdfast@example.org\nops@example.org, it@example.org\n";
    Answers answers =
        wizard(
                new Script(
                    80,
                    "\n".repeat(8) // place, database, keys, address, port, proxies, names, tls
                        + ("3\n" + request + "\n")
                        + (mail + "holdfast\n" + path("password") + "\n")
                        + ENTERS))
            .run();
    assertThat(answers.licence()).isEqualTo(new Answers.Licence(LicenceKind.REQUEST, "", request));
    assertThat(answers.server().mail())
        .isEqualTo(
            new Answers.Mail(
                MailKind.SMTP,
                "mail.example",
                465,
                Answers.MailSecurity.TLS,
                "holdfast@example.org",
                List.of("ops@example.org", "it@example.org"),
                "holdfast",
                folder.resolve("password").toString()));
  }

  @Test
  void run_backAndForth_asksAgainWithWhatWasAnswered() throws Exception {
    Script script = new Script(80, "3\n<\n1\n" + ENTERS);
    assertThat(wizard(script).run()).isEqualTo(Answers.defaults());
    assertThat(script.prompts()).containsSequence("[1] > ", "[1] > ", "[3] > ");
  }

  @Test
  void run_withWrongAnswers_saysWhyAndAsksAgain() throws Exception {
    Script script = new Script(80, "<\n7\n\n\n\n\nport\n0\n\n" + ENTERS);
    wizard(script).run();
    assertThat(script.text())
        .contains("This is the first question.")
        .contains("Enter a number from 1 to 3.")
        .contains("Enter a number.")
        .contains("server.port must be 1 to 65535.");
  }

  @Test
  void run_withFilesThatAreNotThere_saysSoAtOnce() throws Exception {
    Path missing = folder.resolve("missing");
    String certificate =
        "2\n\n" + missing + "\nrelative\n" + path("crt") + "\n" + path("key") + "\n";
    Script script =
        new Script(
            80,
            "\n".repeat(6)
                + certificate
                + ("3\n" + file().getParent() + "\n/nowhere/at/all\n/tmp/holdfast-none\n")
                + ENTERS);
    wizard(script).run();
    assertThat(flat(script))
        .contains("There is no file " + missing + " on this machine.")
        .contains("tls.certificateFile must be the absolute path of a file.")
        .contains("is there already; name another.")
        .contains("There is no directory for /nowhere/at/all");
  }

  private static String flat(Script script) {
    return script.text().replaceAll("\\s+", " ");
  }

  @Test
  void run_withEndOfInput_givesUpAndKeepsTheAnswers() throws Exception {
    assertThatThrownBy(() -> wizard(new Script(80, "3\n2\n5444\n")).run())
        .isInstanceOf(Dialogue.GaveUp.class);
    assertThat(Files.readString(kept())).contains("air-gapped", "bundled", "5444");
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(kept())))
        .isEqualTo("rw-------");
    assertThat(file()).doesNotExist();
  }

  @Test
  void run_afterLeaving_goesOnWhereItStopped() throws Exception {
    assertThatThrownBy(() -> wizard(new Script(80, "3\n2\n5444\n")).run())
        .isInstanceOf(Dialogue.GaveUp.class);
    Script script = new Script(80, "1\n" + ENTERS);
    Answers answers = wizard(script).run();
    assertThat(answers.mode()).isEqualTo(Mode.AIR_GAPPED);
    assertThat(answers.database().port()).isEqualTo(5444);
    assertThat(script.text())
        .contains("You stopped here before.")
        .contains("3 answers are kept")
        .contains("What protects the stored secrets?")
        .doesNotContain("Where is the data kept?");
    assertThat(kept()).doesNotExist();
  }

  @Test
  void run_afterLeaving_canGoBackBeforeWhereItStoppedOrBeginAnew() throws Exception {
    for (String again : List.of("1\n<\n<\n1\n", "2\n\n1\n")) {
      assertThatThrownBy(() -> wizard(new Script(80, "3\n2\n5444\n")).run())
          .isInstanceOf(Dialogue.GaveUp.class);
      Answers answers = wizard(new Script(80, again + ENTERS)).run();
      assertThat(answers.database().kind()).isEqualTo(DatabaseKind.H2);
      Files.delete(file());
    }
  }

  @Test
  void run_keptFileOfSomebodyElseOrDamaged_isNotRead() throws Exception {
    for (String mode : List.of("rw-rw-rw-", "rw-------")) {
      Files.writeString(
          kept(),
          mode.equals("rw-------")
              ? "{damaged"
              : "{\"schema\":\"holdfast/wizard/1\",\"answers\":{\"mode\":\"byoc\"}}");
      Files.setPosixFilePermissions(
          kept(), java.nio.file.attribute.PosixFilePermissions.fromString(mode));
      assertThat(wizard(new Script(80, ENTERS)).run()).isEqualTo(Answers.defaults());
      Files.delete(file());
    }
  }

  @Test
  void run_withAnswersOfAnEarlierTime_showsThemAndLetsOneBeChanged() throws Exception {
    wizard(new Script(80, BUNDLED_AIR_GAP)).run();
    Script script = new Script(80, "1\n2\n1\n\n");
    Answers answers = wizard(script).run();
    assertThat(answers.mode()).isEqualTo(Mode.AIR_GAPPED);
    assertThat(answers.database().kind()).isEqualTo(DatabaseKind.H2);
    assertThat(answers.server().outbound()).containsExactly("10.0.0.9:443", "10.0.0.10");
    assertThat(script.text()).contains("There are answers of an earlier time.");
  }

  @Test
  void review_changeThatOpensQuestions_asksThemAndComesBack() throws Exception {
    Script script = new Script(80, "\n".repeat(12) + "99\n1\n3\n10.0.0.9:443\n\n");
    Answers answers = wizard(script).run();
    assertThat(answers.mode()).isEqualTo(Mode.AIR_GAPPED);
    assertThat(answers.server().outbound()).containsExactly("10.0.0.9:443");
    assertThat(script.text()).contains("Press Enter, or enter a number from 1 to 12.");
    assertThat(script.prompts()).endsWith("[1] > ", "[none] > ", "[plan] > ");
  }

  @Test
  void review_answersThatDoNotGoTogether_mustBeChanged() throws Exception {
    Script script =
        new Script(80, "\n".repeat(4) + "8081\n" + "\n".repeat(6) + "\n5\n\n" + "8443\n\n");
    assertThat(wizard(script).run().server().port()).isEqualTo(8443);
    assertThat(script.text()).contains("server.port and server.managementPort are the same");
  }

  @Test
  void trial_thatFails_letsTheAnswersBeChangedOrGoesOn() throws Exception {
    List<String> asked = new ArrayList<>();
    Trials trials =
        (step, answers) -> {
          asked.add(step + " " + answers.server().mail().host());
          return step.equals("Mail") && answers.server().mail().kind() == MailKind.SMTP
              ? List.of(refused(answers.server().mail().host()))
              : List.of();
        };
    String first = "2\none.example\n\n\na@example.org\nb@example.org\nnone\n";
    String second = "\ntwo.example\n\n\n\n\n\n2\n";
    Script script = new Script(80, "\n".repeat(9) + first + "1\n" + second + ENTERS);
    Answers answers = new Wizard(script, file(), trials).run();
    assertThat(answers.server().mail().host()).isEqualTo("two.example");
    assertThat(asked).contains("Mail one.example", "Mail two.example");
    assertThat(flat(script))
        .contains("Mail server: one.example cannot be reached.")
        .contains("What to do: Correct the name.");
  }

  private static Finding refused(String host) {
    return new Finding(
        "mail",
        Severity.ADVICE,
        Finding.Result.WARN,
        "Mail server",
        host + " cannot be reached.",
        "It answers.",
        "Correct the name.",
        "");
  }

  @Test
  void run_whereNothingCanBeWritten_saysSo() throws Exception {
    Path nowhere = folder.resolve("missing/answers.json");
    Script script = new Script(80, ENTERS);
    assertThatThrownBy(() -> new Wizard(script, nowhere, Trials.NONE).run())
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("cannot be written");
    assertThat(flat(script)).contains("Your answers cannot be kept in " + nowhere.getParent());
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void run_atAnyWidth_fits(int width) throws Exception {
    Script script = new Script(width, BUNDLED_AIR_GAP);
    wizard(script).run();
    assertThat(script.lines())
        .filteredOn(line -> line.strip().contains(" "))
        .allSatisfy(line -> assertThat(Ansi.OFF.string(line).length()).isLessThanOrEqualTo(width));
  }

  @Test
  void terminal_dumbOne_isSpokenToWithoutColour() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Terminal terminal =
            new DumbTerminal(
                "test",
                "dumb",
                new ByteArrayInputStream(ENTERS.getBytes(StandardCharsets.US_ASCII)),
                out,
                StandardCharsets.UTF_8);
        TerminalDialogue dialogue = TerminalDialogue.on(terminal, Ansi.OFF)) {
      assertThat(wizard(dialogue).run()).isEqualTo(Answers.defaults());
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Step 1 of 9 · Place")
        .contains("Where is the data kept?")
        .doesNotContain("\u001b[1m");
  }
}
