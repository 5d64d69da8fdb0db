package dev.holdfast.appliance.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.admission.Endpoints.Endpoint;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.authz.Role;
import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks every endpoint that the router has over real HTTP, as everybody who may not and as
 * everybody who may. A new endpoint is walked from its first day on; nobody has to remember to.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class EveryEndpointTest {
  private static final byte[] NOT_JSON = "{\"name\":".getBytes(StandardCharsets.UTF_8);
  private static final Map<String, String> EMPTY = Map.of();

  private House house;
  private Tenancy tenancy;
  private Visitor neighbour;
  private Visitor neighbourKey;
  private final Map<Role, Visitor> people = new EnumMap<>(Role.class);

  @BeforeAll
  void open() {
    house = House.shared();
    tenancy = House.sharedTenancy();
    Tenancy other = House.sharedTenancy();
    neighbour = other.admin();
    neighbourKey =
        Visitor.bearing(
            house, other.makeKey(codes(Role.ADMIN.permissions())).expect(201).text("secret"));
    people.put(Role.ADMIN, tenancy.admin());
    for (Role role : List.of(Role.MEMBER, Role.VIEWER)) {
      String email = role.code() + "@every." + tenancy.id().toLowerCase(Locale.ROOT);
      tenancy
          .admin()
          .post(tenancy.path() + "/members", House.member(email, role.code()))
          .expect(201);
      people.put(role, house.signIn(email));
    }
  }

  private static List<String> codes(Set<Permission> permissions) {
    return permissions.stream().map(Permission::code).sorted().toList();
  }

  static Stream<Endpoint> guarded() {
    return Endpoints.guarded().stream();
  }

  static Stream<Endpoint> ofTenant() {
    return guarded().filter(Endpoint::ofTenant);
  }

  static Stream<Endpoint> ofPlatform() {
    return guarded().filter(Endpoint::ofPlatform);
  }

  static Stream<Endpoint> changing() {
    return guarded().filter(endpoint -> !endpoint.method().equals("GET"));
  }

  /** Those that read a body, which is all that change something but the deletions and the bare. */
  static Stream<Endpoint> reading() {
    return changing()
        .filter(endpoint -> !endpoint.method().equals("DELETE"))
        .filter(endpoint -> !endpoint.template().endsWith("/licence/requests"))
        .filter(endpoint -> !endpoint.template().endsWith("/support/previews"))
        .filter(endpoint -> !endpoint.template().endsWith("/certificate/renew"))
        .filter(
            endpoint ->
                !endpoint.template().matches(".*/backups(/(\\{id}|point-in-time)/(verify|drill))?"))
        .filter(endpoint -> !endpoint.template().endsWith("/test"));
  }

  private Answer call(Visitor visitor, Endpoint endpoint) {
    return visitor.send(
        endpoint.method(), endpoint.in(tenancy), endpoint.method().equals("GET") ? null : EMPTY);
  }

  private static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
    assertThat(answer.text("code")).isEqualTo(code);
    assertThat(answer.text("status")).isEqualTo(String.valueOf(status));
    assertThat(answer.text("type")).endsWith("/" + code);
    assertThat(answer.text("hint")).isNotEmpty();
    assertThat(answer.text("requestId"))
        .isEqualTo(answer.response().headers().firstValue("X-Request-Id").orElse("none"));
    assertThat(answer.response().headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
  }

  @Test
  void routes_all_areMarkedAndThereAreMany() {
    assertThat(Endpoints.all())
        .hasSizeGreaterThan(30)
        .noneMatch(endpoint -> endpoint.mark() instanceof Mark.Missing);
    assertThat(Endpoints.guarded())
        .allMatch(endpoint -> endpoint.ofTenant() || endpoint.ofPlatform());
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void nobody_anyEndpoint_is401(Endpoint endpoint) {
    assertProblem(call(new Visitor(house), endpoint), 401, "unauthenticated");
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void wrongKey_anyEndpoint_is401(Endpoint endpoint) {
    assertProblem(
        call(Visitor.bearing(house, "hf_000000000000000000000000000000000000"), endpoint),
        401,
        "api_key_invalid");
  }

  @ParameterizedTest
  @MethodSource("ofTenant")
  void neighbour_withSessionOrEveryScope_is401(Endpoint endpoint) {
    assertProblem(call(neighbour, endpoint), 401, "unauthenticated");
    assertProblem(call(neighbourKey, endpoint), 401, "unauthenticated");
  }

  @ParameterizedTest
  @MethodSource("ofPlatform")
  void key_withEveryScope_onThePlatformIs401(Endpoint endpoint) {
    assertProblem(call(neighbourKey, endpoint), 401, "unauthenticated");
  }

  @ParameterizedTest
  @MethodSource("ofPlatform")
  void administratorOfATenant_onThePlatform_is403(Endpoint endpoint) {
    Answer answer = call(tenancy.admin(), endpoint);

    assertProblem(answer, 403, "permission_denied");
    assertThat(answer.text("detail")).contains(endpoint.operation().permission().code());
  }

  @ParameterizedTest
  @MethodSource("ofTenant")
  void everyRole_ofTheTenant_isLetInExactlyWhereItHasThePermission(Endpoint endpoint) {
    Permission needed = endpoint.operation().permission();
    people.forEach(
        (role, person) -> {
          Answer answer = call(person, endpoint);
          if (role.permissions().contains(needed)) {
            assertThat(answer.status()).as("%s %s", role, endpoint).isNotIn(401, 403);
            assertThat(answer.status()).as(answer.response().body()).isLessThan(500);
          } else {
            assertProblem(answer, 403, "permission_denied");
            assertThat(answer.text("detail")).contains(needed.code());
          }
        });
  }

  @ParameterizedTest
  @MethodSource("ofTenant")
  void viewer_anyChange_is403(Endpoint endpoint) {
    if (endpoint.changes()) {
      assertProblem(call(person(Role.VIEWER), endpoint), 403, "permission_denied");
    }
  }

  private Visitor person(Role role) {
    return people.getOrDefault(role, new Visitor(house));
  }

  @ParameterizedTest
  @MethodSource("ofTenant")
  void key_withEveryScopeButTheNeededOne_is403AndNamesIt(Endpoint endpoint) {
    Permission needed = endpoint.operation().permission();
    Set<Permission> others = EnumSet.copyOf(Role.ADMIN.permissions());
    others.remove(needed);
    String secret = tenancy.makeKey(codes(others)).expect(201).text("secret");

    Answer answer = call(Visitor.bearing(house, secret), endpoint);

    assertProblem(answer, 403, "scope_missing");
    assertThat(answer.text("detail")).contains(needed.code());
  }

  @ParameterizedTest
  @MethodSource("changing")
  void session_withoutCsrfTokenOrFromElsewhere_changesNothing(Endpoint endpoint) {
    Visitor admin = endpoint.ofTenant() ? tenancy.admin() : House.sharedOperator();

    assertProblem(call(admin.with("X-CSRF-Token", null), endpoint), 403, "csrf_rejected");
    assertProblem(call(admin.with("X-CSRF-Token", "x".repeat(43)), endpoint), 403, "csrf_rejected");
    assertProblem(
        call(admin.with("Origin", "https://evil.example"), endpoint), 403, "csrf_rejected");
    assertProblem(call(admin.with("Sec-Fetch-Site", "same-site"), endpoint), 403, "csrf_rejected");
  }

  @ParameterizedTest
  @MethodSource("reading")
  void body_thatIsNotJson_isSaidSoToWhoMay(Endpoint endpoint) {
    Visitor admin = endpoint.ofTenant() ? tenancy.admin() : House.sharedOperator();

    Answer answer = admin.send(endpoint.method(), endpoint.in(tenancy), NOT_JSON);

    assertProblem(answer, 400, "body_not_json");
  }

  @ParameterizedTest
  @MethodSource("reading")
  void body_ofAnotherShape_isTheCallersMistake(Endpoint endpoint) {
    Visitor admin = endpoint.ofTenant() ? tenancy.admin() : House.sharedOperator();
    for (String body : List.of("[]", "null", "7", "\"text\"", "[{}]", "")) {
      Answer answer =
          admin.send(
              endpoint.method(), endpoint.in(tenancy), body.getBytes(StandardCharsets.UTF_8));

      assertThat(answer.status()).as("%s with %s", endpoint, body).isBetween(400, 499);
      assertThat(answer.text("code")).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("reading")
  void body_nestedTenThousandDeep_isNoFault(Endpoint endpoint) {
    Visitor admin = endpoint.ofTenant() ? tenancy.admin() : House.sharedOperator();
    byte[] deep =
        ("{\"name\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}")
            .getBytes(StandardCharsets.UTF_8);

    Answer answer = admin.send(endpoint.method(), endpoint.in(tenancy), deep);

    assertThat(answer.status()).as(answer.response().body()).isBetween(400, 499);
  }

  @ParameterizedTest
  @MethodSource("changing")
  void body_overTheBound_isRefusedBeforeAnythingElse(Endpoint endpoint) {
    byte[] large = new byte[1024 * 1024 + 1];

    Answer answer = tenancy.admin().send(endpoint.method(), endpoint.in(tenancy), large);

    assertProblem(answer, 413, "body_too_large");
  }

  @ParameterizedTest
  @MethodSource("reading")
  void contentType_ofAForm_isUnsupported(Endpoint endpoint) throws Exception {
    Visitor admin = endpoint.ofTenant() ? tenancy.admin() : House.sharedOperator();
    for (String type : List.of("application/x-www-form-urlencoded", "text/plain")) {
      java.net.http.HttpResponse<String> answer =
          house.server.send(
              java.net.http.HttpRequest.newBuilder(house.server.uri(endpoint.in(tenancy)))
                  .method(
                      endpoint.method(),
                      java.net.http.HttpRequest.BodyPublishers.ofString("name=x"))
                  .header("Content-Type", type)
                  .header("Cookie", admin.header("Cookie"))
                  .header("X-CSRF-Token", admin.header("X-CSRF-Token")));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(415);
      assertThat(answer.body()).contains("\"code\":\"content_type_unsupported\"");
    }
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void otherMethod_forNobody_tellsNothingOfWhatIsThere(Endpoint endpoint) {
    Answer answer = new Visitor(house).send("PROPFIND", endpoint.in(tenancy), null);

    assertThat(answer.status()).isIn(400, 401, 404, 405);
    assertThat(answer.text("code")).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("ofTenant")
  void path_withASlashOrADotBehind_isNotAWayAround(Endpoint endpoint) {
    for (String suffix : List.of("/", "/.", "/..", "//", "%2f", ".json", "%00", ";a=b")) {
      Answer answer =
          neighbour.send(
              endpoint.method(),
              endpoint.in(tenancy) + suffix,
              endpoint.method().equals("GET") ? null : EMPTY);

      assertThat(answer.status()).as("%s%s", endpoint, suffix).isIn(400, 401, 403, 404, 405);
    }
  }

  static Stream<Endpoint> openEndpoints() {
    return Endpoints.open().stream().filter(endpoint -> endpoint.method().equals("GET"));
  }

  @ParameterizedTest
  @MethodSource("openEndpoints")
  void open_read_showsNothingOfAnyTenantToNobody(Endpoint endpoint) {
    String body = house.server.get(endpoint.template()).body();

    assertThat(body)
        .doesNotContain(tenancy.id())
        .doesNotContain("@")
        .doesNotContain(tenancy.admin().header("X-CSRF-Token"));
  }
}
