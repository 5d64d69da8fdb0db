package dev.holdfast.appliance.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.backup.RewindWatch.Seen;
import dev.holdfast.appliance.backup.archive.Manifest.ChainEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What counts as a database that went backwards, and what does not. */
final class RewindWatchTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static ChainEnd end(String tenant, String node, long sequence, String hash) {
    return new ChainEnd(tenant, node, sequence, hash);
  }

  private static Seen seen(@Nullable Instant mark, ChainEnd... chains) {
    return new Seen(List.of(chains), mark);
  }

  /** What is found where each chain was that is longer now: what was seen there. */
  private static List<String> backwards(Seen before, Seen now) {
    return RewindWatch.backwards(before, now, ChainEnd::hash);
  }

  private static final ChainEnd TEN = end("t1", "n1", 10, "aa");

  @Test
  void same_orFurther_isNoStepBack() {
    assertThat(backwards(seen(NOON, TEN), seen(NOON, TEN))).isEmpty();
    assertThat(
            backwards(
                seen(NOON, TEN),
                seen(
                    NOON.plusSeconds(1),
                    end("t1", "n1", 11, "bb"),
                    end("t1", "n2", 1, "cc"),
                    end("t2", "n1", 1, "dd"))))
        .isEmpty();
  }

  @Test
  void first_start_hasNothingToCompareWith() {
    assertThat(backwards(seen(null), seen(NOON, TEN))).isEmpty();
    assertThat(backwards(seen(null), seen(null))).isEmpty();
  }

  @Test
  void chain_shorter_isNamedWithBothEnds() {
    assertThat(backwards(seen(null, TEN), seen(null, end("t1", "n1", 9, "zz"))))
        .singleElement()
        .asString()
        .contains("t1")
        .contains("n1")
        .contains("ends at record 9")
        .contains("was seen at 10");
  }

  @Test
  void chain_gone_endsAtRecordNothing() {
    assertThat(backwards(seen(null, TEN), seen(null, end("t2", "n1", 50, "xx"))))
        .singleElement()
        .asString()
        .contains("ends at record 0");
  }

  @Test
  void chain_sameLengthOtherEnd_isAnotherRecord() {
    assertThat(backwards(seen(null, TEN), seen(null, end("t1", "n1", 10, "ab"))))
        .singleElement()
        .asString()
        .contains("another record 10");
  }

  @Test
  void chain_longerWithAnotherRecordWhereItOnceEnded_isAStepBack() {
    Seen now = seen(null, end("t1", "n1", 25, "ff"));

    assertThat(RewindWatch.backwards(seen(null, TEN), now, end -> "ab"))
        .singleElement()
        .asString()
        .contains("another record 10")
        .contains("ends at 25");
    assertThat(RewindWatch.backwards(seen(null, TEN), now, end -> null)).hasSize(1);
    assertThat(RewindWatch.backwards(seen(null, TEN), now, end -> "aa")).isEmpty();
  }

  @Test
  void chain_seenEmpty_isNeverAnother() {
    Seen before = seen(null, end("t1", "n1", 0, "00"));

    assertThat(RewindWatch.backwards(before, seen(null, TEN), end -> null)).isEmpty();
  }

  @Test
  void chain_ofAnotherNodeOrTenantOfTheSameEnd_isNoStandIn() {
    assertThat(
            backwards(
                seen(null, TEN), seen(null, end("t1", "n2", 10, "aa"), end("t2", "n1", 10, "aa"))))
        .hasSize(1);
  }

  @Test
  void clock_earlierOrGone_isAStepBack() {
    assertThat(backwards(seen(NOON), seen(NOON.minusNanos(1))))
        .singleElement()
        .asString()
        .contains("licences' clock")
        .contains(NOON.toString());
    assertThat(backwards(seen(NOON), seen(null))).hasSize(1);
    assertThat(backwards(seen(NOON), seen(NOON))).isEmpty();
  }

  @Test
  void several_areEachNamed() {
    assertThat(
            backwards(
                seen(NOON, TEN, end("t1", "n2", 5, "bb"), end("t2", "n1", 7, "cc")),
                seen(NOON.minusSeconds(1), end("t1", "n2", 5, "bb"), end("t2", "n1", 6, "cc"))))
        .hasSize(3);
  }

  /** Whatever the order in which either names them. */
  @Test
  void order_ofChains_doesNotMatter() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      List<ChainEnd> before = new ArrayList<>();
      List<ChainEnd> now = new ArrayList<>();
      int shorter = 0;
      for (int i = 0; i < 12; i++) {
        long reached = 1L + random.nextInt(9);
        boolean back = random.nextInt(4) == 0;
        shorter += back ? 1 : 0;
        before.add(end("t" + i % 4, "n" + i / 4, reached, "h"));
        now.add(end("t" + i % 4, "n" + i / 4, back ? reached - 1 : reached, "h"));
      }
      java.util.Collections.shuffle(before, random);
      java.util.Collections.shuffle(now, random);

      assertThat(backwards(new Seen(before, null), new Seen(now, null))).hasSize(shorter);
    }
  }
}
