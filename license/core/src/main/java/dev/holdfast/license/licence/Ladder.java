package dev.holdfast.license.licence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What happens as a licence runs out, as data: the one table that is printed, shown and enforced.
 * Sign-in, running work, export, backup, diagnostics, security updates and uninstall are on no
 * rung: they never stop.
 */
public record Ladder(List<Rung> rungs) {
  /** How long after the grace days changes still go through. */
  static final int NO_NEW_DAYS = 30;

  /** How long a customer has to replace a licence that the vendor took back. */
  static final int REVOKED_DAYS = 14;

  private static final int[] NOTICE_DAYS = {60, 30, 15, 7, 1};

  public Ladder {
    rungs = List.copyOf(rungs);
  }

  /** How far down. */
  public enum Stage {
    /** Waits for its first day. */
    NOT_YET_VALID(true, true),
    ACTIVE(true, true),
    /** Ends soon, and says so. */
    NOTICE(true, true),
    /** Has ended; nothing is withheld yet. */
    GRACE(true, true),
    /** No new objects beyond the community plan, no feature upgrades. */
    NO_NEW(false, true),
    /** What runs goes on running; settings can be read and not changed. */
    READ_ONLY(false, false);

    private final boolean newObjects;
    private final boolean changes;

    Stage(boolean newObjects, boolean changes) {
      this.newObjects = newObjects;
      this.changes = changes;
    }

    /** Whether objects beyond the community plan may be made. */
    public boolean newObjects() {
      return newObjects;
    }

    /** Whether settings may be changed. */
    public boolean changes() {
      return changes;
    }
  }

  /**
   * One rung.
   *
   * @param at from when it holds
   * @param sentence what it means, for people
   */
  public record Rung(Instant at, Stage stage, String sentence) {}

  /** What never stops, whatever the stage; for people. */
  public static List<String> neverStops() {
    return List.of(
        "signing in",
        "work that is running, and calls through the gateway",
        "export",
        "backup and restore",
        "diagnostics",
        "security updates",
        "uninstalling");
  }

  /** The ladder of a licence. */
  public static Ladder of(Licence.Term term) {
    List<Rung> rungs = new ArrayList<>();
    rungs.add(new Rung(term.notBefore(), Stage.ACTIVE, "The licence is valid."));
    for (int days : NOTICE_DAYS) {
      Instant at = term.expires().minus(Duration.ofDays(days));
      if (!at.isBefore(term.notBefore())) {
        String when = days == 1 ? "1 day" : days + " days";
        rungs.add(new Rung(at, Stage.NOTICE, "The licence ends in " + when + " or less."));
      }
    }
    descend(rungs, term.expires(), term.graceDays(), "The licence has ended");
    return new Ladder(rungs);
  }

  /** The ladder of a licence that was taken back. */
  public static Ladder ofRevoked(Instant learned) {
    List<Rung> rungs = new ArrayList<>();
    descend(rungs, learned, REVOKED_DAYS, "The vendor has taken the licence back");
    return new Ladder(rungs);
  }

  /** The ladder of a licence whose machine is not the one that it is bound to. */
  public static Ladder ofOtherMachine(Instant since) {
    List<Rung> rungs = new ArrayList<>();
    descend(rungs, since, REVOKED_DAYS, "The licence is bound to another machine");
    return new Ladder(rungs);
  }

  /** The rung at an instant; empty before the first. */
  public Optional<Rung> rungAt(Instant now) {
    Rung current = null;
    for (Rung rung : rungs) {
      if (!rung.at().isAfter(now)) {
        current = rung;
      }
    }
    return Optional.ofNullable(current);
  }

  /** The stage at an instant. */
  public Stage stageAt(Instant now) {
    return rungAt(now).map(Rung::stage).orElse(Stage.NOT_YET_VALID);
  }

  /** The next rung after an instant. */
  public Optional<Rung> nextAfter(Instant now) {
    return rungs.stream().filter(rung -> rung.at().isAfter(now)).findFirst();
  }

  private static void descend(List<Rung> rungs, Instant end, int graceDays, String what) {
    if (graceDays > 0) {
      rungs.add(
          new Rung(end, Stage.GRACE, what + "; everything goes on for " + graceDays + " days."));
    }
    Instant noNew = end.plus(Duration.ofDays(graceDays));
    rungs.add(
        new Rung(
            noNew,
            Stage.NO_NEW,
            what + ": nothing new beyond the community plan, and no feature upgrades."));
    rungs.add(
        new Rung(
            noNew.plus(Duration.ofDays(NO_NEW_DAYS)),
            Stage.READ_ONLY,
            what + ": running work goes on; settings can be read and not changed."));
  }
}
