package dev.holdfast.appliance.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.wal.Replication;
import dev.holdfast.appliance.observe.HealthProbe;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.testkit.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log is kept without a hole, or it is said that there is one. */
@Timeout(300)
final class LogKeeperTest {
  @TempDir private Path folder = Path.of("unset");
  private final Moments moments = new Moments("1GB");

  @AfterEach
  void stop() throws IOException {
    moments.close();
  }

  @Test
  void log_thatTheServerDoesNotContinue_beginsANewLineWithANewBase() throws Exception {
    Instant first;
    try (Site site = moments.site()) {
      site.tenant("alpha");
      first = Moments.reached(site);
    }
    try (Replication link = Replication.connect(moments.target())) {
      link.dropSlot(LogDatabase.SLOT);
    }
    Instant second;
    try (Site site = moments.site()) {
      second = Moments.reached(site);
      assertThat(Moments.windows(site)).as("the slot was lost").hasSize(2);
    }
    moments.postgres().snapshot();
    try (Site site = moments.site()) {
      site.tenant("beta");
      Moments.reached(site);
      assertThat(Moments.windows(site)).as("continued").hasSize(2);
    }
    Instant lost = Instant.now();
    moments.postgres().setBack();
    // Written past its old end since: positions alone do not tell.
    try (Connection connection =
            DriverManager.getConnection(moments.postgres().url(), "holdfast", moments.password());
        Statement statement = connection.createStatement()) {
      statement.execute("create table other as select generate_series(1, 200000) as i");
      statement.execute("drop table other");
    }
    for (int i = 0; i < 3; i++) {
      try (Site site = moments.site()) {
        site.tenant("other" + i);
        Moments.reached(site);
        assertThat(Moments.windows(site)).as("the disk was set back").hasSize(3);
      }
    }

    assertThat(moments.restore("--at", first.toString(), "--dry-run"))
        .contains("Nothing was changed");
    assertThat(moments.restore("--at", second.toString(), "--dry-run"))
        .contains("Nothing was changed");
    assertThatThrownBy(() -> moments.restore("--at", lost.toString()))
        .isInstanceOfSatisfying(
            BackupException.class, gap -> assertThat(gap.reason()).isEqualTo(Reason.GAP));
  }

  @Test
  void log_ofAServerWithoutABound_isNotKeptAndSaysWhy() throws Exception {
    try (Moments unbounded = new Moments("-1");
        Site site = unbounded.site()) {
      Patience.until("it says why", () -> site.bean(LogState.class).trouble() != null);

      assertThat(site.bean(LogState.class).check().state()).isEqualTo(HealthProbe.State.DEGRADED);
      assertThat(site.bean(LogState.class).trouble()).contains("max_slot_wal_keep_size");
      assertThat(site.bean(LogDatabase.class).slot()).isEmpty();
    }
  }

  @Test
  void log_thatWasTurnedOff_isNotKeptByTheServerAnyMore() throws Exception {
    try (Site site = moments.site()) {
      Moments.reached(site);
      assertThat(site.bean(LogDatabase.class).slot()).isPresent();
    }
    Map<String, Object> off = new HashMap<>(moments.postgres().properties());
    off.put("holdfast.backup.point-in-time.enabled", "false");

    try (Site site = Site.start(moments.home(), off)) {
      Patience.until("the slot is gone", () -> site.bean(LogDatabase.class).slot().isEmpty());
      assertThat(site.bean(LogState.class).check().state()).isEqualTo(HealthProbe.State.UP);
    }
  }

  @Test
  void log_ofADatabaseThatARestoreMadeAnotherInstallation_goesOnBesideItsOld() throws Exception {
    Instant first;
    try (Site site = moments.site()) {
      site.tenant("alpha");
      first = Moments.reached(site);
      site.tenant("beta");
      Moments.reached(site);
      becomeAnother(site);
    }
    Instant second;
    try (Site site = moments.site()) {
      second = Moments.reached(site);
      assertThat(Moments.windows(site)).as("a line of its own").hasSize(2);
      assertThat(site.bean(LogState.class).check().state()).isEqualTo(HealthProbe.State.UP);
    }
    assertThat(moments.restore("--at", second.toString(), "--dry-run"))
        .contains("Nothing was changed");

    moments.restore("--at", first.toString());

    try (Site site = moments.site()) {
      assertThat(site.slugs()).containsExactly("alpha");
    }
  }

  @Test
  void log_inThePlaceOfAnotherServers_isRefused() throws Exception {
    try (Site site = moments.site();
        Moments others = new Moments("1GB")) {
      Moments.reached(site);
      Map<String, Object> here = new HashMap<>(others.postgres().properties());
      here.put("holdfast.backup.directory", moments.home().resolve("backups").toString());
      new Home(others.home()).create();
      Files.copy(moments.home().resolve("keys/kms.key"), others.home().resolve("keys/kms.key"));

      try (Site other = Site.start(others.home(), here)) {
        Patience.until("it says why", () -> other.bean(LogState.class).trouble() != null);

        assertThat(other.bean(LogState.class).trouble())
            .contains("the log of another installation");
      }
    }
  }

  /** As a restore of another installation's backup leaves it. */
  private static void becomeAnother(Site site) {
    site.database()
        .inPlatform(
            handle ->
                handle.execute(
                    "update backup_setting set content = 'ins_another' where name ="
                        + " 'installation'"));
  }

  @Test
  void moments_behindAFreshBase_canBeReachedAtOnce() throws Exception {
    Map<String, Object> seldom = new HashMap<>(moments.postgres().properties());
    seldom.put("holdfast.backup.point-in-time.every", "1h");

    try (Site site = Site.start(moments.home(), seldom)) {
      Patience.until("a moment can be reached", () -> !Moments.windows(site).isEmpty());
    }
  }

  @Test
  void log_whoseStoreFails_isStoredWithoutAGapWhenItIsBack() throws Exception {
    try (Site site = moments.site()) {
      site.tenant("alpha");
      Moments.reached(site);
      Path aside = folder.resolve("aside");
      Files.move(moments.log(), aside);
      Files.writeString(moments.log(), "no directory");
      site.tenant("beta");
      Patience.until("it says so", () -> site.bean(LogState.class).trouble() != null);
      assertThat(site.bean(LogState.class).check().state()).isEqualTo(HealthProbe.State.DEGRADED);
      Files.delete(moments.log());
      Files.move(aside, moments.log());

      Moments.reached(site);

      assertThat(Moments.windows(site)).hasSize(1);
      assertThat(site.bean(LogState.class).trouble()).isNull();
    }
  }
}
