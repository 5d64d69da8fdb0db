package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.http.TlsChallenges;
import io.micronaut.context.annotation.Requires;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import jakarta.inject.Singleton;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.util.KeyPairUtils;

/**
 * The certificates that an ACME server is shown while an order runs ({@code tls-alpn-01}, RFC
 * 8737), by the name that it asks for. Thread-safe.
 */
@Singleton
@Requires(property = AcmeKeeper.MODE, value = AcmeKeeper.ACME)
final class AlpnCertificates implements TlsChallenges {
  private static final int KEY_BITS = 2048;
  private static final int IPV4_BYTES = 4;

  private final Map<String, SslContext> due = new ConcurrentHashMap<>();

  @Override
  public boolean isEmpty() {
    return due.isEmpty();
  }

  @Override
  public Optional<SslContext> forName(String serverName) {
    return Optional.ofNullable(due.get(serverName));
  }

  /** Shows the challenge's certificate to whoever asks for the name in the special way. */
  void add(Identifier name, TlsAlpn01Challenge challenge) throws SSLException {
    KeyPair keys = KeyPairUtils.createKeyPair(KEY_BITS); // the library signs with RSA here
    X509Certificate certificate = challenge.createCertificate(keys, name);
    due.put(
        serverName(name),
        SslContextBuilder.forServer(keys.getPrivate(), certificate)
            .sslProvider(SslProvider.JDK)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.FATAL_ALERT,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.FATAL_ALERT,
                    TlsAlpn01Challenge.ACME_TLS_1_PROTOCOL))
            .build());
  }

  void clear() {
    due.clear();
  }

  /** A name as it is; of an address, the name that leads back to it (RFC 8738, 6). */
  static String serverName(Identifier name) {
    if (!name.getType().equals(Identifier.TYPE_IP)) {
      return name.getDomain().toLowerCase(Locale.ROOT);
    }
    byte[] bytes = name.getIP().getAddress();
    StringBuilder reversed = new StringBuilder();
    for (int i = bytes.length - 1; i >= 0; i--) {
      int value = Byte.toUnsignedInt(bytes[i]);
      if (bytes.length == IPV4_BYTES) {
        reversed.append(value).append('.');
      } else {
        reversed
            .append(Integer.toHexString(value & 0xF))
            .append('.')
            .append(Integer.toHexString(value >> 4))
            .append('.');
      }
    }
    return reversed + (bytes.length == IPV4_BYTES ? "in-addr.arpa" : "ip6.arpa");
  }
}
