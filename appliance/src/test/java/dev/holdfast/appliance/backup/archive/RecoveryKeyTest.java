package dev.holdfast.appliance.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import java.util.HexFormat;
import org.bouncycastle.crypto.hpke.HPKE;
import org.junit.jupiter.api.Test;

final class RecoveryKeyTest {
  private final RecoveryKey.Pair pair = RecoveryKey.generate();
  private final byte[] secret = new byte[32];

  @Test
  void open_withThePrivateHalf_givesTheSecret() throws Exception {
    secret[5] = 7;
    byte[] sealed = pair.key().seal(secret, "context");

    assertThat(RecoveryKey.open(pair.privateKey(), sealed, "context")).isEqualTo(secret);
    assertThat(RecoveryKey.of(pair.privateKey())).isEqualTo(pair.key());
    assertThat(RecoveryKey.parse(pair.key().text())).contains(pair.key());
  }

  @Test
  void open_otherKeyOtherContextOrOneBit_isLocked() {
    byte[] sealed = pair.key().seal(secret, "context");
    byte[] flipped = sealed.clone();
    flipped[40] ^= 1;

    assertLocked(RecoveryKey.generate().privateKey(), sealed, "context");
    assertLocked(pair.privateKey(), sealed, "another");
    assertLocked(pair.privateKey(), flipped, "context");
  }

  @Test
  void parse_whatIsNoKey_isEmpty() {
    assertThat(RecoveryKey.parse("no base 64!")).isEmpty();
    assertThat(RecoveryKey.parse("AAAA")).isEmpty();
  }

  /** RFC 9180, appendix A.1 has AES-128-GCM; the key schedule of the KEM is the same in all. */
  @Test
  void kem_ofRfc9180Vector_derivesTheSamePublicKey() {
    HPKE hpke =
        new HPKE(
            HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    byte[] seed =
        HexFormat.of().parseHex("6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037");

    byte[] derived = hpke.serializePublicKey(hpke.deriveKeyPair(seed).getPublic());

    assertThat(HexFormat.of().formatHex(derived))
        .isEqualTo("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d");
  }

  private static void assertLocked(byte[] key, byte[] sealed, String context) {
    assertThatThrownBy(() -> RecoveryKey.open(key, sealed, context))
        .isInstanceOfSatisfying(
            BackupException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED));
  }
}
