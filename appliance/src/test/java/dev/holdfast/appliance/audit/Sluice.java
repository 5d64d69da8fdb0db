package dev.holdfast.appliance.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** A consumer that a test can shut, so that nothing reaches the database; remembers what passed. */
final class Sluice implements JournalConsumer {
  private final List<AuditRecord> passed = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean shut;

  static Sluice shut() {
    Sluice sluice = new Sluice();
    sluice.shut = true;
    return sluice;
  }

  void close() {
    shut = true;
  }

  void open() {
    shut = false;
  }

  /** The actions that reached the database, in order. */
  List<String> actions() {
    return List.copyOf(passed).stream().map(record -> record.event().action()).toList();
  }

  @Override
  public void apply(Handle handle, List<AuditRecord> records) {
    refuseWhereShut();
    passed.addAll(records);
  }

  @Override
  public void recovered(Handle handle, String node) {
    refuseWhereShut();
  }

  private void refuseWhereShut() {
    if (shut) {
      throw new IllegalStateException("the sluice is shut");
    }
  }
}
