package dev.holdfast.appliance.kms;

import dev.holdfast.appliance.platform.home.Home;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the KMS that the configuration names. Nothing is called over the network yet. */
@Factory
final class KmsFactory {
  private static final String KEY_NAME = "kms.key";

  @Singleton
  Kms kms(KmsConfiguration configuration, VaultConfiguration vault, Home home) {
    return make(configuration, vault, home, System.getenv("CREDENTIALS_DIRECTORY"));
  }

  static Kms make(
      KmsConfiguration configuration,
      VaultConfiguration vault,
      Home home,
      @Nullable String credentials) {
    Kms current = provider(configuration.provider(), configuration, vault, home, credentials);
    if (configuration.previous() == null) {
      return current;
    }
    Wrapped.Suite suite =
        configuration.provider().equals(KmsConfiguration.FILE)
            ? Wrapped.Suite.FILE_AES_256_GCM
            : Wrapped.Suite.VAULT_TRANSIT;
    return new MovingKms(
        current,
        suite,
        provider(configuration.previous(), configuration, vault, home, credentials));
  }

  private static Kms provider(
      String name,
      KmsConfiguration configuration,
      VaultConfiguration vault,
      Home home,
      @Nullable String credentials) {
    return name.equals(KmsConfiguration.FILE)
        ? file(configuration, home, credentials)
        : new VaultTransitKms(vault, new VaultCalls(vault, new VaultSession(vault)));
  }

  private static Kms file(KmsConfiguration configuration, Home home, @Nullable String credentials) {
    Path inHome = home.keys().resolve(KEY_NAME);
    if (configuration.keyFile() != null) {
      Path named = Path.of(configuration.keyFile());
      KeyFile.createIfMissing(named);
      return outside(named, KeyFile.read(named), inHome);
    }
    if (credentials != null) {
      Path credential = Path.of(credentials).resolve(KEY_NAME);
      if (Files.exists(credential)) {
        return outside(credential, KeyFile.readCredential(credential), inHome);
      }
    }
    KeyFile.createIfMissing(inHome);
    return new FileKms(KeyFile.read(inHome));
  }

  /**
   * A key from outside of the home wraps. One that lies in the home besides came there with a
   * backup of another machine, and opens what was wrapped on that one.
   */
  private static Kms outside(Path file, List<byte[]> keys, Path inHome) {
    if (!Files.exists(inHome) || inHome.equals(file.toAbsolutePath())) {
      return new FileKms(keys, file);
    }
    List<byte[]> all = new ArrayList<>(keys);
    all.addAll(KeyFile.read(inHome));
    return new FileKms(all, file);
  }
}
