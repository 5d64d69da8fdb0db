package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.egress.Egress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.DefaultConnection;
import org.shredzone.acme4j.connector.HttpConnector;

/**
 * One request and its answer. The server says in its directory and its orders where to go next, so
 * every address is examined anew; an answer that is too long, too slow or packed is no answer.
 */
final class GuardedConnection extends DefaultConnection {
  static final int MOST_BYTES = 1 << 20;

  private final HttpConnector connector;
  private final HttpClient client;
  private final Duration timeout;

  GuardedConnection(HttpConnector connector, Duration timeout) {
    super(connector);
    this.connector = connector;
    this.client = connector.getHttpClient();
    this.timeout = timeout;
  }

  @Override
  protected void sendRequest(Session session, URL url, Consumer<HttpRequest.Builder> body)
      throws IOException {
    URI address = URI.create(url.toString());
    examine(address);
    HttpRequest.Builder request =
        connector
            .createRequestBuilder(url)
            .header("Accept-Charset", "utf-8")
            .header("Accept-Language", session.getLanguageHeader());
    body.accept(request);
    HttpResponse<InputStream> answer = answer(request.build());
    if (answer.headers().firstValue("Content-Encoding").isPresent()) {
      throw new IOException("the server packed its answer without being asked to");
    }
    lastResponse = answer;
  }

  private HttpResponse<InputStream> answer(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<InputStream>> coming =
        client.sendAsync(
            request,
            head ->
                BodySubscribers.mapping(
                    BodySubscribers.limiting(BodySubscribers.ofByteArray(), MOST_BYTES),
                    ByteArrayInputStream::new));
    try {
      // The request's own time-out ends with the headers; this one bounds the body too.
      return coming.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException fault ? fault : new IOException(e.getCause());
    } catch (TimeoutException e) {
      coming.cancel(true);
      throw new IOException("the server did not answer within " + timeout, e);
    } catch (InterruptedException e) {
      coming.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("stopped", e);
    }
  }

  /** Refuses what is not https, and what is not listed; with a proxy, it is the proxy's address. */
  private static void examine(URI address) throws IOException {
    if (!AcmeAddress.isSafe(address)) {
      throw new IOException("the server names an address that " + AcmeAddress.RULE);
    }
    InetSocketAddress proxy = proxy(address);
    String host = proxy == null ? address.getHost() : proxy.getHostString();
    int port = proxy == null ? AcmeAddress.port(address) : proxy.getPort();
    for (InetAddress each : InetAddress.getAllByName(host)) {
      if (!Egress.allows(each, port)) {
        throw new IOException(host + ":" + port + " is not listed in holdfast.egress.allow");
      }
    }
  }

  private static @Nullable InetSocketAddress proxy(URI address) {
    ProxySelector proxies = ProxySelector.getDefault();
    if (proxies == null) {
      return null;
    }
    return proxies.select(address).stream()
        .filter(each -> each.type() != Proxy.Type.DIRECT)
        .map(Proxy::address)
        .filter(InetSocketAddress.class::isInstance)
        .map(InetSocketAddress.class::cast)
        .findFirst()
        .orElse(null);
  }
}
