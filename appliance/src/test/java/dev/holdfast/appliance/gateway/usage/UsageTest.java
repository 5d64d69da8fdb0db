package dev.holdfast.appliance.gateway.usage;

import static dev.holdfast.appliance.gateway.usage.Calls.TENANT;
import static dev.holdfast.appliance.gateway.usage.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.AuditRecord;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.gateway.usage.UsageReport.Row;
import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.tenant.ProjectId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.Statements;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** From audit records to charts. */
class UsageTest {
  private static final String FROM = "2026-06-01T00:00:00Z";
  private static final String TO = "2026-06-01T04:00:00Z";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-06-02T10:30:00Z"));

  @BothDatabases
  void usage_byHour_everyHourIsThere(TestDatabase database) {
    apply(
        database,
        call("2026-06-01T01:00:00Z", "a", Outcome.SUCCESS, 7L),
        call("2026-06-01T01:59:59Z", "b", Outcome.SUCCESS, 5L),
        call("2026-06-01T03:00:00Z", "a", Outcome.FAILED, 0L),
        call("2026-06-01T04:00:00Z", "a", Outcome.SUCCESS, 99L));

    UsageReport report = report(database, "hour", "none", FROM, TO);

    assertThat(report.buckets()).extracting(Row::requests).containsExactly(0L, 2L, 0L, 1L);
    assertThat(report.buckets()).extracting(Row::costNanos).containsExactly(0L, 12L, 0L, 0L);
    assertThat(report.buckets()).extracting(Row::failed).containsExactly(0L, 0L, 0L, 1L);
    assertThat(report.totals().inputTokens()).isEqualTo(300);
    assertThat(report.totals().cachedInputTokens()).isEqualTo(120);
    assertThat(report.totals().outputTokens()).isEqualTo(30);
  }

  @BothDatabases
  void usage_appliedInTwoBatches_addsUp(TestDatabase database) {
    apply(database, call("2026-06-01T01:00:00Z", "a", Outcome.SUCCESS, 7L));
    apply(database, call("2026-06-01T01:00:01Z", "a", Outcome.SUCCESS, 8L));

    assertThat(report(database, "hour", "none", FROM, TO).totals().costNanos()).isEqualTo(15);
  }

  @BothDatabases
  void apply_twoThousandCalls_costsThreeStatementsAndThenOne(TestDatabase database) {
    List<AuditRecord> calls = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      calls.add(call("2026-03-01T10:00:00Z", "model-" + i % 30, Outcome.SUCCESS, 10L));
    }

