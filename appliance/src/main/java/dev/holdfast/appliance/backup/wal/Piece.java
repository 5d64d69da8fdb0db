package dev.holdfast.appliance.backup.wal;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.RecoveryKey;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.kms.Kms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a line's log, stored as one file under a name that says which it is. The name is
 * sealed in with it, so that no piece can stand in for another.
 *
 * @param line what it belongs to: one unbroken history of one cluster
 * @param from the position of its first byte
 * @param to the position behind its last
 * @param mark the latest moment that the log is known to reach with it, to the millisecond
 */
public record Piece(String line, long from, long to, Instant mark) {
  /** What a piece's name ends in. */
  public static final String SUFFIX = ".hfwal";

  /** The most bytes of a piece. */
  static final int MOST = 1 << 28;

  private static final int LEVEL = 3;
  private static final Pattern NAME =
      Pattern.compile(
          "(lin_[0-9a-hjkmnp-tv-z]{26})\\.([0-9a-f]{16})\\.([0-9a-f]{16})\\.([0-9a-f]{12})"
              + Pattern.quote(SUFFIX));
  private static final int HEX = 16;

  /** The file's name. */
  public String name() {
    return String.format(
        Locale.ROOT, "%s.%016x.%016x.%012x%s", line, from, to, mark.toEpochMilli(), SUFFIX);
  }

  public static Optional<Piece> parse(String name) {
    Matcher found = NAME.matcher(name);
    return found.matches()
        ? Optional.of(
            new Piece(
                found.group(1),
                Long.parseUnsignedLong(found.group(2), HEX),
                Long.parseUnsignedLong(found.group(3), HEX),
                Instant.ofEpochMilli(Long.parseLong(found.group(4), HEX))))
        : Optional.empty();
  }

  /** Seals and stores it; when this returns, it is there durably. */
  public void store(
      Vault vault, Manifest.Header header, byte[] log, Kms kms, @Nullable RecoveryKey recovery)
      throws IOException {
    byte[] name = name().getBytes(StandardCharsets.US_ASCII);
    byte[] plain =
        ByteBuffer.allocate(Short.BYTES + name.length + log.length)
            .putShort((short) name.length)
            .put(name)
            .put(log)
            .array();
    try (Vault.Upload out = vault.write(name())) {
      out.write(SealedManifest.seal(header, plain, LEVEL, kms, recovery));
      out.commit();
    }
  }

  /** What was stored: the log's bytes, and by which version of which installation. */
  @SuppressWarnings("ArrayRecordComponent") // read once, by whoever asked for it
  public record Content(Manifest.Header header, byte[] log) {}

  /**
   * Reads it back.
   *
   * @throws BackupException {@code DAMAGED} where a bit differs or it is another piece, {@code
   *     LOCKED}, {@code GAP} where it is not there
   */
  public Content read(Vault vault, SealedManifest.Opener opener) throws IOException {
    byte[] file;
    try {
      file = vault.readAll(name(), MOST);
    } catch (BackupException e) {
      throw e.reason() == Reason.UNKNOWN
          ? new BackupException(Reason.GAP, "The piece " + name() + " of the log is missing.", e)
          : e;
    }
    SealedManifest.Opened opened;
    try {
      opened = SealedManifest.open(file, opener);
    } catch (BackupException e) {
      throw e.reason() == Reason.DAMAGED ? changed(e) : e;
    }
    byte[] plain = opened.plain();
    byte[] name = name().getBytes(StandardCharsets.US_ASCII);
    int at = Short.BYTES + name.length;
    if (plain.length < at
        || ByteBuffer.wrap(plain).getShort() != name.length
        || !Arrays.equals(plain, Short.BYTES, at, name, 0, name.length)
        || plain.length - at != to - from) {
      throw changed(null);
    }
    return new Content(opened.outer().header(), Arrays.copyOfRange(plain, at, plain.length));
  }

  private BackupException changed(@Nullable Throwable cause) {
    String words = "The piece " + name() + " of the log was changed, or is another one's.";
    return cause == null
        ? new BackupException(Reason.DAMAGED, words)
        : new BackupException(Reason.DAMAGED, words, cause);
  }
}
