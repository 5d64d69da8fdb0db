package dev.holdfast.appliance.audit.read;

import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.chain.OwnChains;
import dev.holdfast.appliance.audit.read.AuditQueries.ChainId;
import dev.holdfast.appliance.audit.read.AuditQueries.StoredRow;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.TenantId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The audit log as the database has it; verified together with what the journal has behind it. */
final class StoredAuditLog implements AuditLog {
  private static final Duration READ_WAIT = Duration.ofSeconds(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final AuditQueries queries;
  private final OwnChains own;
  private final Clock clock;

  StoredAuditLog(Database database, OwnChains own, Clock clock) {
    this.queries = new AuditQueries(database);
    this.own = own;
    this.clock = clock;
  }

  @Override
  public Page page(Query query) {
    boolean unused = own.catchUp(READ_WAIT); // late records show up on the next look
    return read(query);
  }

  private Page read(Query query) {
    int limit = Math.clamp(query.limit(), 1, MOST_PER_PAGE);
    String from = query.cursor();
    List<StoredRow> rows = queries.page(query, from == null ? null : Cursor.parse(from), limit + 1);
    List<StoredRow> shown = rows.subList(0, Math.min(limit, rows.size()));
    List<Entry> items = new ArrayList<>();
    for (StoredRow row : shown) {
      if (row.record() != null) {
        items.add(new Entry(row.record(), HexFormat.of().formatHex(row.hash())));
      }
    }
    return new Page(items, rows.size() <= limit ? null : shown.getLast().place().text());
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
    return recompute(Set.of(AuditQueries.tenantOf(tenant)));
  }

  @Override
  public Verification verifyAll() {
    return recompute(null);
  }

  /** The chains of these tenants; of all where null. */
  private Verification recompute(@Nullable Set<UUID> asked) {
    Instant start = clock.instant();
    List<Chain> chains = new ArrayList<>();
    // First where the chains stand now, then the database, then what it did not have: no gap.
    try (OwnChains.Tail tail = own.tail()) {
      Set<UUID> tenants = asked;
      if (tenants == null) {
        tenants = new LinkedHashSet<>(queries.tenants());
        tenants.addAll(tail.heads().keySet());
      }
      List<ChainVerifier> verifiers = readStored(tenants, tail.heads());
      readOn(tail, verifiers);
      for (ChainVerifier verifier : verifiers) {
        chains.add(verifier.finish(reached(verifier.id(), tail.heads())));
      }
    } catch (IOException e) {
      throw new ProblemException(
          Problem.retryable(
              ErrorCode.AUDIT_UNAVAILABLE,
              "The journal of the newest records cannot be read: " + e.getMessage() + ".",
              RETRY_AFTER),
          e);
    }
    return new Verification(chains, start, Duration.between(start, clock.instant()).toMillis());
  }

  private List<ChainVerifier> readStored(Set<UUID> tenants, Map<UUID, ChainHead> heads) {
    List<ChainVerifier> verifiers = new ArrayList<>();
    for (UUID tenant : tenants) {
      Set<ChainId> ids = new LinkedHashSet<>(queries.chains(tenant));
      if (heads.containsKey(tenant)) {
        ids.add(new ChainId(tenant, own.node()));
      }
      for (ChainId id : ids) {
        ChainVerifier verifier = new ChainVerifier(queries, id);
        verifier.readStored();
        verifiers.add(verifier);
      }
    }
    return verifiers;
  }

  private void readOn(OwnChains.Tail tail, List<ChainVerifier> verifiers) throws IOException {
    Map<UUID, ChainVerifier> mine = new HashMap<>();
    for (ChainVerifier verifier : verifiers) {
      if (verifier.id().node().equals(own.node())) {
        mine.put(verifier.id().tenant(), verifier);
      }
    }
    tail.forEach(
        (tenant, link, payload) -> {
          ChainVerifier verifier = mine.get(tenant);
          if (verifier != null) {
            verifier.readOn(link, payload);
          }
        });
  }

  /** The end that this node knows of its own chains; nothing of other nodes'. */
  private ChainHead reached(ChainId id, Map<UUID, ChainHead> heads) {
    return id.node().equals(own.node())
        ? heads.getOrDefault(id.tenant(), ChainHead.EMPTY)
        : ChainHead.EMPTY;
  }
}
