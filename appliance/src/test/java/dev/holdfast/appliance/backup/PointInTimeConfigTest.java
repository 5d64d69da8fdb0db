package dev.holdfast.appliance.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.platform.error.ErrorCode;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The settings of the log, and what is said when it cannot be kept. */
final class PointInTimeConfigTest {
  private static PointInTimeConfig config(Duration every, Duration baseEvery, Duration keep) {
    return new PointInTimeConfig(true, every, baseEvery, keep, "/p", null);
  }

  @Test
  void defaults_keepAWeekAndAreOff() {
    try (ApplicationContext context = ApplicationContext.run(Map.of(), "test")) {
      PointInTimeConfig config = context.getBean(PointInTimeConfig.class);

      assertThat(config.enabled()).isFalse();
      assertThat(config.every()).isEqualTo(Duration.ofMinutes(1));
      assertThat(config.baseEvery()).isEqualTo(Duration.ofDays(1));
      assertThat(config.keep()).isEqualTo(Duration.ofDays(7));
      assertThat(config.programs()).isEqualTo("/opt/holdfast/postgresql");
      assertThat(config.scratch()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"PT0S, P1D, P7D", "PT-1S, P1D, P7D", "PT1M, PT30S, P7D", "PT1M, P1D, PT-1S"})
  void settings_thatMakeNoSense_areRefused(Duration every, Duration baseEvery, Duration keep) {
    assertThatThrownBy(() -> config(every, baseEvery, keep))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holdfast.backup.point-in-time");
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void reason_ofEachKind_hasItsCodeAndIsSaidInItsOwnWords(Reason reason) {
    BackupException fault = new BackupException(reason, "This is why.");

    assertThat(LogState.words(fault)).isEqualTo("This is why.");
    assertThat(LogState.code(fault)).isEqualTo(reason.code());
    assertThat(reason.code().code()).startsWith("backup_");
  }

  @Test
  void fault_ofTheNetwork_isSaidWithItsKind() {
    assertThat(LogState.words(new IOException("reset"))).isEqualTo("IOException: reset");
    assertThat(LogState.code(new IOException("reset")))
        .isEqualTo(ErrorCode.BACKUP_STORE_UNAVAILABLE);
  }
}
