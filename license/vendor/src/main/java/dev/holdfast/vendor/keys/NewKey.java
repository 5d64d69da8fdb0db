package dev.holdfast.vendor.keys;

import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.VerifyingKey;
import dev.holdfast.license.statement.Algorithm;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.vendor.shell.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that was made and is not kept yet.
 *
 * @param stored the private keys that go into the file; what a token holds does not
 * @param token where the rest is; null for nowhere
 */
record NewKey(
    SigningKey key,
    List<PrivateKey> stored,
    char[] passphrase,
    KeyFile.Strength strength,
    @Nullable TokenRef token) {
  NewKey {
    stored = List.copyOf(stored);
  }

  /** Makes a key, in a token where the options name one for it, and asks for what protects it. */
  static NewKey make(Terminal terminal, KeyOptions options, KeyFolder folder, String name)
      throws IOException {
    String label = options.tokenLabel(name);
    if (label != null) {
      return inToken(options, label, options.pin(terminal, name));
    }
    boolean development = options.development() || folder.isDevelopment();
    char[] passphrase =
        development
            ? options.passphrase(terminal, folder, name)
            : options.newPassphrase(terminal, name);
    SigningKey key = SigningKey.generate(Suite.V2026_1);
    KeyFile.Strength strength = development ? KeyFile.Strength.DEVELOPMENT : KeyFile.Strength.FULL;
    return new NewKey(key, key.privateKeys(), passphrase, strength, null);
  }

  /** Writes the file, which did not exist. */
  void keep(Path file) throws IOException {
    KeyFile.write(file, this);
  }

  private static NewKey inToken(KeyOptions options, String label, char[] pin) {
    TokenRef ref = TokenRef.random(label, new SecureRandom());
    byte[] point;
    char[] passphrase;
    try (Token token = Token.open(options.module(), label, pin)) {
      point = token.generate(ref.id(), "holdfast");
      passphrase = ref.passphrase(token);
    }
    KeyPair pair = mlDsa();
    VerifyingKey verifying =
        VerifyingKey.of(
            Suite.V2026_1, List.of(TokenRef.ed25519(point), pair.getPublic().getEncoded()));
    SigningKey key =
        SigningKey.ofHalves(
            verifying,
            List.of(
                ref.half(options.module(), pin),
                SigningKey.half(Algorithm.ML_DSA_87, pair.getPrivate())));
    // The passphrase has 512 bits of the token's; guessing at it need not be made slow.
    return new NewKey(
        key, List.of(pair.getPrivate()), passphrase, KeyFile.Strength.DEVELOPMENT, ref);
  }

  private static KeyPair mlDsa() {
    try {
      return KeyPairGenerator.getInstance(Algorithm.ML_DSA_87.jcaName()).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 has ML-DSA-87", e);
    }
  }
}
