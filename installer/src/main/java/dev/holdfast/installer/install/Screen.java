package dev.holdfast.installer.install;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.checks.Checks;
import dev.holdfast.checks.Finding;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.procedure.Action;
import dev.holdfast.installer.procedure.Procedure.Outcome;
import dev.holdfast.installer.procedure.Procedure.Watcher;
import java.util.List;

/** How checks, plans and progress look. */
final class Screen {
  private static final int TITLE_WIDTH = 22;
  private static final int BAR_WIDTH = 24;

  private final Console console;

  Screen(Console console) {
    this.console = console;
  }

  static ObjectNode json(List<Finding> findings) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("result", Checks.worst(findings).code());
    ArrayNode checks = answer.putArray("checks");
    for (Finding finding : findings) {
      ObjectNode check = checks.addObject();
      check.put("id", finding.id());
      check.put("severity", finding.severity().code());
      check.put("result", finding.result().code());
      check.put("title", finding.title());
      check.put("observed", finding.observed());
      check.put("required", finding.required());
      check.put("fix", finding.fix());
      check.put("doc", finding.doc());
    }
    return answer;
  }

  /**
   * @param all whether those that are well are shown, too
   */
  void findings(List<Finding> findings, boolean all) {
    for (Finding finding : findings) {
      boolean well = finding.result() == Finding.Result.OK;
      if (all || !well) {
        console.line(
            Console.mark(finding.result().code())
                + " "
                + Console.pad(finding.title(), TITLE_WIDTH)
                + "  "
                + finding.observed());
      }
      if (!well) {
        console.line("    @|faint required|@  " + finding.required());
        console.line("    @|faint fix|@       " + finding.fix());
        console.line(
            "    @|faint check|@     " + finding.id() + " (" + finding.severity().code() + ")");
      }
    }
  }

  static ExitCode verdict(List<Finding> findings) {
    return switch (Checks.worst(findings)) {
      case OK -> ExitCode.OK;
      case WARN -> ExitCode.CHECK_WARNED;
      case FAIL -> ExitCode.CHECK_FAILED;
    };
  }

  void plan(Plan plan) {
    if (console.json()) {
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      answer.put("kind", plan.kind());
      ObjectNode facts = answer.putObject("facts");
      plan.facts().forEach(fact -> facts.put(fact.label(), fact.value()));
      ArrayNode actions = answer.putArray("actions");
      plan.actions().forEach(action -> actions.add(action.what()));
      console.document("plan", answer);
      return;
    }
    console.line("@|bold What " + plan.kind() + " will do|@");
    console.facts(
        plan.facts().stream().map(fact -> new Console.Fact(fact.label(), fact.value())).toList());
    console.blank();
    int number = 1;
    for (Action action : plan.actions()) {
      console.line(String.format("  @|faint %3d|@  %s", number++, action.what()));
    }
    console.blank();
  }

  /** A bar where a line can be written over, else a line for each step. */
  Watcher progress() {
    if (console.json()) {
      return Watcher.SILENT;
    }
    if (console.redraws()) {
      return (number, total, what, undoing) -> {
        int done = (undoing ? number : number - 1) * BAR_WIDTH / total;
        console.redraw(
            "  ["
                + "#".repeat(done)
                + "-".repeat(BAR_WIDTH - done)
                + String.format("] %3d/%d  ", number, total)
                + (undoing ? "Take back: " : "")
                + what);
      };
    }
    return (number, total, what, undoing) ->
        console.line(
            String.format(
                "  @|faint [%3d/%d]|@  %s%s", number, total, undoing ? "Take back: " : "", what));
  }

  /** Says how it ended; a failure ends the command. */
  void outcome(Outcome outcome, String sentence) {
    if (console.redraws()) {
      console.redraw("");
    }
    switch (outcome) {
      case Outcome.Done() -> {
        if (console.json()) {
          console.document(
              "outcome",
              JsonNodeFactory.instance
                  .objectNode()
                  .put("outcome", "done")
                  .put("message", sentence));
        } else {
          console.blank();
          console.line("@|green Done|@. " + sentence);
        }
      }
      case Outcome.Undone(String what, String reason) ->
          throw new CommandFailure(
              ExitCode.UNDONE,
              "undone",
              what + ": " + reason,
              "Everything was put back as it was. Remove the reason, then run it again.");
      case Outcome.Stopped(String what, String reason) ->
          throw new CommandFailure(
              ExitCode.UNFINISHED,
              "stopped",
              "Stopped at: " + what + ": " + reason,
              "There is no way back from here. Remove the reason, then run the same command again;"
                  + " it goes on here.");
      case Outcome.Stuck(String what, String reason) ->
          throw new CommandFailure(
              ExitCode.UNFINISHED,
              "stuck",
              "Taking back stopped at: " + what + ": " + reason,
              "Remove the reason (a full disk?), then run the same command again; it goes on"
                  + " here.");
    }
  }
}
