package dev.holdfast.appliance.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit log as people read it: the whole road, a real journal, H2. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class AuditHttpTest {
  private TestDatabase database;
  private LogHouse house;
  private String acme;
  private String zeta;
  private Visitor admin;
  private Visitor viewer;
  private Visitor stranger;

  @BeforeAll
  void open() {
    database = database();
    house = LogHouse.open(database);
    acme = house.tenant("acme");
    zeta = house.tenant("zeta");
    admin = house.member(acme, "admin@acme.example", "admin");
    viewer = house.member(acme, "viewer@acme.example", "viewer");
    stranger = house.member(zeta, "admin@zeta.example", "admin");
    for (int i = 1; i <= 12; i++) {
      house.project(acme, "Numbered " + i);
    }
  }

  TestDatabase database() {
    return TestDatabases.h2();
  }

  @AfterAll
  void close() {
    house.close();
    database.close();
  }

  @Test
  void list_asAdmin_givesTheNewestFirstWithEverythingThatIsKnown() {
    Answer answer =
        admin.get(acme + "/audit" + LogHouse.query("action", "project.create", "q", "Numbered"));

    assertThat(answer.expect(200).items("outcome")).hasSize(12).containsOnly("success");
    assertThat(answer.items("action")).containsOnly("project.create");
    assertThat(answer.items("at").stream().map(Instant::parse))
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    assertThat(answer.at("nextCursor")).isIn("null", "");
    assertThat(answer.at("items", "0", "actor", "label")).isEqualTo("olga@example.org");
    assertThat(answer.at("items", "0", "actor", "type")).isEqualTo("user");
    assertThat(answer.at("items", "0", "target")).startsWith("prj_");
    assertThat(answer.at("items", "0", "details", "name")).isEqualTo("Numbered 12");
    assertThat(answer.at("items", "0", "clientAddress")).isEqualTo("127.0.0.1");
    assertThat(answer.at("items", "0", "requestId")).isNotEmpty();
    assertThat(answer.at("items", "0", "hash")).matches("[0-9a-f]{64}");
    assertThat(answer.at("items", "0", "node")).isNotEmpty();
    assertThat(Instant.parse(answer.at("items", "0", "at"))).isBefore(Instant.now().plusSeconds(5));
  }

  @Test
  void list_changeJustMade_isThereAtOnceUnderItsRequestId() {
    Answer made = admin.post(acme + "/projects", Map.of("name", "Just now")).expect(201);
    String id = made.header("X-Request-Id");

    Answer answer = admin.get(acme + "/audit" + LogHouse.query("q", id)).expect(200);
    assertThat(answer.items("requestId")).containsOnly(id);
    assertThat(answer.items("target")).containsOnly(made.text("id"));
  }

  @Test
  void list_pageByPage_givesEachRecordOnce() {
    List<String> whole =
        admin.get(acme + "/audit" + LogHouse.query("limit", "500", "to", before())).items("id");
    List<String> paged = new ArrayList<>();
    String cursor = "";
    do {
      Answer page =
          admin
              .get(acme + "/audit" + LogHouse.query("limit", "3", "to", before(), "cursor", cursor))
              .expect(200);
      assertThat(page.items("id")).hasSizeLessThanOrEqualTo(3);
      paged.addAll(page.items("id"));
      cursor = page.at("nextCursor");
    } while (!cursor.isEmpty() && !cursor.equals("null"));

    assertThat(paged).hasSizeGreaterThan(12).doesNotHaveDuplicates().isEqualTo(whole);
  }

  /** A time before the tests that write; so that paging sees a log that stands still. */
  private String before() {
    List<String> times =
        admin
            .get(acme + "/audit" + LogHouse.query("action", "project.create", "q", "Numbered 12"))
            .items("at");
    return times.isEmpty() ? Instant.now().toString() : times.getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "-5, 1",
    "1, 1",
    "7, 7",
    "500, 12",
    "100000, 12",
  })
  void list_limitOutsideOfTheBounds_isTheNearest(String limit, int items) {
    Answer answer =
        admin.get(
            acme
                + "/audit"
                + LogHouse.query("limit", limit, "action", "project.create", "q", "Numbered"));

    assertThat(answer.expect(200).items("id").size()).isLessThanOrEqualTo(items);
    assertThat(answer.items("id")).isNotEmpty();
  }

  @Test
  void list_filters_selectAndCombine() {
    assertThat(count("action", "project.*")).isGreaterThanOrEqualTo(12);
    assertThat(count("action", "proj")).isZero();
    assertThat(count("action", "project.create", "outcome", "success")).isGreaterThanOrEqualTo(12);
    assertThat(count("action", "project.create", "outcome", "SUCCESS"))
        .as("whatever the case")
        .isGreaterThanOrEqualTo(12);
    assertThat(count("action", "project.create", "outcome", "refused", "actor", "olga@example.org"))
        .isZero();
    assertThat(count("actor", "olga@example.org")).isGreaterThanOrEqualTo(12);
    assertThat(count("actor", "olga")).as("an actor is named exactly").isZero();
    assertThat(count("from", "2100-01-01T00:00:00Z")).isZero();
    assertThat(count("to", "2000-01-01T00:00:00Z")).isZero();
    assertThat(count("action", "", "q", " ", "actor", "")).as("blank is nothing").isPositive();
    assertThat(count("q", "%")).as("no wildcard of the database").isZero();
    assertThat(count("action", "_roject.*")).isZero();
    assertThat(count("q", "' or '1'='1")).isZero();
  }

  private int count(String... filter) {
    return admin
        .get(acme + "/audit" + LogHouse.query(filter) + "&limit=500")
        .expect(200)
        .items("id")
        .size();
  }

  @ParameterizedTest
  @CsvSource({
    "outcome, maybe, outcome",
    "from, yesterday, from",
    "to, 2026-11-21, to",
    "from, 2026-13-01T00:00:00Z, from",
    "cursor, AAAA, cursor",
    "cursor, ../../etc/passwd, cursor",
    "limit, many, limit",
    "limit, 99999999999999999999, limit",
  })
  void list_filterThatIsNone_is400AndNamesIt(String name, String value, String named) {
    Answer answer = admin.get(acme + "/audit" + LogHouse.query(name, value));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("code")).isEqualTo("request_invalid");
    assertThat(answer.text("detail")).contains(named);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/audit", "/audit/chain", "/audit/export"})
  void anyOfIt_asNobody_is401(String path) {
    Answer answer = house.nobody().get(acme + path);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text("code")).isEqualTo("unauthenticated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/audit", "/audit/chain", "/audit/export"})
  void anyOfIt_asTheOtherTenantsAdmin_is401AsIfItWereNotThere(String path) {
    Answer real = stranger.get(acme + path);
    Answer made = stranger.get("/api/tenants/ten_00000000000000000000000000" + path);

    for (Answer answer : List.of(real, made)) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.text("code")).isEqualTo("unauthenticated");
      assertThat(answer.text("detail")).isEqualTo(real.text("detail"));
    }
    assertThat(real.body()).doesNotContain("acme").doesNotContain("Numbered");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/audit", "/audit/chain", "/audit/export"})
  void anyOfIt_asAViewer_is403AndNamesThePermission(String path) {
    Answer answer = viewer.get(acme + path);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("code")).isEqualTo("permission_denied");
    assertThat(answer.text("detail")).contains("audit:read");
  }

  @Test
  void list_asAnApiKey_takesTheScope() {
    Visitor without = house.key(acme, List.of("gateway:chat"));
    Visitor with = house.key(acme, List.of("audit:read"));

    assertThat(without.get(acme + "/audit").status()).isEqualTo(403);
    assertThat(without.get(acme + "/audit").text("code")).isEqualTo("scope_missing");
    assertThat(with.get(acme + "/audit").status()).isEqualTo(200);
    assertThat(with.get(zeta + "/audit").status()).isEqualTo(401);
    assertThat(with.get("/api/platform/audit").status()).isEqualTo(401);
  }

  @Test
  void list_ofOneTenant_holdsNothingOfTheOther() {
    house.project(zeta, "Zeta's own");
    String acmes = admin.get(acme + "/audit?limit=500").expect(200).body();
    String zetas = stranger.get(zeta + "/audit?limit=500").expect(200).body();

    assertThat(acmes).doesNotContain("Zeta's own").contains("Numbered 12");
    assertThat(zetas).contains("Zeta's own").doesNotContain("Numbered");
  }

  @Test
  void list_refusalOfAKnownCaller_isWrittenDown() {
    viewer.post(acme + "/projects", Map.of("name", "Not mine to make")).expect(403);

    Answer answer =
        admin.get(
            acme
                + "/audit"
                + LogHouse.query("outcome", "refused", "actor", "viewer@acme.example")
                + "&action=project.create");
    assertThat(answer.expect(200).items("code")).contains("permission_denied");
  }

  @Test
  void cursor_ofAnotherLog_leadsNowhereElse() {
    String cursor = admin.get(acme + "/audit?limit=1").expect(200).at("nextCursor");

    Answer answer = stranger.get(zeta + "/audit" + LogHouse.query("cursor", cursor));
    assertThat(answer.expect(200).body()).doesNotContain("Numbered");
  }

  @Test
  void chain_ofTheTenant_isIntactAndCountsWhatTheListShows() {
    Answer chain = admin.get(acme + "/audit/chain").expect(200);

    assertThat(chain.text("state")).isEqualTo("intact");
    assertThat(Long.parseLong(chain.text("records"))).isGreaterThan(12);
    assertThat(chain.at("chains", "0", "head")).matches("[0-9a-f]{64}");
    assertThat(chain.at("chains", "0", "tenant"))
        .isEqualTo(acme.substring("/api/tenants/".length()));
    assertThat(chain.at("chains", "1", "head")).as("one node, one chain").isEmpty();
    assertThat(Instant.parse(chain.text("checkedAt"))).isNotNull();
    assertThat(Long.parseLong(chain.text("tookMillis"))).isNotNegative();
  }

  @Test
  void chain_recordTamperedWith_isBrokenForItsTenantAndForThePlatformOnly() {
    String other = house.tenant("tampered");
    house.project(other, "Before");
    assertThat(house.operator.get(other + "/audit/chain").text("state")).isEqualTo("intact");
    // Verifying reads the journal too; what is tampered with is the database's.
    assertThat(house.operator.get(other + "/audit?q=Before").items("id")).isNotEmpty();
    Tampering.replaceInPayload(database, other, "Before", "Behind");

    Answer chain = house.operator.get(other + "/audit/chain").expect(200);
    assertThat(chain.text("state")).isEqualTo("broken");
    assertThat(chain.at("chains", "0", "violations", "0", "what")).contains("changed");
    assertThat(house.operator.get("/api/platform/audit/chains").text("state")).isEqualTo("broken");
    assertThat(admin.get(acme + "/audit/chain").text("state")).isEqualTo("intact");

    Tampering.replaceInPayload(database, other, "Behind", "Before");
    assertThat(house.operator.get(other + "/audit/chain").text("state")).isEqualTo("intact");
  }

  @Test
  void platformLog_asAnOperator_showsThePlatformsRecordsAndNoTenants() {
    Answer answer = house.operator.get("/api/platform/audit?limit=500").expect(200);

    assertThat(answer.items("action")).contains("tenant.create");
    assertThat(answer.body()).doesNotContain("Numbered");
    assertThat(admin.get("/api/platform/audit").status()).isEqualTo(403);
    assertThat(house.nobody().get("/api/platform/audit").status()).isEqualTo(401);
  }

  @Test
  void platformChains_asAnOperator_coverEveryTenant() {
    Answer answer = house.operator.get("/api/platform/audit/chains").expect(200);
    List<String> tenants = new ArrayList<>();
    for (int i = 0; !answer.at("chains", Integer.toString(i), "node").isEmpty(); i++) {
      tenants.add(answer.at("chains", Integer.toString(i), "tenant"));
    }

    assertThat(tenants)
        .contains(
            acme.substring("/api/tenants/".length()), zeta.substring("/api/tenants/".length()))
        .doesNotHaveDuplicates();
    assertThat(tenants).as("the platform's own").containsAnyOf("null", "");
    assertThat(admin.get("/api/platform/audit/chains").status()).isEqualTo(403);
  }

  @Test
  void methodsThatChange_onTheLog_areNotThere() {
    for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
      assertThat(admin.send(method, acme + "/audit", Map.of()).status()).as(method).isIn(404, 405);
    }
  }
}
