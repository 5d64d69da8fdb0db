package dev.holdfast.appliance.platform.http;

import io.netty.handler.ssl.SslContext;
import java.util.Optional;

/**
 * What an ACME server's own TLS handshakes on the https listener are answered with ({@code
 * tls-alpn-01}, RFC 8737). Asked on an event loop: never blocks.
 */
public interface TlsChallenges {
  /** True while no such handshake is waited for: then nobody looks whether one comes. */
  boolean isEmpty();

  /**
   * The context for a handshake that offers {@code acme-tls/1} and no other protocol.
   *
   * @param serverName as the handshake names it (SNI), lower case
   */
  Optional<SslContext> forName(String serverName);
}
