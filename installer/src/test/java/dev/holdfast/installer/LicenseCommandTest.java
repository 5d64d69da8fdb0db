package dev.holdfast.installer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.installer.FakeAppliance.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The licence's commands against an appliance that says what the test says. */
class LicenseCommandTest {
  private static final String LICENCE =
      """
      {"state":"valid","stage":"notice","sentence":"The licence ends in 15 days or less.",
       "plan":"team","customer":"Ward","id":"lic_1","kind":"paid","issued":"2026-06-01T12:00:00Z",
       "notBefore":"2026-06-01T12:00:00Z","expires":"2026-12-21T05:30:00Z","graceDays":30,
       "updatesUntil":null,"installation":"ins_1",
       "capabilities":[{"code":"gateway.chat","sentence":"Chat","granted":true}],
       "quotas":[{"code":"users","granted":50,"ceiling":55,"used":12},
                 {"code":"nodes","granted":3,"ceiling":3,"used":null},
                 {"code":"tokens.month","granted":500,"ceiling":null,"used":700}],
       "ladder":[{"at":"2026-06-01T12:00:00Z","stage":"active","sentence":"It is valid.","reached":true},
                 {"at":"2026-12-06T05:30:00Z","stage":"notice","sentence":"It ends.","reached":true},
                 {"at":"2026-12-21T05:30:00Z","stage":"grace","sentence":"It has ended.","reached":false}],
       "neverStops":["signing in","backup and restore"],"notices":["The clocks differ."],
       "clock":{"state":"clock_suspect","sentence":"The clock went back."}}
      """;

  @TempDir private Path home = Path.of("");
  private FakeAppliance appliance;

  @SuppressWarnings("NullAway.Init")
  LicenseCommandTest() {}

  @BeforeEach
  void start() throws IOException {
    appliance = new FakeAppliance(home);
    appliance.answers("/api/platform/licence", 200, LICENCE);
  }

  @AfterEach
  void stop() {
    appliance.close();
  }

  @Test
  void show_licence_isReadByPeople() {
    Result result = appliance.run("license", "show");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .startsWith("The licence ends in 15 days or less.\n")
        .contains("✗ The clock went back.")
        .contains("! The clocks differ.")
        .contains("21 December 2026, 05:30 UTC")
        .doesNotContain("2026-12-21T")
        .contains("users               12 of 50  up to 55")
        .contains("nodes               - of 3")
        .contains("tokens.month        700 of 500  more is allowed and reported")
        .contains("ins_1");
  }

  @Test
  void explain_licence_printsTheLadderWithDatesAndWhereItStands() {
    Result result = appliance.run("license", "explain");
    assertThat(result.code()).isZero();
    assertThat(result.out().lines().filter(line -> line.contains("UTC")))
        .containsExactly(
            "✓ 1 June 2026, 12:00 UTC        active      It is valid.",
            "> 6 December 2026, 05:30 UTC    notice      It ends.",
            "  21 December 2026, 05:30 UTC   grace       It has ended.");
    assertThat(result.out()).contains("Never stops: signing in, backup and restore.");
  }

  @Test
  void explain_json_isTheLadderAlone() {
    Result result = appliance.run("license", "explain", "--json");
    assertThat(result.out())
        .contains("holdfastctl/license-ladder/1")
        .contains("\"ladder\"")
        .doesNotContain("quotas");
  }

  @Test
  void history_steps_areDatedNewestFirst() {
    appliance.answers(
        "/api/platform/licence/history",
        200,
        """
        {"items":[{"at":"2026-12-21T05:30:00Z","licence":"lic_1","stage":"grace","sentence":"It has ended."},
                  {"at":"2026-06-01T12:00:00Z","licence":null,"stage":"community","sentence":"None."}],
         "nextCursor":null}
        """);
    assertThat(appliance.run("license", "history").out().lines())
        .containsExactly(
            "21 December 2026, 05:30 UTC   grace       It has ended.  lic_1",
            "1 June 2026, 12:00 UTC        community   None.");
  }

  @Test
  void request_answer_becomesAFileThatIsNeverOverwritten() throws IOException {
    appliance.answers(
        "/api/platform/licence/requests",
        201,
        """
        {"name":"holdfast-request-4.txt","installation":"ins_1","sequence":4,"text":"the request"}
        """);
    Path file = home.resolve("out/request.txt");
    Result result = appliance.run("license", "request", "--out", file.toString());
    assertThat(result.code()).isZero();
    assertThat(file).hasContent("the request");
    Result again = appliance.run("license", "request", "--out", file.toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("is there already");
  }

  @Test
  void report_answer_becomesTwoFiles() throws IOException {
    appliance.answers(
        "/api/platform/licence/reports",
        201,
        """
        {"name":"holdfast-usage-0003","installation":"ins_1","sequence":3,"from":"2026-06-01",
         "to":"2026-06-30","firstRow":1,"lastRow":9,"csv":"number,day\\n","signed":"sealed"}
        """);
    Path out = home.resolve("reports");
    Result result =
        appliance.run("license", "report", "--out", out.toString(), "--since", "2026-06-01");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Files.readString(out.resolve("holdfast-usage-0003.csv"))).isEqualTo("number,day\n");
    assertThat(out.resolve("holdfast-usage-0003.holdfast-usage")).hasContent("sealed");
    assertThat(appliance.lastBody()).isEqualTo("{\"since\":\"2026-06-01\"}");
    assertThat(result.out()).contains("holdfast-usage-0003.csv").doesNotContain("number,day");
  }

  @Test
  void clockReset_refused_saysWhyAndEndsWith6() throws IOException {
    appliance.answers(
        "/api/platform/licence/clock-reset",
        400,
        "{\"code\":\"licence_not_applicable\",\"detail\":\"It had to be used before now.\",\"hint\":\"Ask again.\"}");
    Path file = Files.writeString(home.resolve("reset"), "x");
    Result result = appliance.run("license", "clock-reset", file.toString());
    assertThat(result.code()).isEqualTo(6);
    assertThat(result.err()).contains("It had to be used before now.");
  }

  @Test
  void clockReset_taken_showsTheLicence() throws IOException {
    appliance.answers("/api/platform/licence/clock-reset", 200, LICENCE);
    Path file = Files.writeString(home.resolve("reset"), "x");
    assertThat(appliance.run("license", "clock-reset", file.toString()).out())
        .startsWith("The licence ends in 15 days or less.");
  }
}
