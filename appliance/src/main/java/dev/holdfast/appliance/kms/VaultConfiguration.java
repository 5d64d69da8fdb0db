package dev.holdfast.appliance.kms;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast.kms.vault}: a Transit key in HashiCorp Vault or OpenBao.
 *
 * @param address {@code https://host:port}; plain http is for a loopback address only
 * @param mount where the Transit engine is mounted
 * @param key the key's name
 * @param tokenFile a file with the token, read anew when it changes, as Vault Agent writes it
 * @param namespace Vault's namespace, where it has one
 * @param caFile PEM certificates to trust instead of the JDK's
 * @param connectTimeout for one connection
 * @param requestTimeout for one try, from the first byte to the last
 * @param retries more tries after one that failed in passing, 0 to 5
 * @param concurrency calls at once; as many as eight times that may wait
 */
@ConfigurationProperties("holdfast.kms.vault")
record VaultConfiguration(
    @Told(Told.As.TOKEN) @Nullable String address,
    @Told(Told.As.TOKEN) @Bindable(defaultValue = "transit") String mount,
    @Told(Told.As.TOKEN) @Bindable(defaultValue = "holdfast") String key,
    @Told(Told.As.NEVER) @Nullable String tokenFile,
    @Told(Told.As.TOKEN) @Nullable String namespace,
    @Told(Told.As.TOKEN) @Nullable String caFile,
    @Bindable(defaultValue = "2s") Duration connectTimeout,
    @Bindable(defaultValue = "3s") Duration requestTimeout,
    @Bindable(defaultValue = "2") int retries,
    @Bindable(defaultValue = "8") int concurrency) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
  private static final Pattern PATH = Pattern.compile(NAME + "(/" + NAME + ")*");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.[0-9.]+|\\[?::1]?", Pattern.CASE_INSENSITIVE);
  private static final int MOST_RETRIES = 5;
  private static final int MOST_CALLS = 64;

  VaultConfiguration {
    demand(address == null || safe(address), "address", "must be https://host:port");
    demand(PATH.matcher(mount).matches(), "mount", "must be a path of letters, digits, '_', '-'");
    demand(NAME.matcher(key).matches(), "key", "must be letters, digits, '.', '_', '-'");
    demand(namespace == null || PATH.matcher(namespace).matches(), "namespace", "must be a path");
    demand(positive(connectTimeout), "connect-timeout", "must be more than 0");
    demand(positive(requestTimeout), "request-timeout", "must be more than 0");
    demand(retries >= 0 && retries <= MOST_RETRIES, "retries", "must be 0 to 5");
    demand(concurrency > 0 && concurrency <= MOST_CALLS, "concurrency", "must be 1 to 64");
  }

  /** The address without a slash at its end. */
  String requiredAddress() {
    if (address == null) {
      throw new IllegalArgumentException(
          "holdfast.kms.vault.address is missing; the provider vault-transit needs it");
    }
    return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
  }

  String requiredTokenFile() {
    if (tokenFile == null) {
      throw new IllegalArgumentException(
          "holdfast.kms.vault.token-file is missing; the provider vault-transit needs it");
    }
    return tokenFile;
  }

  /** Data keys and the token travel there, so not in the clear over a network. */
  private static boolean safe(String address) {
    URI uri = URI.create(address);
    String host = uri.getHost();
    if (host == null || uri.getUserInfo() != null || uri.getQuery() != null) {
      return false;
    }
    return "https".equals(uri.getScheme())
        || ("http".equals(uri.getScheme()) && LOOPBACK.matcher(host).matches());
  }

  private static boolean positive(Duration duration) {
    return duration.isPositive();
  }

  private static void demand(boolean holds, String property, String words) {
    if (!holds) {
      throw new IllegalArgumentException("holdfast.kms.vault." + property + " " + words);
    }
  }
}
