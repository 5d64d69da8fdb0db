package dev.holdfast.appliance.platform.db;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast.database}: where the data is.
 *
 * @param url a JDBC URL of PostgreSQL or H2; without one, an H2 file in the home directory
 * @param username the database role; on PostgreSQL never a superuser
 * @param passwordFile a file whose first line is the role's password
 * @param poolSize connections at most, 1 to 200
 */
@ConfigurationProperties("holdfast.database")
public record DatabaseConfiguration(
    @Told(Told.As.TOKEN) @Nullable String url,
    @Told(Told.As.TOKEN) @Nullable String username,
    @Told(Told.As.NEVER) @Nullable String passwordFile,
    @Bindable(defaultValue = "16") int poolSize) {
  private static final int LARGEST_POOL = 200;

  /**
   * Small, because pages that are written once and cached for a second outlive young collections
   * and fill the old generation; the operating system caches the file anyway.
   */
  private static final int H2_CACHE_KIBIBYTES = 4096;

  public DatabaseConfiguration {
    if (poolSize < 1 || poolSize > LARGEST_POOL) {
      throw new IllegalArgumentException(
          "holdfast.database.pool-size is " + poolSize + "; it must be 1 to " + LARGEST_POOL);
    }
    if (url != null && !url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "holdfast.database.url must start with jdbc:postgresql: or jdbc:h2:");
    }
  }

  /** The same, with an H2 file in {@code folder} where no URL is given. */
  DatabaseConfiguration withDefaultIn(Path folder) {
    if (url != null) {
      return this;
    }
    return new DatabaseConfiguration(h2File(folder), "holdfast", null, poolSize);
  }

  /**
   * H2 as close to PostgreSQL as it goes. WRITE_DELAY=0 writes at each commit, so that a killed
   * process loses nothing it had committed; the shutdown hook is ours, not H2's.
   */
  private static String h2File(Path folder) {
    return "jdbc:h2:file:"
        + folder.toAbsolutePath().normalize().resolve("holdfast")
        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
        + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;LOCK_TIMEOUT=5000"
        + ";CACHE_SIZE="
        + H2_CACHE_KIBIBYTES;
  }

  /**
   * The role's password; empty where no file is named.
   *
   * @throws dev.holdfast.appliance.platform.error.ProblemException where the file cannot be read
   */
  public String readPassword() {
    return Password.read(passwordFile).text();
  }

  /** Whether it is a file that this process opens by itself. */
  boolean isFile() {
    return url != null && url.startsWith("jdbc:h2:file:");
  }

  Database.Kind kind() {
    return url != null && url.toLowerCase(Locale.ROOT).startsWith("jdbc:postgresql:")
        ? Database.Kind.POSTGRESQL
        : Database.Kind.H2;
  }
}
