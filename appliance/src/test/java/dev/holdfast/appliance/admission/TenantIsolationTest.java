package dev.holdfast.appliance.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.authz.Role;
import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import dev.holdfast.appliance.testkit.TestDatabases;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Tenant B goes to every endpoint of tenant A: with a session, with an API key, as an operator who
 * is no member; with ids that exist and with ids that do not. It sees 401, always, and the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class TenantIsolationTest {
  private House house;
  private Tenancy alpha;
  private Visitor betaAdmin;
  private Visitor betaKey;
  private Visitor outsider;
  private String alphaKeyId;
  private String alphaMember;

  @BeforeAll
  void open() {
    house = House.open(TestDatabases.h2());
    Visitor operator = house.operator();
    alpha = house.tenancy(operator, "alpha");
    Tenancy beta = house.tenancy(operator, "beta");
    betaAdmin = beta.admin();
    List<String> everything =
        Role.ADMIN.permissions().stream().map(Permission::code).sorted().toList();
    betaKey = Visitor.bearing(house, beta.makeKey(everything).expect(201).text("secret"));
    alphaKeyId = alpha.makeKey(List.of("gateway:chat")).expect(201).at("key", "id");
    alphaMember =
        alpha
            .admin()
            .post(alpha.path() + "/members", House.member("member@alpha.example", "member"))
            .expect(201)
            .text("id");
    outsider = house.signIn("olga@example.org");
    String olga = outsider.get("/api/session").at("account", "id");
    alpha.admin().delete(alpha.path() + "/members/" + olga).expect(204);
  }

  @AfterAll
  void close() {
    house.close();
  }

  @Test
  void everyTenantEndpoint_forAnotherTenant_is401WhateverExists() {
    Map<String, List<String>> routes = tenantRoutes();
    assertThat(routes).hasSizeGreaterThan(8);

    routes.forEach(
        (route, paths) -> {
          String method = route.substring(0, route.indexOf(' '));
          for (String path : paths) {
            for (Visitor stranger : List.of(betaAdmin, betaKey, outsider)) {
              Answer answer = stranger.send(method, path, Map.of());
              assertThat(answer.status()).as("%s %s", method, path).isEqualTo(401);
              assertThat(answer.text("code"))
                  .as("%s %s", method, path)
                  .isEqualTo(method.equals("HEAD") ? "" : "unauthenticated");
            }
          }
        });
  }

  @Test
  void nothingOfAlpha_wasChangedByTheStrangers() {
    everyTenantEndpoint_forAnotherTenant_is401WhateverExists();

    Answer keys = alpha.admin().get(alpha.path() + "/keys").expect(200);
    assertThat(keys.at("items", "0", "revokedAt")).isIn("", "null");
    assertThat(alpha.admin().get(alpha.path() + "/members").response().body())
        .contains(alphaMember);
  }

  @Test
  void betasIds_inAlphasOwnScope_areNotFound() {
    for (String path :
        List.of(
            "/keys/" + new KeyId(UUID.randomUUID()).text(),
            "/members/" + "acc_00000000000000000000000000",
            "/keys/nonsense")) {
      assertThat(alpha.admin().delete(alpha.path() + path).status()).isEqualTo(404);
    }
  }

  /**
   * "GET /api/tenants/{tenant}/keys" to its paths in alpha: with real ids, and with made-up ones.
   */
  private Map<String, List<String>> tenantRoutes() {
    Map<String, List<String>> routes = new LinkedHashMap<>();
    Router router = house.server.context().getBean(Router.class);
    router
        .uriRoutes()
        .map(UriRouteInfo.class::cast)
        .filter(route -> template(route).startsWith("/api/tenants/{tenant}"))
        .forEach(
            route ->
                routes.put(
                    route.getHttpMethodName() + " " + template(route),
                    List.of(
                        filled(template(route), alpha.id(), realId(template(route))),
                        filled(template(route), alpha.id(), "made_up"),
                        filled(template(route), "ten_00000000000000000000000000", "made_up"))));
    return routes;
  }

  private String realId(String template) {
    if (template.contains("/keys/")) {
      return alphaKeyId;
    }
    return template.contains("/members/") ? alphaMember : alpha.project();
  }

  private static String template(UriRouteInfo<?, ?> route) {
    return route.getUriMatchTemplate().toString();
  }

  private static String filled(String template, String tenant, String id) {
    return template
        .replace("{tenant}", tenant)
        .replaceAll("\\{[?&][^}]*}", "")
        .replaceAll("\\{[^}]*}", id);
  }
}
