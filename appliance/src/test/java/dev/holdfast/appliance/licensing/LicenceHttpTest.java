package dev.holdfast.appliance.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.SettableClock;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The licence's endpoints over HTTP, with their refusals, on a whole appliance. */
@Timeout(400)
class LicenceHttpTest {
  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
  private static final String LICENCE = "/api/platform/licence";

  private final SettableClock clock = new SettableClock(START);
  @TempDir private Path home = Path.of("");
  @TempDir private Path keys = Path.of("");
  private Vendor vendor;
  private House house;

  @SuppressWarnings("NullAway.Init")
  LicenceHttpTest() {}

  @BeforeEach
  void start() {
    vendor = new Vendor(keys, clock);
    house = new House(home, keys.resolve("anchors.json"), clock, Map.of()).start();
  }

  @AfterEach
  void stop() {
    house.close();
  }

  private HttpResponse<String> add(String text) {
    return house.post(LICENCE, Map.of("statement", text));
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
  }

  @Test
  void endpoints_withoutASession_are401() {
    for (String path : List.of("", "/history", "/nodes", "/usage")) {
      assertProblem(house.anonymous("GET", LICENCE + path), 401, "unauthenticated");
    }
    for (String path : List.of("", "/requests", "/reports", "/clock-reset")) {
      assertProblem(house.anonymous("POST", LICENCE + path), 401, "unauthenticated");
    }
  }

  @Test
  void show_community_saysSoAndCountsWhatThereIs() {
    house.furnish();
    Json licence = house.licence();
    assertThat(House.text(licence, "state")).isEqualTo("community");
    assertThat(House.text(licence, "installation")).startsWith("ins_");
    assertThat(quota(licence, "tenants").get("used").getLongValue()).isEqualTo(1);
    assertThat(quota(licence, "users").get("used").getLongValue()).isEqualTo(1);
    assertThat(quota(licence, "nodes").get("used").getLongValue()).isEqualTo(1);
    assertThat(quota(licence, "nodes").get("granted").getLongValue()).isEqualTo(1);
  }

  private static Json quota(Json licence, String code) {
    for (Json quota : licence.get("quotas").values()) {
      if (House.text(quota, "code").equals(code)) {
        return quota;
      }
    }
    throw new AssertionError("no quota " + code);
  }

  @Test
  void add_licence_rulesAtOnceAndIsInTheHistoryAndTheAuditLog() {
    HttpResponse<String> added = add(vendor.licence("--plan", "enterprise", "--days", "365"));
    Json licence = House.json(added);
    assertThat(House.text(licence, "state")).isEqualTo("valid");
    assertThat(House.text(licence, "sentence"))
        .isEqualTo("The licence is valid. It ends on 1 June 2027, 12:00 UTC.");
    Json history = House.json(house.get(LICENCE + "/history")).get("items");
    assertThat(House.text(history.get(0), "stage")).isEqualTo("active");
    assertThat(House.text(history.get(0), "licence")).isEqualTo(House.text(licence, "id"));
    assertThat(house.get("/api/platform/audit?action=licence.change").body())
        .contains("The licence is valid.");
  }

  @Test
  void add_whatIsNoLicence_isRefusedWithItsReason() {
    assertProblem(add("hello"), 400, "licence_malformed");
    assertProblem(add(""), 400, "licence_malformed");
    String licence = vendor.licence("--plan", "team");
    assertProblem(add(licence.replace("\"2026-1\"", "\"2031-7\"")), 400, "licence_suite_unknown");
    assertProblem(
        add(new Vendor(keys.resolve("other"), clock).licence("--plan", "team")),
        400,
        "licence_signature_invalid");
    assertThat(House.text(house.licence(), "state")).isEqualTo("community");
  }

  @Test
  void t28_request_answerAndReplay_overHttp() {
    add(vendor.licence("--plan", "team"));
    Json asked = House.json(house.post(LICENCE + "/requests", Map.of()));
    assertThat(House.text(asked, "name")).isEqualTo("holdfast-request-1.txt");
    String text = House.text(asked, "text");
    assertThat(text).contains(House.text(asked, "installation"));
    String answer = vendor.answer(text, vendor.licence("--plan", "enterprise"), 0);
    assertThat(add(answer).statusCode()).isEqualTo(200);
    assertThat(house.post(LICENCE + "/requests", Map.of()).statusCode()).isEqualTo(201);
    String late = vendor.answer(text, vendor.licence("--plan", "enterprise"), 0);
    assertProblem(add(late), 400, "licence_not_applicable");
  }

  @Test
  void t22_reset_overHttp_setsTheTimeBackAndIsAudited() {
    add(vendor.licence("--plan", "enterprise", "--days", "365"));
    clock.set(Instant.parse("2099-01-01T00:00:00Z"));
    house.look();
    clock.set(START.plus(Duration.ofDays(1)));
    house.look();
    assertThat(House.text(house.licence().get("clock"), "state")).isEqualTo("clock_suspect");
    String request = House.text(House.json(house.post(LICENCE + "/requests", Map.of())), "text");
    String reset = vendor.reset(request);
    HttpResponse<String> taken = house.post(LICENCE + "/clock-reset", Map.of("statement", reset));
    assertThat(House.text(House.json(taken).get("clock"), "state")).isEqualTo("ok");
    assertThat(house.get("/api/platform/audit?action=licence.clock_reset").body())
        .contains("2099-01-01");
    assertProblem(
        house.post(LICENCE + "/clock-reset", Map.of("statement", reset)),
        400,
        "licence_not_applicable");
  }

