package dev.holdfast.appliance.audit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Group commit by itself: who is called, when, how often, and what a bad disk does to them. */
@Timeout(400)
final class CommitterTest {
  private static final Throwable NONE = new Throwable("no fault");

  /** Waits for a call back and gives what it said. */
  private static Throwable commit(Committer committer) throws InterruptedException {
    AtomicReference<Throwable> told = new AtomicReference<>();
    CountDownLatch called = new CountDownLatch(1);
    committer.commit(
        Runnable::run,
        fault -> {
          told.set(fault == null ? NONE : fault);
          called.countDown();
        });
    called.await();
    return told.get();
  }

  @Test
  void commit_one_isCalledAfterAForce() throws Exception {
    AtomicInteger forces = new AtomicInteger();
    try (Committer committer = new Committer(forces::incrementAndGet)) {
      committer.start();

      assertThat(commit(committer)).isSameAs(NONE);
      assertThat(forces.get()).isEqualTo(1);
      assertThat(commit(committer)).isSameAs(NONE);
      assertThat(forces.get()).isEqualTo(2);
      assertThat(committer.commits()).isEqualTo(2);
    }
  }

  @Test
  void commit_whileTheDiskIsBusy_oneForceServesAllWhoWait() throws Exception {
    Semaphore disk = new Semaphore(0);
    AtomicInteger forces = new AtomicInteger();
    try (Committer committer =
        new Committer(
            () -> {
              disk.acquireUninterruptibly();
              forces.incrementAndGet();
            })) {
      committer.start();
      ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
      CountDownLatch called = new CountDownLatch(101);
      for (int i = 0; i <= 100; i++) {
        int number = i;
        committer.commit(
            Runnable::run,
            fault -> {
              order.add(number);
              called.countDown();
            });
      }
      disk.release(200);
      called.await();

      assertThat(forces.get()).isLessThanOrEqualTo(3);
      assertThat(new ArrayList<>(order)).isSorted().hasSize(101);
    }
  }

  @Test
  void commit_forceFails_everybodyOfTheGroupIsTold() throws Exception {
    try (Committer committer =
        new Committer(
            () -> {
              throw new JournalUnavailableException("bad sector", null);
            })) {
      committer.start();

      for (int i = 0; i < 3; i++) {
        assertThat(commit(committer)).isInstanceOf(JournalUnavailableException.class);
      }
    }
  }

  @Test
  void commit_forceThatThrowsSomethingElse_isToldTooAndTheThreadLives() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (Committer committer =
        new Committer(
            () -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("a bug");
              }
            })) {
      committer.start();

      assertThat(commit(committer)).isInstanceOf(IllegalStateException.class);
      assertThat(commit(committer)).isSameAs(NONE);
    }
  }

  @Test
  void commit_fromManyThreads_callsEachBackExactlyOnce() throws Exception {
    int threads = 8;
    int each = 2_000;
    AtomicInteger called = new AtomicInteger();
    AtomicInteger forces = new AtomicInteger();
    Committer committer = new Committer(forces::incrementAndGet);
    committer.start();
    List<Thread> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      running.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      committer.commit(Runnable::run, fault -> called.incrementAndGet());
                    }
                  }));
    }
    for (Thread thread : running) {
      thread.join();
    }
    committer.close(); // returns when nobody waits any more

    assertThat(called.get()).isEqualTo(threads * each);
    assertThat(committer.commits()).isEqualTo((long) threads * each);
    assertThat(forces.get()).isPositive();
  }

  @Test
  void commit_racingWithClose_neverWaitsForEver() throws Exception {
    for (int round = 0; round < 200; round++) {
      Committer committer = new Committer(() -> {});
      committer.start();
      AtomicInteger called = new AtomicInteger();
      Thread late =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 20; i++) {
                      committer.commit(Runnable::run, fault -> called.incrementAndGet());
                    }
                  });
      committer.close();
      late.join();
      Patience.until("all were called", () -> called.get() == 20);
      assertThat(called.get()).isEqualTo(20);
    }
  }

  @Test
  void commit_executorGone_isCalledOnTheCommittersThread() throws Exception {
    AtomicReference<@Nullable Thread> caller = new AtomicReference<>();
    CountDownLatch called = new CountDownLatch(1);
    try (Committer committer = new Committer(() -> {})) {
      committer.start();
      committer.commit(
          task -> {
            throw new RejectedExecutionException("its event loop has ended");
          },
          fault -> {
            caller.set(Thread.currentThread());
            called.countDown();
          });
      called.await();
      Thread thread = caller.get();
      assertThat(thread == null ? "" : thread.getName()).isEqualTo("audit-commit");
    }
  }
}
