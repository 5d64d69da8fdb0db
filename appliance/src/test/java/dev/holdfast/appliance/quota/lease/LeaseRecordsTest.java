package dev.holdfast.appliance.quota.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.quota.lease.AccountKey.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The words and settings of leasing. */
class LeaseRecordsTest {
  @Test
  void codes_ofKinds_stayAsTheDatabasesHaveThem() {
    assertThat(Kind.values())
        .extracting(Kind::code)
        .containsExactly("budget", "tokens.day", "tokens.month");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void period_ofEachKind_holdsItsInstant(Kind kind) {
    Instant at = Instant.parse("2026-02-28T23:30:00Z");

    assertThat(kind.period(at).contains(at)).isTrue();
    assertThat(kind.period(at))
        .isEqualTo(kind == Kind.TOKENS_DAY ? Period.day(at) : Period.month(at));
  }

  @Test
  void lockOrder_isOneForAllWhateverTheyStartFrom() {
    List<AccountKey> keys =
        new ArrayList<>(
            List.of(
                AccountKey.MONTH,
                AccountKey.budget(new UUID(1, 1), new UUID(5, 5)),
                AccountKey.DAY,
                AccountKey.budget(new UUID(2, 2), new UUID(4, 4))));
    List<AccountKey> sorted = keys.stream().sorted(AccountKey.LOCK_ORDER).toList();

    Collections.reverse(keys);

    assertThat(keys.stream().sorted(AccountKey.LOCK_ORDER).toList()).isEqualTo(sorted);
    assertThat(sorted.getFirst().owner()).isEqualTo(new UUID(4, 4));
    assertThat(sorted.getLast()).isEqualTo(AccountKey.MONTH);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, PT3S, PT24H, refresh",
    "PT-1S, PT3S, PT24H, refresh",
    "PT4.001S, PT3S, PT24H, refresh",
    "PT1S, PT0S, PT24H, patience",
    "PT1S, PT31S, PT24H, patience",
    "PT1S, PT3S, PT4M59S, lost-after"
  })
  void config_outOfItsBounds_isRefusedByName(
      Duration refresh, Duration patience, Duration lostAfter, String name) {
    assertThatThrownBy(() -> new QuotaConfig(refresh, patience, lostAfter))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holdfast.quota." + name);
  }

  @ParameterizedTest
  @CsvSource({"PT0.001S, PT0.001S, PT5M", "PT4S, PT30S, P365D", "PT0.5S, PT3S, PT24H"})
  void config_atItsBounds_isTaken(Duration refresh, Duration patience, Duration lostAfter) {
    QuotaConfig config = new QuotaConfig(refresh, patience, lostAfter);

    assertThat(config.refresh()).isEqualTo(refresh);
    assertThat(config.silence()).isGreaterThan(refresh);
  }

  @Test
  void answered_withoutARecall_isAlways_andOneThatWasNeverMadeIsNot() {
    LeaseStore.Standing standing = new LeaseStore.Standing(10, 0, 0, 10);

    assertThat(new Grant(10, 0, 0, true, 0, 0, standing).answered(0)).isTrue();
    assertThat(new Grant(10, 0, 0, true, 5, 5, standing).answered(0)).isFalse();
    assertThat(new Grant(10, 0, 0, true, 5, 4, standing).answered(5)).isFalse();
    assertThat(new Grant(10, 0, 0, true, 5, 5, standing).answered(5)).isTrue();
  }
}
