package dev.holdfast.installer.wizard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.answers.Answers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

final class WizardTest {
  private static final String BUNDLED_AIR_GAP =
      "3\n2\n\n\n\n9443\n\n10.0.0.9:443, 10.0.0.10\nai.example\n\n\n\n\n";

  @Test
  void run_withEnterOnly_takesEveryDefault() throws Exception {
    Script script = new Script(80, "\n".repeat(40));
    assertThat(new Wizard(script).run()).isEqualTo(Answers.defaults());
  }

  @Test
  void run_withAnswers_givesTheFileThatReproducesThem() throws Exception {
    Answers answers = new Wizard(new Script(80, BUNDLED_AIR_GAP)).run();
    String file = AnswerFile.write(answers);
    assertThat(file)
        .contains("\"mode\": \"air-gapped\"")
        .contains("\"kind\": \"bundled\"")
        .contains("\"port\": 9443")
        .contains("\"10.0.0.10\"")
        .contains("\"ai.example\"");
    assertThat(AnswerFile.write(AnswerFile.parse(file))).isEqualTo(file);
  }

  @Test
  void run_backAndForth_asksAgainWithWhatWasAnswered() throws Exception {
    Script script = new Script(80, "3\n<\n1\n" + "\n".repeat(40));
    assertThat(new Wizard(script).run()).isEqualTo(Answers.defaults());
    assertThat(script.prompts).containsSequence("[1] > ", "[1] > ", "[3] > ");
  }

  @Test
  void run_withWrongAnswers_saysWhyAndAsksAgain() throws Exception {
    Script script = new Script(80, "<\n7\n\n\n\n\nport\n0\n\n" + "\n".repeat(40));
    new Wizard(script).run();
    assertThat(script.text())
        .contains("This is the first question.")
        .contains("Enter a number from 1 to 3.")
        .contains("Enter a number.")
        .contains("server.port must be 1 to 65535.");
  }

  @Test
  void run_withEndOfInput_givesUp() {
    assertThatThrownBy(() -> new Wizard(new Script(80, "1\n")).run())
        .isInstanceOf(Dialogue.GaveUp.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void run_atAnyWidth_fits(int width) throws Exception {
    Script script = new Script(width, BUNDLED_AIR_GAP);
    new Wizard(script).run();
    assertThat(script.lines)
        .allSatisfy(line -> assertThat(Ansi.OFF.string(line).length()).isLessThanOrEqualTo(width));
  }

  @Test
  void terminal_dumbOne_isSpokenToWithoutColour() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Terminal terminal =
            new DumbTerminal(
                "test",
                "dumb",
                new ByteArrayInputStream("\n".repeat(40).getBytes(StandardCharsets.US_ASCII)),
                out,
                StandardCharsets.UTF_8);
        TerminalDialogue dialogue = TerminalDialogue.on(terminal, Ansi.OFF)) {
      assertThat(new Wizard(dialogue).run()).isEqualTo(Answers.defaults());
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Step 1 of 7 · Place")
        .contains("Which database?")
        .doesNotContain("\u001b[1m");
  }

  /** Somebody who answers from a list. */
  private static final class Script implements Dialogue {
    private final int width;
    private final Deque<String> answers;
    private final List<String> lines = new ArrayList<>();
    private final List<String> prompts = new ArrayList<>();

    Script(int width, String answers) {
      this.width = width;
      List<String> all = new ArrayList<>(Arrays.asList(answers.split("\n", -1)));
      all.removeLast();
      this.answers = new ArrayDeque<>(all);
    }

    @Override
    public int width() {
      return width;
    }

    @Override
    public void line(String markup) {
      lines.add(markup);
    }

    @Override
    public String ask(String prompt) throws GaveUp {
      prompts.add(prompt);
      if (answers.isEmpty()) {
        throw new GaveUp();
      }
      return answers.pop();
    }

    String text() {
      return String.join("\n", lines);
    }
  }
}
