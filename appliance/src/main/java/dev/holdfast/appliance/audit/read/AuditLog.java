package dev.holdfast.appliance.audit.read;

import dev.holdfast.appliance.audit.AuditRecord;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.audit.chain.OwnChains;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The audit log as it is read and checked. Reading waits briefly for what was written just before,
 * so that a caller sees its own records; verifying does not wait, because it reads the journal for
 * what the database does not have yet. Blocks on the database; not for an event loop.
 */
public interface AuditLog {
  /** The most records that one page holds. */
  int MOST_PER_PAGE = 500;

  /** The log of {@code database}, and of what {@code own} has written in front of it. */
  static AuditLog of(Database database, OwnChains own, Clock clock) {
    return new StoredAuditLog(database, own, clock);
  }

  /**
   * One page, newest first.
   *
   * @throws dev.holdfast.appliance.platform.error.ProblemException {@code request_invalid} for a
   *     cursor that this log did not make
   */
  Page page(Query query);

  /** Gives every record that {@code query} selects, newest first, page by page; for exports. */
  void forEach(Query query, Consumer<Entry> each);

  /**
   * Recomputes every chain of one tenant, or of the platform where {@code tenant} is null: what the
   * database has, and behind it what this node has written since.
   *
   * @throws dev.holdfast.appliance.platform.error.ProblemException {@code audit_unavailable} where
   *     this node's journal cannot be read
   */
  Verification verify(@Nullable TenantId tenant);

  /** Recomputes every chain that there is, the platform's and all tenants'. */
  Verification verifyAll();

  /**
   * What to read. A null filter selects everything.
   *
   * @param tenant whose log; null for the platform's own
   * @param limit records per page, 1 to {@link #MOST_PER_PAGE}; outside of that the nearest is used
   * @param action an action, or the start of one followed by {@code *}
   * @param actor an actor's id or label, exactly
   * @param from the earliest time, inclusive
   * @param to the latest time, exclusive
   * @param text anything that occurs in the record, whatever its case
   */
  record Query(
      @Nullable TenantId tenant,
      int limit,
      @Nullable String cursor,
      @Nullable String action,
      @Nullable String actor,
      @Nullable Outcome outcome,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String text) {
    /** Everything in one log. */
    public static Query all(@Nullable TenantId tenant, int limit) {
      return new Query(tenant, limit, null, null, null, null, null, null, null);
    }

    /** The same question, from another place on. */
    public Query after(@Nullable String newCursor) {
      return new Query(tenant, limit, newCursor, action, actor, outcome, from, to, text);
    }
  }

  /** Records, newest first, and where the next page starts; null at the end. */
  record Page(List<Entry> items, @Nullable String nextCursor) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /**
   * A record and its proof.
   *
   * @param hash the chain hash, 64 hexadecimal digits
   */
  record Entry(AuditRecord record, String hash) {}

  /** What recomputing the chains showed. */
  record Verification(List<Chain> chains, Instant checkedAt, long tookMillis) {
    public Verification {
      chains = List.copyOf(chains);
    }

    public boolean intact() {
      return chains.stream().allMatch(chain -> chain.violations().isEmpty());
    }

    public long records() {
      return chains.stream().mapToLong(Chain::records).sum();
    }
  }

  /**
   * One chain.
   *
   * @param tenant whose; null for the platform's
   * @param records how many were recomputed
   * @param head the hash of the last record, 64 hexadecimal digits; zeros for an empty chain
   * @param violations the first hundred places where it does not hold
   */
  record Chain(
      @Nullable TenantId tenant,
      String node,
      long records,
      String head,
      long headSequence,
      List<Violation> violations) {
    public Chain {
      violations = List.copyOf(violations);
    }
  }

  /** A place where a chain does not hold, and what is wrong there, for people. */
  record Violation(long sequence, String what) {}
}
