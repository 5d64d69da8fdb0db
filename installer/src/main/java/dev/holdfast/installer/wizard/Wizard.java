package dev.holdfast.installer.wizard;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.wizard.Question.Choice;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks the questions. {@code <} goes back, Enter takes what is usual. */
public final class Wizard {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BACK = "<";

  private final Dialogue dialogue;
  private final List<Question> questions = Questions.all();
  private final Map<String, String> given = new LinkedHashMap<>();

  Wizard(Dialogue dialogue) {
    this.dialogue = dialogue;
  }

  /** Asks in the terminal that this process has. */
  public static Answers inTerminal() throws IOException {
    try (TerminalDialogue dialogue = TerminalDialogue.open()) {
      return new Wizard(dialogue).run();
    } catch (Dialogue.GaveUp e) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "given_up",
          "You left the questions; nothing was changed.",
          "Run it again when it suits.");
    }
  }

  Answers run() throws Dialogue.GaveUp {
    dialogue.line("");
    dialogue.line("@|bold Holdfast: guided installation|@");
    wrap(
        "Enter takes what stands in brackets, < goes back, Ctrl-C leaves. Nothing is changed"
            + " before you have seen the plan.",
        "");
    Deque<Integer> way = new ArrayDeque<>();
    int at = 0;
    while (true) {
      at = nextFrom(at);
      if (at == questions.size()) {
        List<String> wrong = problems();
        if (wrong.isEmpty()) {
          return AnswerFile.parse(text());
        }
        wrong.forEach(each -> dialogue.line(" @|red,bold ✗|@ " + each));
        at = way.isEmpty() ? 0 : way.pop();
        continue;
      }
      if (ask(questions.get(at), way.isEmpty())) {
        way.push(at);
        at++;
      } else {
        at = way.isEmpty() ? 0 : way.pop();
      }
    }
  }

  private int nextFrom(int from) {
    int at = from;
    while (at < questions.size() && !questions.get(at).applies().test(given)) {
      given.remove(questions.get(at).key());
      at++;
    }
    return at;
  }

  /** Asks until there is an answer; says false where the person wants to go back. */
  private boolean ask(Question question, boolean first) throws Dialogue.GaveUp {
    dialogue.line("");
    dialogue.line(
        "@|faint Step "
            + (steps().indexOf(question.step()) + 1)
            + " of "
            + steps().size()
            + " · "
            + question.step()
            + "|@");
    dialogue.line("@|bold " + question.title() + "|@");
    wrap(question.help(), "  ");
    int number = 1;
    for (Choice choice : question.choices()) {
      wrap(number++ + "  " + choice.sentence() + " (" + choice.word() + ")", "  ");
    }
    String usual = given.getOrDefault(question.key(), question.usual());
    while (true) {
      String answer = dialogue.ask(usual.isEmpty() ? "> " : "[" + shown(question, usual) + "] > ");
      if (answer.equals(BACK)) {
        if (!first) {
          return false;
        }
        dialogue.line("  This is the first question.");
        continue;
      }
      String wrong = take(question, answer.isEmpty() ? usual : answer);
      if (wrong.isEmpty()) {
        return true;
      }
      wrap(wrong, "@|red,bold ✗|@ ");
    }
  }

  private static String shown(Question question, String word) {
    for (int i = 0; i < question.choices().size(); i++) {
      if (question.choices().get(i).word().equals(word)) {
        return Integer.toString(i + 1);
      }
    }
    return word;
  }

  /** Keeps the answer, or says what is wrong with it. */
  private String take(Question question, String answer) {
    if (answer.isEmpty()) {
      return "An answer is needed here.";
    }
    if (!question.choices().isEmpty()) {
      for (int i = 0; i < question.choices().size(); i++) {
        String word = question.choices().get(i).word();
        if (answer.equals(word) || answer.equals(Integer.toString(i + 1))) {
          given.put(question.key(), word);
          return "";
        }
      }
      return "Enter a number from 1 to " + question.choices().size() + ".";
    }
    if (question.kind() == Question.Kind.NUMBER && !answer.matches("\\d{1,5}")) {
      return "Enter a number.";
    }
    given.put(question.key(), answer);
    List<String> wrong =
        problems().stream().filter(each -> each.startsWith(question.key())).toList();
    if (!wrong.isEmpty()) {
      given.remove(question.key());
      return String.join("; ", wrong) + ".";
    }
    return "";
  }

  private List<String> steps() {
    return questions.stream().map(Question::step).distinct().toList();
  }

  /** What is wrong with the answers so far, by the rules of answer files. */
  private List<String> problems() {
    try {
      AnswerFile.parse(text());
      return List.of();
    } catch (CommandFailure e) {
      List<String> wrong = new ArrayList<>();
      e.text().lines().skip(1).forEach(line -> wrong.add(line.replaceFirst("^ *- ", "")));
      return wrong;
    }
  }

  private String text() {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", AnswerFile.SCHEMA);
    for (Question question : questions) {
      String answer = given.get(question.key());
      if (answer != null) {
        put(root, question, answer);
      }
    }
    return root.toString();
  }

  private static void put(ObjectNode root, Question question, String answer) {
    int dot = question.key().indexOf('.');
    ObjectNode object = dot < 0 ? root : root.withObject("/" + question.key().substring(0, dot));
    String name = question.key().substring(dot + 1);
    boolean none = answer.equals(Questions.NONE);
    switch (question.kind()) {
      case TEXT -> object.put(name, none ? "" : answer);
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

  private void wrap(String text, String indent) {
    int most = Math.max(20, Math.min(dialogue.width(), 100) - indent.length() - 1);
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > most) {
        dialogue.line(indent + line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    dialogue.line(indent + line);
  }
}
