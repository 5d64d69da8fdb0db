package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.RecoveryKey;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.EntityIds;
import dev.holdfast.appliance.platform.id.IdSource;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the installation knows of its backups, shared by its nodes. */
@Singleton
final class BackupSettings implements BackupRecovery {
  private static final String INSTALLATION = "installation";
  private static final String RECOVERY_KEY = "recovery_key";

  private final Database database;
  private final IdSource ids;

  BackupSettings(Database database, IdSource ids) {
    this.database = database;
    this.ids = ids;
  }

  /** Names the installation for as long as its data lives; made at the first asking. */
  String installation() {
    return database.inPlatform(
        handle ->
            read(handle, INSTALLATION)
                .orElseGet(
                    () -> {
                      String fresh = EntityIds.format("ins", ids.next());
                      put(handle, INSTALLATION, fresh);
                      return fresh;
                    }));
  }

  @Override
  public @Nullable RecoveryKey key() {
    return database
        .inPlatform(handle -> read(handle, RECOVERY_KEY))
        .flatMap(RecoveryKey::parse)
        .orElse(null);
  }

  void recoveryKey(RecoveryKey key) {
    database.inPlatform(
        handle -> {
          put(handle, RECOVERY_KEY, key.text());
          return key;
        });
  }

  /** Whether this node is the one to do what is due at {@code at}: the first that asks. */
  boolean claim(String what, Instant at) {
    String name = "due_" + what;
    try {
      return database.inPlatform(
          handle -> {
            int moved =
                handle
                    .createUpdate(
                        "update backup_setting set content = :at where name = :name and content < :at")
                    .bind("at", at.toString())
                    .bind("name", name)
                    .execute();
            if (moved == 0 && read(handle, name).isEmpty()) {
              insert(handle, name, at.toString());
              return true;
            }
            return moved == 1;
          });
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        return false;
      }
      throw e;
    }
  }

  private static Optional<String> read(Handle handle, String name) {
    return handle
        .createQuery("select content from backup_setting where name = :name")
        .bind("name", name)
        .mapTo(String.class)
        .findOne();
  }

  private static void put(Handle handle, String name, String value) {
    int changed =
        handle
            .createUpdate("update backup_setting set content = :value where name = :name")
            .bind("value", value)
            .bind("name", name)
            .execute();
    if (changed == 0) {
      insert(handle, name, value);
    }
  }

  private static void insert(Handle handle, String name, String value) {
    handle
        .createUpdate("insert into backup_setting (name, content) values (:name, :value)")
        .bind("name", name)
        .bind("value", value)
        .execute();
  }
}
