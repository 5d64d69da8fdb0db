package dev.holdfast.appliance.licensing.clock;

import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.licensing.sealed.SealedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** The mark in a sealed file of the home. Not thread-safe. */
final class SealedMark {
  private final SealedFile file;

  SealedMark(Path file, Kms kms) {
    this.file = new SealedFile(file, kms, "holdfast clock mark 1");
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
    return switch (file.read()) {
      case SealedFile.Found.Says(String text) ->
          parse(text).<Found>map(Found.Says::new).orElseGet(Found.Unreadable::new);
      case SealedFile.Found.Missing ignored -> new Found.Missing();
      case SealedFile.Found.Unreadable ignored -> new Found.Unreadable();
      case SealedFile.Found.Unknown ignored -> new Found.Unknown();
    };
  }

  void write(Mark mark) throws IOException {
    file.write(mark.seenAt() + " " + mark.epoch());
  }

  private static Optional<Mark> parse(String text) {
    String[] parts = text.split(" ", -1);
    try {
      return parts.length == 2
          ? Optional.of(new Mark(Instant.parse(parts[0]), Long.parseLong(parts[1])))
          : Optional.empty();
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
