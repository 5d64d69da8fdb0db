package dev.holdfast.appliance.identity.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Members over real HTTP: who joins, what changes, and what nobody can do to whom. */
@SuppressWarnings("NullAway.Init") // set before each
class MemberHttpTest {
  private static final AtomicInteger PEOPLE = new AtomicInteger();

  private House house;
  private Tenancy tenancy;

  @BeforeEach
  void open() {
    house = House.shared();
    tenancy = House.sharedTenancy();
  }

  private static String freshEmail() {
    return "m" + PEOPLE.incrementAndGet() + "@members.example";
  }

  private Answer add(String email, String role) {
    return tenancy.admin().post(tenancy.path() + "/members", House.member(email, role));
  }

  private String member(String email, String role) {
    return tenancy.path() + "/members/" + add(email, role).expect(201).text("id");
  }

  private String adminPath() {
    return tenancy.path()
        + "/members/"
        + tenancy.admin().get("/api/session").expect(200).at("account", "id");
  }

  private String founderPath() {
    return tenancy.path()
        + "/members/"
        + House.sharedOperator().get("/api/session").expect(200).at("account", "id");
  }

  @Test
  void add_answer_hasNeitherPassphraseNorHash() {
    Answer answer = add(freshEmail(), "member").expect(201);

    assertThat(answer.text("role")).isEqualTo("member");
    assertThat(answer.response().body()).doesNotContain(House.PASSPHRASE).doesNotContain("argon");
  }

  @Test
  void add_audited_withWhoAndAsWhat() {
    String email = freshEmail();
    String id = add(email, "viewer").expect(201).text("id");

    AuditEvent event =
        house.audit.outcomes("member.create").stream()
            .filter(each -> each.target().equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(event.details()).containsEntry("email", email).containsEntry("role", "viewer");
    assertThat(event.toString()).doesNotContain(House.PASSPHRASE);
  }

  static Stream<Map<String, Object>> badMembers() {
    return Stream.of(
        one("email", null),
        one("email", ""),
        one("email", "nobody"),
        one("email", "a@"),
        one("email", "@b.example"),
        one("email", "a@b@c.example"),
        one("email", "a b@c.example"),
        one("email", "a\u2028b@c.example"),
        one("email", "a\u00a0b@c.example"),
        one("email", "a\u202eb@c.example"),
        one("email", "a\u200bb@c.example"),
        one("email", "a@b..example"),
        one("email", "a@b.example."),
        one("email", "\ud800@b.example"),
        one("email", "x".repeat(65) + "@b.example"),
        one("name", null),
        one("name", ""),
        one("name", "x".repeat(101)),
        one("name", "a\tb"),
        one("name", "a\u202eb"),
        one("name", "\udfff"),
        one("role", null),
        one("role", ""),
        one("role", "owner"),
        one("role", "ADMIN"),
        one("role", "operator"),
        one("role", "admin "),
        one("passphrase", 123456789012345678L));
  }

  private static Map<String, Object> one(String field, @Nullable Object value) {
    Map<String, Object> change = new HashMap<>();
    change.put(field, value);
    return change;
  }

  @ParameterizedTest
  @MethodSource("badMembers")
  void add_badField_isRefusedAndMakesNobody(Map<String, Object> change) {
    Map<String, Object> body = new HashMap<>(House.member(freshEmail(), "member"));
    body.putAll(change);

    Answer answer = tenancy.admin().post(tenancy.path() + "/members", body);

    assertThat(answer.status()).as("%s %s", change, answer.response().body()).isEqualTo(400);
    assertThat(answer.text("code")).isIn("request_invalid", "passphrase_weak");
    assertThat(tenancy.admin().get(tenancy.path() + "/members").at("items", "2", "id")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "passwordpassword", "members.example"})
  void add_somebodyNewWithAWeakPassphrase_isRefused(String passphrase) {
    Map<String, Object> body = new HashMap<>(House.member(freshEmail(), "member"));
    body.put("passphrase", passphrase);

    assertThat(tenancy.admin().post(tenancy.path() + "/members", body).expect(400).text("code"))
        .isEqualTo("passphrase_weak");
  }

  @Test
  void add_sameSomebodyManyTimesAtOnce_isOneMember() throws Exception {
    String email = freshEmail();
    List<Callable<Integer>> adders = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String typed = i % 2 == 0 ? email : email.toUpperCase(Locale.ROOT);
      adders.add(() -> add(typed, "member").status());
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> each : pool.invokeAll(adders)) {
        statuses.add(each.get());
      }
    }

