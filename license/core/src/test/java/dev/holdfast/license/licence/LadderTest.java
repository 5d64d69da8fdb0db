package dev.holdfast.license.licence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.licence.Ladder.Stage;
import dev.holdfast.license.testkit.Licences;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published table, walked day by day. */
class LadderTest {
  private static final Instant BEGINS = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant EXPIRES = Instant.parse("2027-06-01T00:00:00Z");
  private static final Ladder LADDER = Ladder.of(Licences.term(BEGINS, BEGINS, EXPIRES));

  @ParameterizedTest
  @CsvSource({
    "-366, NOT_YET_VALID",
    "-365, ACTIVE",
    "-61, ACTIVE",
    "-60, NOTICE",
    "-30, NOTICE",
    "-15, NOTICE",
    "-7, NOTICE",
    "-1, NOTICE",
    "0, GRACE",
    "29, GRACE",
    "30, NO_NEW",
    "59, NO_NEW",
    "60, READ_ONLY",
    "3650, READ_ONLY"
  })
  void stageAt_daysFromTheEnd_isThePublishedStage(int days, Stage expected) {
    assertThat(LADDER.stageAt(EXPIRES.plus(Duration.ofDays(days)))).isEqualTo(expected);
  }

  @Test
  void stageAt_boundary_belongsToTheNextRung() {
    assertThat(LADDER.stageAt(EXPIRES.minusSeconds(1))).isEqualTo(Stage.NOTICE);
    assertThat(LADDER.stageAt(EXPIRES)).isEqualTo(Stage.GRACE);
    assertThat(LADDER.stageAt(EXPIRES.minusNanos(1))).isEqualTo(Stage.NOTICE);
  }

  @Test
  void rungs_yearWalked_areThePublishedOnes() {
    List<String> walked = new ArrayList<>();
    String last = "";
    for (int day = -366; day <= 70; day++) {
      Instant now = EXPIRES.plus(Duration.ofDays(day));
      String sentence = LADDER.rungAt(now).map(Ladder.Rung::sentence).orElse("It waits.");
      if (!sentence.equals(last)) {
        walked.add(day + ": " + sentence);
        last = sentence;
      }
    }
    assertThat(walked)
        .containsExactly(
            "-366: It waits.",
            "-365: The licence is valid.",
            "-60: The licence ends in 60 days or less.",
            "-30: The licence ends in 30 days or less.",
            "-15: The licence ends in 15 days or less.",
            "-7: The licence ends in 7 days or less.",
            "-1: The licence ends in 1 day or less.",
            "0: The licence has ended; everything goes on for 30 days.",
            "30: The licence has ended: nothing new beyond the community plan, and no feature"
                + " upgrades.",
            "60: The licence has ended: running work goes on; settings can be read and not"
                + " changed.");
  }

  @Test
  void nextAfter_eachRung_isTheOneBelow() {
    assertThat(LADDER.nextAfter(BEGINS).map(Ladder.Rung::at))
        .contains(EXPIRES.minus(Duration.ofDays(60)));
    assertThat(LADDER.nextAfter(EXPIRES.plus(Duration.ofDays(100)))).isEmpty();
  }

  @Test
  void rungs_shortLicence_haveNoNoticeBeforeTheyBegin() {
    Ladder week = Ladder.of(Licences.term(BEGINS, BEGINS, BEGINS.plus(Duration.ofDays(7))));
    assertThat(week.rungs())
        .extracting(Ladder.Rung::stage)
        .containsExactly(
            Stage.ACTIVE, Stage.NOTICE, Stage.NOTICE, Stage.GRACE, Stage.NO_NEW, Stage.READ_ONLY);
    assertThat(week.rungs()).extracting(Ladder.Rung::at).isSorted();
  }

  @Test
  void rungs_noGraceDays_goStraightToNoNew() {
    Ladder hard = Ladder.of(new Licence.Term(BEGINS, BEGINS, EXPIRES, 0, null));
    assertThat(hard.stageAt(EXPIRES)).isEqualTo(Stage.NO_NEW);
    assertThat(hard.rungs()).extracting(Ladder.Rung::stage).doesNotContain(Stage.GRACE);
  }

  @Test
  void rungs_revoked_giveFourteenDaysFromLearning() {
    Ladder revoked = Ladder.ofRevoked(BEGINS);
    assertThat(revoked.stageAt(BEGINS)).isEqualTo(Stage.GRACE);
    assertThat(revoked.stageAt(BEGINS.plus(Duration.ofDays(13)))).isEqualTo(Stage.GRACE);
    assertThat(revoked.stageAt(BEGINS.plus(Duration.ofDays(14)))).isEqualTo(Stage.NO_NEW);
    assertThat(revoked.stageAt(BEGINS.plus(Duration.ofDays(44)))).isEqualTo(Stage.READ_ONLY);
  }

  @Test
  void stages_asTheyDescend_withholdMoreAndMore() {
    assertThat(Stage.values())
        .extracting(Stage::newObjects)
        .containsExactly(true, true, true, true, false, false);
    assertThat(Stage.values())
        .extracting(Stage::changes)
        .containsExactly(true, true, true, true, true, false);
  }

  @Test
  void neverStops_list_namesWhatMustGoOn() {
    assertThat(String.join("; ", Ladder.neverStops()))
        .contains(
            "signing in", "running", "export", "backup", "diagnostics", "security", "uninstall");
  }
}
