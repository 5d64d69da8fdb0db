package dev.holdfast.installer.install;

import dev.holdfast.checks.Finding;
import dev.holdfast.checks.Subject;
import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.machine.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes every check of an installation, and changes nothing. */
@Command(
    name = "preflight",
    description = "Check whether Holdfast can be installed on this machine; change nothing.",
    exitCodeListHeading = "%nExit codes%n",
    exitCodeList = {"0:all checks are well", "3:a check failed", "4:a check warned, none failed"})
public final class PreflightCommand implements Callable<Integer> {
  private static final long USUAL_BYTES = 700L << 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--answers",
      paramLabel = "FILE",
      description = "The answers that will be installed with. Default: every default.")
  private @Nullable Path answersFile;

  @Mixin private CheckOptions checks = new CheckOptions();

  @Override
  public Integer call() throws IOException {
    Console console = Console.of(spec.commandLine());
    Answers answers = answersFile == null ? Answers.defaults() : AnswerFile.read(answersFile);
    List<Finding> findings =
        checks.run(new Layout(Path.of("/")), answers, Subject.Occasion.INSTALL, USUAL_BYTES);
    if (console.json()) {
      console.document("preflight", Screen.json(findings));
    } else {
      new Screen(console).findings(findings, true);
    }
    return Screen.verdict(findings).number();
  }
}
