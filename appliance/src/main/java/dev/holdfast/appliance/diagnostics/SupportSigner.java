package dev.holdfast.appliance.diagnostics;

import dev.holdfast.appliance.backup.BackupRecovery;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.VerifyingKey;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.support.SupportBundle;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** Signs receipts with a key of this installation's own, made at the first use. */
@Singleton
final class SupportSigner {
  private static final Suite SUITE = Suite.V2026_1;

  private final Path file;
  private final BackupRecovery installation;

  SupportSigner(Home home, BackupRecovery installation) {
    this.file = home.keys().resolve("support-signing.key");
    this.installation = installation;
  }

  /** A signed receipt, as the file that it is. */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record Signed(byte[] receipt) {}

  /** Signs what {@code receipt} makes for this installation's id. */
  synchronized Signed sign(Function<String, SupportBundle.Receipt> receipt) {
    try {
      SigningKey key = Files.exists(file) ? read() : make();
      return new Signed(receipt.apply(installation.installation()).sign(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(file + " holds no key", e);
    }
  }

  private SigningKey make() throws IOException {
    SigningKey key = SigningKey.generate(SUITE);
    List<String> lines = new ArrayList<>();
    key.verifying().keys().forEach(each -> lines.add(text(each)));
    key.privateKeys().forEach(each -> lines.add(text(each)));
    Files.createFile(
        file,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(Home.FILE_RIGHTS)));
    Files.writeString(file, String.join("\n", lines) + "\n", StandardCharsets.US_ASCII);
    return key;
  }

  private static String text(Key key) {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  private SigningKey read() throws IOException, GeneralSecurityException {
    List<byte[]> keys =
        Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
            .map(line -> Base64.getDecoder().decode(line))
            .toList();
    int half = SUITE.algorithms().size();
    List<PrivateKey> privateKeys = new ArrayList<>();
    for (int i = 0; i < half; i++) {
      privateKeys.add(
          KeyFactory.getInstance(SUITE.algorithms().get(i).jcaName())
              .generatePrivate(new PKCS8EncodedKeySpec(keys.get(half + i))));
    }
    return SigningKey.of(VerifyingKey.of(SUITE, keys.subList(0, half)), privateKeys);
  }
}
