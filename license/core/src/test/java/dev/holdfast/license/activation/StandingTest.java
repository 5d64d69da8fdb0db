package dev.holdfast.license.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.testkit.Refusals;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answer is taken, counted out: by request, nonce, installation and machine. */
class StandingTest {
  private static final String HERE = "ins_" + "1".repeat(26);
  private static final Map<String, String> MACHINE =
      new TreeMap<>(Map.of("cpu", "c", "disk", "d", "machine-id", "m", "network", "n"));

  private static byte[] nonce(int of) {
    byte[] nonce = new byte[ActivationRequest.NONCE_BYTES];
    Arrays.fill(nonce, (byte) of);
    return nonce;
  }

  private static Fingerprint fingerprint(Map<String, String> machine) {
    return Fingerprint.of(new byte[Fingerprint.SALT_BYTES], machine);
  }

  private static Binding binding(long request, int nonce, int needed) {
    return new Binding(request, nonce(nonce), needed, fingerprint(MACHINE));
  }

  @ParameterizedTest
  @CsvSource({
    "5, 4, 5, 5, ''", // the newest request, not answered yet
    "5, 5, 5, 5, ''", // and again after a restart
    "5, 4, 4, 4, ANSWER_STALE",
    "5, 5, 4, 5, ANSWER_STALE",
    "5, 0, 1, 1, ANSWER_STALE",
    "5, 4, 6, 6, ANSWER_NOT_ASKED",
    "5, 4, 5, 4, ANSWER_NOT_ASKED",
    "5, 4, 5, 6, ANSWER_NOT_ASKED",
    "4, 5, 4, 4, ANSWER_STALE", // the database is older than the answer that was taken
    "4, 5, 5, 5, ANSWER_NOT_ASKED",
    "5, 4, 2147483647, 5, ANSWER_NOT_ASKED"
  })
  void requireAnswer_ofARequest_isTakenOrRefusedForItsOwnReason(
      long asked, long answered, long request, int nonce, String refusal) {
    Standing standing = new Standing(HERE, asked, nonce(5), answered);
    Binding binding = binding(request, nonce, 3);
    if (refusal.isEmpty()) {
      assertThatCode(() -> standing.requireAnswer(binding, HERE, MACHINE))
          .doesNotThrowAnyException();
    } else {
      Refusals.assertRefused(
          () -> standing.requireAnswer(binding, HERE, MACHINE), Refusal.valueOf(refusal));
    }
  }

  @Test
  void requireAnswer_whereNothingWasAsked_isRefused() {
    Standing fresh = new Standing(HERE, 0, null, 0);
    Refusals.assertRefused(
        () -> fresh.requireAnswer(binding(1, 1, 0), HERE, MACHINE), Refusal.ANSWER_NOT_ASKED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ins_", "INS_11111111111111111111111111", "ins_11111111111111111111111112"})
  void requireAnswer_forAnotherInstallation_isRefusedBeforeAllElse(String other) {
    Standing standing = new Standing(HERE, 5, nonce(5), 4);
    Refusals.assertRefused(
        () -> standing.requireAnswer(binding(1, 1, 4), other, Map.of()),
        Refusal.INSTALLATION_MISMATCH);
  }

  @Property(tries = 200)
  void requireNewest_anyNumbers_isTakenForTheNewestOnly(
      @ForAll @LongRange(min = 1, max = 4) long asked,
      @ForAll @LongRange(max = 4) long answered,
      @ForAll @LongRange(min = 1, max = 4) long request,
      @ForAll @IntRange(min = 1, max = 2) int nonce) {
    Standing standing = new Standing(HERE, asked, nonce(1), answered);
    boolean taken = request == asked && request >= answered && nonce == 1;
    if (taken) {
      assertThatCode(() -> standing.requireNewest(request, nonce(nonce)))
          .doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> standing.requireNewest(request, nonce(nonce)))
          .isInstanceOf(dev.holdfast.license.statement.RefusedException.class);
    }
  }

  /** M of N, for every M and every number of changed signs: neither one more nor one fewer. */
  @Property(tries = 200)
  void fit_someSignsChanged_holdsWhileEnoughAreTheSame(
      @ForAll @IntRange(max = 4) int changed, @ForAll @IntRange(max = 4) int needed) {
    Map<String, String> now = new TreeMap<>(MACHINE);
    MACHINE.keySet().stream().limit(changed).forEach(name -> now.put(name, "another"));
    Binding.Fit fit = binding(1, 1, needed).fit(now);
    switch (fit) {
      case Binding.Fit.Same same -> {
        assertThat(4 - changed).isGreaterThanOrEqualTo(needed);
        assertThat(same.changed()).hasSize(changed);
      }
      case Binding.Fit.Other other -> {
        assertThat(other.same()).isEqualTo(4 - changed).isLessThan(needed);
        assertThat(other.sentence()).contains(String.join(", ", other.changed()));
      }
    }
  }

  /** A sign that moved to another name is not the same sign, whatever its value. */
  @Test
  void fit_valuesExchangedBetweenNames_areBothChanged() {
    Map<String, String> now = new TreeMap<>(MACHINE);
    now.put("cpu", "d");
    now.put("disk", "c");
    assertThat(binding(1, 1, 2).fit(now))
        .isEqualTo(new Binding.Fit.Same(java.util.List.of("cpu", "disk")));
    assertThat(binding(1, 1, 3).fit(now)).isInstanceOf(Binding.Fit.Other.class);
  }

  @Test
  void fit_noSignsAtAll_isOtherUnlessNoneIsNeeded() {
    assertThat(binding(1, 1, 0).fit(Map.of())).isInstanceOf(Binding.Fit.Same.class);
    assertThat(binding(1, 1, 1).fit(Map.of()))
        .isInstanceOfSatisfying(
            Binding.Fit.Other.class,
            other ->
                assertThat(other.changed())
                    .containsExactly("cpu", "disk", "machine-id", "network"));
  }

  @ParameterizedTest
  @CsvSource({"0, 32, 0", "-1, 32, 0", "1, 31, 0", "1, 33, 0", "1, 0, 0", "1, 32, -1", "1, 32, 5"})
  void binding_thatCannotBe_isNotMade(long request, int nonce, int needed) {
    assertThatThrownBy(() -> new Binding(request, new byte[nonce], needed, fingerprint(MACHINE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "A",
        "a_b",
        "a b",
        "1a",
        "-a",
        "a.b",
        "\u00e4",
        "abcdefghijklmnopqrstuvwxyz1234567"
      })
  void fingerprint_signOfAnotherName_isNotTaken(String name) {
    assertThatThrownBy(() -> fingerprint(Map.of(name, "v")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Spaces, case and Unicode forms are values of their own: a machine has the sign or has not. */
  @Test
  void fingerprint_valuesThatLookAlike_areDifferent() {
    String[] values = {"m", "m ", " m", "M", "\u006d\u0301", "\u1e3f", "", "m\n", "\u043c"};
    assertThat(
            Arrays.stream(values)
                .map(value -> fingerprint(Map.of("cpu", value)).signals().get("cpu"))
                .distinct())
        .hasSize(values.length);
  }

  @Test
  void fingerprint_valueIsNowhereInIt_andTheSaltChangesAll() {
    Fingerprint one = fingerprint(MACHINE);
    byte[] salt = new byte[Fingerprint.SALT_BYTES];
    salt[31] = 1;
    Fingerprint other = Fingerprint.of(salt, MACHINE);
    assertThat(one.signals().values()).doesNotContainAnyElementsOf(other.signals().values());
    assertThat(one.signals().values()).doesNotContainAnyElementsOf(MACHINE.values());
  }
}
