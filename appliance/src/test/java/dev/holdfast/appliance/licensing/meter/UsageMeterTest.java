package dev.holdfast.appliance.licensing.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.licensing.QuotaName;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.license.usage.UsageChain;
import dev.holdfast.license.usage.UsageRow;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** What is used is written down day by day, once, in a chain. */
class UsageMeterTest {
  @TempDir private Path home = Path.of("");

  private static List<String> rows(Office office) {
    return office.meter.store().rows(1).stream()
        .map(UsageChain.Linked::row)
        .map(row -> row.day() + " " + row.kind() + " " + row.name() + " " + row.amount())
        .toList();
  }

  @BothDatabases
  void write_firstTime_marksTheInstallationAndWhatThereIs(TestDatabase database) {
    Office office = new Office(database, home);
    office.meter.tick();
    assertThat(rows(office))
        .containsExactly(
            "2026-06-01 MARK installed 0", "2026-06-01 PEAK tenants 1", "2026-06-01 PEAK users 0");
    office.meter.tick();
    assertThat(rows(office)).hasSize(3);
  }

  @BothDatabases
  void write_levels_keepTheHighestOfEachDay(TestDatabase database) {
    Office office = new Office(database, home);
    office.users(3);
    office.meter.tick();
    office.users(7);
    office.meter.tick();
    office.users(2);
    office.meter.tick();
    office.day(1);
    assertThat(rows(office))
        .filteredOn(row -> row.contains("users"))
        .containsExactly(
            "2026-06-01 PEAK users 3", "2026-06-01 PEAK users 7", "2026-06-02 PEAK users 2");
  }

  @BothDatabases
  void write_tokens_areWrittenWhenTheDayIsOver_andWhatIsLateFollows(TestDatabase database) {
    Office office = new Office(database, home);
    office.tokens(Office.FIRST, 500);
    office.meter.tick();
    assertThat(rows(office)).noneMatch(row -> row.contains("tokens"));
    office.day(1);
    office.tokens(Office.FIRST, 620);
    office.day(2);
    office.day(3);
    assertThat(rows(office))
        .filteredOn(row -> row.contains("tokens.day"))
        .containsExactly(
            "2026-06-01 USED tokens.day 500",
            "2026-06-01 USED tokens.day 120",
            "2026-06-02 USED tokens.day 0",
            "2026-06-03 USED tokens.day 0");
  }

  @BothDatabases
  void write_restart_isMarkedAndRepeatsNothing(TestDatabase database) {
    Office office = new Office(database, home);
    office.meter.tick();
    office.restart();
    office.meter.tick();
    assertThat(rows(office)).hasSize(4);
    assertThat(rows(office).getLast()).isEqualTo("2026-06-01 MARK started 0");
  }

  @BothDatabases
  void write_licenceAndClock_areMarked(TestDatabase database) {
    Office office = new Office(database, home);
    office.meter.tick();
    office.licence("lic_00000000000000000000000001", 3);
    office.meter.tick();
    office.clock.advance(java.time.Duration.ofDays(-40));
    office.meter.tick();
    office.clock.advance(java.time.Duration.ofDays(40));
    office.meter.tick();
    assertThat(office.meter.store().rows(1))
        .extracting(linked -> linked.row())
        .filteredOn(row -> row.kind() == UsageRow.Kind.MARK)
        .extracting(UsageRow::name)
        .containsExactly("installed", "licence-changed", "clock-suspect", "clock-corrected");
    assertThat(office.meter.store().rows(1))
        .anyMatch(
            linked -> linked.row().note().equals("Now lic_00000000000000000000000001 number 3"));
  }

  @BothDatabases
  void write_twoNodes_makeOneChain(TestDatabase database) {
    Office one = new Office(database, home.resolve("one"));
    Office two = new Office(database, home.resolve("two"));
    // They share the KMS, as nodes on one database do.
    one.meter.tick();
    two.users(4);
    two.meter.tick();
    one.users(9);
    one.meter.tick();
    List<UsageChain.Linked> rows = one.meter.store().rows(1);
    assertThat(
            UsageChain.check(
                rows,
                1,
                UsageChain.start(one.reports.make(null).report().installation()),
                rows.size(),
                rows.getLast().hash()))
        .isEmpty();
  }

  @BothDatabases
  void view_growingUsers_saysWhenTheyAreAllUsed(TestDatabase database) {
    Office office = new Office(database, home);
    office.granted.limit(QuotaName.USERS, 50);
    for (int day = 0; day < 5; day++) {
      office.users(10L + 2L * day);
      office.day(day);
    }
    UsageViews.QuotaView users =
        office.view().items().stream()
            .filter(quota -> quota.code().equals("users"))
            .findFirst()
            .orElseThrow();
    assertThat(users.days()).hasSize(5);
    assertThat(users.used()).isEqualTo(18);
    assertThat(users.reachedAt()).isEqualTo(Office.FIRST.plusDays(4 + 16));
    assertThat(users.forecast()).contains("21 June 2026");
    assertThat(office.view().head()).isEqualTo(office.meter.store().head().orElseThrow().hash());
  }
}