    assertThat(statuses).containsOnly(201, 409).containsOnlyOnce(201);
    assertThat(tenancy.admin().get(tenancy.path() + "/members").at("items", "3", "id")).isEmpty();
  }

  @Test
  void add_somebodyOfTheNeighbour_keepsTheirPassphraseAndTellsNothingOfTheOtherTenant() {
    Tenancy other = House.sharedTenancy();
    String email = freshEmail();
    other.admin().post(other.path() + "/members", House.member(email, "admin")).expect(201);

    Map<String, Object> body = new HashMap<>(House.member(email, "viewer"));
    body.put("passphrase", "an attackers own choice 9");
    tenancy.admin().post(tenancy.path() + "/members", body).expect(201);

    Visitor shared = house.signIn(email);
    assertThat(shared.get(tenancy.path()).status()).isEqualTo(200);
    assertThat(shared.get(other.path()).status()).isEqualTo(200);
    assertThat(tenancy.admin().get(tenancy.path() + "/members").response().body())
        .doesNotContain(other.id());
    assertThat(tenancy.admin().get(other.path()).status()).isEqualTo(401);
  }

  @Test
  void change_passphraseOfSomebodyWhoServesElsewhereToo_isAConflict() {
    Tenancy other = House.sharedTenancy();
    String email = freshEmail();
    other.admin().post(other.path() + "/members", House.member(email, "admin")).expect(201);
    String path = member(email, "viewer");

    Answer takeover =
        tenancy.admin().patch(path, Map.of("passphrase", "an attackers own choice 9"));

    assertThat(takeover.expect(409).text("code")).isEqualTo("conflict");
    house.signIn(email);
  }

  @Test
  void change_theOperatorsNameOrPassphrase_isAConflict() {
    String path = founderPath();

    assertThat(tenancy.admin().patch(path, Map.of("name", "Mallory")).status()).isEqualTo(409);
    assertThat(
            tenancy.admin().patch(path, Map.of("passphrase", "an attackers own choice 9")).status())
        .isEqualTo(409);
    assertThat(House.sharedOperator().get("/api/session").status()).isEqualTo(200);
  }

  @Test
  void change_role_isFeltByTheirNextRequest() {
    String email = freshEmail();
    String path = member(email, "admin");
    Visitor person = house.signIn(email);
    person.post(tenancy.path() + "/projects", Map.of("name", "mine")).expect(201);

    tenancy.admin().patch(path, Map.of("role", "viewer")).expect(200);

    assertThat(person.post(tenancy.path() + "/projects", Map.of("name", "more")).status())
        .isEqualTo(403);
    assertThat(person.get("/api/session").at("tenants", "0", "role")).isEqualTo("viewer");
  }

  @Test
  void change_roleAndTheRestIsRefused_changesNothingAtAll() {
    String email = freshEmail();
    Tenancy other = House.sharedTenancy();
    other.admin().post(other.path() + "/members", House.member(email, "viewer")).expect(201);
    String path = member(email, "viewer");

    tenancy.admin().patch(path, Map.of("role", "admin", "name", "Half Done")).expect(409);

    Answer members = tenancy.admin().get(tenancy.path() + "/members").expect(200);
    assertThat(members.at("items", "2", "role")).isEqualTo("viewer");
    assertThat(members.at("items", "2", "name")).isEqualTo("Some One");
  }

  @Test
  void change_nothing_answersTheMemberAsItIs() {
    String path = member(freshEmail(), "viewer");

    Answer answer = tenancy.admin().patch(path, Map.of()).expect(200);

    assertThat(answer.text("role")).isEqualTo("viewer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"role\":\"owner\"}",
        "{\"role\":7}",
        "{\"name\":\"\"}",
        "{\"name\":\"a\\u0000b\"}",
        "{\"passphrase\":\"short\"}",
        "[]",
        "null",
        "{"
      })
  void change_badBody_isTheCallersMistake(String body) {
    String path = member(freshEmail(), "viewer");

    Answer answer = tenancy.admin().send("PATCH", path, body.getBytes(StandardCharsets.UTF_8));

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
  }

  @Test
  void remove_isFeltByTheirNextRequestAndTheAccountIsGone() {
    String email = freshEmail();
    String path = member(email, "admin");
    Visitor person = house.signIn(email);

    tenancy.admin().delete(path).expect(204);

    assertThat(person.get(tenancy.path()).status()).isEqualTo(401);
    assertThat(
            new Visitor(house)
                .from("192.0.2.77")
                .post("/api/session", Map.of("email", email, "passphrase", House.PASSPHRASE))
                .status())
        .isEqualTo(401);
    tenancy.admin().delete(path).expect(404);
  }

  @Test
  void remove_oneself_asTheLastAdministrator_isAConflict() {
    tenancy.admin().delete(founderPath()).expect(204);

    Answer answer = tenancy.admin().delete(adminPath());

    assertThat(answer.expect(409).text("code")).isEqualTo("conflict");
    assertThat(tenancy.admin().patch(adminPath(), Map.of("role", "viewer")).status())
        .isEqualTo(409);
    assertThat(tenancy.admin().get(tenancy.path()).status()).isEqualTo(200);
  }

  @Test
  void demote_eachOtherAtTheSameTime_oneAdministratorStays() throws Exception {
    tenancy.admin().delete(founderPath()).expect(204);
    String email = freshEmail();
    String second = member(email, "admin");
    Visitor other = house.signIn(email);
    String first = adminPath();
    List<Callable<Integer>> duel =
        List.of(
            () -> tenancy.admin().patch(second, Map.of("role", "viewer")).status(),
            () -> other.patch(first, Map.of("role", "viewer")).status());

    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> each : pool.invokeAll(duel)) {
        statuses.add(each.get());
      }
    }

    // Who comes second is either refused as the last one, or is no administrator any more.
    assertThat(statuses).contains(200);
    assertThat(statuses).anyMatch(status -> status == 409 || status == 403);
  }

  @Test
  void otherTenantsMember_isNotFoundHereAndStaysThere() {
    Tenancy other = House.sharedTenancy();
    String id =
        other
            .admin()
            .post(other.path() + "/members", House.member(freshEmail(), "viewer"))
            .expect(201)
            .text("id");

    assertThat(tenancy.admin().delete(tenancy.path() + "/members/" + id).status()).isEqualTo(404);
    assertThat(
            tenancy
                .admin()
                .patch(tenancy.path() + "/members/" + id, Map.of("role", "admin"))
                .status())
        .isEqualTo(404);
    assertThat(other.admin().get(other.path() + "/members").response().body()).contains(id);
  }

  @Test
  void memberAndViewer_seeMembersAndChangeNone() {
    for (String role : List.of("member", "viewer")) {
      String email = freshEmail();
      String own = member(email, role);
      Visitor person = house.signIn(email);

      assertThat(person.get(tenancy.path() + "/members").status()).isEqualTo(200);
      assertThat(person.patch(own, Map.of("role", "admin")).text("code"))
          .isEqualTo("permission_denied");
      assertThat(person.delete(own).status()).isEqualTo(403);
      assertThat(
              person
                  .post(tenancy.path() + "/members", House.member(freshEmail(), "admin"))
                  .status())
          .isEqualTo(403);
    }
  }

  @Test
  void tenantSuspended_itsAdministratorLooksAndChangesNothing() {
    String tenant = "/api/platform/tenants/" + tenancy.id();
    House.sharedOperator().patch(tenant, Map.of("status", "suspended")).expect(200);

    assertThat(tenancy.admin().get(tenancy.path() + "/members").status()).isEqualTo(200);
    assertThat(add(freshEmail(), "viewer").status()).isEqualTo(403);
    assertThat(tenancy.admin().delete(adminPath()).status()).isEqualTo(403);
  }
}
