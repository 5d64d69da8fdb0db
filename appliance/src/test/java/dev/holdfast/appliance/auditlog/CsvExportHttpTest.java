package dev.holdfast.appliance.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The audit log as a file for a spreadsheet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class CsvExportHttpTest {
  private static final int DETAILS = 14;

  private TestDatabase database;
  private LogHouse house;
  private String acme;
  private Visitor admin;

  @BeforeAll
  void open() {
    database = TestDatabases.h2();
    house = LogHouse.open(database);
    acme = house.tenant("acme");
    admin = house.member(acme, "admin@acme.example", "admin");
  }

  @AfterAll
  void close() {
    house.close();
    database.close();
  }

  private static List<CsvRecord> rows(Answer answer) {
    return CsvReader.builder().ofCsvRecord(answer.expect(200).body()).stream().toList();
  }

  @Test
  void export_isAFileWithAHeaderAndARowForEachRecord() {
    house.project(acme, "Exported");
    Answer answer = admin.get(acme + "/audit/export?action=project.create");
    List<CsvRecord> rows = rows(answer);

    assertThat(answer.header("Content-Type")).startsWith("text/csv");
    assertThat(answer.header("Content-Disposition")).contains("attachment").contains("audit.csv");
    assertThat(rows.getFirst().getFields())
        .startsWith("at", "action", "outcome")
        .endsWith("sequence", "id", "hash");
    assertThat(rows.subList(1, rows.size()))
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.getFieldCount()).isEqualTo(rows.getFirst().getFieldCount());
              assertThat(row.getField(1)).isEqualTo("project.create");
              assertThat(row.getField(row.getFieldCount() - 1)).matches("[0-9a-f]{64}");
            });
    assertThat(rows).anyMatch(row -> row.getField(DETAILS).contains("Exported"));
  }

  /**
   * L07: a name is what a stranger may choose, and a spreadsheet runs what starts like a formula.
   */
  @Test
  void l07_cellsThatStartLikeAFormula_areMadeHarmless() {
    List<String> evil =
        List.of(
            "=HYPERLINK(\"https://evil.example\",\"x\")",
            "+1+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(1+1)*cmd|' /C calc'!A0");
    List<Visitor> callers = new ArrayList<>();
    for (String name : evil) {
      house.project(acme, name);
      callers.add(keyNamed(name));
    }
    for (Visitor caller : callers) {
      // The key's name is the actor's label of its refusal.
      caller.get(acme + "/audit").expect(403);
    }
    List<CsvRecord> rows = rows(admin.get(acme + "/audit/export?limit=1"));

    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.getFields())
                    .noneMatch(
                        cell -> !cell.isEmpty() && "=+-@\t\r|%".indexOf(cell.charAt(0)) >= 0));
    for (String name : evil) {
      assertThat(rows)
          .as("still readable: %s", name)
          .anyMatch(row -> row.getFields().contains("'" + name));
    }
  }

  private Visitor keyNamed(String name) {
    String project = house.operator.get(acme + "/projects").expect(200).at("items", "0", "id");
    String secret =
        house
            .operator
            .post(
                acme + "/keys",
                java.util.Map.of(
                    "name", name, "projectId", project, "permissions", List.of("gateway:chat")))
            .expect(201)
            .text("secret");
    return Visitor.bearing(house, secret);
  }

  @Test
  void export_textThatBreaksLinesAndQuotes_staysInItsCell() {
    String awkward = "Comma, \"quote\"; 'apostrophe' and ünï€ød";
    house.project(acme, awkward);
    List<CsvRecord> rows = rows(admin.get(acme + "/audit/export?action=project.create"));

    assertThat(rows).anyMatch(row -> row.getField(DETAILS).contains(awkward));
    assertThat(rows).allMatch(row -> row.getFieldCount() == rows.getFirst().getFieldCount());
  }

  @Test
  void export_moreThanOnePage_isWhole() {
    String wide = house.tenant("wide");
    for (int i = 0; i < 60; i++) {
      house.project(wide, "Wide " + i);
    }
    // The page's limit is not the export's.
    List<CsvRecord> rows =
        rows(house.operator.get(wide + "/audit/export?limit=7&action=project.create"));

    assertThat(rows).hasSize(61);
    assertThat(rows.stream().map(row -> row.getField(row.getFieldCount() - 2)).distinct())
        .hasSize(61);
  }

  @Test
  void export_emptySelection_isTheHeaderOnly() {
    assertThat(rows(admin.get(acme + "/audit/export?action=nothing.like.it"))).hasSize(1);
  }

  @Test
  void export_filterThatIsNone_is400AndNoFile() {
    Answer answer = admin.get(acme + "/audit/export?outcome=maybe");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("code")).isEqualTo("request_invalid");
    assertThat(answer.header("Content-Disposition")).isEmpty();
  }

  @Test
  void export_cursorThatIsNone_is400AndNoTruncatedFile() {
    Answer answer = admin.get(acme + "/audit/export?cursor=nonsense");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("code")).isEqualTo("request_invalid");
  }

  @Test
  void export_withoutTheCapability_isRefusedByTheLicence() {
    house.licence.export(false);
    try {
      for (String path : List.of(acme + "/audit/export", "/api/platform/audit/export")) {
        Answer answer = house.operator.get(path);
        assertThat(answer.status()).isIn(402, 403);
        assertThat(answer.text("detail")).contains("audit.export");
      }
      assertThat(house.operator.get(acme + "/audit").status())
          .as("reading is nobody's to take away")
          .isEqualTo(200);
    } finally {
      house.licence.export(true);
    }
  }

  @Test
  void export_ofThePlatform_holdsItsOwnRecordsOnly() {
    house.project(acme, "Acme's own");
    Answer answer = house.operator.get("/api/platform/audit/export");

    assertThat(rows(answer)).anyMatch(row -> row.getField(1).equals("tenant.create"));
    assertThat(answer.body()).doesNotContain("Acme's own");
    assertThat(admin.get("/api/platform/audit/export").status()).isEqualTo(403);
  }
}
