package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.tls.TrustedAuthorities;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.Connection;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;
import org.shredzone.acme4j.toolbox.JSON;

/**
 * The way to the ACME server: the JDK's HTTP client with the appliance's own trust, its list of
 * outbound addresses, its proxy, no redirects, and bounds on time and bytes. Closed after each use.
 */
final class AcmeServer extends GenericAcmeProvider implements AutoCloseable {
  private final AcmeConfig config;
  private final @Nullable SSLContext trust;
  private final List<HttpClient> clients = new CopyOnWriteArrayList<>();

  private AcmeServer(AcmeConfig config, @Nullable SSLContext trust) {
    this.config = config;
    this.trust = trust;
  }

  static AcmeServer open(AcmeConfig config) throws AcmeFailure {
    String file = config.caFile();
    if (file == null) {
      return new AcmeServer(config, null);
    }
    try {
      return new AcmeServer(config, TrustedAuthorities.of(Path.of(file)));
    } catch (IOException | GeneralSecurityException e) {
      throw new AcmeFailure(
          ErrorCode.ACME_UNREACHABLE,
          "holdfast.tls.acme.ca-file: " + file + " is not a readable file of certificates.",
          e);
    }
  }

  /** A conversation with the server; nothing is sent yet. */
  Session session() {
    Session session = new Session(config.requiredDirectory(), this);
    session.networkSettings().setTimeout(config.timeout());
    // What is packed could be a million times as long as the bound on what arrives.
    session.networkSettings().setCompressionEnabled(false);
    return session;
  }

  @Override
  public HttpClient createHttpClient(NetworkSettings settings) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.timeout());
    ProxySelector proxies = ProxySelector.getDefault();
    if (proxies != null) {
      builder.proxy(proxies);
    }
    if (trust != null) {
      builder.sslContext(trust);
    }
    HttpClient client = builder.build();
    clients.add(client);
    return client;
  }

  @Override
  public Connection connect(URI server, NetworkSettings settings, HttpClient client) {
    return new GuardedConnection(createHttpConnector(settings, client), config.timeout());
  }

  /** Read once for each conversation, which is short. */
  @Override
  public @Nullable JSON directory(Session session, URI server) throws AcmeException {
    return session.hasDirectory() ? null : super.directory(session, server);
  }

  @Override
  public void close() {
    clients.forEach(HttpClient::shutdownNow);
  }
}
