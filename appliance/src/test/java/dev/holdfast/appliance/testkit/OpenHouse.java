package dev.holdfast.appliance.testkit;

import dev.holdfast.appliance.platform.http.SetupLink;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An appliance on loopback with its doors open: real HTTP, a real database, and the people who come
 * in. What is not real in it, the subclass says.
 */
public abstract class OpenHouse implements AutoCloseable {
  public static final String PASSPHRASE = "violet tractor humming 42";

  private static final JsonMapper JSON = JsonMapper.createDefault();

  public final TestServer server;

  protected OpenHouse(TestServer server) {
    this.server = server;
  }

  /** Starts an appliance with these properties on top. */
  protected static TestServer start(TestDatabase database, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(database.properties());
    // Cheap hashes: their cost is tried elsewhere.
    properties.put("holdfast.passphrase.memory-kib", "64");
    properties.put("holdfast.passphrase.iterations", "1");
    properties.putAll(more);
    return TestServer.start(properties);
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

    public String body() {
      return response.body();
    }

    /** That header; empty where it was not sent. */
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
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
      return value.isNull() ? "null" : value.isValueNode() ? value.coerceStringValue() : "...";
    }

    /** One member of every item, in order. */
    public List<String> items(String... path) {
      List<String> found = new ArrayList<>();
      JsonNode items = json.get("items");
      for (int i = 0; items != null && i < items.size(); i++) {
        String[] whole = new String[path.length + 2];
        whole[0] = "items";
        whole[1] = Integer.toString(i);
        System.arraycopy(path, 0, whole, 2, path.length);
        found.add(at(whole));
      }
      return found;
    }
  }

  /** Somebody with a browser, or with a bearer token. */
  public static final class Visitor {
    private final OpenHouse house;
    private final Map<String, String> headers = new HashMap<>();

    public Visitor(OpenHouse house) {
      this.house = house;
    }

    public static Visitor bearing(OpenHouse house, String token) {
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
