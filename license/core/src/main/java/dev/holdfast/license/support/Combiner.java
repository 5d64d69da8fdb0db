package dev.holdfast.license.support;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Makes one secret of two (NIST SP 800-56C rev. 2): it is safe as long as either is. */
final class Combiner {
  private static final int SECRET = 32;

  private Combiner() {}

  /** HKDF-SHA-384 of both; each part of the context stands behind its length. */
  static SecretKey combine(SecretKey first, SecretKey second, List<byte[]> context)
      throws GeneralSecurityException {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    for (byte[] part : context) {
      info.writeBytes(new byte[] {(byte) (part.length >>> 8), (byte) part.length});
      info.writeBytes(part);
    }
    byte[] key =
        KDF.getInstance("HKDF-SHA384")
            .deriveData(
                HKDFParameterSpec.ofExtract()
                    .addIKM(first)
                    .addIKM(second)
                    .thenExpand(info.toByteArray(), SECRET));
    return new SecretKeySpec(key, "AES");
  }
}
