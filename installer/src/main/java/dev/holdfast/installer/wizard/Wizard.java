package dev.holdfast.installer.wizard;

import dev.holdfast.checks.Finding;
import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.wizard.Question.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the questions, and writes the answer file. {@code <} goes back, Enter takes what is usual,
 * and whoever leaves on the way goes on there the next time.
 */
public final class Wizard {
  private static final String BACK = "<";
  private static final List<Choice> AGAIN =
      List.of(
          new Choice("continue", "continue where you stopped"), new Choice("anew", "begin anew"));
  private static final List<Choice> CHANGE =
      List.of(
          new Choice("change", "look at them, and change what is different"),
          new Choice("anew", "begin anew"));
  private static final List<Choice> REFUSED =
      List.of(new Choice("change", "change the answers"), new Choice("on", "go on as it is"));

  private final Dialogue dialogue;
  private final Page page;
  private final Path file;
  private final Kept kept;
  private final Trials trials;
  private final Given given = new Given(Questions.all());

  /** The questions that were answered, the last on top. */
  private final Deque<Integer> way = new ArrayDeque<>();

  private boolean keeps = true;

  /** Whether the list of answers was seen: from then on only what is open is asked. */
  private boolean reviewed;

  /**
   * @param file where the answer file will be
   */
  Wizard(Dialogue dialogue, Path file, Trials trials) {
    this.dialogue = dialogue;
    this.page = new Page(dialogue);
    this.file = file;
    this.kept = new Kept(file);
    this.trials = trials;
  }

