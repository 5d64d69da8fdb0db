package dev.holdfast.installer.install;

import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.procedure.Procedure.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One install, upgrade, rollback or uninstall, from its command line to its end: what was cut off
 * goes on; otherwise the plan is shown, checked, agreed to and carried out.
 */
final class Errand {
  private final CommandSpec spec;
  private final MachineOptions machine;
  private final Console console;
  private final Screen screen;
  private final Operations operations;

  /**
   * @param permit the vendor's word for an older release, where there is one
   */
  Errand(CommandSpec spec, MachineOptions machine, byte @Nullable [] permit) {
    this.spec = spec;
    this.machine = machine;
    this.console = Console.of(spec.commandLine());
    this.screen = new Screen(console);
    this.operations = machine.operations(permit);
  }

  /** Makes the plan. */
  @FunctionalInterface
  interface Planner {
    Plan plan(Operations operations) throws IOException;
  }

  /** Says what is looked at now, where that takes a while. */
  Path verifying(Path place) {
    console.talk("Verifying " + place + " ...");
    return place;
  }

  Console console() {
    return console;
  }

  Screen screen() {
    return screen;
  }

  Operations operations() {
    return operations;
  }

  /** The whole of it, where nothing has to be looked at between plan and consent. */
  int run(String kind, Planner planner, Function<Plan, String> sentence) throws IOException {
    if (!resumed(kind)) {
      Plan plan = planner.plan(operations);
      screen.plan(plan);
      if (!machine.planOnly()) {
        carryOut(plan, sentence);
      }
    }
    return ExitCode.OK.number();
  }

  /**
   * Goes on with what was cut off, where it was the same command.
   *
   * @return whether there was something to go on with
   */
  boolean resumed(String kind) throws IOException {
    Optional<Operations.Unfinished> unfinished = operations.unfinished();
    if (unfinished.isEmpty()) {
      if (machine.undo()) {
        throw new CommandFailure(
            ExitCode.REFUSED, "nothing_unfinished", "Nothing was cut off.", "Leave --undo out.");
      }
      return false;
    }
    if (!unfinished.get().kind().equals(kind) || machine.planOnly()) {
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
              + (unfinished.get().kind().equals("uninstall")
                  ? " goes on with it; there is no way back."
                  : " goes on with it; with --undo it is taken back."));
    }
    Outcome outcome = operations.resume(screen.progress(), machine.undo());
    if (machine.undo() && outcome instanceof Outcome.Undone) {
      screen.outcome(new Outcome.Done(), "What was begun was taken back.");
    } else {
      screen.outcome(outcome, "The " + kind + " that was cut off is complete.");
    }
    return true;
  }

  /** Asks, and does it; anything but success ends the command. */
  void carryOut(Plan plan, Function<Plan, String> sentence) throws IOException {
    machine.confirm(plan, this::agrees);
    Outcome outcome = operations.carryOut(plan, screen.progress());
    screen.outcome(outcome, sentence.apply(plan));
  }

  private boolean agrees(String question) {
    spec.commandLine().getOut().print(question + " [y/N] ");
    spec.commandLine().getOut().flush();
    @Nullable String answer = System.console() == null ? null : System.console().readLine();
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }

  static <T> T required(@Nullable T value, String code, String message) {
    if (value == null) {
      throw new CommandFailure(ExitCode.USAGE, code, message, "--help shows how.");
    }
    return value;
  }
}