    assertThat(statements(database, calls)).isEqualTo(3);
    assertThat(statements(database, calls)).isEqualTo(1);
  }

  @BothDatabases
  void usage_failedWithNothingUsed_isACallThatFailedAndOfNoUnknownCost(TestDatabase database) {
    apply(
        database,
        Calls.nothing("2026-06-01T01:00:00Z", Outcome.FAILED, null),
        Calls.nothing("2026-06-01T01:00:01Z", Outcome.FAILED, 0L));

    Row totals = report(database, "hour", "none", FROM, TO).totals();
    assertThat(totals.requests()).isEqualTo(2);
    assertThat(totals.failed()).isEqualTo(2);
    assertThat(totals.unknownCostRequests()).isZero();
    assertThat(totals.inputTokens()).isZero();
  }

  @BothDatabases
  void usage_unknownPrice_isCountedAndNotFree(TestDatabase database) {
    apply(
        database,
        call("2026-06-01T01:00:00Z", "a", Outcome.SUCCESS, null),
        call("2026-06-01T01:00:00Z", "a", Outcome.SUCCESS, 7L));

    Row totals = report(database, "hour", "none", FROM, TO).totals();
    assertThat(totals.unknownCostRequests()).isEqualTo(1);
    assertThat(totals.costNanos()).isEqualTo(7);
  }

  @BothDatabases
  void usage_byDayAndModel_everyDayOfEveryModelIsThere(TestDatabase database) {
    apply(
        database,
        call("2026-06-01T23:59:59.999Z", "a", Outcome.SUCCESS, 1L),
        call("2026-06-02T00:00:00Z", "b", Outcome.SUCCESS, 2L),
        call("2026-06-02T10:00:00Z", "b", Outcome.CANCELLED, 3L));

    UsageReport report =
        report(database, "day", "model", "2026-06-01T12:00:00Z", "2026-06-02T12:00:00Z");

    assertThat(report.buckets())
        .extracting(row -> row.start() + " " + row.group() + " " + row.costNanos())
        .containsExactly(
            "2026-06-01T00:00:00Z a 1",
            "2026-06-01T00:00:00Z b 0",
            "2026-06-02T00:00:00Z a 0",
            "2026-06-02T00:00:00Z b 5");
  }

  @BothDatabases
  void usage_byProjectKeyProvider_namesThemAsTheApiDoes(TestDatabase database) {
    apply(database, call("2026-06-01T01:00:00Z", "a", Outcome.SUCCESS, 7L));

    assertThat(groups(database, "project")).containsExactly(new ProjectId(Calls.PROJECT).text());
    assertThat(groups(database, "key")).containsExactly(new KeyId(Calls.KEY).text());
    assertThat(groups(database, "provider")).containsExactly("prv_1");
  }

  @BothDatabases
  void usage_manyModels_theSmallestBecomeOne(TestDatabase database) {
    apply(
        database,
        IntStream.range(0, 30)
            .mapToObj(i -> call("2026-06-01T01:00:00Z", "m" + i, Outcome.SUCCESS, 100L + i))
            .toArray(AuditRecord[]::new));

    UsageReport report = report(database, "hour", "model", FROM, TO);

    assertThat(report.buckets().stream().map(Row::group).distinct())
        .hasSize(UsageReport.MOST_GROUPS + 1)
        .contains("m29", UsageReport.OTHERS)
        .doesNotContain("m0");
    assertThat(report.buckets().stream().mapToLong(Row::costNanos).sum())
        .isEqualTo(report.totals().costNanos());
  }

  @BothDatabases
  void usage_ofAnotherTenant_isNotSeen(TestDatabase database) {
    apply(database, call("2026-06-01T01:00:00Z", "a", Outcome.SUCCESS, 7L));
    UsageReport report =
        new UsageController(new UsageStore(database), clock)
            .usage(new TenantId(new UUID(9, 9)), FROM, TO, "hour", "none");
    assertThat(report.totals().requests()).isZero();
  }

  @BothDatabases
  void usage_withoutFromAndTo_isTheLastDayOrMonth(TestDatabase database) {
    UsageReport hours = report(database, "hour", "none", "", "");
    assertThat(hours.buckets()).hasSize(24);
    assertThat(hours.buckets().getLast().start()).isEqualTo("2026-06-02T10:00:00Z");
    UsageReport days = report(database, "day", "none", "", "");
    assertThat(days.buckets()).hasSize(30);
    assertThat(days.buckets().getLast().start()).isEqualTo("2026-06-02T00:00:00Z");
  }

  @BothDatabases
  void usage_badParameters_areRefusedByName(TestDatabase database) {
    refused(database, "week", "none", FROM, TO, "bucket");
    refused(database, "hour", "colour", FROM, TO, "group");
    refused(database, "hour", "none", TO, FROM, "from");
    refused(database, "hour", "none", "2020-01-01T00:00:00Z", TO, "from");
    refused(database, "hour", "none", "yesterday", TO, "from");
    refused(database, "day", "none", FROM, "+999999999-12-31T23:59:59Z", "to");
  }

  private void refused(
      Database database, String bucket, String group, String from, String to, String field) {
    assertThatThrownBy(() -> report(database, bucket, group, from, to))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().detail()).contains(field));
  }

  private List<String> groups(Database database, String group) {
    return report(database, "hour", group, FROM, TO).buckets().stream()
        .map(row -> String.valueOf(row.group()))
        .distinct()
        .toList();
  }

  private UsageReport report(
      Database database, String bucket, String group, String from, String to) {
    return new UsageController(new UsageStore(database), clock)
        .usage(TENANT, from, to, bucket, group);
  }

  private static int statements(Database database, List<AuditRecord> records) {
    return database.inPlatform(
        handle -> Statements.count(handle, counted -> new UsageRollup().apply(counted, records)));
  }

  private static void apply(Database database, AuditRecord... records) {
    database.inPlatform(
        handle -> {
          new UsageRollup().apply(handle, List.of(records));
          return records.length;
        });
  }
}
