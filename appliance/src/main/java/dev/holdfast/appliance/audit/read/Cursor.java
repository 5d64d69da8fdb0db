package dev.holdfast.appliance.audit.read;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;

/** The last record of a page: the next page starts behind it. */
record Cursor(Instant at, UUID id) {
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");
  private static final int SIZE = 3 * Long.BYTES;

  /** The form that goes out: opaque, and safe in a URL. */
  String text() {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    bytes.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, at));
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  static Cursor parse(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() == SIZE) {
        Instant at = Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS);
        if (!at.isBefore(Instant.EPOCH) && at.isBefore(LATEST)) { // what every database can hold
          return new Cursor(at, new UUID(bytes.getLong(), bytes.getLong()));
        }
      }
    } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
      // The same answer as for a wrong length.
    }
    throw Problem.of(ErrorCode.REQUEST_INVALID, "cursor: it is not one that this log gave.")
        .asException();
  }
}
