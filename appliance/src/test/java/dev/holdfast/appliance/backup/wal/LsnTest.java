package dev.holdfast.appliance.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LsnTest {
  private static final int SEGMENT = 16 << 20;

  @ParameterizedTest
  @CsvSource({"0/0, 0", "0/16B3748, 23803720", "1/0, 4294967296", "FF/FFFFFFFF, 1099511627775"})
  void text_bothWays_isTheServers(String text, long lsn) {
    assertThat(Lsn.parse(text)).isEqualTo(lsn);
    assertThat(Lsn.text(lsn)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "16B3748", "0/", "/", "x/y", "0/16B3748/2"})
  void text_thatIsNone_isRefused(String text) {
    assertThatThrownBy(() -> Lsn.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void segment_ofAPosition_beginsAtItsMultiple() {
    assertThat(Lsn.segment(0, SEGMENT)).isZero();
    assertThat(Lsn.segment(SEGMENT - 1L, SEGMENT)).isZero();
    assertThat(Lsn.segment(SEGMENT, SEGMENT)).isEqualTo(SEGMENT);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0/1000000, 000000010000000000000001",
    "1, 0/FFFFFFFF, 0000000100000000000000FF",
    "1, 1/0, 000000010000000100000000",
    "17, 2/3000000, 000000110000000200000003"
  })
  void file_ofAPosition_hasTheServersName(int timeline, String lsn, String name) {
    assertThat(Lsn.file(timeline, Lsn.parse(lsn), SEGMENT)).isEqualTo(name);
  }
}
