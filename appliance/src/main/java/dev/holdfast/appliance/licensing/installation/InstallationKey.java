package dev.holdfast.appliance.licensing.installation;

import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.crypto.AesGcm;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.VerifyingKey;
import dev.holdfast.license.statement.Suite;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The installation's signing key as it is stored: public in the open, private sealed. */
final class InstallationKey {
  private static final byte[] CONTEXT =
      "holdfast.installation.key".getBytes(StandardCharsets.UTF_8);
  private static final String SEPARATOR = ".";

  private InstallationKey() {}

  /**
   * As it is stored.
   *
   * @param wrapped the data key, by the KMS
   * @param sealed the private keys, by the data key
   * @param open the public keys
   */
  record Stored(String wrapped, String sealed, String open) {}

  /** Seals a key for an installation; it opens for no other. */
  static Stored seal(SigningKey key, String installation, Kms kms) {
    byte[] dataKey = AesGcm.newKey();
    byte[] wrapped = kms.wrap(dataKey, CONTEXT);
    byte[] plain =
        join(key.privateKeys().stream().map(PrivateKey::getEncoded).toList())
            .getBytes(StandardCharsets.US_ASCII);
    byte[] sealed = new AesGcm(dataKey).seal(plain, associated(installation));
    Arrays.fill(plain, (byte) 0);
    Arrays.fill(dataKey, (byte) 0);
    return new Stored(
        Base64.getEncoder().encodeToString(wrapped),
        Base64.getEncoder().encodeToString(sealed),
        join(key.verifying().keys().stream().map(PublicKey::getEncoded).toList()));
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws dev.holdfast.appliance.platform.error.ProblemException {@code kms_unavailable}, {@code
   *     kms_refused} or {@code secret_unreadable}
   */
  static SigningKey open(Stored stored, String installation, Kms kms) {
    AesGcm dataKey = new AesGcm(kms.unwrap(Base64.getDecoder().decode(stored.wrapped()), CONTEXT));
    byte[] plain =
        dataKey
            .open(Base64.getDecoder().decode(stored.sealed()), associated(installation))
            .orElseThrow(
                () ->
                    Problem.of(
                            ErrorCode.SECRET_UNREADABLE,
                            "The installation's key does not open: it is damaged, or another"
                                + " installation's.")
                        .asException());
    Suite suite = Suite.V2026_1;
    List<byte[]> parts = split(new String(plain, StandardCharsets.US_ASCII));
    Arrays.fill(plain, (byte) 0);
    List<PrivateKey> keys = new ArrayList<>();
    try {
      for (int i = 0; i < parts.size(); i++) {
        keys.add(
            KeyFactory.getInstance(suite.algorithms().get(i).jcaName())
                .generatePrivate(new PKCS8EncodedKeySpec(parts.get(i))));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was sealed whole is not a key", e);
    }
    return SigningKey.of(VerifyingKey.of(suite, split(stored.open())), keys);
  }

  private static byte[] associated(String installation) {
    return ("holdfast.installation.key " + installation).getBytes(StandardCharsets.UTF_8);
  }

  private static String join(List<byte[]> parts) {
    return parts.stream()
        .map(Base64.getEncoder()::encodeToString)
        .collect(Collectors.joining(SEPARATOR));
  }

  private static List<byte[]> split(String joined) {
    return Arrays.stream(joined.split("\\.", -1)).map(Base64.getDecoder()::decode).toList();
  }
}
