package dev.holdfast.appliance.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.TenantId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database through Jdbi and a HikariCP pool. */
final class JdbiDatabase implements Database {
  private static final Duration CONNECTION_WAIT = Duration.ofSeconds(5);
  private static final int IDLE_CONNECTIONS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(JdbiDatabase.class);
  private static final Duration REOPEN_EVERY = Duration.ofSeconds(1);

  private final @Nullable Supplier<HikariDataSource> anotherPool;
  private final Jdbi jdbi;
  private final Kind kind;
  private final ReentrantLock reopening = new ReentrantLock();
  private volatile HikariDataSource pool;
  private volatile boolean closed;
  private long reopenedAtNanos = System.nanoTime() - REOPEN_EVERY.toNanos();
  private final ThreadLocal<Boolean> busy = new ThreadLocal<>();

  private JdbiDatabase(
      HikariDataSource pool,
      @Nullable Supplier<HikariDataSource> anotherPool,
      Kind kind,
      Set<String> tenantTables) {
    this.pool = pool;
    this.anotherPool = anotherPool;
    this.kind = kind;
    this.jdbi = Jdbi.create((ConnectionFactory) () -> this.pool.getConnection());
    ValueTypes.install(jdbi);
    // Never the arguments: an exception's message reaches logs.
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    jdbi.getConfig(SqlStatements.class)
        .setSqlParser(new NamedParameters())
        .setTemplateEngine(new PlainTemplates())
        .addCustomizer(new TenantGuard(tenantTables));
  }

  static Database open(DatabaseConfiguration configuration) {
    Password password = Password.read(configuration.passwordFile());
    if (configuration.kind() == Kind.H2) {
      keepNoValues();
    }
    @Nullable HikariDataSource pool = null;
    try {
      pool = pool(configuration, password);
      Migrations.run(configuration, password, pool);
      if (configuration.kind() == Kind.POSTGRESQL) {
        RowLevelSecurity.enforce(pool);
      }
      return new JdbiDatabase(
          pool,
          configuration.isFile() ? () -> pool(configuration, password) : null,
          configuration.kind(),
          TenantTables.in(pool));
    } catch (RuntimeException | SQLException e) {
      if (pool != null) {
        pool.close();
      }
      throw startFault(e);
    }
  }

  /**
   * Read when H2's classes are loaded. The cache compares every value with an older one, and keeps
   * what would have died young.
   */
  static void keepNoValues() {
    System.setProperty("h2.objectCache", "false");
  }

  private static ProblemException startFault(Exception fault) {
    if (fault instanceof ProblemException problem) {
      return problem;
    }
    return DatabaseFaults.unavailable(fault)
        .orElseGet(
            () ->
                new ProblemException(
                    Problem.of(
                        ErrorCode.DATABASE_UNFIT,
                        "The database could not be prepared: " + fault.getMessage()),
                    fault));
  }

  private static HikariDataSource pool(DatabaseConfiguration configuration, Password password) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("database");
    config.setJdbcUrl(configuration.url());
    config.setUsername(configuration.username());
    config.setPassword(password.text());
    config.setMaximumPoolSize(configuration.poolSize());
    config.setMinimumIdle(Math.min(IDLE_CONNECTIONS, configuration.poolSize()));
    config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
    config.setInitializationFailTimeout(1);
    if (configuration.kind() == Kind.POSTGRESQL) {
      config.addDataSourceProperty("ApplicationName", "holdfast");
      config.addDataSourceProperty("logServerErrorDetail", "false");
      config.addDataSourceProperty("connectTimeout", "5");
      config.addDataSourceProperty("socketTimeout", "60");
      config.addDataSourceProperty("tcpKeepAlive", "true");
      config.addDataSourceProperty(
          "options",
          "-c statement_timeout=30s -c lock_timeout=5s"
              + " -c idle_in_transaction_session_timeout=60s -c timezone=UTC");
    }
    return new HikariDataSource(config);
  }

  @Override
  public <T> T inTenant(TenantId tenant, Work<T> work) {
    return run(Objects.requireNonNull(tenant), work);
  }

  @Override
  public <T> T inPlatform(Work<T> work) {
    return run(null, work);
  }

  @Override
  public <T> T inSnapshot(Work<T> work) {
    return guarded(
        () ->
            jdbi.withHandle(
                handle -> {
                  Snapshots.isolate(handle.getConnection(), kind);
                  try {
                    return handle.inTransaction(
                        inner -> {
                          Snapshots.begin(inner, kind);
                          enter(inner, null);
                          return work.run(inner);
                        });
                  } finally {
                    Snapshots.end(handle, kind);
                  }
                }));
  }

  private <T> T run(@Nullable TenantId tenant, Work<T> work) {
    return guarded(
        () ->
            jdbi.inTransaction(
                handle -> {
                  enter(handle, tenant);
                  return work.run(handle);
                }));
  }

  private <T> T guarded(Supplier<T> transaction) {
    if (busy.get() != null) {
      throw new IllegalStateException(
          "A database scope inside a database scope: do the inner work before or after.");
    }
    busy.set(true);
    try {
      return transaction.get();
    } catch (ProblemException e) {
      throw e;
    } catch (RuntimeException e) {
      reopenWhereClosed(e);
      throw DatabaseFaults.unavailable(e).map(RuntimeException.class::cast).orElse(e);
    } finally {
      busy.remove();
    }
  }

  /**
   * H2 closes itself when its file cannot be written (a full disk), and stays closed for whoever
   * has a connection to it. So they are all given up, and the file is opened anew as the last
   * commit left it; where that fails too, the next fault tries again.
   */
  private void reopenWhereClosed(RuntimeException fault) {
    Supplier<HikariDataSource> another = anotherPool;
    if (another == null || !DatabaseFaults.isClosed(fault) || !reopening.tryLock()) {
      return;
    }
    try {
      // Only a try counts: who asks in between must not put the next one off.
      if (!closed && System.nanoTime() - reopenedAtNanos >= REOPEN_EVERY.toNanos()) {
        reopen(another, fault);
        reopenedAtNanos = System.nanoTime();
      }
    } finally {
      reopening.unlock();
    }
  }

  private void reopen(Supplier<HikariDataSource> another, RuntimeException fault) {
    try {
      LOG.warn("The embedded database has closed itself; it is opened again.", fault);
      pool.close();
      pool = another.get();
      LOG.info("The embedded database is open again.");
    } catch (RuntimeException e) {
      LOG.warn("The embedded database cannot be opened yet: {}", e.getMessage());
    }
  }

  private void enter(Handle handle, @Nullable TenantId tenant) {
    handle.getConfig(TenantScope.class).enter(tenant);
    if (kind == Kind.POSTGRESQL) {
      try (PreparedStatement statement =
          handle.getConnection().prepareStatement(RowLevelSecurity.ENTER)) {
        statement.setString(1, tenant == null ? "platform" : "tenant");
        statement.setString(2, tenant == null ? "" : tenant.value().toString());
        statement.execute();
      } catch (SQLException e) {
        throw new ConnectionException(e);
      }
    }
  }

  @Override
  public void sync() {
    if (kind == Kind.H2) {
      try {
        jdbi.useHandle(handle -> handle.execute("checkpoint sync"));
      } catch (RuntimeException e) {
        reopenWhereClosed(e);
        throw DatabaseFaults.unavailable(e).map(RuntimeException.class::cast).orElse(e);
      }
    }
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public void close() {
    closed = true;
    pool.close();
  }
}
