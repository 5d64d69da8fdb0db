package dev.holdfast.appliance.platform.tls;

import io.micronaut.http.netty.NettySslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes the https listener's context with the JDK from the certificate alone. Netty's own way to it
 * tries, once in each process, whether trust managers can be wrapped; it reads an RSA key for that
 * and encrypts it under 10,000 rounds of PBKDF2, and a third of what was compiled before an
 * appliance was ready was compiled for this. A server that asks no client for a certificate needs
 * no trust manager.
 */
class QuickTls extends NettySslContextBuilder {
  private static final TrustManager[] TRUSTS_NOBODY = {};

  QuickTls() {
    super(true);
  }

  @Override
  public SslContext buildTcp() throws Exception {
    return mustDoMore() ? super.buildTcp() : build();
  }

  /** Whether more is configured than an appliance configures: then Netty's way is the one. */
  private boolean mustDoMore() {
    return openssl()
        || trustAll()
        || trustStore() != null
        || clientAuthentication() != null
        || ciphers() != null
        || alpnProtocols() != null;
  }

  private SslContext build() throws Exception {
    if (keyPassword() == null) {
      keyPassword(TlsMaterial.NO_PASSWORD);
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(createKeyManagerFactory().getKeyManagers(), TRUSTS_NOBODY, null);
    return new JdkSslContext(
        context,
        false,
        null,
        IdentityCipherSuiteFilter.INSTANCE,
        null,
        ClientAuth.NONE,
        names(protocols()),
        false);
  }

  private static String @Nullable [] names(@Nullable List<String> protocols) {
    return protocols == null ? null : protocols.toArray(String[]::new);
  }
}
