package dev.holdfast.installer.install;

import dev.holdfast.checks.Subject;
import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.answers.Answers.AdministratorKind;
import dev.holdfast.installer.answers.Answers.LicenceKind;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.cli.Home;
import dev.holdfast.installer.wizard.Wizard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  @Mixin private CheckOptions checks = new CheckOptions();

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
      description =
          "Where the answers are written, as the file that gives the same again. Default for the"
              + " guided installation: holdfast-answers.json.")
  private @Nullable Path written;

  @Option(names = "--schema", description = "Print the JSON Schema of answer files.")
  private boolean schema;

  @Override
  public Integer call() throws IOException {
    if (schema) {
      spec.commandLine().getOut().print(AnswerFile.jsonSchema());
      spec.commandLine().getOut().flush();
      return ExitCode.OK.number();
    }
    if (!machine.planOnly()) {
      machine.requireRoot();
    }
    Errand errand = new Errand(spec, machine, null);
    if (errand.resumed("install")) {
      return ExitCode.OK.number();
    }
    Path from = bundle != null ? bundle : MachineOptions.ownRelease().orElse(null);
    Answers answers = answers();
    Path place =
        Errand.required(from, "bundle_missing", "Name the bundle with --bundle.").toAbsolutePath();
    Plan plan = errand.operations().planInstall(answers, errand.verifying(place));
    errand.screen().plan(plan);
    if (!machine.planOnly()) {
      checks.require(errand.screen(), machine.layout(), answers, Subject.Occasion.INSTALL);
      errand.carryOut(
          plan, done -> "Holdfast " + done.parameters().get("version") + " is installed.");
      next(errand.console(), answers);
    }
    return ExitCode.OK.number();
  }

  private Answers answers() throws IOException {
    if (answersFile != null) {
      Answers answers = AnswerFile.read(answersFile);
      if (written != null) {
        Files.writeString(written, AnswerFile.write(answers));
      }
      return answers;
    }
    if (!machine.asks()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "answers_missing",
          "There are no answers, and nobody can be asked.",
          "Name a file with --answers; --schema says what it holds."
              + " {\"schema\":\"holdfast/answers/1\"} takes every default.");
    }
    return Wizard.inTerminal(
        written == null ? Path.of("holdfast-answers.json") : written, Preflight::trial);
  }

  /** The link by the first name that people will use, as browsers are seldom on this machine. */
  static String reached(String link, List<String> names) {
    return names.isEmpty()
        ? link
        : link.replaceFirst("//127\\.0\\.0\\.1:", "//" + names.getFirst() + ":");
  }

  /** What the operator does now. */
  private void next(Console console, Answers answers) throws IOException {
    if (console.json()) {
      return;
    }
    console.blank();
    console.line("@|bold What comes next|@");
    if (!machine.layout().isMachine()) {
      console.line("  It starts with the image; holdfastctl status says how it is.");
      if (answers.licence().kind() == LicenceKind.REQUEST) {
        console.line("  When it runs: holdfastctl license request writes the licence request.");
      }
      return;
    }
    Path link = new Home(machine.layout().home()).setupLink();
    if (answers.administrator().kind() == AdministratorKind.LINK && Files.exists(link)) {
      console.line("  Make the first administrator, with this link. It works once:");
      String reached = reached(Files.readString(link).strip(), answers.tls().names());
      console.line(reached);
      if (reached.contains("//127.0.0.1:")) {
        console.line(
            "  From another machine, write this one's name or address in the place of 127.0.0.1.");
      }
    }
    if (answers.licence().kind() == LicenceKind.REQUEST) {
      console.line(
          "  Send "
              + answers.licence().requestFile()
              + " to the vendor, from a machine with a network. It names no host and no address."
              + " Add the answer with holdfastctl license add FILE; until then the community plan"
              + " rules.");
    }
    console.line("  Make a recovery key for the backups: holdfastctl backup key init --help");
    console.line("  See at any time how it is: holdfastctl doctor");
  }
}
