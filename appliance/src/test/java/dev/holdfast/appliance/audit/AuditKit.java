package dev.holdfast.appliance.audit;

import dev.holdfast.appliance.audit.journal.JournalSettings;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.platform.id.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Short ways to make events and engines, and to write and wait. */
final class AuditKit {
  static final String NODE = "node_test";
  static final int SEGMENT = 1 << 18;
  static final IdSource IDS = new IdSource();
  static final TenantId TENANT =
      new TenantId(UUID.fromString("0192f000-0000-7000-8000-000000000001"));
  static final TenantId OTHER =
      new TenantId(UUID.fromString("0192f000-0000-7000-8000-000000000002"));
  static final Actor ADA = new Actor("user", "acc_ada", "ada@example.com");

  private AuditKit() {}

  static JournalSettings settings(Path directory) {
    return settings(directory, 64);
  }

  static JournalSettings settings(Path directory, int segments) {
    return new JournalSettings(
        directory, SEGMENT, (long) segments * SEGMENT, JournalSettings.Sync.ALWAYS);
  }

  static JournaledAudit audit(Path directory) throws IOException {
    return audit(settings(directory));
  }

  static JournaledAudit audit(JournalSettings settings) throws IOException {
    return JournaledAudit.open(settings, NODE, Clock.systemUTC(), IDS, 0, new HashMap<>());
  }

  static Rig engine(Path directory, Database database, JournalConsumer... consumers)
      throws IOException {
    return engine(settings(directory), database, consumers);
  }

  static Rig engine(JournalSettings settings, Database database, JournalConsumer... consumers)
      throws IOException {
    AuditEngine engine =
        AuditEngine.start(
            settings,
            NODE,
            database,
            Clock.systemUTC(),
            IDS,
            () -> List.of(consumers),
            Duration.ofMillis(5));
    return Rig.of(engine, database);
  }

  /** Another node on the same database. */
  static Rig engine(String node, Path directory, Database database) throws IOException {
    AuditEngine engine =
        AuditEngine.start(
            settings(directory),
            node,
            database,
            Clock.systemUTC(),
            IDS,
            List::of,
            Duration.ofMillis(5));
    return Rig.of(engine, database);
  }

  /** Takes the guard off, as only the tables' owner can, and runs the statements. */
  static void tamper(Database database, String... statements) {
    database.inPlatform(
        handle -> {
          if (database.kind() == Database.Kind.H2) {
            handle.execute("drop trigger if exists audit_append_only");
          } else {
            handle.execute("alter table audit_record disable trigger user");
          }
          for (String statement : statements) {
            handle.execute(statement);
          }
          return statements.length;
        });
  }

  static AuditEvent event(@Nullable TenantId tenant, String action, Outcome outcome) {
    return event(tenant, action, outcome, ADA, Map.of(), null);
  }

  static AuditEvent event(
      @Nullable TenantId tenant,
      String action,
      Outcome outcome,
      Actor actor,
      Map<String, String> details,
      @Nullable Usage usage) {
    return new AuditEvent(
        tenant, actor, action, "target", outcome, null, "req-1", "192.0.2.7", details, usage);
  }

  static Usage usage() {
    return new Usage(
        UUID.fromString("0192f000-0000-7000-8000-0000000000aa"),
        UUID.fromString("0192f000-0000-7000-8000-0000000000bb"),
        "prv_1",
        "gpt-4o-mini",
        12,
        3,
        34,
        5_678L,
        false,
        new Usage.Hold("lease-1", Instant.parse("2026-11-21T10:00:00Z"), 900, 90_000L),
        "builtin:gpt-4o-mini",
        "chatcmpl-1");
  }

  /** Finishes, and waits until it is told. */
  static void finish(Audit audit, UUID intent, AuditEvent outcome) {
    finishing(audit, intent, outcome).join();
  }

  static CompletableFuture<@Nullable Void> finishing(Audit audit, UUID intent, AuditEvent outcome) {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    audit.finish(
        intent,
        outcome,
        Runnable::run,
        fault -> {
          if (fault == null) {
            done.complete(null);
          } else {
            done.completeExceptionally(fault);
          }
        });
    return done;
  }

  /** A whole operation. */
  static void operate(Audit audit, @Nullable TenantId tenant, String action) {
    UUID intent = audit.begin(event(tenant, action, Outcome.STARTED));
    finish(audit, intent, event(tenant, action, Outcome.SUCCESS));
  }

  /**
   * The journal as it lies on disk now, as if the process had died; without its lock. A file that
   * is shipped may be renamed meanwhile, to be used again: then it is begun anew.
   */
  static Path copyOf(Path directory, Path copy) throws IOException {
    Files.createDirectories(copy);
    while (true) {
      try {
        for (Path file : segments(directory)) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
        return copy;
      } catch (NoSuchFileException renamed) {
        for (Path file : segments(copy)) {
          Files.delete(file);
        }
      }
    }
  }

  private static List<Path> segments(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".journal")).toList();
    }
  }
}
