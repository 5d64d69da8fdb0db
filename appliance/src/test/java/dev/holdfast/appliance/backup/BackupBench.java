package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Shares;
import dev.holdfast.appliance.backup.restore.Restorer;
import dev.holdfast.appliance.backup.restore.Stager;
import dev.holdfast.appliance.backup.store.DirectoryVault;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.testkit.TestDatabases;
import io.micronaut.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures backups and a restore: {@code BackupBench H2|PostgreSQL FOLDER RECORDS JSON-FILE}.
 * Beside each goes what the database itself can do with the same rows: PostgreSQL's COPY through
 * zstd, and H2's {@code backup to}.
 */
final class BackupBench {
  private static final double MEGA = 1e6;

  private final Map<String, Object> seen = new LinkedHashMap<>();
  private final RestoreTest.Place place;
  private final Path folder;
  private final List<String> shares = new ArrayList<>();

  private BackupBench(RestoreTest.Place place, Path folder) {
    this.place = place;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    BackupBench bench =
        new BackupBench(RestoreTest.Place.of(arguments[0], folder.resolve("home")), folder);
    bench.seen.put("database", arguments[0]);
    bench.take(Integer.parseInt(arguments[2]));
    bench.restore();
    Files.write(Path.of(arguments[3]), JsonMapper.createDefault().writeValueAsBytes(bench.seen));
    System.exit(0);
  }

  private void take(int records) throws Exception {
    try (Site site = place.start()) {
      long start = System.nanoTime();
      fill(site, records);
      System.out.printf(Locale.ROOT, "filled in %.1f s%n", since(start));
      shares.addAll(site.bean(Backups.class).makeRecoveryKey(1, 1).shares());
      start = System.nanoTime();
      Manifest.Header header = site.bean(Backups.class).take("bench");
      note("backup", header, start);
      start = System.nanoTime();
      note("again", site.bean(Backups.class).take("bench"), start);
      peer(site, header.bytes());
    }
  }

  /** PostgreSQL copies rows into a table with row-level security for a superuser only. */
  private void fill(Site site, int records) throws Exception {
    boolean postgres = site.database().kind() == Database.Kind.POSTGRESQL;
    String url = String.valueOf(place.database().url());
    if (postgres) {
      try (Connection connection = TestDatabases.administrator(url)) {
        new BenchRows(connection, true).fill(records);
      }
      return;
    }
    site.database().inPlatform(handle -> fillH2(handle.getConnection(), records));
  }

  private static int fillH2(Connection connection, int records) {
    try {
      new BenchRows(connection, false).fill(records);
      return records;
    } catch (java.sql.SQLException | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the database does by itself, unsealed and unverified. */
  private void peer(Site site, long bytes) throws Exception {
    if (site.database().kind() == Database.Kind.POSTGRESQL) {
      try (BenchPeer peer = new BenchPeer(String.valueOf(place.database().url()))) {
        long start = System.nanoTime();
        peer.out();
        note("peerBackup", bytes, peer.written(), start);
        start = System.nanoTime();
        peer.in();
        note("peerRestore", bytes, 0, start);
      }
      return;
    }
    Path zip = folder.resolve("peer.zip");
    long start = System.nanoTime();
    site.database()
        .inPlatform(handle -> handle.execute("backup to '" + zip.toAbsolutePath() + "'"));
    note("peerBackup", bytes, Files.size(zip), start);
    Files.delete(zip);
  }

  private void restore() throws Exception {
    DirectoryVault vault = new DirectoryVault(place.home().resolve("backups"));
    Manifest manifest = Vaults.manifest(vault, "latest", SealedManifest.with(Shares.join(shares)));
    long start = System.nanoTime();
    Stager.Report report =
        new Restorer(
                new Home(place.home()),
                place.database(),
                Clock.systemUTC(),
                step -> System.out.printf(Locale.ROOT, "%8.1f s  %s%n", since(start), step))
            .restore(vault, manifest, false);
    note("restore", report.bytes(), 0, start);
    seen.put("rows", report.rows());
    seen.put("records", report.records());
    seen.put("loadSeconds", report.loadMillis() / 1e3);
  }

  private void note(String what, Manifest.Header header, long start) {
    note(what, header.bytes(), header.addedBytes(), start);
  }

  private void note(String what, long bytes, long written, long start) {
    double seconds = since(start);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("seconds", seconds);
    figures.put("bytes", bytes);
    figures.put("written", written);
    seen.put(what, figures);
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f s, %.0f MB, %.0f MB/s, %.0f MB written%n",
        what,
        seconds,
        bytes / MEGA,
        bytes / MEGA / seconds,
        written / MEGA);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
