package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast.tls.acme}: which ACME server issues the certificate, where `holdfast.tls.mode` is
 * `acme`. The names are `holdfast.tls.names`.
 *
 * @param directory the address of the server's directory, https://host/directory; plain http is for
 *     a loopback address only
 * @param email whom the server may write to
 * @param termsAgreed whether you agree to the server's terms of service, where it has some
 * @param caFile PEM certificates of the authorities to trust for the server itself, instead of the
 *     JDK's
 * @param keyId the key identifier that the server's operator gave you, where it wants accounts to
 *     be bound (external account binding)
 * @param hmacFile a file with the HMAC key that goes with it, as base64url
 * @param challenge how the server sees that the names are this machine's: `http-01`, by a plain
 *     listener, or `tls-alpn-01`, by the https listener, which has to be reached on port 443 then
 * @param httpHost the address on which `http-01` is answered
 * @param httpPort the port on which `http-01` is answered, open only while an order runs; the
 *     server comes to port 80, so another one needs a way from there
 * @param timeout for one request to the server, from the first byte to the last
 * @param orderTimeout for a whole order
 * @param look how often it is looked whether something is due
 */
@ConfigurationProperties("holdfast.tls.acme")
record AcmeConfig(
    @Told(Told.As.TOKEN) @Nullable String directory,
    @Told(Told.As.TOKEN) @Nullable String email,
    @Bindable(defaultValue = "false") boolean termsAgreed,
    @Told(Told.As.TOKEN) @Nullable String caFile,
    @Told(Told.As.TOKEN) @Nullable String keyId,
    @Told(Told.As.NEVER) @Nullable String hmacFile,
    @Told(value = Told.As.AS_IT_IS, where = "http-01|tls-alpn-01")
        @Bindable(defaultValue = "http-01")
        String challenge,
    @Told(Told.As.TOKEN) @Bindable(defaultValue = "0.0.0.0") String httpHost,
    @Bindable(defaultValue = "80") int httpPort,
    @Bindable(defaultValue = "30s") Duration timeout,
    @Bindable(defaultValue = "10m") Duration orderTimeout,
    @Bindable(defaultValue = "10s") Duration look) {
  static final String HTTP_01 = "http-01";
  static final String TLS_ALPN_01 = "tls-alpn-01";

  private static final int LAST_PORT = 65_535;
  private static final Pattern EMAIL = Pattern.compile("[^@\\s,?]+@[^@\\s,?]+");

  AcmeConfig {
    demand(directory == null || AcmeAddress.isSafe(directory), "directory", AcmeAddress.RULE);
    demand(email == null || EMAIL.matcher(email).matches(), "email", "must be like it@example.com");
    demand((keyId == null) == (hmacFile == null), "key-id", "and hmac-file are needed together");
    demand(
        challenge.equals(HTTP_01) || challenge.equals(TLS_ALPN_01),
        "challenge",
        "must be http-01 or tls-alpn-01");
    demand(httpPort >= 0 && httpPort <= LAST_PORT, "http-port", "must be 0 to 65535");
    demand(timeout.isPositive(), "timeout", "must be more than 0");
    demand(orderTimeout.isPositive(), "order-timeout", "must be more than 0");
    demand(look.isPositive(), "look", "must be more than 0");
  }

  /** Whether the server comes to a plain listener. */
  boolean isPlain() {
    return challenge.equals(HTTP_01);
  }

  URI requiredDirectory() {
    if (directory == null) {
      throw new IllegalArgumentException(
          "holdfast.tls.acme.directory is missing; holdfast.tls.mode acme needs it");
    }
    return URI.create(directory);
  }

  private static void demand(boolean holds, String property, String words) {
    if (!holds) {
      throw new IllegalArgumentException("holdfast.tls.acme." + property + " " + words);
    }
  }
}
