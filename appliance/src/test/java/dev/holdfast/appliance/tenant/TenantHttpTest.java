package dev.holdfast.appliance.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenants over real HTTP, as the operator sees them and as their members do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class TenantHttpTest {
  private static final String TENANTS = "/api/platform/tenants";
  private static final AtomicInteger SLUGS = new AtomicInteger();

  private House house;
  private Visitor operator;

  @BeforeAll
  void open() {
    house = House.shared();
    operator = House.sharedOperator();
  }

  private static Map<String, Object> tenant(Object name, Object slug) {
    Map<String, Object> body = new HashMap<>();
    body.put("name", name);
    body.put("slug", slug);
    return body;
  }

  private static String fresh() {
    return "fresh-" + SLUGS.incrementAndGet();
  }

  @Test
  void create_hasADefaultProjectAndItsMakerAsAdministrator() {
    String id = operator.post(TENANTS, tenant("Acme", fresh())).expect(201).text("id");
    String path = "/api/tenants/" + id;

    assertThat(operator.get(path + "/projects").expect(200).at("items", "0", "name"))
        .isEqualTo("Default");
    assertThat(operator.get(path + "/members").at("items", "0", "role")).isEqualTo("admin");
    assertThat(operator.get(path).text("status")).isEqualTo("active");
  }

  @Test
  void create_byTheLocalOperator_hasNoMemberYet() throws Exception {
    String token =
        java.nio.file.Files.readString(house.server.home().run().resolve("operator.token")).strip();
    Visitor local = Visitor.bearing(house, token);

    String id = local.post(TENANTS, tenant("Local", fresh())).expect(201).text("id");

    assertThat(local.get("/api/tenants/" + id).status()).isEqualTo(401);
    assertThat(operator.get("/api/tenants/" + id).status()).isEqualTo(401);
    assertThat(local.get(TENANTS).response().body()).contains(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "A",
        "Acme",
        "a_b",
        "-a",
        "a-",
        "a b",
        "a.b",
        "\u00e9",
        "a/b",
        "..",
        "a\nb",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
      })
  void create_slugThatIsNone_isRefused(String slug) {
    Answer answer = operator.post(TENANTS, tenant("Acme", slug));

    assertThat(answer.expect(400).text("detail")).contains("slug");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "a-b", "a--b"})
  void create_slugThatIsOne_isTaken(String slug) {
    String longer = slug + SLUGS.incrementAndGet();

    assertThat(operator.post(TENANTS, tenant("Acme", longer)).expect(201).text("slug"))
        .isEqualTo(longer);
  }

  @Test
  void create_sameSlugManyAtOnce_isOneTenant() throws Exception {
    String slug = fresh();
    List<Callable<Integer>> makers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      makers.add(() -> operator.post(TENANTS, tenant("Acme", slug)).status());
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> each : pool.invokeAll(makers)) {
        statuses.add(each.get());
      }
    }

    assertThat(statuses).containsOnly(201, 409).containsOnlyOnce(201);
  }

  @Test
  void change_renamedAndSuspendedAtOnce_isBoth() throws Exception {
    for (int round = 0; round < 10; round++) {
      String id = operator.post(TENANTS, tenant("Old", fresh())).expect(201).text("id");
      String path = TENANTS + "/" + id;
      List<Callable<Answer>> changes =
          List.of(
              () -> operator.patch(path, Map.of("name", "New")),
              () -> operator.patch(path, Map.of("status", "suspended")));
      try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Answer> each : pool.invokeAll(changes)) {
          each.get().expect(200);
        }
      }

      Answer after = operator.patch(path, Map.of()).expect(200);
      assertThat(after.text("name")).isEqualTo("New");
      assertThat(after.text("status")).isEqualTo("suspended");
    }
  }

  @Test
  void change_status_isWrittenDown() {
    String id = operator.post(TENANTS, tenant("Acme", fresh())).expect(201).text("id");
    operator.patch(TENANTS + "/" + id, Map.of("status", "suspended")).expect(200);

    assertThat(house.audit.outcomes("tenant.change"))
        .filteredOn(event -> event.target().equals(id))
        .extracting(AuditEvent::details)
        .containsExactly(Map.of("status", "suspended"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"deleted", "ACTIVE", "", " active"})
  void change_statusThatIsNone_isRefusedAndChangesNothing(String status) {
    String id = operator.post(TENANTS, tenant("Acme", fresh())).expect(201).text("id");

    operator.patch(TENANTS + "/" + id, Map.of("status", status, "name", "Never")).expect(400);

    assertThat(operator.get("/api/tenants/" + id).text("name")).isEqualTo("Acme");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "ten_00000000000000000000000000", "prj_x", "%20"})
  void change_whatIsNoTenant_isNotFound(String id) {
    assertThat(operator.patch(TENANTS + "/" + id, Map.of("name", "x")).status()).isEqualTo(404);
  }

  @Test
  void list_isTheOperatorsOnly() {
    Tenancy tenancy = House.sharedTenancy();

    assertThat(operator.get(TENANTS).expect(200).response().body()).contains(tenancy.id());
    assertThat(tenancy.admin().get(TENANTS).status()).isEqualTo(403);
  }

  @Test
  void suspended_members_lookAndDoNothing() {
    Tenancy tenancy = House.sharedTenancy();
    operator.patch(TENANTS + "/" + tenancy.id(), Map.of("status", "suspended")).expect(200);

    assertThat(tenancy.admin().get(tenancy.path()).expect(200).text("status"))
        .isEqualTo("suspended");
    assertThat(tenancy.admin().get(tenancy.path() + "/audit").status()).isEqualTo(200);
    assertThat(
            tenancy.admin().post(tenancy.path() + "/projects", Map.of("name", "no")).text("code"))
        .isEqualTo("permission_denied");
    assertThat(tenancy.makeKey(List.of("tenant:read")).status()).isEqualTo(403);
  }
}
