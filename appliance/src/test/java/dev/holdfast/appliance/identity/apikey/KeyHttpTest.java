package dev.holdfast.appliance.identity.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.authz.Role;
import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** API keys over real HTTP: made, shown once, used, bounded, revoked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class KeyHttpTest {
  private House house;
  private Tenancy tenancy;
  private Tenancy neighbour;

  @BeforeAll
  void open() {
    house = House.shared();
    tenancy = House.sharedTenancy();
    neighbour = House.sharedTenancy();
  }

  private Map<String, Object> key(Object... changes) {
    Map<String, Object> body = new HashMap<>();
    body.put("name", "key");
    body.put("projectId", tenancy.project());
    body.put("permissions", List.of("tenant:read"));
    for (int i = 0; i < changes.length; i += 2) {
      body.put((String) changes[i], changes[i + 1]);
    }
    return body;
  }

  private Answer make(Object... changes) {
    return tenancy.admin().post(tenancy.path() + "/keys", key(changes));
  }

  private Visitor program(Answer made) {
    return Visitor.bearing(house, made.expect(201).text("secret"));
  }

  @Test
  void make_answer_showsTheSecretOnceAndTheListNever() {
    Answer made = make("name", "once").expect(201);
    String secret = made.text("secret");

    assertThat(KeyFormat.wellFormed(secret)).isTrue();
    assertThat(secret).startsWith(made.at("key", "prefix"));
    assertThat(made.at("key", "revokedAt")).isEqualTo("null");
    String list = tenancy.admin().get(tenancy.path() + "/keys").expect(200).response().body();
    assertThat(list).contains(made.at("key", "id")).doesNotContain(secret);
    assertThat(list).doesNotContain(secret.substring(KeyFormat.SHOWN_LENGTH));
  }

  @Test
  void make_audited_withoutTheSecret() {
    Answer made = make("name", "in the log").expect(201);

    AuditEvent event =
        house.audit.outcomes("apikey.create").stream()
            .filter(each -> each.target().equals(made.at("key", "id")))
            .findFirst()
            .orElseThrow();
    assertThat(event.details()).containsEntry("name", "in the log");
    assertThat(house.audit.events().toString()).doesNotContain(made.text("secret").substring(9));
  }

  @Test
  void key_used_isItsTenantsAndSaysWhenItWasUsed() {
    Answer made = make();
    Visitor program = program(made);

    assertThat(program.get(tenancy.path()).status()).isEqualTo(200);
    assertThat(program.get(neighbour.path()).text("code")).isEqualTo("unauthenticated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer ", "BEARER ", "Bearer  "})
  void key_schemeInAnyCase_isTaken(String scheme) {
    String secret = make().expect(201).text("secret");

    assertThat(
            new Visitor(house).with("Authorization", scheme + secret).get(tenancy.path()).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "SECRET",
        "Basic SECRET",
        "BearerSECRET",
        "Token SECRET",
        "Bearer SECRETx",
        "Bearer xSECRET",
        "Bearer SECRET,SECRET",
        "Bearer SECRET SECRET",
        "Bearer \"SECRET\"",
        "Bearer hf_000000000000000000000000000000000000",
        "Bearer hfo_SECRET"
      })
  void key_presentedOtherwise_is401(String header) {
    String secret = make().expect(201).text("secret");

    Answer answer =
        new Visitor(house)
            .with("Authorization", header.replace("SECRET", secret))
            .get(tenancy.path());

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.response().body()).doesNotContain(secret);
  }

  @Test
  void key_inOtherCase_isAnotherKey() {
    String secret = make().expect(201).text("secret");
    String lower = "hf_" + secret.substring(3).toLowerCase(Locale.ROOT);

    assertThat(Visitor.bearing(house, lower).get(tenancy.path()).text("code"))
        .isEqualTo("api_key_invalid");
  }

  @Test
  void revoke_isFeltByTheVeryNextRequest() {
    Answer made = make();
    Visitor program = program(made);
    program.get(tenancy.path()).expect(200);

    tenancy.admin().delete(tenancy.path() + "/keys/" + made.at("key", "id")).expect(204);

    assertThat(program.get(tenancy.path()).expect(401).text("code")).isEqualTo("api_key_revoked");
  }

  @Test
  void revoke_whileManyRequestsRun_noneIsServedAfterTheAnswer() throws Exception {
    Answer made = make();
    Visitor program = program(made);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        running.add(pool.submit(() -> program.get(tenancy.path()).status()));
      }
      tenancy.admin().delete(tenancy.path() + "/keys/" + made.at("key", "id")).expect(204);
      for (int i = 0; i < 10; i++) {
        assertThat(program.get(tenancy.path()).status()).isEqualTo(401);
      }
      for (Future<Integer> each : running) {
        assertThat(each.get()).isIn(200, 401);
      }
    }
  }

  @Test
  void revoke_twice_keepsTheFirstTime() {
    String path = tenancy.path() + "/keys/" + make().expect(201).at("key", "id");
    tenancy.admin().delete(path).expect(204);
    String first = revokedAt(path);

    tenancy.admin().delete(path).expect(204);

    assertThat(revokedAt(path)).isEqualTo(first).isNotEqualTo("null");
  }

  private String revokedAt(String path) {
    String id = path.substring(path.lastIndexOf('/') + 1);
    Answer list = tenancy.admin().get(tenancy.path() + "/keys").expect(200);
    for (int i = 0; !list.at("items", String.valueOf(i), "id").isEmpty(); i++) {
      if (list.at("items", String.valueOf(i), "id").equals(id)) {
        return list.at("items", String.valueOf(i), "revokedAt");
      }
    }
    throw new AssertionError(id + " is not listed");
  }

  @Test
  void revoke_aNeighboursKey_isNotFoundAndItGoesOn() {
    Answer theirs = neighbour.makeKey(List.of("tenant:read")).expect(201);

    Answer answer = tenancy.admin().delete(tenancy.path() + "/keys/" + theirs.at("key", "id"));

    assertThat(answer.expect(404).text("code")).isEqualTo("not_found");
    assertThat(Visitor.bearing(house, theirs.text("secret")).get(neighbour.path()).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "key_",
        "key_00000000000000000000000000",
        "key_zzzzzzzzzzzzzzzzzzzzzzzzzz",
        "KEY_01h455vb4pex5vsknk084sn02q",
        "ten_01h455vb4pex5vsknk084sn02q",
        "00000000-0000-0000-0000-000000000000",
        "%00",
        "'%20or%201=1"
      })
  void revoke_anIdThatIsNone_isNotFound(String id) {
    assertThat(tenancy.admin().delete(tenancy.path() + "/keys/" + id).status()).isIn(400, 404);
  }

  @Test
  void scopes_areTheKeysOwn_eachRefusalNamesTheMissingOne() {
    Visitor program = program(make("permissions", List.of("keys:read")));

    assertThat(program.get(tenancy.path() + "/keys").status()).isEqualTo(200);
    Answer refused = program.get(tenancy.path() + "/members").expect(403);
    assertThat(refused.text("code")).isEqualTo("scope_missing");
    assertThat(refused.text("detail")).contains("members:read");
  }

  @Test
  void key_withKeysWrite_cannotMakeOneThatMayDoMore() {
    Visitor program = program(make("permissions", List.of("keys:write", "gateway:chat")));

    program.post(tenancy.path() + "/keys", key("permissions", List.of("gateway:chat"))).expect(201);
    for (String more : List.of("members:write", "audit:read", "tenant:read")) {
      Answer refused =
          program.post(tenancy.path() + "/keys", key("permissions", List.of("gateway:chat", more)));
      assertThat(refused.expect(403).text("detail")).contains(more);
    }
  }

  @Test
  void key_boundToModels_cannotMakeOneWithoutThatBound() {
    Visitor program =
        program(
            make("permissions", List.of("keys:write", "gateway:chat"), "models", List.of("small")));
    String path = tenancy.path() + "/keys";
    List<String> chat = List.of("gateway:chat");

    program.post(path, key("permissions", chat, "models", List.of("small"))).expect(201);
    for (List<String> models :
        List.of(List.<String>of(), List.of("large"), List.of("small", "x"))) {
      assertThat(
              program
                  .post(path, key("permissions", chat, "models", models))
                  .expect(403)
                  .text("code"))
          .isEqualTo("permission_denied");
    }
  }

  static Stream<Map<String, Object>> badFields() {
    return Stream.of(
        one("name", null),
        one("name", ""),
        one("name", "  "),
        one("name", "x".repeat(101)),
        one("name", "line\nbreak"),
        one("name", "nul\0"),
        one("name", "right\u202eto left"),
        one("name", "\ud800"),
        one("name", "\ud83d\udd11".repeat(51)),
        one("name", Map.of()),
        one("projectId", null),
        one("projectId", "nonsense"),
        one("projectId", "key_01h455vb4pex5vsknk084sn02q"),
        one("permissions", null),
        one("permissions", List.of()),
        one("permissions", List.of("gateway:everything")),
        one("permissions", List.of("GATEWAY:CHAT")),
        one("permissions", List.of("platform:read")),
        one("permissions", List.of("platform:write", "gateway:chat")),
        one("permissions", Arrays.asList("gateway:chat", null)),
        one("permissions", "gateway:chat, keys:write"),
        one("models", Arrays.asList("a", null)),
        one("models", List.of("a\nb")),
        one("models", List.of("")),
        one("models", List.of("x".repeat(201))),
        one("models", Stream.iterate(0, i -> i + 1).limit(101).map(i -> "m" + i).toList()),
        one("requestsPerMinute", -1),
        one("requestsPerMinute", 10_000_001),
        one("requestsPerMinute", 1.5),
        one("requestsPerMinute", "many"),
        one("tokensPerMinute", -1),
        one("tokensPerMinute", 1_000_000_000_001L),
        one("expiresAt", "tomorrow"),
        one("expiresAt", "2020-01-01T00:00:00Z"),
        one("expiresAt", "2999-13-01T00:00:00Z"),
        one("expiresAt", "+999999999-12-31T23:59:59Z"),
        one("expiresAt", "+300000-01-01T00:00:00Z"),
        one("expiresAt", -1));
  }

  private static Map<String, Object> one(String field, @Nullable Object value) {
    Map<String, Object> change = new HashMap<>();
    change.put(field, value);
    return change;
  }

  @ParameterizedTest
  @MethodSource("badFields")
  void make_badField_isTheCallersMistakeAndMakesNothing(Map<String, Object> change) {
    Map<String, Object> body = key("name", "should not be");
    body.putAll(change);
    long before = count();

    Answer answer = tenancy.admin().post(tenancy.path() + "/keys", body);

    assertThat(answer.status()).as("%s %s", change, answer.response().body()).isEqualTo(400);
    assertThat(answer.text("code")).isEqualTo("request_invalid");
    assertThat(count()).isEqualTo(before);
  }

  private long count() {
    String body = tenancy.admin().get(tenancy.path() + "/keys").expect(200).response().body();
    return body.split("\"prefix\"", -1).length - 1L;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "7", "{\"name\":\"a\",}", "\u0000"})
  void make_bodyThatIsNoObject_saysSo(String body) {
    Answer answer =
        tenancy
            .admin()
            .send("POST", tenancy.path() + "/keys", body.getBytes(StandardCharsets.UTF_8));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("code")).isIn("body_not_json", "request_invalid");
  }

  @Test
  void make_edgesOfWhatIsAllowed_areTaken() {
    Answer made =
        make(
            "name",
            "\ud83d\udd11".repeat(50),
            "requestsPerMinute",
            10_000_000,
            "tokensPerMinute",
            1_000_000_000_000L,
            "expiresAt",
            "9999-12-31T23:59:59Z",
            "models",
            List.of("a", "a", "x".repeat(200)));

    assertThat(made.expect(201).at("key", "name")).hasSize(100);
    assertThat(made.at("key", "models", "1")).hasSize(200);
    assertThat(made.at("key", "models", "2")).isEmpty();
    program(made).get(tenancy.path()).expect(200);
  }

  @Test
  void make_inAProjectOfTheNeighbour_isNotFound() {
    Answer answer = make("projectId", neighbour.project());

    assertThat(answer.expect(404).text("code")).isEqualTo("not_found");
  }

  @Test
  void make_asTheOperatorWhoIsNoMember_is401() {
    Visitor operator = House.sharedOperator();
    String olga = operator.get("/api/session").at("account", "id");
    Tenancy left = House.sharedTenancy();
    left.admin().delete(left.path() + "/members/" + olga).expect(204);

    assertThat(operator.post(left.path() + "/keys", key()).status()).isEqualTo(401);
    assertThat(operator.get(left.path() + "/keys").status()).isEqualTo(401);
  }

  @Test
  void memberAndViewer_seeKeysAndChangeNone() {
    String id = make().expect(201).at("key", "id");
    for (Role role : List.of(Role.MEMBER, Role.VIEWER)) {
      String email = role.code() + "@keys." + tenancy.id().toLowerCase(Locale.ROOT);
      tenancy
          .admin()
          .post(tenancy.path() + "/members", House.member(email, role.code()))
          .expect(201);
      Visitor person = house.signIn(email);

      assertThat(person.get(tenancy.path() + "/keys").status()).isEqualTo(200);
      assertThat(person.post(tenancy.path() + "/keys", key()).status()).isEqualTo(403);
      assertThat(person.delete(tenancy.path() + "/keys/" + id).status()).isEqualTo(403);
    }
  }

  @Test
  void tenantSuspended_keysAreRefusedWithTheReason_andServedAgainWhenResumed() {
    Tenancy paused = House.sharedTenancy();
    Visitor program =
        Visitor.bearing(house, paused.makeKey(List.of("tenant:read")).expect(201).text("secret"));
    program.get(paused.path()).expect(200);
    String tenant = "/api/platform/tenants/" + paused.id();

    House.sharedOperator().patch(tenant, Map.of("status", "suspended")).expect(200);
    assertThat(program.get(paused.path()).expect(403).text("code")).isEqualTo("tenant_suspended");
    House.sharedOperator().patch(tenant, Map.of("status", "active")).expect(200);
    assertThat(program.get(paused.path()).status()).isEqualTo(200);
  }

  @Test
  void make_manyAtOnce_eachIsItsOwn() throws Exception {
    List<Callable<String>> makers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      makers.add(() -> make().expect(201).text("secret"));
    }
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<String> secrets = new ArrayList<>();
      for (Future<String> each : pool.invokeAll(makers)) {
        secrets.add(each.get());
      }
      assertThat(secrets).doesNotHaveDuplicates();
      assertThat(secrets)
          .allSatisfy(
              secret ->
                  assertThat(Visitor.bearing(house, secret).get(tenancy.path()).status())
                      .isEqualTo(200));
    }
  }

  @Test
  void scopes_ofAnAdministrator_areAllThereAreForAKey() {
    List<String> all = Role.ADMIN.permissions().stream().map(Permission::code).sorted().toList();

    Answer made = make("permissions", all).expect(201);

    for (int i = 0; i < all.size(); i++) {
      assertThat(all).contains(made.at("key", "permissions", String.valueOf(i)));
    }
  }
}
