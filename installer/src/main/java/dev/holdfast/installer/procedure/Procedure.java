package dev.holdfast.installer.procedure;

import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.machine.Machine;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries out the actions of a procedure, in order, and writes into the journal before and after
 * each. Where one fails, all that were begun are taken back, last first.
 */
public final class Procedure {
  private final Machine machine;
  private final Journal journal;
  private final List<? extends Action> actions;
  private final Watcher watcher;

  /** Is told how it goes. */
  public interface Watcher {
    /** Says nothing. */
    Watcher SILENT = (number, total, what, undoing) -> {};

    /**
     * @param number of the action that begins, from 1
     */
    void at(int number, int total, String what, boolean undoing);
  }

  /** How it ended. */
  public sealed interface Outcome {
    /** Every action is done. */
    record Done() implements Outcome {}

    /** The action failed, and all is as it was before. */
    record Undone(String what, String reason) implements Outcome {}

    /** The action failed, and so did taking back; running it again tries that again. */
    record Stuck(String what, String reason) implements Outcome {}

    /** The action failed, and there is no way back; running it again tries the action again. */
    record Stopped(String what, String reason) implements Outcome {}
  }

  public Procedure(
      Machine machine, Journal journal, List<? extends Action> actions, Watcher watcher) {
    if (journal.header().actions() != actions.size()) {
      throw new IllegalArgumentException(
          "the journal speaks of "
              + journal.header().actions()
              + " actions, these are "
              + actions.size());
    }
    this.machine = machine;
    this.journal = journal;
    this.actions = List.copyOf(actions);
    this.watcher = watcher;
  }

  /** Goes on from where the journal says, in the direction that it says. */
  public Outcome run() throws IOException {
    if (journal.ended().equals("done")) {
      return new Outcome.Done();
    }
    if (!journal.failure().isEmpty() || journal.ended().equals("undone")) {
      return undo();
    }
    for (int i = 0; i < actions.size(); i++) {
      if (!journal.isDone(i)) {
        Optional<String> failure = forward(i);
        if (failure.isPresent() && !hasWayBack()) {
          return new Outcome.Stopped(actions.get(i).what(), failure.get());
        }
        if (failure.isPresent()) {
          journal.fail(actions.get(i).what() + ": " + failure.get());
          return undo();
        }
      }
    }
    journal.end("done");
    return new Outcome.Done();
  }

  /** Takes everything back that was begun, as after a failure; for the operator who gives up. */
  public Outcome giveUp() throws IOException {
    if (!hasWayBack()) {
      return new Outcome.Stopped("Take it back", "what was deleted is gone");
    }
    if (journal.ended().isEmpty() && journal.failure().isEmpty()) {
      journal.fail("the operator gave up");
    }
    return undo();
  }

  /** Whether everything that was begun can be taken back. */
  private boolean hasWayBack() {
    for (int i = 0; i < actions.size(); i++) {
      if (journal.memo(i).isPresent() && !actions.get(i).hasWayBack()) {
        return false;
      }
    }
    return true;
  }

  private Optional<String> forward(int number) throws IOException {
    Action action = actions.get(number);
    watcher.at(number + 1, actions.size(), action.what(), false);
    Map<String, String> memo;
    try {
      Optional<Map<String, String>> known = journal.memo(number);
      memo = known.isPresent() ? known.get() : action.before(machine);
    } catch (IOException | CommandFailure e) {
      return Optional.of(reason(e));
    }
    if (journal.memo(number).isEmpty()) {
      journal.begin(number, action.what(), memo);
    }
    try {
      action.apply(machine, memo);
    } catch (IOException | CommandFailure e) {
      return Optional.of(reason(e));
    }
    journal.done(number);
    return Optional.empty();
  }

  private Outcome undo() throws IOException {
    String[] parts = journal.failure().split(": ", 2);
    String why = parts.length > 1 ? parts[1] : parts[0];
    for (int i = actions.size() - 1; i >= 0; i--) {
      Optional<Map<String, String>> memo = journal.memo(i);
      if (memo.isPresent() && !journal.isUndone(i)) {
        watcher.at(i + 1, actions.size(), actions.get(i).what(), true);
        try {
          actions.get(i).undo(machine, memo.get());
        } catch (IOException | CommandFailure e) {
          return new Outcome.Stuck(actions.get(i).what(), reason(e) + " (after: " + why + ")");
        }
        journal.undone(i);
      }
    }
    if (journal.ended().isEmpty()) {
      journal.end("undone");
    }
    return new Outcome.Undone(parts[0], why);
  }

  private static String reason(Exception e) {
    return CommandFailure.reason(e);
  }
}
