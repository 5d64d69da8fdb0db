package dev.holdfast.vendor.keys;

import static dev.holdfast.vendor.licence.Vendors.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.Root;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.vendor.Session;
import dev.holdfast.vendor.licence.Vendors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our keys and signatures to code that we did not write: BouncyCastle's, and OpenSSL's. */
class ForeignKeysTest {
  private static final Provider FOREIGN = new BouncyCastleProvider();

  @TempDir private Path folder = Path.of("");
  private Vendors vendor = Vendors.none();

  @BeforeEach
  void makeKeys() {
    vendor = Vendors.in(folder);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return process.exitValue() + " " + out;
  }

  private static boolean holds(String algorithm, byte[] spki, byte[] signed, byte[] signature)
      throws Exception {
    PublicKey key =
        KeyFactory.getInstance(algorithm, FOREIGN).generatePublic(new X509EncodedKeySpec(spki));
    Signature verifier = Signature.getInstance(algorithm, FOREIGN);
    verifier.initVerify(key);
    verifier.update(signed);
    return verifier.verify(signature);
  }

  /** Both halves of a licence's signature and of a root's, by another library. */
  @ParameterizedTest
  @CsvSource({"Ed25519, 0", "ML-DSA-87, 1"})
  void signatures_ofALicenceAndARoot_holdForAnotherLibrary(String algorithm, int half)
      throws Exception {
    Path licence = vendor.issue("licence");
    Root root = new KeyFolder(vendor.session().keys()).root();
    Root.Delegation role =
        root.delegations().stream()
            .filter(one -> one.role() == Role.LICENCE)
            .findFirst()
            .orElseThrow();
    Envelope statement = StatementFile.parse(Files.readAllBytes(licence)).statements().getLast();
    assertHolds(statement, role.key(), algorithm, half);
    Envelope signed = new KeyFolder(vendor.session().keys()).chain().getFirst();
    assertHolds(signed, root.keys().getFirst(), algorithm, half);
  }

  private static void assertHolds(
      Envelope statement, dev.holdfast.license.key.VerifyingKey key, String algorithm, int half)
      throws Exception {
    Envelope.Signature signature = statement.signatures().getFirst();
    byte[] bytes =
        Envelope.signedBytes(
            statement.type(), signature.suite(), signature.keys(), statement.payload());
    byte[] spki = key.keys().get(half).getEncoded();
    assertThat(holds(algorithm, spki, bytes, signature.values().get(half))).isTrue();
    bytes[bytes.length - 1] ^= 1;
    assertThat(holds(algorithm, spki, bytes, signature.values().get(half))).isFalse();
  }

  /** The deterministic variant is a signature like any other to who verifies it. */
  @Test
  void signatures_madeRepeatably_holdForAnotherLibrary() throws Exception {
    Path statement = Files.writeString(folder.resolve("statement"), "{\"_type\":\"x\"}");
    Path out = folder.resolve("dsse");
    ok(vendor.keyed("bundle", "attest", statement.toString(), "--out", out.toString()));
    var fields =
        dev.holdfast.license.statement.StrictJson.parse(Files.readAllBytes(out), 1 << 20, 1 << 20);
    byte[] signed =
        ("DSSEv1 28 application/vnd.in-toto+json 13 {\"_type\":\"x\"}")
            .getBytes(StandardCharsets.US_ASCII);
    Root root = new KeyFolder(vendor.session().keys()).root();
    var key =
        root.delegations().stream()
            .filter(one -> one.role() == Role.BUNDLE)
            .findFirst()
            .orElseThrow()
            .key();
    List<byte[]> values = new ArrayList<>();
    fields.objects("signatures", 2).forEach(one -> values.add(one.bytes("sig", 8192)));
    assertThat(holds("Ed25519", key.keys().get(0).getEncoded(), signed, values.get(0))).isTrue();
    assertThat(holds("ML-DSA-87", key.keys().get(1).getEncoded(), signed, values.get(1))).isTrue();
  }

  @Test
  void keyFile_forDevelopment_isOpenedByOpenssl() throws Exception {
    Path key = vendor.session().keys().resolve("licence.pem");
    Path pass = vendor.session().keys().resolve("development-passphrase");
    String opened =
        run("openssl", "pkey", "-in", key.toString(), "-passin", "file:" + pass, "-noout");
    assertThat(opened).startsWith("0 ");
    Path wrong = Files.writeString(folder.resolve("wrong"), "not this one, surely\n");
    assertThat(run("openssl", "pkey", "-in", key.toString(), "-passin", "file:" + wrong, "-noout"))
        .doesNotStartWith("0 ");
  }

  /**
   * Each private half of a key for releases: scrypt with 64 MiB, AES-256-CBC, a salt of its own.
   */
  @Test
  void keyFile_forReleases_isUnderAsMuchWorkAsTheReadmeSays() throws Exception {
    Path pass = Files.writeString(folder.resolve("pass"), "correct horse battery staple\n");
    Session session = new Session(folder.resolve("release"));
    ok(
        session.keyed(
            "keys",
            "init",
            "--shares",
            "1",
            "--threshold",
            "1",
            "--passphrase-file",
            pass.toString()));
    String pem = Files.readString(session.keys().resolve("licence.pem"));
    List<String> salts = new ArrayList<>();
    for (String block : pem.split("(?=-----BEGIN ENCRYPTED)", -1)) {
      if (block.startsWith("-----BEGIN ENCRYPTED")) {
        Path one = Files.writeString(folder.resolve("one.pem"), block);
        String parsed = run("openssl", "asn1parse", "-in", one.toString());
        // 0x010000 is 65536: with blocks of 8 times 128 bytes, 64 MiB.
        assertThat(parsed)
            .startsWith("0 ")
            .contains("PBES2", "scrypt", ":010000", ":08", "aes-256-cbc");
        salts.add(
            parsed
                .lines()
                .filter(line -> line.contains("OCTET STRING"))
                .findFirst()
                .orElseThrow()
                .replaceAll(".*:", ""));
      }
    }
    assertThat(salts).hasSize(2).doesNotHaveDuplicates();
    assertThat(salts).allMatch(salt -> salt.length() == 32);
  }
}
