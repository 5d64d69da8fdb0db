package dev.holdfast.appliance.kms;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.tls.TrustedAuthorities;
import io.github.jopenlibs.vault.EnvironmentLoader;
import io.github.jopenlibs.vault.SslConfig;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The driver with its connection pool, its trust and the token of the moment. The token's file is
 * looked at on each call, because Vault Agent renews it there.
 */
final class VaultSession {
  /** Version 1 paths: the Transit engine has no {@code data/} in the middle, as KV 2 has. */
  private static final int PLAIN_PATHS = 1;

  private static final Set<PosixFilePermission> OTHERS =
      Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  private final VaultConfiguration configuration;
  private final Path tokenFile;
  private final HttpClient client;
  private volatile @Nullable Current current;

  VaultSession(VaultConfiguration configuration) {
    this.configuration = configuration;
    this.tokenFile = Path.of(configuration.requiredTokenFile());
    this.client = client(configuration);
  }

  /** The driver, with the token that is in the file now. */
  Vault vault() {
    String token = token();
    Current known = current;
    if (known == null || !known.token.equals(token)) {
      known = new Current(token, connect(token));
      current = known;
    }
    return known.vault;
  }

  private String token() {
    try {
      if (Files.getPosixFilePermissions(tokenFile).stream().anyMatch(OTHERS::contains)) {
        throw refused("can be read or written by everybody; take those rights away", null);
      }
      String token = Files.readString(tokenFile).strip();
      if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
        throw refused("does not hold a token", null);
      }
      return token;
    } catch (IOException e) {
      throw refused("cannot be read", e);
    }
  }

  private ProblemException refused(String words, @Nullable IOException cause) {
    return new ProblemException(
        Problem.of(ErrorCode.KMS_REFUSED, "Vault's token file " + tokenFile + " " + words + "."),
        cause);
  }

  private Vault connect(String token) {
    try {
      VaultConfig config =
          new VaultConfig()
              .environmentLoader(new NoEnvironment())
              .address(configuration.requiredAddress())
              .token(token)
              .openTimeout(seconds(configuration.connectTimeout()))
              .readTimeout(seconds(configuration.requestTimeout()))
              .sslConfig(new SslConfig().verify(true).build())
              .httpClient(client);
      if (configuration.namespace() != null) {
        config.nameSpace(configuration.namespace());
      }
      return Vault.create(config.build(), PLAIN_PATHS);
    } catch (VaultException e) {
      throw new IllegalStateException("The Vault driver could not be set up");
    }
  }

  private static int seconds(Duration duration) {
    return (int) Math.max(1, duration.plusMillis(999).toSeconds());
  }

  private static HttpClient client(VaultConfiguration configuration) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(configuration.connectTimeout());
    if (configuration.caFile() != null) {
      builder.sslContext(trusting(Path.of(configuration.caFile())));
    }
    return builder.build();
  }

  private static SSLContext trusting(Path file) {
    try {
      return TrustedAuthorities.of(file);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "holdfast.kms.vault.ca-file: " + file + " is not a readable file of certificates", e);
    }
  }

  /** The driver would read VAULT_TOKEN and ~/.vault-token; only our configuration counts. */
  private static final class NoEnvironment extends EnvironmentLoader {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable String loadVariable(String name) {
      return null;
    }
  }

  private record Current(String token, Vault vault) {
    @Override
    public String toString() {
      return "Current[••••]";
    }
  }
}
