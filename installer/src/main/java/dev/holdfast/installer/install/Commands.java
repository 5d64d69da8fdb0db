package dev.holdfast.installer.install;

import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.procedure.Procedure.Outcome;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What install, upgrade, rollback and uninstall have in common. */
final class Commands {
  private Commands() {}

  /**
   * Goes on with what was cut off, where it was the same command.
   *
   * @return whether there was something to go on with
   */
  static boolean resumed(Operations operations, String kind, MachineOptions options, Screen screen)
      throws IOException {
    Optional<Operations.Unfinished> unfinished = operations.unfinished();
    if (unfinished.isEmpty()) {
      if (options.undo()) {
        throw new CommandFailure(
            ExitCode.REFUSED, "nothing_unfinished", "Nothing was cut off.", "Leave --undo out.");
      }
      return false;
    }
    if (!unfinished.get().kind().equals(kind)) {
      throw new CommandFailure(
          ExitCode.UNFINISHED,
          "unfinished",
          "An earlier "
              + unfinished.get().kind()
              + " was cut off after "
              + unfinished.get().done()
              + " of "
              + unfinished.get().total()
              + " steps.",
          "holdfastctl "
              + unfinished.get().kind()
              + " goes on with it; with --undo it is taken back.");
    }
    Outcome outcome = operations.resume(screen.progress(), options.undo());
    if (options.undo() && outcome instanceof Outcome.Undone) {
      screen.outcome(new Outcome.Done(), "What was begun was taken back.");
    } else {
      screen.outcome(outcome, "The " + kind + " that was cut off is complete.");
    }
    return true;
  }

  static <T> T required(@Nullable T value, String code, String message) {
    if (value == null) {
      throw new CommandFailure(ExitCode.USAGE, code, message, "--help shows how.");
    }
    return value;
  }

  static MachineOptions.Asker asker(CommandSpec spec) {
    return question -> {
      spec.commandLine().getOut().print(question + " [y/N] ");
      spec.commandLine().getOut().flush();
      @Nullable String answer = System.console() == null ? null : System.console().readLine();
      return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    };
  }
}
