package dev.holdfast.appliance.audit;

import dev.holdfast.appliance.audit.AuditQueries.ChainId;
import dev.holdfast.appliance.audit.AuditQueries.StoredRow;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The audit log as the database has it, after waiting for what the journal still holds. */
final class StoredAuditLog implements AuditLog {
  private static final Duration READ_WAIT = Duration.ofSeconds(1);
  private static final Duration VERIFY_WAIT = Duration.ofSeconds(10);

  private final AuditQueries queries;
  private final JournaledAudit audit;
  private final Shipper shipper;
  private final String node;
  private final Clock clock;

  StoredAuditLog(
      Database database, JournaledAudit audit, Shipper shipper, String node, Clock clock) {
    this.queries = new AuditQueries(database);
    this.audit = audit;
    this.shipper = shipper;
    this.node = node;
    this.clock = clock;
  }

  @Override
  public Page page(Query query) {
    boolean unused = shipper.catchUp(READ_WAIT); // late records show up on the next look
    return read(query);
  }

  private Page read(Query query) {
    int limit = Math.clamp(query.limit(), 1, MOST_PER_PAGE);
    String from = query.cursor();
    List<StoredRow> rows = queries.page(query, from == null ? null : Cursor.parse(from), limit + 1);
    List<Entry> items = new ArrayList<>();
    for (StoredRow row : rows.subList(0, Math.min(limit, rows.size()))) {
      if (row.record() != null) {
        items.add(new Entry(row.record(), HexFormat.of().formatHex(row.hash())));
      }
    }
    if (rows.size() <= limit || items.isEmpty()) {
      return new Page(items, null);
    }
    AuditRecord last = items.getLast().record();
    return new Page(items, new Cursor(last.at(), last.id()).text());
  }

  @Override
  public void forEach(Query query, Consumer<Entry> each) {
    Page page = page(query);
    while (true) {
      page.items().forEach(each);
      if (page.nextCursor() == null) {
        return;
      }
      page = read(query.after(page.nextCursor()));
    }
  }

  @Override
  public Verification verify(@Nullable TenantId tenant) {
    return verify(List.of(AuditQueries.tenantOf(tenant)));
  }

  @Override
  public Verification verifyAll() {
    Set<UUID> tenants = new LinkedHashSet<>(queries.tenants());
    tenants.addAll(audit.heads().keySet());
    return verify(List.copyOf(tenants));
  }

  static Verification verifyStored(Database database, Clock clock) {
    Instant start = clock.instant();
    AuditQueries queries = new AuditQueries(database);
    List<Chain> chains = new ArrayList<>();
    for (UUID tenant : queries.tenants()) {
      for (ChainId id : queries.chains(tenant)) {
        chains.add(new ChainVerifier(queries, id).verify(ChainHead.EMPTY));
      }
    }
    return new Verification(chains, start, Duration.between(start, clock.instant()).toMillis());
  }

  private Verification verify(List<UUID> tenants) {
    Instant start = clock.instant();
    Map<UUID, ChainHead> written = audit.heads();
    if (!shipper.catchUp(VERIFY_WAIT)) {
      throw Problem.retryable(
              ErrorCode.AUDIT_UNAVAILABLE,
              "The newest records are on disk but not in the database yet, so the chains cannot be"
                  + " verified to their ends.",
              VERIFY_WAIT)
          .asException();
    }
    List<Chain> chains = new ArrayList<>();
    for (UUID tenant : tenants) {
      Set<ChainId> ids = new LinkedHashSet<>(queries.chains(tenant));
      ChainHead known = written.getOrDefault(tenant, ChainHead.EMPTY);
      if (known.sequence() > 0) {
        ids.add(new ChainId(tenant, node));
      }
      for (ChainId id : ids) {
        ChainHead reached = id.node().equals(node) ? known : ChainHead.EMPTY;
        chains.add(new ChainVerifier(queries, id).verify(reached));
      }
    }
    return new Verification(chains, start, Duration.between(start, clock.instant()).toMillis());
  }
}
