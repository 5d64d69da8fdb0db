package dev.holdfast.appliance.licensing.clock;

import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.crypto.AesGcm;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.home.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The mark in a file of the home, sealed with a data key that the KMS wrapped: it can be deleted or
 * put back, but not written by hand. Not thread-safe.
 */
final class SealedMark {
  private static final String TITLE = "holdfast clock mark 1";
  private static final byte[] CONTEXT = "holdfast.licence.clock".getBytes(StandardCharsets.UTF_8);
  private static final int LINES = 3;

  private final Path file;
  private final Kms kms;
  private byte @Nullable [] wrapped;
  private @Nullable AesGcm cipher;

  SealedMark(Path file, Kms kms) {
    this.file = file;
    this.kms = kms;
  }

  /** What the file says. */
  sealed interface Found {
    record Says(Mark mark) implements Found {}

    /** There is none. */
    record Missing() implements Found {}

    /** Damaged, or sealed with a key that is gone: it may be written anew. */
    record Unreadable() implements Found {}

    /** The KMS cannot be asked now; the file must be left alone. */
    record Unknown() implements Found {}
  }

  Found read() {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      if (lines.size() != LINES || !lines.get(0).equals(TITLE)) {
        return new Found.Unreadable();
      }
      byte[] key = Base64.getDecoder().decode(lines.get(1));
      AesGcm opened = new AesGcm(kms.unwrap(key, CONTEXT));
      Optional<Mark> mark =
          opened.open(Base64.getDecoder().decode(lines.get(2)), CONTEXT).flatMap(SealedMark::parse);
      if (mark.isPresent()) {
        wrapped = key;
        cipher = opened;
      }
      return mark.<Found>map(Found.Says::new).orElseGet(Found.Unreadable::new);
    } catch (NoSuchFileException e) {
      return new Found.Missing();
    } catch (IOException | IllegalArgumentException e) {
      return new Found.Unreadable();
    } catch (ProblemException e) {
      return e.problem().code() == ErrorCode.KMS_REFUSED
          ? new Found.Unreadable()
          : new Found.Unknown();
    }
  }

  /** Writes the file as a whole, or leaves the one that is there. */
  void write(Mark mark) throws IOException {
    AesGcm key = cipher;
    if (key == null) {
      byte[] fresh = AesGcm.newKey();
      wrapped = kms.wrap(fresh, CONTEXT);
      key = new AesGcm(fresh);
      cipher = key;
    }
    byte[] sealed =
        key.seal((mark.seenAt() + " " + mark.epoch()).getBytes(StandardCharsets.UTF_8), CONTEXT);
    Base64.Encoder base64 = Base64.getEncoder();
    Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(unfinished);
    Files.createFile(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(Home.FILE_RIGHTS)));
    Files.writeString(
        unfinished,
        TITLE
            + "\n"
            + base64.encodeToString(wrapped)
            + "\n"
            + base64.encodeToString(sealed)
            + "\n");
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Optional<Mark> parse(byte[] payload) {
    String[] parts = new String(payload, StandardCharsets.UTF_8).split(" ", -1);
    try {
      return parts.length == 2
          ? Optional.of(new Mark(Instant.parse(parts[0]), Long.parseLong(parts[1])))
          : Optional.empty();
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