  /** Asks in the terminal that this process has, and writes the answer file. */
  public static Answers inTerminal(Path file, Trials trials) throws IOException {
    Wizard wizard;
    try (TerminalDialogue dialogue = TerminalDialogue.open()) {
      wizard = new Wizard(dialogue, file, trials);
      return wizard.run();
    } catch (Dialogue.GaveUp e) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "given_up",
          "You left the questions; nothing was changed.",
          Files.exists(new Kept(file).file())
              ? "Your answers are kept. Run it again, and go on where you stopped."
              : "Run it again when it suits.");
    }
  }

  Answers run() throws Dialogue.GaveUp, IOException {
    page.blank();
    page.title("Holdfast: guided installation");
    page.prose(
        "Enter takes what stands in brackets, < goes back, Ctrl-C leaves and keeps your answers."
            + " Nothing is changed before you have seen the plan and said yes.");
    remember();
    int at = given.firstOpen();
    given.answered().stream().filter(number -> number < given.firstOpen()).forEach(way::push);
    while (at >= 0) {
      at = given.nextFrom(at);
      at = at == given.end() ? review() : step(at);
    }
    Answers answers = given.answers();
    finish(answers);
    return answers;
  }

  /** Offers what was answered another time. */
  private void remember() throws Dialogue.GaveUp, IOException {
    Optional<Map<String, String>> before = kept.read();
    if (before.isPresent()) {
      page.blank();
      page.title("You stopped here before.");
      page.prose(count(before.get().size()) + " kept in " + kept.file() + ".");
      if (choose(AGAIN).equals("continue")) {
        given.takeOver(before.get());
      } else {
        kept.delete();
      }
      return;
    }
    Optional<Answers> finished = finished();
    if (finished.isPresent()) {
      page.blank();
      page.title("There are answers of an earlier time.");
      page.prose("They are in " + file.toAbsolutePath() + ".");
      if (choose(CHANGE).equals("change")) {
        given.takeOver(finished.get());
      }
    }
  }

  private static String count(int answers) {
    return answers == 1 ? "1 answer is" : answers + " answers are";
  }

  private Optional<Answers> finished() {
    try {
      return Files.isRegularFile(file) ? Optional.of(AnswerFile.read(file)) : Optional.empty();
    } catch (CommandFailure notAnswers) {
      return Optional.empty(); // it is replaced when the new ones are complete
    }
  }

  /**
   * Asks one question.
   *
   * @return where to go on
   */
  private int step(int at) throws Dialogue.GaveUp {
    if (!ask(given.question(at), way.isEmpty())) {
      return way.pop();
    }
    way.push(at);
    int next = reviewed ? given.firstOpen() : given.nextFrom(at + 1);
    boolean stepEnds =
        next == given.end() || !given.question(next).step().equals(given.question(at).step());
    return stepEnds && !tried(at) ? firstOfStep(at) : next;
  }

  private int firstOfStep(int at) {
    String step = given.question(at).step();
    int first = at;
    while (first > 0 && given.question(first - 1).step().equals(step)) {
      first--;
    }
    while (!way.isEmpty() && way.peek() >= first) {
      way.pop();
    }
    return first;
  }

  /**
   * Shows every answer, and lets one be changed.
   *
   * @return where to go on; -1 where all is as it should be
   */
  private int review() throws Dialogue.GaveUp {
    reviewed = true;
    for (String wrong : given.problems()) {
      page.wrong(wrong + ".");
    }
    List<Integer> all = given.answered();
    page.blank();
    page.title("Your answers");
    int width =
        all.stream()
            .mapToInt(number -> given.question(number).words().label().length())
            .max()
            .orElse(0);
    for (int i = 0; i < all.size(); i++) {
      Question question = given.question(all.get(i));
      page.row(i + 1, question.words().label(), width, given.shown(question));
    }
    page.prose("Enter goes on to the plan; a number changes that answer.");
    while (true) {
      String answer = dialogue.ask("[plan] > ");
      if (answer.isEmpty() && given.problems().isEmpty()) {
        return -1;
      }
      if (answer.equals(BACK)) {
        return way.pop();
      }
      if (answer.matches("\\d{1,2}")
          && Integer.parseInt(answer) >= 1
          && Integer.parseInt(answer) <= all.size()) {
        return change(all.get(Integer.parseInt(answer) - 1));
      }
      page.wrong(
          answer.isEmpty()
              ? "Change what is wrong first."
              : "Press Enter, or enter a number from 1 to " + all.size() + ".");
    }
  }

  /** Asks one question again, those that its answer opens, and comes back to the list. */
  private int change(int at) throws Dialogue.GaveUp {
    if (!ask(given.question(at), false)) {
      return given.end();
    }
    int open = given.firstOpen();
    boolean complete =
        open == given.end() || !given.question(open).step().equals(given.question(at).step());
    return complete && !tried(at) ? firstOfStep(at) : open;
  }

  /** Asks until there is an answer; says false where the person wants to go back. */
  private boolean ask(Question question, boolean first) throws Dialogue.GaveUp {
    List<String> steps = steps();
    page.blank();
    page.faint(
        "Step "
            + (steps.indexOf(question.step()) + 1)
            + " of "
            + steps.size()
            + " · "
            + question.step());
    page.title(question.words().title());
    page.prose(question.words().help());
    page.choices(question.choices());
    String usual = given.usual(question);
    while (true) {
      String answer = dialogue.ask(prompt(question.choices(), usual));
      if (answer.equals(BACK)) {
        if (!first) {
          return false;
        }
        page.prose("This is the first question.");
        continue;
      }
      String wrong = given.take(question, answer.isEmpty() ? usual : answer);
      if (wrong.isEmpty()) {
        keep();
        return true;
      }
      page.wrong(wrong);
    }
  }

  /**
   * Tries what a step's answers name.
   *
   * @return false where the person wants to change them
   */
  private boolean tried(int at) throws Dialogue.GaveUp {
    if (!given.problems().isEmpty()) {
      return true; // the list of answers will say it
    }
    List<Finding> findings = trials.run(given.question(at).step(), given.answers());
    if (!findings.isEmpty()) {
      page.blank();
      page.faint("Tried: " + given.question(at).step());
    }
    findings.forEach(page::finding);
    boolean well = findings.stream().allMatch(each -> each.result() == Finding.Result.OK);
    return well || choose(REFUSED).equals("on");
  }

  private String choose(List<Choice> choices) throws Dialogue.GaveUp {
    page.choices(choices);
    while (true) {
      String answer = dialogue.ask(prompt(choices, choices.getFirst().word()));
      for (int i = 0; i < choices.size(); i++) {
        String word = choices.get(i).word();
        if (answer.equals(word) || answer.equals(Integer.toString(i + 1))) {
          return word;
        }
      }
      if (answer.isEmpty() || answer.equals(BACK)) {
        return choices.getFirst().word();
      }
      page.wrong("Enter a number from 1 to " + choices.size() + ".");
    }
  }

  private static String prompt(List<Choice> choices, String usual) {
    String shown = usual;
    for (int i = 0; i < choices.size(); i++) {
      if (choices.get(i).word().equals(usual)) {
        shown = Integer.toString(i + 1);
      }
    }
    return shown.isEmpty() ? "> " : "[" + shown + "] > ";
  }

  private List<String> steps() {
    return java.util.stream.IntStream.range(0, given.end())
        .mapToObj(number -> given.question(number).step())
        .distinct()
        .toList();
  }

  private void keep() {
    try {
      if (keeps) {
        kept.write(given.words());
      }
    } catch (IOException e) {
      keeps = false;
      page.wrong(
          "Your answers cannot be kept in "
              + kept.file().toAbsolutePath().getParent()
              + ": "
              + CommandFailure.reason(e)
              + ". --write-answers names another place.");
    }
  }

  private void finish(Answers answers) throws IOException {
    try {
      Kept.write(file, AnswerFile.write(answers));
      kept.delete();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "answers_not_written",
          "The answers cannot be written to " + file.toAbsolutePath() + ".",
          "Name another place with --write-answers.");
    }
    page.blank();
    page.prose("Your answers are in " + file.toAbsolutePath() + ".");
    page.prose("The same again, without questions: start the bundle with");
    page.prose("--answers " + file + " --no-input --yes");
    page.blank();
  }
}
