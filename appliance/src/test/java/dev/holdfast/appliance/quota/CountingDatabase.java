package dev.holdfast.appliance.quota;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.ForwardingDatabase;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts transactions, and can hold them back. */
final class CountingDatabase extends ForwardingDatabase {
  private final AtomicInteger transactions = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  CountingDatabase(Database real) {
    super(real);
  }

  int transactions() {
    return transactions.get();
  }

  /** Every transaction waits until what is returned is counted down. */
  CountDownLatch heldBack() {
    CountDownLatch closed = new CountDownLatch(1);
    gate = closed;
    return closed;
  }

  @Override
  public <T> T inTenant(TenantId tenant, Work<T> work) {
    count();
    return super.inTenant(tenant, work);
  }

  @Override
  public <T> T inPlatform(Work<T> work) {
    count();
    return super.inPlatform(work);
  }

  private void count() {
    transactions.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
