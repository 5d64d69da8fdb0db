package dev.holdfast.appliance.auditlog;

import dev.holdfast.appliance.platform.http.SetupLink;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestServer;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A whole appliance with a real audit log, asked over HTTP, and the people in it. */
final class LogHouse implements AutoCloseable {
  static final String PASSPHRASE = "violet tractor humming 42";

  final TestServer server;
  final Person operator;
  final WideLicence licence;

  private LogHouse(TestServer server) {
    this.server = server;
    this.licence = server.context().getBean(WideLicence.class);
    this.operator = new Person(server, Map.of());
    operator.remember(
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
                PASSPHRASE)));
  }

  static LogHouse open(TestDatabase database) {
    Map<String, Object> properties = new HashMap<>(database.properties());
    properties.put("holdfast.test.wide-licence", "true");
    // Cheap hashes: their cost is tried elsewhere.
    properties.put("holdfast.passphrase.memory-kib", "64");
    properties.put("holdfast.passphrase.iterations", "1");
    return new LogHouse(TestServer.start(properties));
  }

  /** A tenant's path, {@code /api/tenants/ten_...}; the operator is its administrator. */
  String tenant(String slug) {
    return "/api/tenants/"
        + operator
            .post("/api/platform/tenants", Map.of("name", "Tenant " + slug, "slug", slug))
            .expect(201)
            .text("id");
  }

  /** Somebody with a role in the tenant, signed in. */
  Person member(String tenant, String email, String role) {
    operator
        .post(
            tenant + "/members",
            Map.of("email", email, "name", "Some One", "role", role, "passphrase", PASSPHRASE))
        .expect(201);
    return signIn(email);
  }

  Person signIn(String email) {
    Person person = new Person(server, Map.of());
    person.remember(
        person.post("/api/session", Map.of("email", email, "passphrase", PASSPHRASE)).expect(200));
    return person;
  }

  Person nobody() {
    return new Person(server, Map.of());
  }

  /** An API key of the tenant with these scopes. */
  Person key(String tenant, List<String> scopes) {
    String project = operator.get(tenant + "/projects").expect(200).at("items", "0", "id");
    String secret =
        operator
            .post(
                tenant + "/keys",
                Map.of("name", "key", "projectId", project, "permissions", scopes))
            .expect(201)
            .text("secret");
    return new Person(server, Map.of("Authorization", "Bearer " + secret));
  }

  /** Makes a project; its name comes into the audit log as the caller gives it. */
  void project(String tenant, String name) {
    operator.post(tenant + "/projects", Map.of("name", name)).expect(201);
  }

  /** {@code ?a=b&c=d}, escaped. */
  static String query(String... namesAndValues) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parts.add(
          namesAndValues[i]
              + "="
              + URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
    }
    return parts.stream().collect(Collectors.joining("&", "?", ""));
  }

  @Override
  public void close() {
    server.close();
  }

  /** An answer; its JSON where it has some. */
  record Answer(HttpResponse<String> response, JsonNode json) {
    Answer expect(int status) {
      if (response.statusCode() != status) {
        throw new AssertionError(
            "expected " + status + " but was " + response.statusCode() + " " + response.body());
      }
      return this;
    }

    int status() {
      return response.statusCode();
    }

    String body() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String text(String member) {
      return at(member);
    }

    /** What stands at the path, as text; empty where nothing does. */
    String at(String... path) {
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
    List<String> items(String... path) {
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

  /** Somebody who asks. */
  static final class Person {
    private static final JsonMapper JSON = JsonMapper.createDefault();

    private final TestServer server;
    private final Map<String, String> headers;

    Person(TestServer server, Map<String, String> headers) {
      this.server = server;
      this.headers = new HashMap<>(headers);
    }

    private void remember(Answer answer) {
      String cookie = answer.header("Set-Cookie");
      headers.put("Cookie", cookie.split(";", 2)[0]);
      headers.put("X-CSRF-Token", answer.text("csrfToken"));
    }

    Answer get(String path) {
      return send("GET", path, null);
    }

    Answer post(String path, Object body) {
      return send("POST", path, body);
    }

    Answer send(String method, String path, @Nullable Object body) {
      try {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(server.uri(path))
                .method(
                    method,
                    body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        headers.forEach(request::setHeader);
        if (body != null) {
          request.setHeader("Content-Type", "application/json");
        }
        HttpResponse<String> response = server.send(request);
        String type = response.headers().firstValue("Content-Type").orElse("");
        JsonNode json =
            type.contains("json") ? JSON.readValue(response.body(), JsonNode.class) : null;
        return new Answer(response, json == null ? JsonNode.nullNode() : json);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
