package dev.holdfast.installer.wizard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Somebody who answers from a list, and writes down what was said. */
final class Script implements Dialogue {
  private final int width;
  private final Deque<String> answers;
  private final List<String> lines = new ArrayList<>();
  private final List<String> prompts = new ArrayList<>();

  /**
   * @param answers a line for each; when they are used up, the person leaves
   */
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

  List<String> lines() {
    return lines;
  }

  List<String> prompts() {
    return prompts;
  }

  String text() {
    return String.join("\n", lines);
  }
}
