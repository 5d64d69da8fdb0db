package dev.holdfast.appliance.audit;

import dev.holdfast.appliance.audit.journal.JournalSettings;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import dev.holdfast.appliance.platform.id.TenantId;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * The process that {@link CrashTest} kills: writes records as fast as it can, ships them, and says
 * on standard output which intents were acknowledged.
 */
final class CrashChild {
  private static final int THREADS = 4;
  private static final int IN_FLIGHT = 64;

  private CrashChild() {}

  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    PrintStream out =
        new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.US_ASCII);
    Rig engine = start(home);
    out.println("ready");
    out.flush();
    Semaphore window = new Semaphore(IN_FLIGHT);
    for (int t = 0; t < THREADS; t++) {
      TenantId tenant = t % 2 == 0 ? AuditKit.TENANT : AuditKit.OTHER;
      Thread.ofPlatform().start(() -> load(engine.audit(), tenant, window, out));
    }
  }

  static Rig start(Path home) throws java.io.IOException {
    Database database =
        Database.open(
            new DatabaseConfiguration(
                "jdbc:h2:file:"
                    + home.resolve("data")
                    + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                    + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;LOCK_TIMEOUT=5000",
                "holdfast",
                null,
                4));
    // Not by the consumer: H2 ends the transaction in which a table is made.
    database.inPlatform(
        handle -> handle.execute("create table if not exists applied (intent uuid primary key)"));
    AuditEngine engine =
        AuditEngine.start(
            new JournalSettings(
                home.resolve("journal"), 4 << 20, 256 << 20, JournalSettings.Sync.ALWAYS),
            AuditKit.NODE,
            database,
            Clock.systemUTC(),
            AuditKit.IDS,
            () -> List.of(new CountingConsumer()),
            Duration.ofMillis(20));
    return Rig.of(engine, database);
  }

  private static void load(Audit audit, TenantId tenant, Semaphore window, PrintStream out) {
    while (true) {
      window.acquireUninterruptibly();
      UUID intent =
          audit.begin(
              AuditKit.event(
                  tenant,
                  "gateway.chat",
                  Outcome.STARTED,
                  AuditKit.ADA,
                  java.util.Map.of(),
                  AuditKit.usage()));
      audit.finish(
          intent,
          AuditKit.event(tenant, "gateway.chat", Outcome.SUCCESS),
          Runnable::run,
          fault -> {
            if (fault == null) {
              out.println(intent); // what a client would see as its answer
              out.flush();
            }
            window.release();
          });
    }
  }

  /** Counts in a table of its own, so that twice would show. */
  static final class CountingConsumer implements JournalConsumer {
    @Override
    public void apply(org.jdbi.v3.core.Handle handle, List<AuditRecord> records) {
      var batch = handle.prepareBatch("insert into applied (intent) values (:intent)");
      for (AuditRecord record : records) {
        batch.bind("intent", record.intent()).add();
      }
      batch.execute();
    }
  }
}
