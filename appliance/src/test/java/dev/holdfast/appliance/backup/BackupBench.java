package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Shares;
import dev.holdfast.appliance.backup.restore.Restorer;
import dev.holdfast.appliance.backup.restore.Stager;
import dev.holdfast.appliance.backup.restore.Watch;
import dev.holdfast.appliance.backup.store.DirectoryVault;
import dev.holdfast.appliance.platform.home.Home;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/**
 * Measures a backup and a restore: {@code BackupBench H2|PostgreSQL HOME SMALL_ROWS LARGE_ROWS}.
 * Small rows are of usage (about 150 bytes), large ones have a text of 4,000 characters.
 */
final class BackupBench {
  private static final int BATCH = 1_000;
  private static final double MEGA = 1e6;

  private BackupBench() {}

  public static void main(String[] arguments) throws Exception {
    RestoreTest.Place place = RestoreTest.Place.of(arguments[0], Path.of(arguments[1]));
    String share;
    try (Site site = place.start()) {
      fill(site, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
      share = site.bean(Backups.class).makeRecoveryKey(1, 1).shares().getFirst();
      long start = System.nanoTime();
      Manifest.Header header = site.bean(Backups.class).take("bench");
      say("backup", header.bytes(), header.addedBytes(), start);
      start = System.nanoTime();
      header = site.bean(Backups.class).take("bench");
      say("backup of nothing new", header.bytes(), header.addedBytes(), start);
    }
    DirectoryVault vault = new DirectoryVault(place.home().resolve("backups"));
    Manifest manifest =
        Vaults.manifest(
            vault, "latest", SealedManifest.with(Shares.join(java.util.List.of(share))));
    long start = System.nanoTime();
    Stager.Report report =
        new Restorer(new Home(place.home()), place.database(), Clock.systemUTC(), Watch.NONE)
            .restore(vault, manifest, false);
    say("restore of " + report.rows() + " rows", report.bytes(), 0, start);
    System.exit(0);
  }

  private static void fill(Site site, int small, int large) {
    Random random = new Random(1);
    site.database()
        .inPlatform(
            handle -> {
              try {
                Connection connection = handle.getConnection();
                usage(connection, small, random);
                texts(connection, large, random);
                return large;
              } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private static void usage(Connection connection, int rows, Random random)
      throws java.sql.SQLException {
    UUID tenant = new UUID(1, 1);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into usage_hour (tenant_id, hour_start, project_id, key_id, provider, model,"
                + " requests, input_tokens, cost_nanos) values (?, ?, ?, ?, 'openai', 'gpt-x', ?, ?, ?)")) {
      for (int i = 0; i < rows; i++) {
        insert.setObject(1, tenant);
        insert.setObject(
            2, Instant.ofEpochSecond(1_700_000_000L + i / 100 * 3600L).atOffset(ZoneOffset.UTC));
        insert.setObject(3, new UUID(2, i % 10));
        insert.setObject(4, new UUID(3, i % 100));
        insert.setLong(5, random.nextInt(1000));
        insert.setLong(6, random.nextInt(1_000_000));
        insert.setLong(7, random.nextLong(1_000_000_000L));
        batch(insert, i);
      }
      insert.executeBatch();
    }
  }

  private static void texts(Connection connection, int rows, Random random)
      throws java.sql.SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into backup_run (id, kind, node, started_by, started_at, outcome, detail, bytes,"
                + " added_bytes) values (?, 'drill', 'n', 'bench', ?, 'failed', ?, 0, 0)")) {
      for (int i = 0; i < rows; i++) {
        StringBuilder text = new StringBuilder(4_000);
        while (text.length() < 3_950) {
          text.append("{\"n\":")
              .append(random.nextInt())
              .append(",\"what\":\"a fact of a call\"},");
        }
        insert.setString(1, "b" + i);
        insert.setObject(2, Instant.ofEpochSecond(1_600_000_000L + i).atOffset(ZoneOffset.UTC));
        insert.setString(3, text.toString());
        batch(insert, i);
      }
      insert.executeBatch();
    }
  }

  private static void batch(PreparedStatement insert, int i) throws java.sql.SQLException {
    insert.addBatch();
    if (i % BATCH == BATCH - 1) {
      insert.executeBatch();
    }
  }

  private static void say(String what, long bytes, long added, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f s, %.0f MB, %.0f MB/s, %.0f MB written%n",
        what,
        seconds,
        bytes / MEGA,
        bytes / MEGA / seconds,
        added / MEGA);
  }
}
