package dev.holdfast.license.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.testkit.Licences;
import dev.holdfast.license.testkit.Programs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we sign as OpenSSL reads it, put together by hand from the README's words alone. */
class ForeignSignatureTest {
  private static final SigningKey KEY = SigningKey.generate(Suite.V2026_1);

  @TempDir private Path folder = Path.of("");

  private int openssl(byte[] signed, byte[] signature) throws Exception {
    Files.write(folder.resolve("key"), KEY.verifying().keys().getFirst().getEncoded());
    Files.write(folder.resolve("signed"), signed);
    Files.write(folder.resolve("signature"), signature);
    return Programs.run(
            folder,
            new byte[0],
            "openssl",
            "pkeyutl",
            "-verify",
            "-pubin",
            "-keyform",
            "DER",
            "-inkey",
            "key",
            "-rawin",
            "-in",
            "signed",
            "-sigfile",
            "signature")
        .code();
  }

  @ParameterizedTest
  @EnumSource(PayloadType.class)
  void sign_payloadOfAnyType_holdsForOpensslOverTheBytesOfTheReadme(PayloadType type)
      throws Exception {
    byte[] payload = Licences.standard().payload();
    List<String> ids = KEY.verifying().ids();
    String media =
        "application/vnd.holdfast."
            + type.title()
            + "+json;version=1;suite=2026-1;keys="
            + ids.get(0)
            + ","
            + ids.get(1);
    String signed =
        "DSSEv1 "
            + media.length()
            + " "
            + media
            + " "
            + payload.length
            + " "
            + new String(payload, StandardCharsets.UTF_8);
    byte[] signature = KEY.sign(type, payload).values().getFirst();

    assertThat(openssl(signed.getBytes(StandardCharsets.UTF_8), signature)).isZero();

    String moved = signed.replace(type.title(), "another");
    assertThat(openssl(moved.getBytes(StandardCharsets.UTF_8), signature)).isNotZero();
    signature[0] ^= 1;
    assertThat(openssl(signed.getBytes(StandardCharsets.UTF_8), signature)).isNotZero();
  }

  /** A key's id is what anybody computes of its SubjectPublicKeyInfo. */
  @Test
  void ids_ofAKey_areWhatSha384sumPrints() throws Exception {
    for (int i = 0; i < 2; i++) {
      byte[] spki = KEY.verifying().keys().get(i).getEncoded();
      assertThat(Programs.run(folder, spki, "sha384sum").out())
          .isEqualTo(KEY.verifying().ids().get(i) + "  -\n");
    }
  }

  /** The file's base 64 is everybody's: the payload is read back without any code of ours. */
  @Test
  void file_payload_isReadBackByBase64() throws Exception {
    byte[] payload = Licences.standard().payload();
    byte[] file = new StatementFile(List.of(KEY.envelope(PayloadType.LICENCE, payload))).bytes();
    Files.write(folder.resolve("licence"), file);
    Programs.Answer read =
        Programs.run(
            folder,
            new byte[0],
            "sh",
            "-c",
            "sed 's/.*\"payload\":\"\\([^\"]*\\)\".*/\\1/' licence | base64 -d");
    assertThat(read.out()).isEqualTo(Licences.payload());
  }
}
