package dev.holdfast.appliance.licensing.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.licensing.clock.Witness.Standing;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.FakeKms;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/** The clock with its keepers, one at a time and together, without an audit log. */
class TrustedClockTest {
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  private final SettableClock wall = new SettableClock(START);
  private final FakeKms kms = new FakeKms();
  private long nanos;
  @TempDir private Path folder = Path.of("");

  private TrustedClock clock(Database database, String node) {
    return new TrustedClock(
        wall,
        () -> nanos,
        database,
        folder.resolve(node + ".mark"),
        kms,
        node,
        Optional::empty,
        Optional::empty);
  }

  /** Nothing was ever signed. */
  private static boolean never(long epoch) {
    return epoch < 0;
  }

  private static Map<String, Standing> standings(TrustedClock clock) {
    return clock.witnesses().stream().collect(Collectors.toMap(Witness::name, Witness::standing));
  }

  @BothDatabases
  void look_firstTime_writesDatabaseAndFile(TestDatabase database) {
    TrustedClock clock = clock(database, "one");
    clock.look(TrustedClockTest::never);
    assertThat(new MarkStore(database).read()).contains(new Mark(START, 0));
    assertThat(folder.resolve("one.mark")).exists();
    assertThat(standings(clock))
        .containsEntry("database", Standing.MISSING)
        .containsEntry("file", Standing.MISSING)
        .containsEntry("audit", Standing.MISSING);
  }

  @BothDatabases
  void look_often_writesTheFileOnceAMinute(TestDatabase database) throws IOException {
    TrustedClock clock = clock(database, "one");
    clock.look(TrustedClockTest::never);
    byte[] first = Files.readAllBytes(folder.resolve("one.mark"));
    wall.advance(Duration.ofSeconds(59));
    clock.look(TrustedClockTest::never);
    assertThat(Files.readAllBytes(folder.resolve("one.mark"))).isEqualTo(first);
    assertThat(new MarkStore(database).read()).contains(new Mark(START.plusSeconds(59), 0));
    wall.advance(Duration.ofSeconds(1));
    clock.look(TrustedClockTest::never);
    assertThat(Files.readAllBytes(folder.resolve("one.mark"))).isNotEqualTo(first);
  }

  @BothDatabases
  void glance_hearsTheDatabaseAndAsksNoKms(TestDatabase database) {
    clock(database, "one").look(TrustedClockTest::never);
    wall.advance(Duration.ofDays(-30));
    kms.fail(ErrorCode.KMS_UNAVAILABLE);
    int before = kms.unwraps();
    TrustedClock restarted = clock(database, "one");
    restarted.glance(TrustedClockTest::never);
    assertThat(restarted.read().now()).isEqualTo(START);
    assertThat(restarted.read().suspect()).isTrue();
    assertThat(kms.unwraps()).isEqualTo(before);
  }

  @BothDatabases
  void look_kmsDown_leavesTheFileAloneUntilItIsBack(TestDatabase database) throws IOException {
    clock(database, "one").look(TrustedClockTest::never);
    byte[] kept = Files.readAllBytes(folder.resolve("one.mark"));
    kms.fail(ErrorCode.KMS_UNAVAILABLE);
    wall.advance(Duration.ofHours(1));
    TrustedClock restarted = clock(database, "one");
    restarted.look(TrustedClockTest::never);
    assertThat(Files.readAllBytes(folder.resolve("one.mark"))).isEqualTo(kept);
    kms.recover();
    restarted.look(TrustedClockTest::never);
    assertThat(Files.readAllBytes(folder.resolve("one.mark"))).isNotEqualTo(kept);
    assertThat(standings(restarted)).containsEntry("file", Standing.AGREES);
  }

  @BothDatabases
  void look_keyReplaced_writesTheFileAnew(TestDatabase database) {
    clock(database, "one").look(TrustedClockTest::never);
    kms.replaceKey();
    TrustedClock restarted = clock(database, "one");
    restarted.look(TrustedClockTest::never);
    assertThat(standings(restarted)).containsEntry("file", Standing.UNREADABLE);
    TrustedClock again = clock(database, "one");
    again.look(TrustedClockTest::never);
    assertThat(standings(again)).containsEntry("file", Standing.AGREES);
  }

  @BothDatabases
  void look_secondNode_followsTheFirstOnesTime(TestDatabase database) {
    TrustedClock one = clock(database, "one");
    TrustedClock two = clock(database, "two");
    wall.advance(Duration.ofDays(10));
    one.look(TrustedClockTest::never);
    wall.advance(Duration.ofDays(-10));
    two.look(TrustedClockTest::never);
    assertThat(two.read().now()).isEqualTo(START.plus(Duration.ofDays(10)));
    assertThat(two.read().suspect()).isTrue();
  }

  @BothDatabases
  void t22_reset_isFollowedByTheOtherNode_whoseOldMarkIsVoid(TestDatabase database) {
    TrustedClock one = clock(database, "one");
    TrustedClock two = clock(database, "two");
    wall.set(Instant.parse("2099-01-01T00:00:00Z"));
    one.look(TrustedClockTest::never);
    two.look(TrustedClockTest::never);
    wall.set(START.plusSeconds(60));
    assertThat(one.reset(START, START)).isTrue();
    assertThat(one.read().state()).isEqualTo(Reading.State.OK);
    two.look(epoch -> epoch == START.toEpochMilli());
    assertThat(two.read().state()).isEqualTo(Reading.State.OK);
    one.look(epoch -> epoch == START.toEpochMilli());
    assertThat(one.read().now()).isEqualTo(START.plusSeconds(60));
    assertThat(new MarkStore(database).read())
        .contains(new Mark(START.plusSeconds(60), START.toEpochMilli()));
  }

  @BothDatabases
  void t21_rowOfAnEpochThatNobodySigned_isOverwritten(TestDatabase database) {
    TrustedClock one = clock(database, "one");
    wall.advance(Duration.ofDays(50));
    one.look(TrustedClockTest::never);
    new MarkStore(database).overwrite(new Mark(START, 77));
    one.look(TrustedClockTest::never);
    assertThat(one.read().now()).isEqualTo(START.plus(Duration.ofDays(50)));
    assertThat(new MarkStore(database).read())
        .contains(new Mark(START.plus(Duration.ofDays(50)), 0));
  }

  @BothDatabases
  void t20_clockBack_timeGoesOnByTheMonotonicClock(TestDatabase database) {
    TrustedClock one = clock(database, "one");
    one.look(TrustedClockTest::never);
    wall.advance(Duration.ofDays(-365));
    nanos += Duration.ofHours(7).toNanos();
    one.look(TrustedClockTest::never);
    assertThat(one.read().now()).isEqualTo(START.plus(Duration.ofHours(7)));
    assertThat(new MarkStore(database).read())
        .contains(new Mark(START.plus(Duration.ofHours(7)), 0));
  }

  @BothDatabases
  void store_olderMark_changesNothing(TestDatabase database) {
    MarkStore store = new MarkStore(database);
    store.advance(new Mark(START, 5));
    store.advance(new Mark(START.plusSeconds(9), 4));
    store.advance(new Mark(START.minusSeconds(9), 5));
    assertThat(store.read()).contains(new Mark(START, 5));
    store.advance(new Mark(START.minusSeconds(9), 6));
    assertThat(store.read()).contains(new Mark(START.minusSeconds(9), 6));
  }
}
