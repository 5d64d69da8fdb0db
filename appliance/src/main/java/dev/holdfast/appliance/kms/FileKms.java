package dev.holdfast.appliance.kms;

import dev.holdfast.appliance.platform.crypto.AesGcm;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key encryption key in a local file. A wrapped key says which key wrapped it, so that a
 * missing key is told apart from a damaged one.
 */
final class FileKms implements Kms {
  private static final int ID_LENGTH = 8;

  private final List<Key> keys;
  private final @Nullable Path outside;

  FileKms(List<byte[]> keys) {
    this(keys, null);
  }

  /**
   * @param outside the file of the first keys, where it does not lie in the home
   */
  FileKms(List<byte[]> keys, @Nullable Path outside) {
    this.outside = outside;
    this.keys = keys.stream().map(key -> new Key(idOf(key), new AesGcm(key))).toList();
  }

  @Override
  public String description() {
    return KmsConfiguration.FILE;
  }

  @Override
  public byte[] wrap(byte[] dataKey, byte[] context) {
    Key key = keys.getFirst();
    byte[] sealed = key.cipher.seal(dataKey, associated(key.id, context));
    return new Wrapped(Wrapped.Suite.FILE_AES_256_GCM, join(key.id, sealed)).encode();
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] context) {
    byte[] body = Wrapped.bodyOf(wrapped, Wrapped.Suite.FILE_AES_256_GCM);
    byte[] id = Arrays.copyOf(body, ID_LENGTH);
    Key key =
        keys.stream()
            .filter(candidate -> Arrays.equals(candidate.id, id))
            .findFirst()
            .orElseThrow(
                () ->
                    Wrapped.refused(
                        "The data key was wrapped under a key that is not in the key file."));
    byte[] sealed = Arrays.copyOfRange(body, Math.min(ID_LENGTH, body.length), body.length);
    return key.cipher
        .open(sealed, associated(id, context))
        .orElseThrow(
            () -> Wrapped.refused("The data key is damaged, or belongs to another tenant."));
  }

  @Override
  public Health check() {
    return new Health(true, "The local key file is in use, with " + keys.size() + " key(s).");
  }

  @Override
  public Optional<Path> keyOutsideOfHome() {
    return Optional.ofNullable(outside);
  }

  /** Header and key id have fixed lengths, so that no two contexts give the same bytes. */
  private static byte[] associated(byte[] id, byte[] context) {
    return join(Wrapped.Suite.FILE_AES_256_GCM.header(), join(id, context));
  }

  /** Names a key and says nothing of it: a keyed hash of a constant. */
  private static byte[] idOf(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] hash = mac.doFinal("holdfast kms key id".getBytes(StandardCharsets.US_ASCII));
      return Arrays.copyOf(hash, ID_LENGTH);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The JDK has no HMAC", e);
    }
  }

  private static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(first.length + second.length);
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  private record Key(byte[] id, AesGcm cipher) {}
}