  @Test
  void reset_whatIsNone_isRefused() {
    assertProblem(
        house.post(LICENCE + "/clock-reset", Map.of("statement", "x")), 400, "licence_malformed");
  }

  @Test
  void t30_report_overHttp_isATableAndASignedFile() {
    house.furnish();
    Json report = House.json(house.post(LICENCE + "/reports", Map.of()));
    assertThat(House.text(report, "name")).isEqualTo("holdfast-usage-0001");
    String csv = House.text(report, "csv");
    assertThat(csv).startsWith("number,day,kind,name,amount,at,note,hash\n");
    assertThat(csv).contains(",peak,users,1,").contains(",mark,installed,");
    Path signed = vendor.file("first.holdfast-usage", House.text(report, "signed"));
    Vendor.Said verified = vendor.tell("report", "verify", signed.toString());
    assertThat(verified.code()).as(verified.out()).isZero();
    Json again = House.json(house.post(LICENCE + "/reports", Map.of("since", "2026-06-01")));
    assertThat(again.get("sequence").getLongValue()).isEqualTo(2);
  }

  @Test
  void report_sinceWhatIsNoDay_is400() {
    assertProblem(
        house.post(LICENCE + "/reports", Map.of("since", "yesterday")), 400, "request_invalid");
  }

  @Test
  void usage_afterAReport_showsTheDaysAndTheEndOfTheChain() {
    house.furnish();
    house.post(LICENCE + "/reports", Map.of());
    Json usage = House.json(house.get(LICENCE + "/usage"));
    assertThat(usage.get("rows").getLongValue()).isGreaterThan(3);
    assertThat(House.text(usage, "head")).matches("[0-9a-f]{96}");
    List<String> codes = new ArrayList<>();
    usage.get("items").values().forEach(item -> codes.add(House.text(item, "code")));
    assertThat(codes)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(QuotaName.values()).map(QuotaName::code).toList());
  }

  @Test
  void nodes_oneNode_isThisOne() {
    Json nodes = House.json(house.get(LICENCE + "/nodes"));
    assertThat(nodes.get("placed").getBooleanValue()).isTrue();
    assertThat(nodes.get("items").size()).isEqualTo(1);
    assertThat(nodes.get("items").get(0).get("self").getBooleanValue()).isTrue();
  }

  @Test
  void metrics_licence_showItsStageItsEndAndTheClock() {
    assertThat(house.metrics())
        .contains("holdfast_license_present 0.0")
        .contains("holdfast_license_expires_days NaN")
        .contains("holdfast_license_nodes_place 1.0");
    add(vendor.licence("--plan", "enterprise", "--days", "50"));
    assertThat(house.metrics())
        .contains("holdfast_license_present 1.0")
        .contains("holdfast_license_stage{stage=\"active\"} 1.0")
        .contains("holdfast_license_stage{stage=\"grace\"} 0.0")
        .containsPattern("holdfast_license_expires_days (49\\.9|50\\.0)")
        .contains("holdfast_license_clock_suspect 0.0");
  }

  @Test
  void auditExport_withoutTheCapability_isRefusedByName_andGrantedByALicence() {
    assertProblem(house.get("/api/platform/audit/export"), 403, "capability_missing");
    assertThat(house.get("/api/platform/audit/export").body()).contains("audit.export");
    add(vendor.licence("--plan", "team"));
    HttpResponse<String> export = house.get("/api/platform/audit/export");
    assertThat(export.statusCode()).isEqualTo(200);
    assertThat(export.body().getBytes(StandardCharsets.UTF_8)).isNotEmpty();
  }

  @Test
  void t25_readOnlyRung_withholdsChangesAndNothingElse() {
    add(vendor.licence("--plan", "enterprise", "--days", "30", "--grace-days", "1"));
    house.furnish();
    clock.advance(Duration.ofDays(70));
    house.look();
    assertThat(House.text(house.licence(), "stage")).isEqualTo("read-only");
    assertProblem(
        house.post("/api/platform/tenants", Map.of("name", "Two", "slug", "two")),
        403,
        "licence_read_only");
    assertThat(house.chat()).isEqualTo(200);
    assertThat(house.get("/api/platform/audit/export").statusCode()).isEqualTo(200);
    assertThat(house.get("/api/platform/doctor").statusCode()).isEqualTo(200);
    assertThat(house.post(LICENCE + "/reports", Map.of()).statusCode()).isEqualTo(201);
    assertThat(house.post(LICENCE + "/requests", Map.of()).statusCode()).isEqualTo(201);
    assertThat(add(vendor.licence("--plan", "enterprise")).statusCode()).isEqualTo(200);
    assertThat(
            house.post("/api/platform/tenants", Map.of("name", "Two", "slug", "two")).statusCode())
        .isEqualTo(201);
  }
}
