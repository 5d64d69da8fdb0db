package dev.holdfast.appliance.admission;

import dev.holdfast.appliance.authz.Permission;
import java.util.List;

/**
 * What the last rung of the licence's ladder withholds: making and changing settings. Reading,
 * using, taking away (a leaked key must be revocable on any day) and everything about the licence
 * itself go on.
 */
final class LadderRules {
  private static final String WRITES = ":write";
  private static final String LICENCE = "licence.";
  private static final List<String> TAKES_AWAY =
      List.of(".delete", ".remove", ".revoke", ".settle", ".test");

  private LadderRules() {}

  /**
   * Whether a node must have a place for it: everything but what says why it has none, and what can
   * change that.
   */
  static boolean needsPlace(Operation operation) {
    return !operation.action().startsWith(LICENCE)
        && operation.permission() != Permission.PLATFORM_READ
        && operation.permission() != Permission.PLATFORM_AUDIT;
  }

  static boolean withholds(Operation operation) {
    String action = operation.action();
    return operation.permission().code().endsWith(WRITES)
        && !action.startsWith(LICENCE)
        && TAKES_AWAY.stream().noneMatch(action::endsWith);
  }
}
