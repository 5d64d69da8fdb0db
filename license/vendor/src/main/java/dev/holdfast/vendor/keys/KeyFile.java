package dev.holdfast.vendor.keys;

import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.VerifyingKey;
import dev.holdfast.license.statement.Algorithm;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * A signer in a PEM file: its public keys, and its private keys as EncryptedPrivateKeyInfo (RFC
 * 5958) under PBES2 with scrypt (RFC 7914) and AES-256-CBC, which OpenSSL reads too.
 */
final class KeyFile {
  private static final String PUBLIC = "PUBLIC KEY";
  private static final String PRIVATE = "ENCRYPTED PRIVATE KEY";
  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
  private static final int BLOCK_SIZE = 8;
  private static final int SALT_BYTES = 16;

  private KeyFile() {}

  /** How much work a guess at the passphrase is. */
  enum Strength {
    /** 64 MiB for each guess. */
    FULL(1 << 16),
    /** For passphrases that stand beside the key anyway. */
    DEVELOPMENT(1 << 10);

    private final int cost;

    Strength(int cost) {
      this.cost = cost;
    }
  }

  /** Writes a file that did not exist, readable by its owner only. */
  static void write(Path file, SigningKey key, char[] passphrase, Strength strength)
      throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter pem = new PemWriter(text)) {
      for (var publicKey : key.verifying().keys()) {
        pem.writeObject(new PemObject(PUBLIC, publicKey.getEncoded()));
      }
      for (PrivateKey privateKey : key.privateKeys()) {
        pem.writeObject(
            new PemObject(
                PRIVATE,
                new JcaPKCS8EncryptedPrivateKeyInfoBuilder(privateKey)
                    .build(encryptor(passphrase, strength))
                    .getEncoded()));
      }
    }
    Folders.createPrivate(file, text.toString());
  }

  /** Reads the public side only. */
  static VerifyingKey readPublic(Path file, Suite suite) throws IOException {
    return VerifyingKey.of(suite, objects(file, PUBLIC));
  }

  /**
   * Opens a file.
   *
   * @throws VendorException with {@link Exit#KEY_CLOSED} where the passphrase does not fit
   */
  static SigningKey read(Path file, Suite suite, char[] passphrase) throws IOException {
    List<PrivateKey> keys = new ArrayList<>();
    List<byte[]> encrypted = objects(file, PRIVATE);
    try {
      for (int i = 0; i < encrypted.size(); i++) {
        Algorithm algorithm = suite.algorithms().get(i);
        byte[] pkcs8 =
            new PKCS8EncryptedPrivateKeyInfo(encrypted.get(i))
                .decryptPrivateKeyInfo(
                    new JcePKCSPBEInputDecryptorProviderBuilder()
                        .setProvider(PROVIDER)
                        .build(passphrase))
                .getEncoded();
        keys.add(
            KeyFactory.getInstance(algorithm.jcaName())
                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
      }
      return SigningKey.of(readPublic(file, suite), keys);
    } catch (PKCSException | GeneralSecurityException | RefusedException e) {
      throw new VendorException(Exit.KEY_CLOSED, file + " does not open with this passphrase");
    }
  }

  private static List<byte[]> objects(Path file, String type) throws IOException {
    List<byte[]> found = new ArrayList<>();
    try (PemReader reader = new PemReader(new StringReader(Files.readString(file)))) {
      for (PemObject object = reader.readPemObject();
          object != null;
          object = reader.readPemObject()) {
        if (object.getType().equals(type)) {
          found.add(object.getContent());
        }
      }
    }
    return found;
  }

  private static OutputEncryptor encryptor(char[] passphrase, Strength strength) {
    try {
      return new JcePKCSPBEOutputEncryptorBuilder(
              new ScryptConfig.Builder(strength.cost, BLOCK_SIZE, 1)
                  .withSaltLength(SALT_BYTES)
                  .build(),
              NISTObjectIdentifiers.id_aes256_CBC)
          .setProvider(PROVIDER)
          .build(passphrase);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("BouncyCastle has scrypt and AES", e);
    }
  }
}
