package dev.holdfast.appliance.licensing.sealed;

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
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One such file: a title, the wrapped data key, and the sealed text. Not thread-safe. */
public final class SealedFile {
  private static final int LINES = 3;

  private final Path file;
  private final Kms kms;
  private final String title;
  private final byte[] context;
  private byte @Nullable [] wrapped;
  private @Nullable AesGcm cipher;

  /**
   * Names a file.
   *
   * @param title its first line, which also binds its contents to their purpose
   */
  public SealedFile(Path file, Kms kms, String title) {
    this.file = file;
    this.kms = kms;
    this.title = title;
    this.context = title.getBytes(StandardCharsets.UTF_8);
  }

  /** What there is to be read. */
  public sealed interface Found {
    /** What was written last. */
    record Says(String text) implements Found {}

    /** There is none. */
    record Missing() implements Found {}

    /** Damaged, or sealed with a key that is gone: it may be written anew. */
    record Unreadable() implements Found {}

    /** The KMS cannot be asked now; the file must be left alone. */
    record Unknown() implements Found {}
  }

  /** Reads it. Blocks on the file and, the first time, on the KMS. */
  public Found read() {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      if (lines.size() != LINES || !lines.get(0).equals(title)) {
        return new Found.Unreadable();
      }
      byte[] key = Base64.getDecoder().decode(lines.get(1));
      AesGcm opened = new AesGcm(kms.unwrap(key, context));
      byte[] text = opened.open(Base64.getDecoder().decode(lines.get(2)), context).orElse(null);
      if (text == null) {
        return new Found.Unreadable();
      }
      wrapped = key;
      cipher = opened;
      return new Found.Says(new String(text, StandardCharsets.UTF_8));
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
  public void write(String text) throws IOException {
    AesGcm key = cipher;
    if (key == null) {
      byte[] fresh = AesGcm.newKey();
      wrapped = kms.wrap(fresh, context);
      key = new AesGcm(fresh);
      cipher = key;
    }
    byte[] sealed = key.seal(text.getBytes(StandardCharsets.UTF_8), context);
    Base64.Encoder base64 = Base64.getEncoder();
    Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(unfinished);
    Files.createFile(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(Home.FILE_RIGHTS)));
    Files.writeString(
        unfinished,
        title
            + "\n"
            + base64.encodeToString(wrapped)
            + "\n"
            + base64.encodeToString(sealed)
            + "\n");
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
