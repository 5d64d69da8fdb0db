package dev.holdfast.vendor.support;

import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.support.SupportKey;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
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
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/**
 * A support key in a folder: {@code support.key}, which is for the releases, and {@code
 * support.pem}, the private keys as EncryptedPrivateKeyInfo under scrypt and AES-256-CBC.
 */
final class SupportKeyFile {
  private static final String PUBLIC = "support.key";
  private static final String PRIVATE = "support.pem";
  private static final String TYPE = "ENCRYPTED PRIVATE KEY";
  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
  private static final int COST = 1 << 16;
  private static final int BLOCK = 8;
  private static final int SALT = 16;
  private static final int SHORTEST = 15;

  private SupportKeyFile() {}

  /** Makes a key; a folder that has one already keeps it. */
  static SupportKey make(Path folder, char[] passphrase) throws IOException {
    if (passphrase.length < SHORTEST) {
      throw new VendorException(
          Exit.REFUSED, "a passphrase has " + SHORTEST + " characters or more");
    }
    if (Files.exists(folder)) {
      Folders.requireFree(folder.resolve(PRIVATE));
      Folders.requireFree(folder.resolve(PUBLIC));
    }
    SupportKey.Pair pair = SupportKey.generate();
    StringWriter text = new StringWriter();
    try (PemWriter pem = new PemWriter(text)) {
      for (PrivateKey key : pair.privateKeys()) {
        pem.writeObject(
            new PemObject(
                TYPE,
                new JcaPKCS8EncryptedPrivateKeyInfoBuilder(key)
                    .build(
                        new JcePKCSPBEOutputEncryptorBuilder(
                                new ScryptConfig.Builder(COST, BLOCK, 1)
                                    .withSaltLength(SALT)
                                    .build(),
                                NISTObjectIdentifiers.id_aes256_CBC)
                            .setProvider(PROVIDER)
                            .build(passphrase))
                    .getEncoded()));
      }
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("BouncyCastle has scrypt and AES", e);
    }
    Folders.create(folder);
    Folders.createPrivate(folder.resolve(PRIVATE), text.toString());
    Folders.createPublic(
        folder.resolve(PUBLIC), (pair.key().text() + "\n").getBytes(StandardCharsets.US_ASCII));
    return pair.key();
  }

  /**
   * Opens the private side.
   *
   * @throws VendorException {@link Exit#KEY_CLOSED} where the passphrase does not fit
   */
  static SupportKey.Pair read(Path folder, char[] passphrase) throws IOException {
    SupportKey key = SupportKey.parse(Files.readString(folder.resolve(PUBLIC)));
    List<PrivateKey> keys = new ArrayList<>();
    try (PemReader reader =
        new PemReader(new StringReader(Files.readString(folder.resolve(PRIVATE))))) {
      for (@Nullable PemObject object = reader.readPemObject();
          object != null;
          object = reader.readPemObject()) {
        byte[] pkcs8 =
            new PKCS8EncryptedPrivateKeyInfo(object.getContent())
                .decryptPrivateKeyInfo(
                    new JcePKCSPBEInputDecryptorProviderBuilder()
                        .setProvider(PROVIDER)
                        .build(passphrase))
                .getEncoded();
        String algorithm = keys.isEmpty() ? "X25519" : "ML-KEM-1024";
        keys.add(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
      }
    } catch (DecoderException e) {
      throw new VendorException(
          Exit.REFUSED, folder.resolve(PRIVATE) + " is damaged: it is no base 64");
    } catch (PKCSException | GeneralSecurityException | RefusedException e) {
      throw new VendorException(
          Exit.KEY_CLOSED, folder.resolve(PRIVATE) + " does not open with this passphrase");
    }
    if (keys.size() != 2) {
      throw new VendorException(Exit.KEY_CLOSED, folder.resolve(PRIVATE) + " is not complete");
    }
    return SupportKey.Pair.of(key, keys.getFirst(), keys.getLast());
  }
}
