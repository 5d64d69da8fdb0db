package dev.holdfast.installer.install;

import dev.holdfast.checks.Finding;
import dev.holdfast.checks.Subject.Occasion;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.machine.Layout;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The option that says which checks are left out, and the checks before something is changed. */
final class CheckOptions {
  @Option(
      names = "--skip",
      paramLabel = "ID",
      description = "Leave out a check that is advice; repeatable.")
  private Set<String> skipped = Set.of();

  /**
   * @param bundleBytes of the extracted release; 0 where it is not known yet
   */
  List<Finding> run(Layout layout, Answers answers, Occasion occasion, long bundleBytes) {
    return Preflight.run(layout, answers, occasion, bundleBytes, skipped);
  }

  /** Shows what is not well on this machine; a check that failed ends the command. */
  void require(Screen screen, Layout layout, Answers answers, Occasion occasion) {
    if (!layout.isMachine()) {
      return; // an image is not checked by the machine that it is made on
    }
    List<Finding> findings = run(layout, answers, occasion, 0);
    screen.findings(findings, false);
    if (Screen.verdict(findings) == ExitCode.CHECK_FAILED) {
      throw new CommandFailure(
          ExitCode.CHECK_FAILED,
          "checks_failed",
          "A check failed; nothing was changed.",
          "Do what the checks say, then run it again.");
    }
  }
}
