package dev.holdfast.appliance.audit.read;

import dev.holdfast.appliance.audit.AuditRecord;
import dev.holdfast.appliance.audit.chain.ChainHash;
import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.platform.id.TenantId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes chains from records as they come by, in whatever order, without a database. Because
 * each record brings its own hash, a {@link Piece} of them is checked by any thread; {@link #add}
 * then looks, on one thread, whether the pieces follow each other. What cannot be fitted yet waits,
 * as a hundred bytes for each run of records.
 */
public final class ChainStream {
  private static final int MOST_VIOLATIONS = 100;
  private static final String CHANGED = "The record was changed or stands in another's place.";

  private final Clock clock;
  private final Instant start;
  private final Map<ChainId, Progress> chains = new TreeMap<>();

  public ChainStream(Clock clock) {
    this.clock = clock;
    this.start = clock.instant();
  }

  /** A record as its row says it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Row(
      UUID tenant,
      String node,
      long sequence,
      UUID id,
      Instant at,
      String action,
      String actorId,
      String actorLabel,
      String outcome,
      byte[] payload,
      byte[] hash) {}

  /** Where a chain is known to end. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record End(UUID tenant, String node, long sequence, byte[] hash) {}

  private record ChainId(UUID tenant, String node) implements Comparable<ChainId> {
    @Override
    public int compareTo(ChainId other) {
      int byTenant = tenant.compareTo(other.tenant);
      return byTenant != 0 ? byTenant : node.compareTo(other.node);
    }
  }

  /** Some records, checked but for what stands before each run of them. One thread fills it. */
  public static final class Piece {
    private final Map<String, ChainHash> hashes = new HashMap<>();
    private final Map<ChainId, Run> open = new HashMap<>();
    private final List<Run> runs = new ArrayList<>();

    /** The next record. */
    public void add(Row row) {
      ChainId id = new ChainId(row.tenant(), row.node());
      ChainHash chain = hashes.computeIfAbsent(row.node(), ChainHash::new);
      Run run = open.get(id);
      byte[] digest = chain.digest(row.payload());
      if (run == null || row.sequence() != run.last.sequence() + 1) {
        run = new Run(id, row.sequence(), digest, row.hash());
        open.put(id, run);
        runs.add(run);
      } else if (!Arrays.equals(
          chain.next(row.tenant(), row.sequence(), run.last.hash(), digest), row.hash())) {
        run.violation(row.sequence(), CHANGED);
      }
      run.last = new ChainHead(row.sequence(), row.hash());
      run.records++;
      String said = disagreement(row);
      if (said != null) {
        run.violation(row.sequence(), said);
      }
    }

    private static @Nullable String disagreement(Row row) {
      try {
        AuditRecord record =
            AuditRecord.read(row.payload(), row.tenant(), row.node(), row.sequence());
        boolean agrees =
            record.id().equals(row.id())
                && record.at().equals(row.at())
                && record.event().action().equals(row.action())
                && record.event().actor().id().equals(row.actorId())
                && record.event().actor().label().equals(row.actorLabel())
                && record.event().outcome().name().equals(row.outcome());
        return agrees ? null : "The columns say something else than the record.";
      } catch (IOException e) {
        return "The record cannot be read.";
      }
    }
  }

  /** Records of one chain whose sequences follow each other. */
  private static final class Run {
    private final ChainId id;
    private final long first;
    private final byte[] firstDigest;
    private final byte[] firstHash;
    private final List<AuditLog.Violation> violations = new ArrayList<>(0);
    private ChainHead last;
    private long records;

    private Run(ChainId id, long first, byte[] firstDigest, byte[] firstHash) {
      this.id = id;
      this.first = first;
      this.firstDigest = firstDigest;
      this.firstHash = firstHash;
      this.last = new ChainHead(first, firstHash);
    }

    private void violation(long sequence, String what) {
      if (violations.size() < MOST_VIOLATIONS) {
        violations.add(new AuditLog.Violation(sequence, what));
      }
    }
  }

  /** How far a chain has been followed, and what could not be fitted to it yet. */
  private static final class Progress {
    private final ChainHash chain;
    private final TreeMap<Long, Run> waiting = new TreeMap<>();
    private final List<AuditLog.Violation> violations = new ArrayList<>(0);
    private ChainHead at = ChainHead.EMPTY;
    private long records;

    private Progress(String node) {
      this.chain = new ChainHash(node);
    }

    private void offer(Run run) {
      records += run.records;
      run.violations.forEach(each -> violation(each.sequence(), each.what()));
      Run twin = waiting.putIfAbsent(run.first, run);
      if (twin != null) {
        violation(run.first, "There are two of this record.");
      }
      for (Run next = waiting.get(at.sequence() + 1);
          next != null;
          next = waiting.get(at.sequence() + 1)) {
        follow(next);
      }
    }

    private void follow(Run run) {
      waiting.remove(run.first);
      if (run.first != at.sequence() + 1) {
        violation(
            at.sequence() + 1,
            run.first <= at.sequence()
                ? "There are two of record " + run.first + "."
                : "The records up to " + (run.first - 1) + " are missing.");
      } else if (!Arrays.equals(
          chain.next(run.id.tenant(), run.first, at.hash(), run.firstDigest), run.firstHash)) {
        violation(run.first, CHANGED);
      }
      at = run.last;
    }

    private void violation(long sequence, String what) {
      if (violations.size() < MOST_VIOLATIONS) {
        violations.add(new AuditLog.Violation(sequence, what));
      }
    }

    private void finish(@Nullable End end) {
      while (!waiting.isEmpty()) {
        follow(waiting.firstEntry().getValue());
      }
      if (end == null) {
        violation(at.sequence(), "The chain's stored end is missing.");
      } else if (end.sequence() > at.sequence()) {
        violation(
            at.sequence() + 1, "The records up to " + end.sequence() + " are missing at the end.");
      } else if (end.sequence() < at.sequence() || !Arrays.equals(end.hash(), at.hash())) {
        violation(end.sequence(), "The chain's stored end does not fit the records.");
      }
    }
  }

  /** Takes a piece that its thread has filled. */
  public void add(Piece piece) {
    for (Run run : piece.runs) {
      chains.computeIfAbsent(run.id, id -> new Progress(id.node())).offer(run);
    }
  }

  /**
   * What the records showed, all of them.
   *
   * @param ends every chain's end, from another source
   */
  public AuditLog.Verification finish(List<End> ends) {
    Map<ChainId, End> known = new HashMap<>();
    for (End end : ends) {
      ChainId id = new ChainId(end.tenant(), end.node());
      known.put(id, end);
      chains.computeIfAbsent(id, one -> new Progress(one.node()));
    }
    List<AuditLog.Chain> found = new ArrayList<>();
    chains.forEach(
        (id, progress) -> {
          progress.finish(known.get(id));
          found.add(
              new AuditLog.Chain(
                  id.tenant().equals(ChainHead.PLATFORM) ? null : new TenantId(id.tenant()),
                  id.node(),
                  progress.records,
                  HexFormat.of().formatHex(progress.at.hash()),
                  progress.at.sequence(),
                  progress.violations));
        });
    return new AuditLog.Verification(
        found, start, Duration.between(start, clock.instant()).toMillis());
  }
}
