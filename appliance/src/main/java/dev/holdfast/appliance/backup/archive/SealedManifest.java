package dev.holdfast.appliance.backup.archive;

import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.crypto.AesGcm;
import dev.holdfast.appliance.platform.error.ProblemException;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A manifest as a file: one line of JSON that anybody can read (what this is, when it was taken,
 * who can open it), a line feed, and the manifest itself, compressed and sealed by AES-256-GCM
 * under a key of its own with that line as associated data. The key is wrapped for each recipient.
 */
public final class SealedManifest {
  private static final JsonMapper JSON = JsonMapper.createDefault();
  private static final int LONGEST_LINE = 64 * 1024;
  private static final int LARGEST = 1 << 30;
  private static final String KMS = "kms";
  private static final String RECOVERY = "recovery";

  private SealedManifest() {}

  /**
   * The line that anybody can read.
   *
   * @param format {@link Format#NAME}
   * @param plainBytes of the manifest
   */
  @Serdeable
  public record Outer(
      String format, Manifest.Header header, List<Recipient> recipients, int plainBytes) {
    public Outer {
      recipients = List.copyOf(recipients);
    }
  }

  /**
   * Who can open it.
   *
   * @param kind {@code kms} or {@code recovery}
   * @param name the KMS's description, or the recovery key's id
   * @param suite how the key was sealed
   * @param sealed base 64
   */
  @Serdeable
  public record Recipient(String kind, String name, String suite, String sealed) {
    /** The line is read before anything proves it; what lacks a member is no recipient. */
    public Recipient {
      Stream.of(kind, name, suite, sealed).forEach(Objects::requireNonNull);
    }
  }

  /** Whoever has a key: gives the manifest's key, or says why it cannot. */
  @FunctionalInterface
  public interface Opener {
    byte[] open(Outer outer) throws BackupException;
  }

  /** Seals a manifest for the KMS and for the recovery key, where there is one. */
  public static byte[] write(Manifest manifest, Kms kms, @Nullable RecoveryKey recovery)
      throws IOException {
    return seal(manifest.header(), JSON.writeValueAsBytes(manifest), 9, kms, recovery);
  }

  /** Seals any bytes that are too few for a pack of their own, in the same form. */
  public static byte[] seal(
      Manifest.Header header, byte[] plain, int level, Kms kms, @Nullable RecoveryKey recovery)
      throws IOException {
    byte[] key = AesGcm.newKey();
    String context = context(header);
    List<Recipient> recipients = new ArrayList<>();
    recipients.add(
        new Recipient(
            KMS,
            kms.description(),
            "kms",
            base64(kms.wrap(key, context.getBytes(StandardCharsets.UTF_8)))));
    if (recovery != null) {
      recipients.add(
          new Recipient(
              RECOVERY, recovery.id(), RecoveryKey.SUITE, base64(recovery.seal(key, context))));
    }
    byte[] line = JSON.writeValueAsBytes(new Outer(Format.NAME, header, recipients, plain.length));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(line);
    out.write('\n');
    out.writeBytes(new AesGcm(key).seal(Zstandard.compress(plain, plain.length, level), line));
    return out.toByteArray();
  }

  /** Reads the line that needs no key. What it says is proved only by {@link #read}. */
  public static Outer outer(byte[] file) throws BackupException {
    int end = lineEnd(file);
    try {
      @Nullable Outer outer = JSON.readValue(Arrays.copyOf(file, end), Outer.class);
      if (outer == null
          || !outer.format().equals(Format.NAME)
          || !Format.isId(outer.header().id())
          || outer.plainBytes() < 0
          || outer.plainBytes() > LARGEST) {
        throw new BackupException(
            Reason.NEWER,
            "This is not a backup of the form " + Format.NAME + ", which this version reads.");
      }
      return outer;
    } catch (BackupException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new BackupException(Reason.DAMAGED, "The manifest's first line cannot be read.", e);
    }
  }

  /**
   * Opens a manifest.
   *
   * @throws BackupException {@code LOCKED} where no key fits, {@code DAMAGED} where a bit differs
   */
  public static Manifest read(byte[] file, Opener opener) throws BackupException {
    Opened opened = open(file, opener);
    try {
      @Nullable Manifest manifest = JSON.readValue(opened.plain(), Manifest.class);
      if (manifest == null || !manifest.header().equals(opened.outer().header())) {
        throw new BackupException(Reason.DAMAGED, "The manifest contradicts its first line.");
      }
      return manifest;
    } catch (BackupException e) {
      throw e;
    } catch (IOException e) {
      throw new BackupException(Reason.DAMAGED, "The manifest cannot be read.", e);
    }
  }

  /** What was sealed, and the line before it, which is proved with it. */
  @SuppressWarnings("ArrayRecordComponent") // read once, by whoever asked for it
  public record Opened(Outer outer, byte[] plain) {}

  /** Opens what {@link #seal} made; the same refusals as {@link #read}. */
  public static Opened open(byte[] file, Opener opener) throws BackupException {
    Outer outer = outer(file);
    int end = lineEnd(file);
    byte[] sealed = Arrays.copyOfRange(file, end + 1, file.length);
    byte[] packed =
        new AesGcm(opener.open(outer))
            .open(sealed, Arrays.copyOf(file, end))
            .orElseThrow(
                () ->
                    new BackupException(
                        Reason.DAMAGED, "The manifest was changed after it was written."));
    return new Opened(outer, Zstandard.decompress(packed, outer.plainBytes()));
  }

  /** Opens with the KMS that the appliance uses. */
  public static Opener with(Kms kms) {
    return outer -> {
      Recipient recipient = recipient(outer, KMS);
      try {
        return kms.unwrap(
            bytes(recipient), context(outer.header()).getBytes(StandardCharsets.UTF_8));
      } catch (ProblemException e) {
        throw new BackupException(
            Reason.LOCKED, "The KMS does not open this backup: " + e.problem().detail(), e);
      }
    };
  }

  /** Opens with the private half of the recovery key. */
  public static Opener with(byte[] recoveryKey) {
    return outer ->
        RecoveryKey.open(recoveryKey, bytes(recipient(outer, RECOVERY)), context(outer.header()));
  }

  private static Recipient recipient(Outer outer, String kind) throws BackupException {
    return outer.recipients().stream()
        .filter(recipient -> recipient.kind().equals(kind))
        .findFirst()
        .orElseThrow(
            () ->
                new BackupException(
                    Reason.LOCKED,
                    kind.equals(KMS)
                        ? "This backup was not sealed to a KMS; use the recovery key."
                        : "This backup was taken before there was a recovery key; only the KMS"
                            + " opens it."));
  }

  private static byte[] bytes(Recipient recipient) throws BackupException {
    try {
      return Base64.getDecoder().decode(recipient.sealed());
    } catch (IllegalArgumentException e) {
      throw new BackupException(Reason.DAMAGED, "The manifest's first line cannot be read.", e);
    }
  }

  private static String context(Manifest.Header header) {
    return Format.NAME + "|" + header.id() + "|" + header.installation();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static int lineEnd(byte[] file) throws BackupException {
    for (int i = 0; i < Math.min(file.length, LONGEST_LINE); i++) {
      if (file[i] == '\n') {
        return i;
      }
    }
    throw new BackupException(Reason.DAMAGED, "The manifest is cut off, or is no manifest.");
  }
}
