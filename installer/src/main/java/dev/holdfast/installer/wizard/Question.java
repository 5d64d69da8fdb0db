package dev.holdfast.installer.wizard;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One question.
 *
 * @param key the member of the answer file, dotted
 * @param step the part of the wizard that it belongs to
 * @param choices to choose from; empty for text
 * @param usual what Enter takes, given the answers so far; empty where something must be entered
 * @param applies whether it is asked, given the answers so far
 */
record Question(
    String key,
    String step,
    Words words,
    List<Choice> choices,
    Function<Map<String, String>, String> usual,
    Predicate<Map<String, String>> applies,
    Kind kind) {

  /**
   * What it says.
   *
   * @param label two or three words, for the list of answers
   * @param title the question, in plain words
   * @param help why it is asked, and what happens
   */
  record Words(String label, String title, String help) {}

  /** One of several answers. */
  record Choice(String word, String sentence) {}

  /** What an answer is in the file. */
  enum Kind {
    TEXT,
    LIST,
    NUMBER,
    TRUTH,
    /** The absolute path of a file that is there. */
    FILE,
    /** The absolute path of a file that is not there yet, in a directory that is. */
    NEW_FILE
  }
}
