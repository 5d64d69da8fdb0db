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
import java.util.Optional;
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
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * A signer in a PEM file: its public keys, and its private keys as EncryptedPrivateKeyInfo (RFC
 * 5958) under PBES2 with scrypt (RFC 7914) and AES-256-CBC: a standard form, though the openssl
 * command allows scrypt no more than 32 MiB and so opens development keys only. Of a key in a token
 * only the ML-DSA-87 half is here, under a passphrase that only the token can derive.
 */
final class KeyFile {
  private static final String PUBLIC = "PUBLIC KEY";
  private static final String TOKEN = "HOLDFAST TOKEN";
  private static final String PRIVATE = "ENCRYPTED PRIVATE KEY";
  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
  private static final int BLOCK_SIZE = 8;
  private static final int SALT_BYTES = 16;

  private KeyFile() {}

  /** How much work a guess at the passphrase is. */
  enum Strength {
    /** 64 MiB for each guess. */
    FULL(1 << 16),
    /** For passphrases that stand beside the key anyway, or that nobody can guess. */
    DEVELOPMENT(1 << 10);

    private final int cost;

    Strength(int cost) {
      this.cost = cost;
    }
  }

  /** Writes a file that did not exist, readable by its owner only. */
  static void write(Path file, NewKey made) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter pem = new PemWriter(text)) {
      for (var publicKey : made.key().verifying().keys()) {
        pem.writeObject(new PemObject(PUBLIC, publicKey.getEncoded()));
      }
      if (made.token() != null) {
        pem.writeObject(new PemObject(TOKEN, made.token().json()));
      }
      for (PrivateKey privateKey : made.stored()) {
        pem.writeObject(
            new PemObject(
                PRIVATE,
                new JcaPKCS8EncryptedPrivateKeyInfoBuilder(privateKey)
                    .build(encryptor(made.passphrase(), made.strength()))
                    .getEncoded()));
      }
    }
    Folders.createPrivate(file, text.toString());
  }

  /** Reads the public side only. */
  static VerifyingKey readPublic(Path file, Suite suite) throws IOException {
    try {
      return VerifyingKey.of(suite, objects(file, PUBLIC));
    } catch (RefusedException e) {
      throw new VendorException(Exit.REFUSED, file + " is no key file: " + e.detail());
    }
  }

  /** Where the rest of the key is; empty where the file has all of it. */
  static Optional<TokenRef> token(Path file) throws IOException {
    return objects(file, TOKEN).stream().findFirst().map(TokenRef::read);
  }

  /**
   * Opens a file that has all of a key.
   *
   * @throws VendorException with {@link Exit#KEY_CLOSED} where the passphrase does not fit
   */
  static SigningKey read(Path file, Suite suite, char[] passphrase) throws IOException {
    VerifyingKey verifying = readPublic(file, suite);
    try {
      return SigningKey.of(verifying, privateKeys(file, suite.algorithms(), passphrase));
    } catch (PKCSException | GeneralSecurityException | RefusedException e) {
      throw new VendorException(Exit.KEY_CLOSED, file + " does not open with this passphrase");
    }
  }

  /**
   * Opens a file whose rest is in a token.
   *
   * @throws VendorException with {@link Exit#KEY_CLOSED} where the token is another
   */
  static SigningKey read(Path file, Suite suite, TokenRef ref, Path module, char[] pin)
      throws IOException {
    char[] passphrase;
    try (Token token = Token.open(module, ref.label(), pin)) {
      passphrase = ref.passphrase(token);
    }
    try {
      PrivateKey other = privateKeys(file, List.of(Algorithm.ML_DSA_87), passphrase).getFirst();
      return SigningKey.ofHalves(
          readPublic(file, suite),
          List.of(ref.half(module, pin), SigningKey.half(Algorithm.ML_DSA_87, other)));
    } catch (PKCSException | GeneralSecurityException | RefusedException e) {
      throw new VendorException(Exit.KEY_CLOSED, file + " does not belong to this token");
    }
  }

  private static List<PrivateKey> privateKeys(
      Path file, List<Algorithm> algorithms, char[] passphrase)
      throws IOException, PKCSException, GeneralSecurityException {
    List<PrivateKey> keys = new ArrayList<>();
    List<byte[]> encrypted = objects(file, PRIVATE);
    if (encrypted.size() != algorithms.size()) {
      throw new VendorException(Exit.REFUSED, file + " is no key file");
    }
    for (int i = 0; i < encrypted.size(); i++) {
      byte[] pkcs8 =
          new PKCS8EncryptedPrivateKeyInfo(encrypted.get(i))
              .decryptPrivateKeyInfo(
                  new JcePKCSPBEInputDecryptorProviderBuilder()
                      .setProvider(PROVIDER)
                      .build(passphrase))
              .getEncoded();
      keys.add(
          KeyFactory.getInstance(algorithms.get(i).jcaName())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    }
    return keys;
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
    } catch (DecoderException e) {
      throw new VendorException(Exit.REFUSED, file + " is damaged: it is no base 64");
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
