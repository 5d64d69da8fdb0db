package dev.holdfast.installer.wizard;

import dev.holdfast.installer.wizard.Question.Choice;
import dev.holdfast.installer.wizard.Question.Kind;
import dev.holdfast.installer.wizard.Question.Words;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Questions of one step, asked under one condition, whose keys begin alike. */
final class Chapter {
  private static final Predicate<Map<String, String>> ALWAYS = any -> true;

  private final List<Question> into;
  private final String step;
  private final String object;
  private final Predicate<Map<String, String>> applies;

  private Chapter(
      List<Question> into, String step, String object, Predicate<Map<String, String>> applies) {
    this.into = into;
    this.step = step;
    this.object = object;
    this.applies = applies;
  }

  /**
   * @param object the member of the answer file that the answers stand in
   */
  static Chapter of(List<Question> into, String step, String object) {
    return new Chapter(into, step, object, ALWAYS);
  }

  /** What follows is asked only where another answer is this, besides what held before. */
  Chapter when(String other, String word) {
    return when(so -> word.equals(so.get(other)));
  }

  Chapter when(Predicate<Map<String, String>> also) {
    return new Chapter(into, step, object, applies.and(also));
  }

  /** One of several; the first is usual. */
  Chapter choice(String name, Words words, Choice... choices) {
    return add(name, words, List.of(choices), so -> choices[0].word(), Kind.TEXT);
  }

  Chapter truth(String name, Words words) {
    List<Choice> choices = List.of(new Choice("true", "yes"), new Choice("false", "no"));
    return add(name, words, choices, so -> "true", Kind.TRUTH);
  }

  /** What nobody says yes to by Enter alone. */
  Chapter consent(String name, Words words) {
    List<Choice> choices = List.of(new Choice("false", "no"), new Choice("true", "yes"));
    return add(name, words, choices, so -> "false", Kind.TRUTH);
  }

  /**
   * @param usual what Enter takes; empty where something must be entered
   */
  Chapter text(String name, Words words, String usual) {
    return add(name, words, List.of(), so -> usual, Kind.TEXT);
  }

  /** Several, with commas between them. */
  Chapter list(String name, Words words, String usual) {
    return list(name, words, so -> usual);
  }

  Chapter list(String name, Words words, Function<Map<String, String>, String> usual) {
    return add(name, words, List.of(), usual, Kind.LIST);
  }

  Chapter number(String name, Words words, String usual) {
    return number(name, words, so -> usual);
  }

  Chapter number(String name, Words words, Function<Map<String, String>, String> usual) {
    return add(name, words, List.of(), usual, Kind.NUMBER);
  }

  Chapter file(String name, Words words, String usual) {
    return add(name, words, List.of(), so -> usual, Kind.FILE);
  }

  Chapter newFile(String name, Words words, String usual) {
    return add(name, words, List.of(), so -> usual, Kind.NEW_FILE);
  }

  private Chapter add(
      String name,
      Words words,
      List<Choice> choices,
      Function<Map<String, String>, String> usual,
      Kind kind) {
    String key = object.isEmpty() ? name : object + "." + name;
    into.add(new Question(key, step, words, choices, usual, applies, kind));
    return this;
  }
}
