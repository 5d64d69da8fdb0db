package dev.holdfast.appliance.auditlog;

import dev.holdfast.appliance.testkit.OpenHouse;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An open house with a real audit log, and a licence with room for two tenants. */
final class LogHouse extends OpenHouse {
  final Visitor operator;
  final WideLicence licence;

  private LogHouse(TestServer server) {
    super(server);
    this.licence = server.context().getBean(WideLicence.class);
    this.operator = operator();
  }

  static LogHouse open(TestDatabase database) {
    return new LogHouse(start(database, Map.of("holdfast.test.wide-licence", "true")));
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
  Visitor member(String tenant, String email, String role) {
    operator.post(tenant + "/members", OpenHouse.member(email, role)).expect(201);
    return signIn(email);
  }

  Visitor nobody() {
    return new Visitor(this);
  }

  /** An API key of the tenant with these scopes. */
  Visitor key(String tenant, List<String> scopes) {
    String project = operator.get(tenant + "/projects").expect(200).at("items", "0", "id");
    String secret =
        operator
            .post(
                tenant + "/keys",
                Map.of("name", "key", "projectId", project, "permissions", scopes))
            .expect(201)
            .text("secret");
    return Visitor.bearing(this, secret);
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
}
