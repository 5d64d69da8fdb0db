package dev.holdfast.installer.wizard;

import dev.holdfast.checks.Finding;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.Wrap;
import dev.holdfast.installer.wizard.Question.Choice;
import java.util.List;

/**
 * What the wizard writes: never wider than the terminal, and not wider than eyes like to follow.
 */
final class Page {
  private static final int WIDEST = 100;
  private static final String INDENT = "  ";

  private final Dialogue dialogue;

  Page(Dialogue dialogue) {
    this.dialogue = dialogue;
  }

  private int width() {
    return Math.min(dialogue.width(), WIDEST);
  }

  void blank() {
    dialogue.line("");
  }

  void title(String text) {
    for (String line : Wrap.plain(text, width())) {
      dialogue.line("@|bold " + line + "|@");
    }
  }

  void faint(String text) {
    dialogue.line("@|faint " + text + "|@");
  }

  void prose(String text) {
    entry(INDENT, INDENT.length(), text);
  }

  void wrong(String text) {
    entry("@|red,bold ✗|@ ", 2, text);
  }

  void choices(List<Choice> choices) {
    int number = 1;
    for (Choice choice : choices) {
      entry(INDENT + "@|bold " + number++ + "|@  ", INDENT.length() + 3, choice.sentence());
    }
  }

  /** A row of the list of answers. */
  void row(int number, String label, int labelWidth, String value) {
    String prefix = String.format("  @|bold %2d|@  %s  ", number, Console.pad(label, labelWidth));
    entry(prefix, labelWidth + 8, value);
  }

  void finding(Finding finding) {
    entry(
        INDENT + Console.mark(finding.result().code()) + " ",
        INDENT.length() + 2,
        finding.title() + ": " + finding.observed());
    if (finding.result() != Finding.Result.OK) {
      entry(INDENT + INDENT, 2 * INDENT.length(), "What to do: " + finding.fix());
    }
  }

  /** A text whose further lines stand under its first. */
  private void entry(String prefix, int prefixWidth, String text) {
    String before = prefix;
    for (String line : Wrap.plain(text, width() - prefixWidth)) {
      dialogue.line(before + line);
      before = " ".repeat(prefixWidth);
    }
  }
}
