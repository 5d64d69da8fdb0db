package dev.holdfast.appliance.licensing;

import dev.holdfast.license.licence.Ladder;
import dev.holdfast.license.licence.Licence;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A verified licence that is kept.
 *
 * @param revokedAt when this appliance learned that the vendor took it back; null if it was not
 * @param beyondUpdates what people are told where the running release is newer than what the
 *     licence covers; null where it is covered
 */
record HeldLicence(
    Licence licence, String source, @Nullable Instant revokedAt, @Nullable String beyondUpdates) {
  /**
   * Which of several rules. Whichever withholds least at the time; then paid before internal before
   * trial; then the one issued last; then the higher sequence; then the id, so that every node
   * agrees.
   */
  static Optional<HeldLicence> inForce(List<HeldLicence> held, Instant now) {
    return held.stream()
        .filter(licence -> licence.begun(now))
        .filter(licence -> newestOfItsId(licence, held, now))
        .max(
            Comparator.<HeldLicence>comparingInt(licence -> -rank(licence.stageAt(now)))
                .thenComparingInt(licence -> -kindRank(licence.licence().header().kind()))
                .thenComparing(licence -> licence.licence().term().issued())
                .thenComparingLong(licence -> licence.licence().header().sequence())
                .thenComparing(licence -> licence.licence().header().id()));
  }

  /** Its rungs: its own, or those of a licence taken back, whichever withholds more. */
  Ladder ladder() {
    return Ladder.of(licence.term());
  }

  Optional<Ladder> revocationLadder() {
    return Optional.ofNullable(revokedAt).map(Ladder::ofRevoked);
  }

  boolean begun(Instant now) {
    return !now.isBefore(licence.term().notBefore());
  }

  Ladder.Stage stageAt(Instant now) {
    Ladder.Stage stage = ladderStageAt(now);
    boolean withheld = beyondUpdates != null && rank(stage) < rank(Ladder.Stage.NO_NEW);
    return withheld ? Ladder.Stage.NO_NEW : stage;
  }

  private Ladder.Stage ladderStageAt(Instant now) {
    Ladder.Stage own = ladder().stageAt(now);
    Ladder.Stage revoked =
        revocationLadder()
            .flatMap(ladder -> ladder.rungAt(now))
            .map(Ladder.Rung::stage)
            .orElse(Ladder.Stage.ACTIVE);
    return rank(revoked) > rank(own) ? revoked : own;
  }

  /** What its rung says now. */
  String sentenceAt(Instant now) {
    Ladder.Stage stage = ladderStageAt(now);
    if (beyondUpdates != null && rank(stage) < rank(Ladder.Stage.NO_NEW)) {
      return beyondUpdates;
    }
    return rungAt(now).map(Ladder.Rung::sentence).orElse("The licence has not begun.");
  }

  /** The rung that it stands on: its own, or one of a licence taken back. */
  Optional<Ladder.Rung> rungAt(Instant now) {
    Ladder.Stage stage = ladderStageAt(now);
    return ladder()
        .rungAt(now)
        .filter(rung -> rung.stage() == stage)
        .or(() -> revocationLadder().flatMap(ladder -> ladder.rungAt(now)));
  }

  private static boolean newestOfItsId(HeldLicence one, List<HeldLicence> held, Instant now) {
    return held.stream()
        .filter(other -> other.begun(now))
        .filter(other -> other.licence().header().id().equals(one.licence().header().id()))
        .noneMatch(
            other -> other.licence().header().sequence() > one.licence().header().sequence());
  }

  private static int rank(Ladder.Stage stage) {
    return switch (stage) {
      case ACTIVE, NOTICE -> 0;
      case GRACE -> 1;
      case NO_NEW -> 2;
      case READ_ONLY -> 3;
      case NOT_YET_VALID -> 4;
    };
  }

  private static int kindRank(Licence.Kind kind) {
    return switch (kind) {
      case PAID -> 0;
      case INTERNAL -> 1;
      case TRIAL -> 2;
    };
  }
}
