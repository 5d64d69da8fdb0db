package dev.holdfast.appliance.quota.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Duration;

/** Who lives, who was here before, and who is given up. */
class ProcessRunTest {
  @BothDatabases
  void show_alone_isOne_andEachLivingNodeCountsOnce(TestDatabase database) {
    Books books = new Books(database, 10);
    ProcessRun first = books.process("a", "a-1");
    assertThat(first.living()).isEqualTo(1);

    books.process("b", "b-1");
    books.process("b", "b-2");
    first.show();

    assertThat(first.living()).isEqualTo(2);
  }

  @BothDatabases
  void show_othersSilent_countsThemNoMore(TestDatabase database) {
    Books books = new Books(database, 10);
    ProcessRun first = books.process("a", "a-1");
    books.process("b", "b-1");

    books.clock.advance(Books.CONFIG.silence());
    first.show();
    assertThat(first.living()).isEqualTo(2);
    books.clock.advance(Duration.ofMillis(1));
    first.show();
    assertThat(first.living()).isEqualTo(1);
  }

  @BothDatabases
  void leave_isFeltByTheOthersAtTheirNextLook(TestDatabase database) {
    Books books = new Books(database, 10);
    ProcessRun first = books.process("a", "a-1");
    ProcessRun second = books.process("b", "b-1");
    second.leave();
    books.clock.advance(Duration.ofMillis(1));

    first.show();

    assertThat(first.living()).isEqualTo(1);
  }

  @BothDatabases
  void forgetEarlier_givesBackTheOldRunsOfThisNodeOnly(TestDatabase database) {
    Books books = new Books(database, 100);
    books.process("a", "a-1");
    books.process("b", "b-1");
    books.lease("a-1", 40, 0, false, 2);
    books.lease("b-1", 10, 0, false, 2);
    ProcessRun again = books.process("a", "a-2");
    books.lease("a-2", 5, 0, false, 2);

    database.inPlatform(
        handle -> {
          again.forgetEarlier(handle);
          return handle;
        });

    assertThat(books.leases()).containsOnlyKeys("b-1", "a-2");
    assertThat(books.lease("a-2", 85, 0, false, 2).amount()).isEqualTo(85);
  }

  @BothDatabases
  void forgetLost_afterTheTimeOfGivingUp_andNotAMomentBefore(TestDatabase database) {
    Books books = new Books(database, 100);
    books.process("a", "a-1");
    books.lease("a-1", 40, 0, false, 1);
    books.clock.advance(Duration.ofHours(24));
    ProcessRun other = books.process("b", "b-1");

    other.forgetLost();
    assertThat(books.leases()).containsKey("a-1");

    books.clock.advance(Duration.ofMillis(1));
    other.show();
    other.forgetLost();
    assertThat(books.leases()).doesNotContainKey("a-1");
  }

  @BothDatabases
  void forgetLost_neverForgetsItself(TestDatabase database) {
    Books books = new Books(database, 100);
    ProcessRun run = books.process("a", "a-1");
    books.lease("a-1", 40, 0, false, 1);
    books.clock.advance(Duration.ofDays(3));

    run.forgetLost();

    assertThat(books.leases()).containsEntry("a-1", 40L);
  }
}
