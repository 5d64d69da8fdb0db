package dev.holdfast.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ProcessAgeTest {
  private static final String BEHIND =
      " S 1 2 2 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 %d 1000 50 0\n";

  @Test
  void of_startAndUptime_isTheirDifferenceToTenMilliseconds() {
    assertThat(ProcessAge.of("42 (java)" + BEHIND.formatted(123_456), "1236.31 77.00\n"))
        .isEqualTo(Duration.ofMillis(1_750));
  }

  @Test
  void of_nameWithBlanksAndBrackets_isNotMistakenForFields() {
    assertThat(ProcessAge.of("42 (a) b (c) 9 )" + BEHIND.formatted(100), "3.00 1.00\n"))
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void of_startedInThisTick_isNeverBeforeItself() {
    assertThat(ProcessAge.of("42 (java)" + BEHIND.formatted(301), "3.00 1.00\n"))
        .isEqualTo(Duration.ZERO);
  }

  @Test
  void now_thisProcess_isOlderThanNothingAndNeverGrowsYounger() {
    Duration first = ProcessAge.now();
    assertThat(first).isPositive();
    assertThat(ProcessAge.now()).isGreaterThanOrEqualTo(first);
  }
}
