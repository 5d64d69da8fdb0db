package dev.holdfast.installer.wizard;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One question.
 *
 * @param key the member of the answer file, dotted
 * @param step the part of the wizard that it belongs to
 * @param title the question, in plain words
 * @param help why it is asked, and what happens
 * @param choices to choose from; empty for text
 * @param usual what Enter takes; empty where something must be entered
 * @param applies whether it is asked, given the answers so far
 */
record Question(
    String key,
    String step,
    String title,
    String help,
    List<Choice> choices,
    String usual,
    Predicate<Map<String, String>> applies,
    Kind kind) {

  /** One of several answers. */
  record Choice(String word, String sentence) {}

  /** What an answer is in the file. */
  enum Kind {
    TEXT,
    LIST,
    NUMBER,
    TRUTH
  }

  static Question choice(String key, String step, String title, String help, List<Choice> choices) {
    return new Question(
        key, step, title, help, choices, choices.getFirst().word(), any -> true, Kind.TEXT);
  }

  static Question text(
      String key, String step, String title, String help, String usual, Kind kind) {
    return new Question(key, step, title, help, List.of(), usual, any -> true, kind);
  }

  /** Asked only where another answer is this. */
  Question when(String other, String word) {
    return new Question(
        key, step, title, help, choices, usual, so -> word.equals(so.get(other)), kind);
  }
}
