package dev.holdfast.installer.wizard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.wizard.Question.Choice;
import dev.holdfast.installer.wizard.Question.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** What was answered so far. What does not apply any more is remembered, and not used. */
final class Given {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Question> questions;
  private final Map<String, String> words = new LinkedHashMap<>();

  Given(List<Question> questions) {
    this.questions = questions;
  }

  Question question(int number) {
    return questions.get(number);
  }

  int end() {
    return questions.size();
  }

  /** The question from there on that applies; {@link #end} where none does. */
  int nextFrom(int from) {
    return IntStream.range(from, end()).filter(this::applies).findFirst().orElse(end());
  }

  /** The first question that applies and has no answer; {@link #end} where all have one. */
  int firstOpen() {
    return IntStream.range(0, end())
        .filter(i -> applies(i) && !answered(i))
        .findFirst()
        .orElse(end());
  }

  /** The numbers of the questions that apply and are answered. */
  List<Integer> answered() {
    return IntStream.range(0, end()).filter(i -> applies(i) && answered(i)).boxed().toList();
  }

  boolean applies(int number) {
    return questions.get(number).applies().test(words);
  }

  private boolean answered(int number) {
    return words.containsKey(questions.get(number).key());
  }

  /** What Enter takes: what was answered before, else what is usual. */
  String usual(Question question) {
    return words.getOrDefault(question.key(), question.usual().apply(words));
  }

  /** The answer, as people read it. */
  String shown(Question question) {
    String word = words.getOrDefault(question.key(), "");
    return question.choices().stream()
        .filter(choice -> choice.word().equals(word))
        .map(Choice::sentence)
        .findFirst()
        .orElse(word);
  }

  void forget(Question question) {
    words.remove(question.key());
  }

  /** Every answer that applies, by its key. */
  Map<String, String> words() {
    Map<String, String> all = new LinkedHashMap<>();
    for (int number : answered()) {
      Question question = questions.get(number);
      all.put(question.key(), words.getOrDefault(question.key(), ""));
    }
    return all;
  }

  /** Takes answers over that were given another time; what does not hold today is left open. */
  void takeOver(Map<String, String> before) {
    for (Question question : questions) {
      String word = before.get(question.key());
      if (word != null && question.applies().test(words)) {
        String unused = take(question, word);
      }
    }
  }

  /** Takes a whole answer file over. */
  void takeOver(Answers answers) {
    Map<String, String> before = new LinkedHashMap<>();
    try {
      JsonNode root = JSON.readTree(AnswerFile.write(answers));
      for (Question question : questions) {
        JsonNode node = root.at("/" + question.key().replace('.', '/'));
        before.put(question.key(), word(node));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    takeOver(before);
  }

  private static String word(JsonNode node) {
    String word =
        node.isArray()
            ? StreamSupport.stream(node.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "))
            : node.asText();
    return word.isEmpty() ? Questions.NONE : word;
  }

  /** Keeps the answer, or says what is wrong with it. */
  String take(Question question, String answer) {
    if (answer.isEmpty()) {
      return "An answer is needed here.";
    }
    if (!question.choices().isEmpty()) {
      return choose(question, answer);
    }
    if (question.kind() == Kind.NUMBER && !answer.matches("\\d{1,5}")) {
      return "Enter a number.";
    }
    String before = words.get(question.key());
    words.put(question.key(), answer);
    List<String> wrong =
        problems().stream().filter(each -> each.startsWith(question.key())).toList();
    String complaint =
        wrong.isEmpty() ? onDisk(question.kind(), answer) : String.join("; ", wrong) + ".";
    if (!complaint.isEmpty()) {
      words.remove(question.key());
      if (before != null && !before.equals(answer)) {
        words.put(question.key(), before);
      }
    }
    return complaint;
  }

  private String choose(Question question, String answer) {
    for (int i = 0; i < question.choices().size(); i++) {
      String word = question.choices().get(i).word();
      if (answer.equals(word) || answer.equals(Integer.toString(i + 1))) {
        words.put(question.key(), word);
        return "";
      }
    }
    return "Enter a number from 1 to " + question.choices().size() + ".";
  }

  private static String onDisk(Kind kind, String answer) {
    Path file = Path.of(answer);
    if (answer.equals(Questions.NONE)) {
      return "";
    }
    if (kind == Kind.FILE && !Files.isRegularFile(file)) {
      return "There is no file " + file + " on this machine.";
    }
    if (kind == Kind.FILE && !Files.isReadable(file)) {
      return "This user may not read " + file + ".";
    }
    if (kind == Kind.NEW_FILE && Files.exists(file)) {
      return file + " is there already; name another.";
    }
    if (kind == Kind.NEW_FILE && !Files.isDirectory(file.resolveSibling("."))) {
      return "There is no directory for " + file + " on this machine.";
    }
    return "";
  }

  /** What is wrong with the answers so far, by the rules of answer files. */
  List<String> problems() {
    try {
      AnswerFile.parse(text());
      return List.of();
    } catch (CommandFailure e) {
      List<String> wrong = new ArrayList<>();
      e.text().lines().skip(1).forEach(line -> wrong.add(line.replaceFirst("^ *- ", "")));
      return wrong;
    }
  }

  /** The answers so far, with the defaults for what is still open. */
  Answers answers() {
    return AnswerFile.parse(text());
  }

  private String text() {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", AnswerFile.SCHEMA);
    for (int number : answered()) {
      Question question = questions.get(number);
      put(root, question, words.getOrDefault(question.key(), ""));
    }
    return root.toString();
  }

  private static void put(ObjectNode root, Question question, String answer) {
    int dot = question.key().indexOf('.');
    ObjectNode object = dot < 0 ? root : root.withObject("/" + question.key().substring(0, dot));
    String name = question.key().substring(dot + 1);
    boolean none = answer.equals(Questions.NONE) && question.choices().isEmpty();
    switch (question.kind()) {
      case TEXT, FILE, NEW_FILE -> object.put(name, none ? "" : answer);
      case NUMBER -> object.put(name, Integer.parseInt(answer));
      case TRUTH -> object.put(name, Boolean.parseBoolean(answer));
      case LIST -> {
        ArrayNode list = object.putArray(name);
        for (String each : none ? new String[0] : answer.split(",")) {
          list.add(each.strip());
        }
      }
    }
  }
}
