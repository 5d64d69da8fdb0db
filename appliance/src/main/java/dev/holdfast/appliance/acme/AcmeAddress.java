package dev.holdfast.appliance.acme;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which addresses an ACME server may have, and may send us to. */
final class AcmeAddress {
  static final String RULE = "must be like https://ca.example.com/acme/directory";

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.[0-9.]+|\\[?::1]?", Pattern.CASE_INSENSITIVE);

  private AcmeAddress() {}

  static boolean isSafe(String address) {
    try {
      return isSafe(URI.create(address));
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  /** Https, or plain http to this machine itself; no user, no password, no secret in a query. */
  static boolean isSafe(URI address) {
    String host = address.getHost();
    if (host == null || address.getUserInfo() != null || address.getFragment() != null) {
      return false;
    }
    String scheme = scheme(address);
    return scheme.equals("https") || (scheme.equals("http") && LOOPBACK.matcher(host).matches());
  }

  static int port(URI address) {
    if (address.getPort() >= 0) {
      return address.getPort();
    }
    return scheme(address).equals("https") ? 443 : 80;
  }

  private static String scheme(URI address) {
    @Nullable String scheme = address.getScheme();
    return scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
  }

  /** The host, with its port where one is given. */
  static String host(URI address) {
    return address.getPort() < 0
        ? String.valueOf(address.getHost())
        : address.getHost() + ":" + address.getPort();
  }
}
