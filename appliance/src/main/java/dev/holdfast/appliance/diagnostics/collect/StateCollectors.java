package dev.holdfast.appliance.diagnostics.collect;

import dev.holdfast.appliance.gates.Doctor;
import dev.holdfast.appliance.observe.Readiness;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.checks.Finding;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** What the appliance, its database and its machine are like now, and what was logged last. */
final class StateCollectors {
  private static final int LOG_BYTES = 1 << 20;
  private static final Path INSTALLATION = Path.of("/var/lib/holdfast-install");
  private static final int SMALL = 64 << 10;
  private static final int MOST_LOGS = 20;

  /** One character in so many may be broken. */
  private static final int ODD = 100;

  private static final String NOT_TEXT = "This file is no text; it was left out.\n";

  private final Doctor doctor;
  private final Readiness readiness;
  private final Database database;
  private final Home home;

  StateCollectors(Doctor doctor, Readiness readiness, Database database, Home home) {
    this.doctor = doctor;
    this.readiness = readiness;
    this.database = database;
    this.home = home;
  }

  List<Collector> all() {
    return List.of(
        Collector.of("health", "what every health probe says", this::health),
        new Collector(
            "doctor", "what every check found", Duration.ofSeconds(15), SMALL * 4, this::doctor),
        new Collector(
            "logs", "the last megabyte of each log", Duration.ofSeconds(10), 4 << 20, this::logs),
        Collector.of("database", "sizes of the tables, and the migrations", this::database),
        Collector.of("licence", "which licences are held, not the licences", this::licence),
        Collector.of("audit", "how far the audit chains are, no record", this::audit),
        Collector.of("backups", "when backups were taken", this::backups),
        Collector.of(
            "installation", "the journals of installation and upgrades", this::installation),
        Collector.of("host", "the machine: processors, memory, disks, limits", this::host));
  }

  private void health(Pages pages) {
    Readiness.Report report = readiness.look();
    pages.fact("health", report.worst().name());
    pages.file(
        "health.txt",
        report.checks().stream()
            .map(
                check ->
                    check.health().state()
                        + " "
                        + check.name()
                        + ": "
                        + check.health().detail()
                        + "\n")
            .collect(Collectors.joining()));
  }

  private void doctor(Pages pages) {
    List<Finding> findings = doctor.examine();
    StringBuilder text = new StringBuilder();
    List<String> failed = new ArrayList<>();
    List<String> warned = new ArrayList<>();
    for (Finding finding : findings) {
      String result = finding.result().code();
      if (result.equals("fail")) {
        failed.add(finding.id());
      } else if (result.equals("warn")) {
        warned.add(finding.id());
      }
      text.append(result)
          .append(' ')
          .append(finding.id())
          .append(": ")
          .append(finding.observed())
          .append(" Required: ")
          .append(finding.required())
          .append('\n');
    }
    pages.fact("doctor.failed", String.join(", ", failed));
    pages.fact("doctor.warned", String.join(", ", warned));
    pages.file("doctor.txt", text.toString());
  }

  private void logs(Pages pages) throws IOException {
    List<Path> files;
    try (Stream<Path> logs = Files.list(home.logs())) {
      files =
          logs.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .sorted(Comparator.comparing(StateCollectors::changedAt).reversed())
              .limit(MOST_LOGS)
              .toList();
    }
    int number = 0;
    long errors = 0;
    for (Path file : files) {
      String text = tail(file);
      errors += text.lines().filter(StateCollectors::isError).count();
      // Never the file's own name: whoever named it may have put anything in.
      pages.file("logs/" + ++number + ".log", text);
    }
    pages.fact("log.errors", errors);
  }

  private static boolean isError(String line) {
    return line.contains("\"level\":\"ERROR\"") || line.contains(" ERROR ");
  }

