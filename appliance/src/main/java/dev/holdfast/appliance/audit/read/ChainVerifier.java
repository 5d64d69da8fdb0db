package dev.holdfast.appliance.audit.read;

import dev.holdfast.appliance.audit.AuditRecord;
import dev.holdfast.appliance.audit.chain.ChainHash;
import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.read.AuditQueries.ChainId;
import dev.holdfast.appliance.audit.read.AuditQueries.StoredRow;
import dev.holdfast.appliance.platform.id.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Recomputes one chain, a page of records at a time. After a violation it goes on from what is
 * stored, so that one change is reported once and not for every record behind it.
 */
final class ChainVerifier {
  private static final int PAGE = 1_000;
  private static final int MOST_VIOLATIONS = 100;
  private static final String UNREADABLE = "The record cannot be read.";

  private final AuditQueries queries;
  private final ChainId id;
  private final ChainHash chain;
  private final List<AuditLog.Violation> violations = new ArrayList<>();
  private ChainHead at = ChainHead.EMPTY;
  private long records;
  private ChainHead last = ChainHead.EMPTY;

  ChainVerifier(AuditQueries queries, ChainId id) {
    this.queries = queries;
    this.id = id;
    this.chain = new ChainHash(id.node());
  }

  ChainId id() {
    return id;
  }

  /** Recomputes what the database has, to its end. */
  void readStored() {
    Optional<ChainHead> head;
    boolean more;
    do {
      readToTheEnd();
      // Read after the records, so that it cannot be older; newer ones are then read too.
      head = queries.head(id);
      more =
          head.isPresent()
              && head.get().sequence() > at.sequence()
              && !queries.chain(id, at.sequence(), 1).isEmpty();
    } while (more);
    checkStoredEnd(head);
  }

  /** Goes on with what the node has written; links that the database had too are compared only. */
  void readOn(ChainHead link, byte[] payload) {
    if (link.sequence() == at.sequence() && !Arrays.equals(link.hash(), at.hash())) {
      violation(link.sequence(), "The journal of this node has another record here.");
    }
    if (link.sequence() <= at.sequence()) {
      return;
    }
    records++;
    follow(link, payload);
    try {
      AuditRecord unused = AuditRecord.read(payload, id.tenant(), id.node(), link.sequence());
    } catch (IOException e) {
      violation(link.sequence(), UNREADABLE);
    }
  }

  /** {@code known} is an end that the chain has surely reached, from another source. */
  AuditLog.Chain finish(ChainHead known) {
    if (known.sequence() > at.sequence()) {
      violation(
          at.sequence() + 1,
          "The records up to " + known.sequence() + ", which this node wrote, are missing.");
    } else if (known.sequence() == at.sequence() && !Arrays.equals(known.hash(), at.hash())) {
      violation(at.sequence(), "The chain does not end with what this node wrote.");
    }
    return new AuditLog.Chain(
        id.tenant().equals(ChainHead.PLATFORM) ? null : new TenantId(id.tenant()),
        id.node(),
        records,
        HexFormat.of().formatHex(last.hash()),
        last.sequence(),
        violations);
  }

  private void readToTheEnd() {
    List<StoredRow> page;
    do {
      page = queries.chain(id, at.sequence(), PAGE);
      page.forEach(this::check);
    } while (page.size() == PAGE);
  }

  private void check(StoredRow row) {
    records++;
    follow(new ChainHead(row.sequence(), row.hash()), row.payload());
    if (row.record() == null) {
      violation(row.sequence(), UNREADABLE);
    } else if (!row.columnsAgree()) {
      violation(row.sequence(), "The columns say something else than the record.");
    }
  }

  /** Takes the next link: it must follow the one before. */
  private void follow(ChainHead link, byte[] payload) {
    long expected = at.sequence() + 1;
    if (link.sequence() != expected) {
      String what =
          link.sequence() == expected + 1
              ? "The record is missing."
              : "The records up to " + (link.sequence() - 1) + " are missing.";
      violation(expected, what);
    } else {
      byte[] hash = chain.next(id.tenant(), expected, at.hash(), payload, 0, payload.length);
      if (!Arrays.equals(hash, link.hash())) {
        violation(expected, "The record was changed or stands in another's place.");
      }
    }
    at = link;
    last = link;
  }

  private void checkStoredEnd(Optional<ChainHead> head) {
    if (head.isEmpty()) {
      if (records > 0) {
        violation(at.sequence(), "The chain's stored end is missing.");
      }
    } else if (head.get().sequence() > at.sequence()) {
      violation(
          at.sequence() + 1,
          "The records up to " + head.get().sequence() + " are missing at the end.");
      at = head.get(); // what was written since follows that
    } else if (head.get().sequence() < at.sequence()
        || !Arrays.equals(head.get().hash(), at.hash())) {
      violation(head.get().sequence(), "The chain's stored end does not fit the records.");
    }
  }

  private void violation(long sequence, String what) {
    if (violations.size() < MOST_VIOLATIONS) {
      violations.add(new AuditLog.Violation(sequence, what));
    }
  }
}
