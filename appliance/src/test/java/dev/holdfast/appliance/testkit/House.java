package dev.holdfast.appliance.testkit;

import dev.holdfast.appliance.platform.http.SetupLink;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An appliance on loopback with its doors open: real HTTP, a real database, a fake audit log. Most
 * tests share one ({@link #shared}) and make a tenant of their own in it.
 */
public final class House implements AutoCloseable {
  public static final String PASSPHRASE = "violet tractor humming 42";

  private static final JsonMapper JSON = JsonMapper.createDefault();

  public final TestServer server;
  public final FakeAudit audit;
  public final FakeLicensing licensing;
  private final AtomicInteger made = new AtomicInteger();

  private House(TestServer server) {
    this.server = server;
    this.audit = server.context().getBean(FakeAudit.class);
    this.licensing = server.context().getBean(FakeLicensing.class);
  }

  /** The one that tests share: on H2, set up, and with a proxy on the loopback that is believed. */
  public static House shared() {
    return Shared.HOUSE;
  }

  /** The shared appliance's operator. */
  public static Visitor sharedOperator() {
    return Shared.OPERATOR;
  }

  /** A tenant of a test's own in the shared appliance. */
  public static Tenancy sharedTenancy() {
    return Shared.HOUSE.tenancy(Shared.OPERATOR, "t" + Shared.HOUSE.made.incrementAndGet());
  }

  public static House open(TestDatabase database) {
    return open(database, Map.of());
  }

  /** Opens one with these properties on top. */
  public static House open(TestDatabase database, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(database.properties());
    properties.put("holdfast.test.fakes", "true");
    // Cheap hashes: their cost is tried elsewhere.
    properties.put("holdfast.passphrase.memory-kib", "64");
    properties.put("holdfast.passphrase.iterations", "1");
    properties.putAll(more);
    return new House(TestServer.start(properties));
  }

  /** Sets the appliance up, and is its operator. */
  public Visitor operator() {
    Visitor operator = new Visitor(this);
    Answer answer =
        operator.post(
            "/api/setup/administrator",
            Map.of(
                "token",
                server.context().getBean(SetupLink.class).token().orElseThrow(),
                "email",
                "olga@example.org",
                "name",
                "Olga",
                "passphrase",
                PASSPHRASE));
    operator.remember(answer);
    return operator;
  }

  /** Makes a tenant, whose administrator the operator becomes, and adds one of its own. */
  public Tenancy tenancy(Visitor operator, String slug) {
    String tenant =
        operator
            .post("/api/platform/tenants", Map.of("name", "Tenant " + slug, "slug", slug))
            .expect(201)
            .text("id");
    String path = "/api/tenants/" + tenant;
    operator.post(path + "/members", member("admin@" + slug + ".example", "admin")).expect(201);
    Visitor admin = signIn("admin@" + slug + ".example");
    String project = admin.get(path + "/projects").expect(200).at("items", "0", "id");
    return new Tenancy(tenant, path, project, admin);
  }

  public static Map<String, Object> member(String email, String role) {
    return Map.of("email", email, "name", "Some One", "role", role, "passphrase", PASSPHRASE);
  }

  public Visitor signIn(String email) {
    Visitor visitor = new Visitor(this);
    visitor.remember(
        visitor.post("/api/session", Map.of("email", email, "passphrase", PASSPHRASE)).expect(200));
    return visitor;
  }

  /** Sends a body as JSON; a {@code byte[]} is sent as it is. */
  public Answer send(
      String method, String path, Map<String, String> headers, @Nullable Object body) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(server.uri(path))
              .method(
                  method,
                  body == null
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofByteArray(
                          body instanceof byte[] raw ? raw : JSON.writeValueAsBytes(body)));
      headers.forEach(request::setHeader);
      if (body != null) {
        request.setHeader("Content-Type", "application/json");
      }
      HttpResponse<String> response = server.send(request);
      JsonNode json =
          response.body().isEmpty()
                  || !response.headers().firstValue("Content-Type").orElse("").contains("json")
              ? JsonNode.nullNode()
              : JSON.readValue(response.body(), JsonNode.class);
      return new Answer(response, json == null ? JsonNode.nullNode() : json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }

  private static final class Shared {
    static final House HOUSE =
        House.open(TestDatabases.h2(), Map.of("holdfast.server.trusted-proxies", "127.0.0.1"));
    static final Visitor OPERATOR = HOUSE.operator();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(HOUSE::close));
    }
  }

  /** A tenant with its first project and its administrator. */
  public record Tenancy(String id, String path, String project, Visitor admin) {
    public Answer makeKey(List<String> permissions) {
      Map<String, Object> body = new HashMap<>();
      body.put("name", "key");
      body.put("projectId", project);
      body.put("permissions", permissions);
      return admin.post(path + "/keys", body);
    }
  }

  /** An answer, read. */
  public record Answer(HttpResponse<String> response, JsonNode json) {
    public Answer expect(int status) {
      if (response.statusCode() != status) {
        throw new AssertionError(
            "expected "
                + status
                + " but was "
                + response.statusCode()
                + " "
                + response.headers().map()
                + response.body());
      }
      return this;
    }

    public int status() {
      return response.statusCode();
    }

    /** The member as text; for a problem, {@code code} is the catalogue's. */
    public String text(String member) {
      return at(member);
    }

    /** What stands at the path of members and indexes, as text; empty where nothing does. */
    public String at(String... path) {
      JsonNode value = json;
      for (String step : path) {
        value = value.isArray() ? value.get(Integer.parseInt(step)) : value.get(step);
        if (value == null) {
          return "";
        }
      }
      return value.isNull() ? "null" : value.coerceStringValue();
    }
  }

  /** Somebody with a browser, or with a bearer token. */
  public static final class Visitor {
    private final House house;
    private final Map<String, String> headers = new HashMap<>();

    public Visitor(House house) {
      this.house = house;
    }

    public static Visitor bearing(House house, String token) {
      Visitor visitor = new Visitor(house);
      visitor.headers.put("Authorization", "Bearer " + token);
      return visitor;
    }

    public void remember(Answer answer) {
      answer
          .response()
          .headers()
          .firstValue("Set-Cookie")
          .ifPresent(cookie -> headers.put("Cookie", cookie.split(";", 2)[0]));
      headers.put("X-CSRF-Token", answer.text("csrfToken"));
    }

    public Visitor with(String header, @Nullable String value) {
      Visitor changed = new Visitor(house);
      changed.headers.putAll(headers);
      if (value == null) {
        changed.headers.remove(header);
      } else {
        changed.headers.put(header, value);
      }
      return changed;
    }

    /** The same visitor, behind a proxy that says they come from this address. */
    public Visitor from(String address) {
      return with("X-Forwarded-For", address);
    }

    /** What this visitor sends as that header; empty where nothing. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }

    public Answer get(String path) {
      return house.send("GET", path, headers, null);
    }

    public Answer post(String path, Object body) {
      return house.send("POST", path, headers, body);
    }

    public Answer patch(String path, Object body) {
      return house.send("PATCH", path, headers, body);
    }

    public Answer put(String path, Object body) {
      return house.send("PUT", path, headers, body);
    }

    public Answer delete(String path) {
      return house.send("DELETE", path, headers, null);
    }

    public Answer send(String method, String path, @Nullable Object body) {
      return house.send(method, path, headers, body);
    }
  }
}
