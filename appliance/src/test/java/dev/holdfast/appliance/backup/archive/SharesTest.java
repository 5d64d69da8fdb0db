package dev.holdfast.appliance.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SharesTest {
  private final RecoveryKey.Pair pair = RecoveryKey.generate();

  @Test
  void join_anyThreeOfFive_givesTheKey() throws Exception {
    List<String> shares = Shares.split(pair, 3, 5);

    for (int i = 0; i < 5; i++) {
      for (int j = i + 1; j < 5; j++) {
        for (int k = j + 1; k < 5; k++) {
          assertThat(Shares.join(List.of(shares.get(i), shares.get(j), shares.get(k))))
              .isEqualTo(pair.privateKey());
        }
      }
    }
  }

  @Test
  void join_tooFewOrTheSameTwice_isLocked() {
    List<String> shares = Shares.split(pair, 3, 5);

    assertLocked(shares.subList(0, 2), "Too few");
    assertLocked(List.of(shares.get(0), shares.get(0), shares.get(1)), "Too few");
    assertLocked(List.of(), "Too few");
  }

  @Test
  void join_mistypedShare_saysThatTheCheckSumDoesNotHold() {
    List<String> shares = new ArrayList<>(Shares.split(pair, 2, 3));
    String share = shares.get(0);
    int at = share.length() - 20;
    char other = share.charAt(at) == 'A' ? 'B' : 'A';
    shares.set(0, share.substring(0, at) + other + share.substring(at + 1));

    assertLocked(shares, "check sum");
    assertLocked(List.of("hfr1-what"), "check sum");
  }

  @Test
  void join_sharesOfTwoKeys_isLocked() {
    List<String> ours = Shares.split(pair, 2, 3);
    List<String> theirs = Shares.split(RecoveryKey.generate(), 2, 3);

    assertLocked(List.of(ours.get(0), theirs.get(1)), "different recovery keys");
  }

  @Test
  void split_oneOfOne_isTheWholeKeyInOneLine() throws Exception {
    assertThat(Shares.split(pair, 1, 1)).hasSize(1);
    assertThat(Shares.join(Shares.split(pair, 1, 1))).isEqualTo(pair.privateKey());
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "3, 2", "1, 2", "2, 21"})
  void split_shapeThatMakesNoSense_isRefused(int m, int n) {
    assertThatThrownBy(() -> Shares.split(pair, m, n)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertLocked(List<String> shares, String words) {
    assertThatThrownBy(() -> Shares.join(shares))
        .isInstanceOfSatisfying(
            BackupException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED))
        .hasMessageContaining(words);
  }
}
