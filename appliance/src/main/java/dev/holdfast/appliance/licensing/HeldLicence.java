package dev.holdfast.appliance.licensing;

import dev.holdfast.license.licence.Ladder;
import dev.holdfast.license.licence.Licence;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A verified licence that is kept.
 *
 * @param revokedAt when this appliance learned that the vendor took it back; null if it was not
 * @param misfitSince since when no machine is the one that it is bound to; null where one is
 * @param beyondUpdates what people are told where the running release is newer than what the
 *     licence covers; null where it is covered
 */
record HeldLicence(
    Licence licence,
    String source,
    @Nullable Instant revokedAt,
    @Nullable Instant misfitSince,
    @Nullable String beyondUpdates) {
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

  /** The ladders beside its own: of one taken back, and of one on another machine. */
  List<Ladder> besides() {
    return Stream.concat(
            Optional.ofNullable(revokedAt).map(Ladder::ofRevoked).stream(),
            Optional.ofNullable(misfitSince).map(Ladder::ofOtherMachine).stream())
        .toList();
  }

  /** The ladder that withholds most now. */
  Ladder ruling(Instant now) {
    // Of two that withhold as much, the one beside says why.
    return Stream.concat(besides().stream(), Stream.of(ladder()))
        .max(Comparator.comparingInt(ladder -> rankAt(ladder, now)))
        .orElseThrow();
  }

  /** Why it stands where it stands. */
  enum Reason {
    /** Its own term. */
    TERM,
    /** The vendor has taken it back. */
    REVOKED,
    /** No machine is the one that it is bound to. */
    OTHER_MACHINE,
    /** The running release is not one that it covers. */
    RELEASE
  }

  Reason reasonAt(Instant now) {
    if (withheldFromRelease(now)) {
      return Reason.RELEASE;
    }
    Ladder ruling = ruling(now);
    if (revokedAt != null && ruling.equals(Ladder.ofRevoked(revokedAt))) {
      return Reason.REVOKED;
    }
    return ruling.equals(ladder()) ? Reason.TERM : Reason.OTHER_MACHINE;
  }

  private boolean withheldFromRelease(Instant now) {
    return beyondUpdates != null && rank(ladderStageAt(now)) < rank(Ladder.Stage.NO_NEW);
  }

  HeldLicence misfitSince(@Nullable Instant since) {
    return new HeldLicence(licence, source, revokedAt, since, beyondUpdates);
  }

  boolean begun(Instant now) {
    return !now.isBefore(licence.term().notBefore());
  }

  Ladder.Stage stageAt(Instant now) {
    return withheldFromRelease(now) ? Ladder.Stage.NO_NEW : ladderStageAt(now);
  }

  private Ladder.Stage ladderStageAt(Instant now) {
    return ruling(now).stageAt(now);
  }

  /** A ladder beside its own counts from its first rung on. */
  private int rankAt(Ladder ladder, Instant now) {
    boolean own = ladder.equals(ladder());
    return own || ladder.rungAt(now).isPresent() ? rank(ladder.stageAt(now)) : -1;
  }

  /** What its rung says now. */
  String sentenceAt(Instant now) {
    if (beyondUpdates != null && withheldFromRelease(now)) {
      return beyondUpdates;
    }
    return rungAt(now).map(Ladder.Rung::sentence).orElse("The licence has not begun.");
  }

  /** The rung that it stands on. */
  Optional<Ladder.Rung> rungAt(Instant now) {
    return ruling(now).rungAt(now);
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