  private static FileTime changedAt(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      // Rotated away since.
      return FileTime.fromMillis(0);
    }
  }

  private static String tail(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, in.length() - LOG_BYTES);
      byte[] bytes = new byte[(int) (in.length() - from)];
      in.seek(from);
      in.readFully(bytes);
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (!isText(text)) {
        return NOT_TEXT;
      }
      // Half a line may be half a secret, which no rule knows.
      return from == 0 ? text : text.substring(text.indexOf('\n') + 1);
    }
  }

  /** In a heap dump, a recording or a compressed log no rule would find a secret. */
  private static boolean isText(String text) {
    long odd = text.chars().filter(c -> c == 0xFFFD).count();
    return text.indexOf(0) < 0 && odd * ODD <= text.length();
  }

  private void database(Pages pages) {
    StringBuilder text = new StringBuilder(database.kind() + "\n");
    database.inPlatform(
        handle -> {
          tables(handle, text);
          return migrations(handle, text, pages);
        });
    pages.fact("database", database.kind());
    pages.file("database.txt", text.toString());
  }

  private void tables(Handle handle, StringBuilder text) {
    String sql =
        database.kind() == Database.Kind.H2
            ? "select table_name, row_count_estimate from information_schema.tables where"
                + " table_schema = current_schema() order by table_name"
            : "select relname, n_live_tup from pg_stat_user_tables order by relname";
    handle
        .createQuery(sql)
        .map((row, context) -> "table " + row.getString(1) + " about " + row.getLong(2) + " rows\n")
        .forEach(text::append);
  }

  private static int migrations(Handle handle, StringBuilder text, Pages pages) {
    int[] failed = {0};
    handle
        .createQuery(
            "select \"version\", \"description\", \"installed_on\", \"success\" from"
                + " \"flyway_schema_history\" order by \"installed_rank\"")
        .map(
            (row, context) -> {
              failed[0] += row.getBoolean(4) ? 0 : 1;
              return "migration "
                  + row.getString(1)
                  + " "
                  + row.getString(2)
                  + " "
                  + row.getString(3)
                  + "\n";
            })
        .forEach(text::append);
    pages.fact("migrations.failed", failed[0]);
    return failed[0];
  }

  private void licence(Pages pages) {
    StringBuilder text = new StringBuilder();
    int held =
        database.inPlatform(
            handle -> {
              List<String> rows =
                  handle
                      .createQuery(
                          "select kind, licence_id, licence_sequence, added_at from licence_file"
                              + " where removed_at is null order by added_at")
                      .map(
                          (row, context) ->
                              row.getString(1)
                                  + " "
                                  + row.getString(2)
                                  + " #"
                                  + row.getLong(3)
                                  + " since "
                                  + row.getString(4)
                                  + "\n")
                      .list();
              rows.forEach(text::append);
              return rows.size();
            });
    pages.fact("licences.held", held);
    pages.file("licence.txt", text.toString());
  }

  private void audit(Pages pages) {
    List<String> rows =
        database.inPlatform(
            handle ->
                handle
                    .createQuery("select sequence from audit_chain order by tenant_id, node")
                    .map((row, context) -> "a chain of " + row.getLong(1) + " records\n")
                    .list());
    pages.fact("audit.chains", rows.size());
    pages.file("audit.txt", String.join("", rows));
  }

  private void backups(Pages pages) {
    List<String> rows =
        database.inPlatform(
            handle ->
                handle
                    .createQuery(
                        "select kind, outcome, started_at, detail from backup_run order by"
                            + " started_at desc limit 50")
                    .map(
                        (row, context) ->
                            row.getString(3)
                                + " "
                                + row.getString(1)
                                + " "
                                + row.getString(2)
                                + " "
                                + row.getString(4)
                                + "\n")
                    .list());
    pages.fact("backups.done", rows.stream().filter(row -> row.contains(" backup done ")).count());
    pages.fact("backups.failed", rows.stream().filter(row -> row.contains(" failed ")).count());
    pages.file("backups.txt", String.join("", rows));
  }

  private void installation(Pages pages) throws IOException {
    StringBuilder text = new StringBuilder();
    if (Files.isReadable(INSTALLATION)) {
      List<Path> files;
      try (Stream<Path> walk = Files.list(INSTALLATION)) {
        files = walk.filter(Files::isRegularFile).filter(Files::isReadable).sorted().toList();
      }
      for (Path file : files) {
        text.append(tail(file)).append('\n');
      }
    }
    pages.file("installation.txt", text.toString());
  }

  private void host(Pages pages) throws IOException {
    long free = Files.getFileStore(home.root()).getUsableSpace() >> 20;
    pages.fact("disk.free.mib", free);
    pages.fact("processors", Runtime.getRuntime().availableProcessors());
    StringBuilder text = new StringBuilder("disk free for the home: " + free + " MiB\n");
    for (String name :
        List.of(
            "/etc/os-release",
            "/proc/meminfo",
            "/proc/loadavg",
            "/proc/self/limits",
            "/proc/self/status")) {
      Path file = Path.of(name);
      if (Files.isReadable(file)) {
        text.append("== ").append(name).append('\n').append(Files.readString(file)).append('\n');
      }
    }
    pages.file("host.txt", text.toString());
  }
}
