package dev.holdfast.appliance.testkit;

import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.http.Transport;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The appliance, listening on free ports of the loopback, on a home that is gone afterwards. */
public final class TestServer implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Path root;
  private final EmbeddedServer server;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofMinutes(1))
          .build();

  private TestServer(Path root, EmbeddedServer server) {
    this.root = root;
    this.server = server;
  }

  /** Starts with these properties on top of the tests' own. */
  public static TestServer start(Map<String, Object> properties) {
    try {
      Path root = Files.createTempDirectory("holdfast-test");
      new Home(root).create();
      Map<String, Object> all = new HashMap<>(properties);
      all.put("holdfast.home", root.toString());
      return new TestServer(root, ApplicationContext.run(EmbeddedServer.class, all, "test"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public ApplicationContext context() {
    return server.getApplicationContext();
  }

  public Home home() {
    return new Home(root);
  }

  public Transport transport() {
    return context().getBean(Transport.class);
  }

  /** An address on the plain listener. */
  public URI uri(String path) {
    return URI.create(transport().plainUrl().orElseThrow() + path);
  }

  /** An address on the management listener. */
  public URI management(String path) {
    return URI.create(transport().managementUrl().orElseThrow() + path);
  }

  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(LONG).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
    Trees.delete(root);
  }
}
