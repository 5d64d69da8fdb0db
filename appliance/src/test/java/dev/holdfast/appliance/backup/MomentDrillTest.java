package dev.holdfast.appliance.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.restore.Stager;
import dev.holdfast.appliance.backup.wal.Catalogue;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A drill of a moment: what a restore to it would do, beside the service, and nothing is left. */
@Timeout(300)
final class MomentDrillTest {
  private final Moments moments = new Moments("1GB");

  @AfterEach
  void stop() throws IOException {
    moments.close();
  }

  private Site site() throws IOException {
    Map<String, Object> all = new HashMap<>(moments.postgres().properties());
    all.put(TestScratch.PROPERTY, "true");
    all.put("holdfast.backup.drill-every", "7d");
    return Site.start(moments.home(), all);
  }

  private static List<BackupRuns.Run> drills(Site site) {
    return site.bean(BackupRuns.class).latest().stream()
        .filter(run -> run.kind().equals(BackupRuns.MOMENT))
        .toList();
  }

  @Test
  void drill_ofAMoment_findsItWholeBesideTheServiceAndLeavesNothing() throws Exception {
    try (Site site = site()) {
      site.tenant("alpha");
      site.audited("test.before");
      assertThat(site.records()).isNotEmpty();
      Instant moment = Moments.reached(site);
      site.tenant("beta");

      Stager.Report report = site.bean(Backups.class).drillAt(Optional.of(moment), "an operator");

      assertThat(report.takenAt()).isEqualTo(moment);
      assertThat(report.rows()).isPositive();
      assertThat(report.chains()).isPositive();
      assertThat(report.records()).isPositive();
      assertThat(drills(site))
          .singleElement()
          .satisfies(
              run -> {
                assertThat(run.outcome()).isEqualTo(BackupRuns.DONE);
                assertThat(run.startedBy()).isEqualTo("an operator");
                assertThat(run.detail()).contains("\"rows\":" + report.rows());
              });
      assertThat(moments.postgres().scratch()).doesNotExist();
      assertThat(moments.home().resolve("cache/drill")).isEmptyDirectory();
      assertThat(site.slugs()).containsExactly("alpha", "beta");
    }
  }

  @Test
  void drill_ofAMomentThatCannotBeReached_saysSoAndIsWrittenDown() throws Exception {
    try (Site site = site()) {
      Moments.reached(site);

      assertThatThrownBy(
              () -> site.bean(Backups.class).drillAt(Optional.of(Instant.EPOCH), "an operator"))
          .isInstanceOfSatisfying(
              ProblemException.class,
              refused ->
                  assertThat(refused.problem().code())
                      .isEqualTo(ErrorCode.BACKUP_TIME_UNREACHABLE));
      assertThat(drills(site))
          .singleElement()
          .satisfies(run -> assertThat(run.outcome()).isEqualTo(BackupRuns.FAILED));
    }
  }

  @Test
  void timer_whereTheLogIsStored_drillsTheLatestMomentOnce() throws Exception {
    try (Site site = site()) {
      Instant moment = Moments.reached(site);

      site.bean(BackupTimer.class).look();
      site.bean(BackupTimer.class).look();

      assertThat(drills(site))
          .singleElement()
          .satisfies(
              run -> {
                assertThat(run.outcome()).as(run.detail()).isEqualTo(BackupRuns.DONE);
                assertThat(run.startedBy()).isEqualTo(Backups.timer());
              });
      assertThat(site.records())
          .extracting(entry -> entry.record().event())
          .filteredOn(event -> event.action().equals("backup.moment.drill"))
          .singleElement()
          .satisfies(event -> assertThat(Instant.parse(event.target())).isAfterOrEqualTo(moment));
    }
  }

  @Test
  void latest_ofNoMoments_isUnreachable() {
    assertThatThrownBy(() -> Catalogue.latest(List.of()))
        .hasMessageContaining("No moment can be reached");
  }
}
