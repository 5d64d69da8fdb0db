package dev.holdfast.appliance.quota.lease;

import dev.holdfast.appliance.quota.lease.AccountKey.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The rows of accounts and leases. A lease's row is changed only under its account's row lock, and
 * accounts are locked in {@link AccountKey#LOCK_ORDER}.
 */
public final class LeaseStore {
  private static final String ACCOUNT =
      " where kind = :kind and owner_id = :owner and period_start = :start";

  private LeaseStore() {}

  /** Makes the account's row where it is missing, locks it, and reads it. */
  public static Account lock(Handle handle, AccountKey key, Period period) {
    String read = "select spent, held, recall from quota_account" + ACCOUNT + " for update";
    List<Account> found = accounts(handle, read, key, period);
    if (found.isEmpty()) {
      make(handle, key, period);
      found = accounts(handle, read, key, period);
    }
    return found.getFirst();
  }

  private static void make(Handle handle, AccountKey key, Period period) {
    bind(
            handle.createUpdate(
                "insert into quota_account (tenant_id, kind, owner_id, period_start, period_end)"
                    + " values (:owning, :kind, :owner, :start, :end) on conflict do nothing"),
            key,
            period.start())
        .bind("owning", key.tenant())
        .bind("end", period.end())
        .execute();
  }

  private static List<Account> accounts(Handle handle, String read, AccountKey key, Period period) {
    return bind(handle.createQuery(read), key, period.start())
        .map(
            (row, context) ->
                new Account(row.getLong("spent"), row.getLong("held"), row.getLong("recall")))
        .list();
  }

  /** Counts what was used, whether or not anything was counted in that account before. */
  public static void count(Handle handle, AccountKey key, Period period, long spent, long held) {
    settle(handle, List.of(new Settled(key, period, spent, held, Map.of())));
  }

  /**
   * Counts what was used and lowers the leases that it was taken from: two statements for all the
   * accounts there are.
   *
   * @param settled each account once, in lock order
   */
  public static void settle(Handle handle, List<Settled> settled) {
    List<Settled> missing = count(handle, settled);
    missing.forEach(one -> make(handle, one.key, one.period));
    count(handle, missing);
    PreparedBatch leases =
        handle.prepareBatch(
            "update quota_lease set amount = amount - :used" + ACCOUNT + " and lease = :lease");
    for (Settled one : settled) {
      one.leases.forEach(
          (lease, used) ->
              bind(leases, one.key, one.period.start())
                  .bind("used", used)
                  .bind("lease", lease)
                  .add());
    }
    leases.execute();
  }

  /** Gives back those whose account does not exist yet. */
  private static List<Settled> count(Handle handle, List<Settled> settled) {
    PreparedBatch batch =
        handle.prepareBatch(
            "update quota_account set spent = spent + :spent, held = held + :held" + ACCOUNT);
    for (Settled one : settled) {
      bind(batch, one.key, one.period.start())
          .bind("spent", one.spent)
          .bind("held", one.held)
          .add();
    }
    int[] counted = batch.execute();
    return IntStream.range(0, counted.length)
        .filter(at -> counted[at] == 0)
        .mapToObj(settled::get)
        .toList();
  }

  static long recall(Handle handle, AccountKey key, Period period, long from) {
    bind(
            handle.createUpdate("update quota_account set recall = :to" + ACCOUNT),
            key,
            period.start())
        .bind("to", from + 1)
        .execute();
    return from + 1;
  }

  /** All leases on an account, with whether the process that holds each was seen since. */
  static List<Lease> leases(Handle handle, AccountKey key, Period period, Instant seenSince) {
    return bind(
            handle.createQuery(
                "select l.lease, l.amount, l.recall_seen,"
                    + " coalesce(p.seen_at >= :since, false) as alive from quota_lease l"
                    + " left join quota_process p on p.lease = l.lease"
                    + " where l.kind = :kind and l.owner_id = :owner and l.period_start = :start"),
            key,
            period.start())
        .bind("since", seenSince)
        .map(
            (row, context) ->
                new Lease(
                    row.getString("lease"),
                    row.getLong("amount"),
                    row.getLong("recall_seen"),
                    row.getBoolean("alive")))
        .list();
  }

  static void open(Handle handle, AccountKey key, Period period, String lease, long recall) {
    bind(
            handle.createUpdate(
                "insert into quota_lease (tenant_id, kind, owner_id, period_start, lease,"
                    + " recall_seen) values (:owning, :kind, :owner, :start, :lease, :recall)"),
            key,
            period.start())
        .bind("owning", key.tenant())
        .bind("lease", lease)
        .bind("recall", recall)
        .execute();
  }

  /** Changes what a lease holds; nothing happens where the lease is gone. */
  static void change(Handle handle, AccountKey key, Period period, String lease, long by) {
    bind(
            handle.createUpdate(
                "update quota_lease set amount = amount + :by" + ACCOUNT + " and lease = :lease"),
            key,
            period.start())
        .bind("by", by)
        .bind("lease", lease)
        .execute();
  }

  /** Says that everything free was given back for this recall, or that it is this lease's own. */
  static void answer(Handle handle, AccountKey key, Period period, String lease, long recall) {
    bind(
            handle.createUpdate(
                "update quota_lease set recall_seen = :recall" + ACCOUNT + " and lease = :lease"),
            key,
            period.start())
        .bind("recall", recall)
        .bind("lease", lease)
        .execute();
  }

  /** Every account that {@code lease} holds something of, as it stands now; takes no lock. */
  static List<Seen> seen(Handle handle, String lease) {
    return handle
        .createQuery(
            "select a.tenant_id, a.kind, a.owner_id, a.period_start, a.period_end, a.spent, a.held,"
                + " a.recall, mine.recall_seen, mine.free_seen,"
                + " (select coalesce(sum(case when l.amount > 0 then l.amount else 0 end), 0)"
                + " from quota_lease l where l.kind = a.kind and l.owner_id = a.owner_id"
                + " and l.period_start = a.period_start) as leased"
                + " from quota_lease mine join quota_account a on a.kind = mine.kind"
                + " and a.owner_id = mine.owner_id and a.period_start = mine.period_start"
                + " where mine.lease = :lease")
        .bind("lease", lease)
        .map(
            (row, context) ->
                new Seen(
                    new AccountKey(
                        row.getObject("tenant_id", UUID.class),
                        kind(row.getString("kind")),
                        row.getObject("owner_id", UUID.class)),
                    row.getObject("period_start", java.time.OffsetDateTime.class).toInstant(),
                    row.getLong("spent") + row.getLong("held") + row.getLong("leased"),
                    row.getLong("recall"),
                    row.getLong("recall_seen"),
                    row.getLong("free_seen")))
        .list();
  }

  /** Writes down what is free, of each account; they come in lock order. */
  static void note(Handle handle, String lease, List<Free> free) {
    PreparedBatch batch =
        handle.prepareBatch(
            "update quota_lease set free_seen = :free" + ACCOUNT + " and lease = :lease");
    for (Free one : free) {
      bind(batch, one.key, one.start).bind("free", one.amount).bind("lease", lease).add();
    }
    batch.execute();
  }

  private static Kind kind(String code) {
    for (Kind kind : Kind.values()) {
      if (kind.code().equals(code)) {
        return kind;
      }
    }
    throw new IllegalStateException("no such kind of account: " + code);
  }

  private static <S extends SqlStatement<S>> S bind(S statement, AccountKey key, Instant start) {
    return statement
        .bind("kind", key.kind().code())
        .bind("owner", key.owner())
        .bind("start", start);
  }

  /** An account's row. */
  public record Account(long spent, long held, long recall) {}

  /** A lease's row. */
  record Lease(String lease, long amount, long recallSeen, boolean alive) {
    /** What it can still take from the cap: an overdrawn lease takes nothing more. */
    long counted() {
      return Math.max(0, amount);
    }
  }

  /** An account as one of its holders sees it. */
  record Seen(
      AccountKey key, Instant start, long taken, long recall, long recallSeen, long freeSeen) {}

  /**
   * What a batch of records changes in one account.
   *
   * @param leases what each lease held of it
   */
  public record Settled(
      AccountKey key, Period period, long spent, long held, Map<String, Long> leases) {}

  /** What a run has free of an account. */
  record Free(AccountKey key, Instant start, long amount) {}

  /** How an amount stood when somebody was refused. */
  public record Standing(long cap, long spent, long held, long leased) {}
}
