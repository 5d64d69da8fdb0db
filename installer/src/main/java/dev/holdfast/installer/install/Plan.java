package dev.holdfast.installer.install;

import dev.holdfast.installer.procedure.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What will be done, before it is done.
 *
 * @param kind {@code install}, {@code upgrade}, {@code rollback}, {@code uninstall}
 * @param parameters what the same actions can be made from again after a cut
 * @param facts what people want to know first: label and value
 */
record Plan(String kind, Map<String, String> parameters, List<Fact> facts, List<Action> actions) {
  Plan {
    parameters = Map.copyOf(parameters);
    facts = List.copyOf(facts);
    actions = List.copyOf(actions);
  }

  /** A line of the plan. */
  record Fact(String label, String value) {}

  /** Collects actions in their order. */
  static final class Builder {
    private final List<Action> actions = new ArrayList<>();

    Builder add(Action action) {
      actions.add(action);
      return this;
    }

    Builder addIf(boolean wanted, Action action) {
      return wanted ? add(action) : this;
    }

    List<Action> actions() {
      return actions;
    }
  }
}
