package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.error.ErrorCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the renewal stands, for those who ask.
 *
 * @param due when the next order is due; null before the first look
 * @param attempted when the last attempt began, in this process
 * @param succeeded when the last attempt ended well, in this process
 * @param next the earliest time of the next attempt after a failure
 * @param code why the last attempt failed; null where it did not
 */
record AcmeState(
    Phase phase,
    @Nullable Instant due,
    RenewalPlan.@Nullable Advice advice,
    @Nullable Instant attempted,
    @Nullable Instant succeeded,
    @Nullable Instant next,
    int failures,
    @Nullable ErrorCode code,
    String detail) {
  static final AcmeState FIRST =
      new AcmeState(Phase.WAITING, null, null, null, null, null, 0, null, "");

  /** What goes on. */
  enum Phase {
    /** Nothing is due. */
    WAITING,
    /** An order runs. */
    ORDERING,
    /** An order failed and is tried again. */
    RETRYING,
    /** It is due, and another node orders just now. */
    OTHER_NODE
  }

  AcmeState in(Phase now) {
    return new AcmeState(now, due, advice, attempted, succeeded, next, failures, code, detail);
  }

  /** Nothing is done now: because nothing is due, or because of what went wrong before. */
  AcmeState held(AcmeFolder.Setback setback) {
    return setback.failures() == 0
        ? in(Phase.WAITING)
        : new AcmeState(
            Phase.RETRYING,
            due,
            advice,
            attempted,
            succeeded,
            setback.until(),
            setback.failures(),
            code,
            detail);
  }

  AcmeState dueAt(Instant when, RenewalPlan.@Nullable Advice known) {
    return new AcmeState(phase, when, known, attempted, succeeded, next, failures, code, detail);
  }

  AcmeState begun(Instant now) {
    return new AcmeState(Phase.ORDERING, due, advice, now, succeeded, next, failures, code, detail);
  }

  AcmeState done(Instant now) {
    return new AcmeState(Phase.WAITING, due, null, attempted, now, null, 0, null, "");
  }

  AcmeState failed(int inARow, Instant again, ErrorCode why, String words) {
    return new AcmeState(
        Phase.RETRYING, due, advice, attempted, succeeded, again, inARow, why, words);
  }
}
