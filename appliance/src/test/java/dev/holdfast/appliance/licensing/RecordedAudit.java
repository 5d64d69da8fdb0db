package dev.holdfast.appliance.licensing;

import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.AuditRecord;
import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.id.TenantId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps the events in memory, and reads them back. */
final class RecordedAudit implements Audit, AuditLog {
  final List<AuditRecord> records = new ArrayList<>();
  private final Clock clock;
  private final String node;
  private boolean down;

  RecordedAudit(Clock clock, String node) {
    this.clock = clock;
    this.node = node;
  }

  /** From now on, whether it can be asked. */
  void down(boolean now) {
    down = now;
  }

  List<AuditEvent> events(String action) {
    return records.stream()
        .map(AuditRecord::event)
        .filter(event -> event.action().equals(action))
        .toList();
  }

  @Override
  public UUID begin(AuditEvent intent) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void finish(
      UUID intent, AuditEvent outcome, Executor executor, Consumer<@Nullable Throwable> done) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void record(AuditEvent event) {
    if (down) {
      throw new IllegalStateException("the audit log is down");
    }
    records.add(
        new AuditRecord(UUID.randomUUID(), null, node, records.size() + 1, clock.instant(), event));
  }

  @Override
  public Page page(Query query) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void forEach(Query query, Consumer<Entry> each) {
    if (down) {
      throw new IllegalStateException("the audit log is down");
    }
    List.copyOf(records).stream()
        .filter(record -> record.event().action().equals(query.action()))
        .forEach(record -> each.accept(new Entry(record, "0".repeat(64))));
  }

  @Override
  public Verification verify(@Nullable TenantId tenant) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Verification verifyAll() {
    throw new UnsupportedOperationException();
  }
}
