package dev.holdfast.appliance.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Node;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;

/** What is remembered of backups and drills, on both databases. */
final class BackupRunsTest {
  private final SettableClock clock = new SettableClock();

  private BackupRuns runs(Database database, String node) {
    return new BackupRuns(database, new Node(node), clock);
  }

  @BothDatabases
  void latest_ofSeveral_isTheNewestFirstWithHowEachEnded(Database database) {
    BackupRuns runs = runs(database, "a");
    Instant first = clock.instant();
    runs.begin("run_1", BackupRuns.BACKUP, "olga@example.org");
    clock.advance(Duration.ofSeconds(5));
    runs.end("run_1", "bak_1", BackupRuns.DONE, "fine", 1_000, 10);
    clock.advance(Duration.ofMinutes(1));
    runs.begin("run_2", BackupRuns.DRILL, "timer");

    assertThat(runs.latest()).extracting(BackupRuns.Run::id).containsExactly("run_2", "run_1");
    BackupRuns.Run open = runs.latest().getFirst();
    assertThat(open.outcome()).isEqualTo(BackupRuns.RUNNING);
    assertThat(open.finishedAt()).isNull();
    assertThat(open.backupId()).isNull();
    BackupRuns.Run done = runs.latest().getLast();
    assertThat(done.kind()).isEqualTo(BackupRuns.BACKUP);
    assertThat(done.backupId()).isEqualTo("bak_1");
    assertThat(done.startedBy()).isEqualTo("olga@example.org");
    assertThat(done.startedAt()).isEqualTo(first);
    assertThat(done.finishedAt()).isEqualTo(first.plusSeconds(5));
    assertThat(done.bytes()).isEqualTo(1_000);
    assertThat(done.addedBytes()).isEqualTo(10);
  }

  @BothDatabases
  void latest_ofVeryMany_isTheNewestTwoHundred(Database database) {
    BackupRuns runs = runs(database, "a");
    for (int i = 0; i < 205; i++) {
      clock.advance(Duration.ofSeconds(1));
      runs.begin("run_" + i, BackupRuns.BACKUP, "timer");
    }

    assertThat(runs.latest()).hasSize(200);
    assertThat(runs.latest().getFirst().id()).isEqualTo("run_204");
    assertThat(runs.latest().getLast().id()).isEqualTo("run_5");
  }

  @BothDatabases
  void end_withWordsWithoutEnd_keepsTheBeginning(Database database) {
    BackupRuns runs = runs(database, "a");
    runs.begin("run_1", BackupRuns.BACKUP, "timer");
    runs.end("run_1", null, BackupRuns.FAILED, "why ".repeat(5_000), 0, 0);

    assertThat(runs.latest().getFirst().detail()).hasSize(4_000).startsWith("why why");
  }

  @BothDatabases
  void endInterrupted_endsThisNodesOnly(Database database) {
    BackupRuns here = runs(database, "a");
    BackupRuns there = runs(database, "b");
    here.begin("run_1", BackupRuns.BACKUP, "timer");
    here.begin("run_2", BackupRuns.BACKUP, "timer");
    here.end("run_2", "bak_2", BackupRuns.DONE, "", 1, 1);
    there.begin("run_3", BackupRuns.DRILL, "timer");

    assertThat(here.endInterrupted()).isEqualTo(1);
    assertThat(here.endInterrupted()).as("once").isZero();
    assertThat(here.latest())
        .filteredOn(run -> run.id().equals("run_1"))
        .singleElement()
        .satisfies(
            run -> {
              assertThat(run.outcome()).isEqualTo(BackupRuns.FAILED);
              assertThat(run.detail()).contains("ended before the run did");
              assertThat(run.finishedAt()).isEqualTo(clock.instant());
            });
    assertThat(here.latest())
        .filteredOn(run -> !run.id().equals("run_1"))
        .extracting(BackupRuns.Run::outcome)
        .containsExactlyInAnyOrder(BackupRuns.DONE, BackupRuns.RUNNING);
  }

  @BothDatabases
  void lastDone_isTheBeginningOfTheLastThatEndedWell(Database database) {
    BackupRuns runs = runs(database, "a");
    assertThat(runs.lastDone(BackupRuns.BACKUP)).isEmpty();
    Instant first = clock.instant();
    runs.begin("run_1", BackupRuns.BACKUP, "timer");
    assertThat(runs.lastDone(BackupRuns.BACKUP)).as("it still runs").isEmpty();
    clock.advance(Duration.ofHours(1));
    runs.end("run_1", "bak_1", BackupRuns.DONE, "", 1, 1);
    runs.begin("run_2", BackupRuns.BACKUP, "timer");
    runs.end("run_2", null, BackupRuns.FAILED, "no", 0, 0);
    runs.begin("run_3", BackupRuns.DRILL, "timer");
    runs.end("run_3", "bak_1", BackupRuns.DONE, "", 1, 0);

    assertThat(runs.lastDone(BackupRuns.BACKUP)).contains(first);
    assertThat(runs.lastDone(BackupRuns.DRILL)).contains(clock.instant());
  }
}
