package dev.holdfast.license.activation;

import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Times;
import dev.holdfast.license.statement.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's word that an installation's kept time is wrong, and what it is instead. Signed by
 * the revocation key. It is for one installation and for one false mark, answers a request or was
 * made by hand from the mark that the licence page shows, and is good for 30 days at most.
 *
 * @param asked the request that it answers; null where it was made by hand
 * @param mark the false mark
 * @param to the time from which the installation goes on
 * @param expires from here on it is no longer taken
 */
public record ClockReset(
    String product,
    String installation,
    @Nullable Asked asked,
    Instant mark,
    Instant to,
    Instant issued,
    Instant expires) {
  /** The longest time that one is good for. */
  public static final Duration LONGEST = Duration.ofDays(30);

  private static final Duration SKEW = Duration.ofHours(24);
  private static final Set<String> KNOWN =
      Set.of(
          "format",
          "product",
          "installation",
          "request",
          "nonce",
          "mark",
          "to",
          "issued",
          "expires");

  /** A request, by its number and nonce. */
  public record Asked(long request, byte[] nonce) {}

  public ClockReset {
    if (!issued.isBefore(expires)
        || Duration.between(issued, expires).compareTo(LONGEST) > 0
        || !to.isBefore(mark)) {
      throw new IllegalArgumentException("a reset goes back, and is good for up to 30 days");
    }
  }

  /** The number of the request that it answers; 0 where it was made by hand. */
  public long request() {
    return asked == null ? 0 : asked.request();
  }

  /**
   * Decides whether it may be used.
   *
   * @param standing what this installation has asked
   * @param kept the time that the installation keeps now; it goes on from the false mark
   * @param wall what the machine's clock says, which is set right by now
   * @throws RefusedException {@code installation_mismatch}, {@code answer_stale}, {@code
   *     answer_not_asked}, {@code answer_expired} or {@code issued_in_future}
   */
  public void require(Standing standing, Instant kept, Instant wall) {
    if (!installation.equals(standing.installation())) {
      throw new RefusedException(
          Refusal.INSTALLATION_MISMATCH,
          "it is for " + installation + ", this is " + standing.installation());
    }
    if (asked != null) {
      standing.requireNewest(asked.request(), asked.nonce());
    }
    // The kept time runs on while the answer travels, but no further than the answer is good for.
    if (kept.isBefore(mark.minus(SKEW)) || kept.isAfter(mark.plus(LONGEST).plus(SKEW))) {
      throw new RefusedException(
          Refusal.ANSWER_NOT_ASKED,
          "it corrects "
              + Times.readable(mark)
              + ", the time kept here is "
              + Times.readable(kept));
    }
    if (issued.isAfter(wall.plus(SKEW))) {
      throw new RefusedException(
          Refusal.ISSUED_IN_FUTURE,
          "issued "
              + Times.readable(issued)
              + ", and this clock says "
              + Times.readable(wall)
              + "; set the clock");
    }
    if (!wall.isBefore(expires)) {
      throw new RefusedException(
          Refusal.ANSWER_EXPIRED,
          "until " + Times.readable(expires) + ", and this clock says " + Times.readable(wall));
    }
  }

  /**
   * Reads the payload of a verified statement.
   *
   * @throws RefusedException where it is no sound reset
   */
  public static ClockReset read(JsonFields fields) {
    if (fields.number("format", 1, StrictJson.MAX_NUMBER) != 1) {
      throw fields.refused(Refusal.FORMAT_UNKNOWN, "format");
    }
    fields.unknownBesides(KNOWN);
    if (fields.has("nonce") != fields.has("request")) {
      // Half an answer must not pass for one that was made by hand.
      throw fields.refused(Refusal.FIELD_MISSING, fields.has("nonce") ? "request" : "nonce");
    }
    Asked asked =
        fields.has("nonce")
            ? new Asked(
                fields.number("request", 1, Integer.MAX_VALUE),
                fields.bytes("nonce", ActivationRequest.NONCE_BYTES))
            : null;
    try {
      return new ClockReset(
          fields.text("product", 64),
          fields.text("installation", 64),
          asked,
          fields.instant("mark"),
          fields.instant("to"),
          fields.instant("issued"),
          fields.instant("expires"));
    } catch (IllegalArgumentException e) {
      throw fields.refused(Refusal.FIELD_VALUE, "expires");
    }
  }

  /** The payload to be signed. */
  public byte[] payload() {
    return Wire.readable(
        json -> {
          json.writeNumberField("format", 1);
          json.writeStringField("product", product);
          json.writeStringField("installation", installation);
          if (asked != null) {
            json.writeNumberField("request", asked.request());
            json.writeStringField("nonce", Base64.getEncoder().encodeToString(asked.nonce()));
          }
          json.writeStringField("mark", Wire.of(mark));
          json.writeStringField("to", Wire.of(to));
          json.writeStringField("issued", Wire.of(issued));
          json.writeStringField("expires", Wire.of(expires));
        });
  }
}
