package dev.holdfast.appliance.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.http.SetupLink;
import dev.holdfast.appliance.platform.http.Transport;
import dev.holdfast.appliance.testkit.SettableClock;
import io.micronaut.context.ApplicationContext;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole appliance on a home that outlives it, with real HTTP, a real database, the test's clock
 * and the test's vendor. It can be stopped and started again.
 */
final class House implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.createDefault();
  private static final String PASSPHRASE = "violet tractor humming 42";

  final SettableClock clock;
  private final Path home;
  private final Map<String, Object> properties = new HashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private @Nullable EmbeddedServer server;
  private String key = "";

  House(Path home, Path anchors, SettableClock clock, Map<String, Object> more) {
    this.home = home;
    this.clock = clock;
    properties.put("holdfast.home", home.toString());
    properties.put(YearBeans.CLOCK, YearBeans.named(clock));
    properties.put(YearBeans.ANCHORS, anchors.toString());
    properties.put("holdfast.licensing.poll", "60s");
    properties.put("holdfast.passphrase.memory-kib", "64");
    properties.put("holdfast.passphrase.iterations", "1");
    properties.putAll(more);
    try {
      new Home(home).create();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  House start() {
    server = ApplicationContext.run(EmbeddedServer.class, new HashMap<>(properties), "test");
    look();
    return this;
  }

  void stop() {
    if (server != null) {
      server.close();
      server = null;
    }
  }

  ApplicationContext context() {
    if (server == null) {
      throw new IllegalStateException("it is not running");
    }
    return server.getApplicationContext();
  }

  /** Lets licensing look at files, time and witnesses now, rather than in its own good time. */
  void look() {
    context().getBean(LicensingService.class).refresh();
  }

  /**
   * Sets it up: an administrator, a tenant with a simulated provider, and a key for the gateway.
   */
  void furnish() {
    Map<String, String> session = new HashMap<>();
    HttpResponse<String> made =
        post(
            "/api/setup/administrator",
            Map.of(
                "token",
                context().getBean(SetupLink.class).token().orElseThrow(),
                "email",
                "olga@example.org",
                "name",
                "Olga",
                "passphrase",
                PASSPHRASE),
            session);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    session.put("Cookie", made.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0]);
    session.put("X-CSRF-Token", text(json(made), "csrfToken"));
    HttpResponse<String> tenant =
        post("/api/platform/tenants", Map.of("name", "Ward", "slug", "ward"), session);
    assertThat(tenant.statusCode()).as(tenant.body()).isEqualTo(201);
    String path = "/api/tenants/" + text(json(tenant), "id");
    HttpResponse<String> provider =
        post(
            path + "/providers",
            Map.of("name", "Simulator", "kind", "simulator", "enabled", true),
            session);
    assertThat(provider.statusCode()).as(provider.body()).isEqualTo(201);
    Json projects = json(send(request(path + "/projects", session)));
    HttpResponse<String> issued =
        post(
            path + "/keys",
            Map.of(
                "name",
                "ward",
                "projectId",
                text(projects.get("items").get(0), "id"),
                "permissions",
                java.util.List.of("gateway:chat", "gateway:models")),
            session);
    assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
    key = text(json(issued), "secret");
  }

  /** One call through the gateway; the answer's status. */
  int chat() {
    HttpResponse<String> answer =
        post("/v1/chat/completions", body(false), Map.of("Authorization", "Bearer " + key));
    return answer.statusCode();
  }

  /** A streamed call that is under way when this returns. */
  InputStream chatting() {
    try {
      HttpResponse<InputStream> answer =
          http.send(
              HttpRequest.newBuilder(uri("/v1/chat/completions"))
                  .header("Authorization", "Bearer " + key)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body(true))))
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> body(boolean stream) {
    return Map.of(
        "model",
        "holdfast-simulator",
        "stream",
        stream,
        "messages",
        java.util.List.of(Map.of("role", "user", "content", "How long does a licence last?")));
  }

  Json licence() {
    return json(get("/api/platform/licence"));
  }

  HttpResponse<String> get(String path) {
    return send(request(path, operator()));
  }

  HttpResponse<String> post(String path, Map<String, ?> body) {
    return post(path, body, operator());
  }

  private Map<String, String> operator() {
    try {
      return Map.of(
          "Authorization",
          "Bearer " + Files.readString(home.resolve("run/operator.token")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> post(String path, Map<String, ?> body, Map<String, String> headers) {
    try {
      return send(
          request(path, headers)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nobody asks. */
  HttpResponse<String> anonymous(String method, String path) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .method(
                method,
                method.equals("GET")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString("{}")));
  }

  String metrics() {
    return send(HttpRequest.newBuilder(
            URI.create(
                context().getBean(Transport.class).managementUrl().orElseThrow() + "/metrics")))
        .body();
  }

  private HttpRequest.Builder request(String path, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    headers.forEach(request::header);
    return request;
  }

  private URI uri(String path) {
    return URI.create(context().getBean(Transport.class).plainUrl().orElseThrow() + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static Json json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(400);
    try {
      JsonNode read = JSON.readValue(answer.body(), JsonNode.class);
      return new Json(read == null ? JsonNode.nullNode() : read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Json node, String name) {
    return node.get(name).text();
  }

  @Override
  public void close() {
    stop();
    http.close();
  }
}
