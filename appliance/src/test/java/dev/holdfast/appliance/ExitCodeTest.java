package dev.holdfast.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.error.ErrorCode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Exit codes: what scripts and units are written against. */
final class ExitCodeTest {
  @ParameterizedTest
  @CsvSource({
    "OK, 0",
    "FAULT, 1",
    "USAGE, 2",
    "HOME_NOT_WRITABLE, 3",
    "PORT_TAKEN, 4",
    "DATABASE, 5",
    "JAVA_TOO_OLD, 6",
    "CONFIGURATION_INVALID, 7",
    "KMS_UNAVAILABLE, 8",
    "DISK_FULL, 9"
  })
  void number_onceShipped_keepsItsMeaning(ExitCode code, int number) {
    assertThat(code.number()).isEqualTo(number);
    assertThat(code.sentence()).endsWith(".");
  }

  @ParameterizedTest
  @CsvSource({
    "HOME_NOT_WRITABLE, HOME_NOT_WRITABLE",
    "PORT_TAKEN, PORT_TAKEN",
    "HOME_IN_USE, DATABASE",
    "DATABASE_UNAVAILABLE, DATABASE",
    "JAVA_TOO_OLD, JAVA_TOO_OLD",
    "CONFIGURATION_INVALID, CONFIGURATION_INVALID",
    "KMS_UNAVAILABLE, KMS_UNAVAILABLE",
    "KMS_REFUSED, KMS_UNAVAILABLE",
    "DISK_FULL, DISK_FULL",
    "INTERNAL, FAULT",
    "UNAUTHENTICATED, FAULT"
  })
  void code_ofAStartThatFailed_isWhatTheOperatorCanActOn(ErrorCode error, ExitCode code) {
    assertThat(ExitCode.of(error)).isEqualTo(code);
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void code_ofAnyError_isNeverSuccess(ErrorCode error) {
    assertThat(ExitCode.of(error)).isNotIn(ExitCode.OK, ExitCode.USAGE);
  }

  @Test
  void codes_leaveTheShellsOwnAlone() {
    // 126 and up are the shell's and the signals'.
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number)).allMatch(each -> each < 64);
  }
}
