package dev.holdfast.appliance.platform.db;

import dev.holdfast.appliance.platform.id.TenantId;
import org.jdbi.v3.core.Handle;

/**
 * The relational database. Every use of it is one transaction in one scope; a scope inside a scope
 * is refused, because it would take a second connection and hide a half-done change. Inside a
 * tenant's scope, PostgreSQL's row-level security hides every other tenant's rows, and on both
 * databases a statement on a tenant's table must say {@code tenant_id = :tenant} (bound here; a
 * {@code PreparedBatch} binds it itself, row by row), or it is refused.
 *
 * <p>{@link java.util.UUID}, {@link java.time.Instant} (to the microsecond) and every {@code
 * EntityId} can be bound; UUID and Instant can be mapped.
 *
 * <p>A database that cannot be reached, is locked or has no room is a {@code ProblemException} with
 * {@code database_unavailable}; every other exception leaves as it is, after the rollback.
 */
public interface Database extends AutoCloseable {
  /** Runs {@code work} in one transaction in the tenant's scope. */
  <T> T inTenant(TenantId tenant, Work<T> work);

  /** Runs {@code work} in one transaction in the platform's scope, which sees all tenants. */
  <T> T inPlatform(Work<T> work);

  /**
   * Runs {@code work} in the platform's scope on one consistent snapshot of everything: what others
   * commit meanwhile is not seen, however long it takes. For reading only.
   */
  <T> T inSnapshot(Work<T> work);

  /** Which database this is. */
  Kind kind();

  /**
   * Returns when everything committed before is on the disk, so that it survives the loss of power.
   * PostgreSQL sees to that at each commit; H2 hands commits to the operating system, which may
   * keep them for a while. Not inside a scope.
   */
  default void sync() {}

  /** Closes all connections. What was committed is on disk then. */
  @Override
  default void close() {}

  /** Whether {@code fault} says that a unique key was already taken. */
  static boolean isDuplicate(Throwable fault) {
    return DatabaseFaults.isDuplicate(fault);
  }

  /**
   * Opens and migrates a database.
   *
   * @throws dev.holdfast.appliance.platform.error.ProblemException {@code database_unavailable} or
   *     {@code database_unfit}
   */
  static Database open(DatabaseConfiguration configuration) {
    return JdbiDatabase.open(configuration);
  }

  /** The two databases that Holdfast runs on. */
  enum Kind {
    H2,
    POSTGRESQL
  }

  /** A piece of work inside a transaction; an exception rolls it back. */
  @FunctionalInterface
  interface Work<T> {
    T run(Handle handle);
  }
}
