package dev.holdfast.installer.install;

import dev.holdfast.checks.Finding;
import dev.holdfast.checks.Subject;
import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.answers.Answers.AdministratorKind;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.cli.Home;
import dev.holdfast.installer.procedure.Procedure.Outcome;
import dev.holdfast.installer.wizard.Wizard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Installs Holdfast: asks, or reads answers; checks; shows the plan; carries it out. */
@Command(
    name = "install",
    description = {
      "Install Holdfast on this machine.",
      "Without --answers it asks, and writes the answer file that does the same again unattended."
          + " Nothing is changed before the plan was shown. Cut off, the same command goes on."
    },
    exitCodeListHeading = "%nExit codes%n",
    exitCodeList = {
      "0:installed, and healthy",
      "2:the answers are not valid",
      "3:a check failed; nothing was changed",
      "5:the bundle does not hold",
      "9:only root may do this",
      "10:Holdfast is installed already, or the plan was declined",
      "11:a step failed, and everything was put back as it was",
      "12:cut off, or taking back got stuck; run it again"
    })
public final class InstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private MachineOptions machine = new MachineOptions();

  @Option(
      names = "--bundle",
      paramLabel = "BUNDLE",
      description = "The bundle, or its folder. Default: the release that this tool is part of.")
  private @Nullable Path bundle;

  @Option(names = "--answers", paramLabel = "FILE", description = "What is wanted, unattended.")
  private @Nullable Path answersFile;

  @Option(
      names = "--write-answers",
      paramLabel = "FILE",
      defaultValue = "holdfast-answers.json",
      description = "Where the guided installation writes its answers. Default: ${DEFAULT-VALUE}.")
  private Path written = Path.of("holdfast-answers.json");

  @Option(names = "--plan", description = "Say what will be done; do nothing.")
  private boolean planOnly;

  @Option(names = "--schema", description = "Print the JSON Schema of answer files.")
  private boolean schema;

  @Option(
      names = "--skip",
      paramLabel = "ID",
      description = "Leave out a check that is advice; repeatable.")
  private Set<String> skipped = Set.of();

  @Override
  public Integer call() throws IOException {
    Console console = Console.of(spec.commandLine());
    if (schema) {
      spec.commandLine().getOut().print(AnswerFile.jsonSchema());
      spec.commandLine().getOut().flush();
      return ExitCode.OK.number();
    }
    Screen screen = new Screen(console);
    if (!planOnly) {
      machine.requireRoot();
    }
    Operations operations = machine.operations(null);
    if (!planOnly && Commands.resumed(operations, "install", machine, screen)) {
      return ExitCode.OK.number();
    }
    Path from = bundle != null ? bundle : MachineOptions.ownRelease().orElse(null);
    Answers answers = answers();
    Plan plan =
        operations.planInstall(
            answers,
            Commands.required(from, "bundle_missing", "Name the bundle with --bundle.")
                .toAbsolutePath());
    screen.plan(plan);
    if (planOnly) {
      return ExitCode.OK.number();
    }
    if (machine.layout().isMachine()) {
      check(screen, answers);
    }
    machine.confirm(plan, Commands.asker(spec));
    Outcome outcome = operations.carryOut(plan, screen.progress());
    screen.outcome(outcome, "Holdfast " + plan.parameters().get("version") + " is installed.");
    if (!console.json()) {
      next(console, answers);
    }
    return ExitCode.OK.number();
  }

  private Answers answers() throws IOException {
    if (answersFile != null) {
      return AnswerFile.parse(Files.readString(answersFile));
    }
    if (!machine.asks()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "answers_missing",
          "There are no answers, and nobody can be asked.",
          "Name a file with --answers; --schema says what it holds."
              + " {\"schema\":\"holdfast/answers/1\"} takes every default.");
    }
    Answers answers = Wizard.inTerminal();
    Files.writeString(written, AnswerFile.write(answers));
    return answers;
  }

  private void check(Screen screen, Answers answers) {
    List<Finding> findings =
        Preflight.run(machine.layout(), answers, Subject.Occasion.INSTALL, 0, skipped);
    screen.findings(findings, false);
    if (Screen.verdict(findings) == ExitCode.CHECK_FAILED) {
      throw new CommandFailure(
          ExitCode.CHECK_FAILED,
          "checks_failed",
          "A check failed; nothing was changed.",
          "Do what the checks say, then run it again.");
    }
  }

  private void next(Console console, Answers answers) throws IOException {
    Path link = new Home(machine.layout().home()).setupLink();
    if (answers.administrator().kind() == AdministratorKind.LINK && Files.exists(link)) {
      console.line(
          "Make the first administrator, with a link that works once: "
              + Files.readString(link).strip());
    }
    if (!machine.layout().isMachine()) {
      console.line("It starts with the image; holdfastctl status says how it is.");
    }
  }
}
