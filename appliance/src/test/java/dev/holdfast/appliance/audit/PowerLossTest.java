package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The loss of power on the embedded database, whose commits are not each on disk: its file goes
 * back to an earlier commit, the journal does not. The image is H2's own online backup, which is a
 * file that the database once had.
 */
@Timeout(400)
final class PowerLossTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path home;

  private Database open(String name) {
    return Database.open(
        new DatabaseConfiguration(
            "jdbc:h2:file:"
                + home.resolve(name)
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;LOCK_TIMEOUT=5000",
            "holdfast",
            null,
            4));
  }

  private static void write(Rig rig, int count, String action) {
    for (int i = 1; i <= count; i++) {
      rig.audit().record(event(TENANT, action + i, Outcome.SUCCESS));
    }
    assertThat(rig.shipper().catchUp(LONG)).isTrue();
  }

  private Path image(Database database) {
    Path zip = home.resolve("image.zip");
    database.inPlatform(handle -> handle.execute("backup to '" + zip + "'"));
    return zip;
  }

  private void restore(Path zip, String name) throws IOException {
    try (InputStream in = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(in)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        if (entry.getName().endsWith(".mv.db")) {
          Files.copy(entries, home.resolve(name + ".mv.db"));
        }
      }
    }
  }

  /** Adds up in a table of its own what the records say: twice or never would show. */
  private static final class Sum implements JournalConsumer {
    @Override
    public void apply(Handle handle, List<AuditRecord> records) {
      handle.execute("create table if not exists summed (records bigint not null)");
      handle.execute("insert into summed (records) values (?)", records.size());
    }

    static long of(Database database) {
      return database.inPlatform(
          handle -> handle.createQuery("select sum(records) from summed").mapTo(Long.class).one());
    }
  }

  @Test
  void power_failsAfterCommitsThatNeverReachedTheDisk_nothingIsLostOrCountedTwice()
      throws IOException {
    Path journal = home.resolve("journal");
    Path journalThen = home.resolve("journal-then");
    Path image;
    try (Database database = open("before");
        Rig rig = AuditKit.engine(journal, database, new Sum())) {
      write(rig, 20, "on.disk");
      image = image(database);
      write(rig, 30, "in.memory.of.the.kernel");
      AuditKit.copyOf(journal, journalThen);
      assertThat(Sum.of(database)).isEqualTo(50);
    }
    restore(image, "after");

    try (Database database = open("after");
        Rig rig = AuditKit.engine(journalThen, database, new Sum())) {
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      AuditLog.Chain chain = rig.log().verify(TENANT).chains().getFirst();

      assertThat(chain.violations()).isEmpty();
      assertThat(chain.records()).isEqualTo(50);
      long told = rig.log().verify(null).records();
      assertThat(Sum.of(database)).isEqualTo(50 + told);
    }
  }

  @Test
  void sync_ofTheEmbeddedDatabase_putsItsFileOnDiskAndHarmsNothing() {
    try (Database database = open("synced")) {
      database.inPlatform(handle -> handle.execute("create table t (n int)"));
      database.sync();
      database.inPlatform(handle -> handle.execute("insert into t values (1)"));
      database.sync();
      database.sync();
      int found =
          database.inPlatform(
              handle -> handle.createQuery("select n from t").mapTo(Integer.class).one());
      assertThat(found).isEqualTo(1);
    }
  }
}
