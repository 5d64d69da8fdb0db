package dev.holdfast.appliance.licensing;

import dev.holdfast.appliance.licensing.clock.Reading;
import dev.holdfast.appliance.licensing.installation.Installation;
import dev.holdfast.appliance.licensing.kept.LicenceStore;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.activation.Binding;
import dev.holdfast.license.activation.ClockReset;
import dev.holdfast.license.licence.Ladder;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Times;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** Decides whether a new file is taken. */
final class LicenceIntake {
  private final LicenceShelf shelf;
  private final LicenceShelf.Reader reader;
  private final Installation installation;

  LicenceIntake(LicenceShelf shelf, LicenceShelf.Reader reader, Installation installation) {
    this.shelf = shelf;
    this.reader = reader;
    this.installation = installation;
  }

  /** Taken, or not. */
  sealed interface Decision {
    /** A licence that may be kept. */
    record Taken(
        LicenceStore.Label label, Licence licence, boolean newerThanAll, List<String> notices)
        implements Decision {}

    /** A revocation list that may be kept. */
    record TakenList(LicenceStore.Label label, RevocationList list) implements Decision {}

    /** The vendor's word that the time kept here is wrong. */
    record TakenReset(LicenceStore.Label label, ClockReset reset) implements Decision {}

    /** Nothing of it is kept. */
    record Refused(Problem problem) implements Decision {}
  }

  /**
   * Decides.
   *
   * @param text the file, without white space around it
   */
  Decision decide(String text, Reading time) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    // A suspect clock cannot judge a signature's time; the signature may mend the clock.
    Instant now = time.suspect() ? null : time.now();
    return switch (reader.verify(bytes, shelf.trust(), now)) {
      case LicenceVerifier.Result.Verified verified -> decide(bytes, verified, time);
      case LicenceVerifier.Result.Refused refused ->
          refused.refusal() == Refusal.PAYLOAD_TYPE_WRONG
              ? decideOther(bytes, time)
              : refused(refused.refusal(), refused.detail());
    };
  }

  private Decision decide(byte[] bytes, LicenceVerifier.Result.Verified verified, Reading time) {
    Licence licence = verified.licence();
    Licence.Header header = licence.header();
    if (shelf.revokes(licence)) {
      return refused(Refusal.REVOKED, header.id());
    }
    boolean newerIsHere =
        shelf.held().stream()
            .map(held -> held.licence().header())
            .anyMatch(held -> held.id().equals(header.id()) && held.sequence() > header.sequence());
    if (newerIsHere) {
      return refused(Refusal.SEQUENCE_DECREASED, header.id());
    }
    Binding binding = licence.scope().binding();
    if (binding != null) {
      try {
        installation.requireAnswer(
            binding, String.valueOf(licence.scope().installation()), time.now());
      } catch (RefusedException e) {
        return refused(e.refusal(), e.detail());
      }
    }
    boolean newerThanAll = licence.term().issued().isAfter(shelf.newestIssue());
    boolean mendsClock = newerThanAll && time.suspect();
    Ladder.Stage stage =
        Ladder.of(licence.term()).stageAt(mendsClock ? licence.term().issued() : time.now());
    if (!stage.newObjects()) {
      return new Decision.Refused(
          Problem.of(
              ErrorCode.LICENCE_EXPIRED,
              "It ended on "
                  + Times.readable(licence.term().expires())
                  + ", and its grace days are over."));
    }
    return new Decision.Taken(
        new LicenceStore.Label(
            digest(bytes), LicenceStore.Kind.LICENCE, header.id(), header.sequence()),
        licence,
        newerThanAll,
        verified.notices());
  }

  private Decision decideOther(byte[] bytes, Reading time) {
    try {
      JsonFields fields =
          LicenceVerifier.single(
              bytes, PayloadType.CLOCK_RESET, shelf.trust(), LicenceShelf.PRODUCT);
      return decideReset(bytes, ClockReset.read(fields), time);
    } catch (RefusedException e) {
      return e.refusal() == Refusal.PAYLOAD_TYPE_WRONG
          ? decideList(bytes)
          : refused(e.refusal(), e.detail());
    }
  }

  private Decision decideReset(byte[] bytes, ClockReset reset, Reading time) {
    installation.establish(time.now());
    reset.require(installation.standing().orElseThrow(), time.now(), time.wall());
    return new Decision.TakenReset(
        new LicenceStore.Label(digest(bytes), LicenceStore.Kind.CLOCK_RESET, null, reset.request()),
        reset);
  }

  private Decision decideList(byte[] bytes) {
    try {
      RevocationList list = LicenceVerifier.revocations(bytes, shelf.trust(), LicenceShelf.PRODUCT);
      long known = shelf.revocations().map(RevocationList::sequence).orElse(0L);
      return list.sequence() < known
          ? refused(Refusal.SEQUENCE_DECREASED, "revocation list " + list.sequence())
          : new Decision.TakenList(
              new LicenceStore.Label(
                  digest(bytes), LicenceStore.Kind.REVOCATIONS, null, list.sequence()),
              list);
    } catch (RefusedException e) {
      return refused(e.refusal(), e.detail());
    }
  }

  private static Decision refused(Refusal refusal, String detail) {
    return new Decision.Refused(
        Problem.of(code(refusal), "Refused: " + detail + " [" + refusal.code() + "]."));
  }

  static ErrorCode code(Refusal refusal) {
    if (refusal == Refusal.ANSWER_EXPIRED) {
      return ErrorCode.LICENCE_NOT_APPLICABLE;
    }
    return switch (refusal.kind()) {
      case MALFORMED -> ErrorCode.LICENCE_MALFORMED;
      case NEWER -> ErrorCode.LICENCE_SUITE_UNKNOWN;
      case SIGNATURE -> ErrorCode.LICENCE_SIGNATURE_INVALID;
      case PRODUCT -> ErrorCode.LICENCE_WRONG_PRODUCT;
      case TIME -> ErrorCode.LICENCE_FROM_FUTURE;
      case NOT_APPLICABLE -> ErrorCode.LICENCE_NOT_APPLICABLE;
      case REVOKED -> ErrorCode.LICENCE_REVOKED;
    };
  }

  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-384").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-384", e);
    }
  }
}
