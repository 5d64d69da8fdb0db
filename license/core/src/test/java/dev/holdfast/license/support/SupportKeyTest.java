package dev.holdfast.license.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SupportKeyTest {
  private static final SupportKey.Pair PAIR = SupportKey.generate();
  private static final SupportKey.Pair OTHER = SupportKey.generate();
  private static final String CONTEXT = "holdfast-support-1|sup_1|2026-11-21T12:00:00Z";

  private static void refused(Refusal refusal, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }

  private static byte[] contentKey() {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 0x5a);
    return key;
  }

  @Test
  void unwrap_whatWasWrapped_isTheContentKey() {
    assertThat(PAIR.unwrap(PAIR.key().wrap(contentKey(), CONTEXT), CONTEXT))
        .isEqualTo(contentKey());
  }

  @Test
  void wrap_sameKeyTwice_isNeverTheSame() {
    Set<String> seen = new HashSet<>();
    for (int round = 0; round < 20; round++) {
      seen.add(Arrays.toString(PAIR.key().wrap(contentKey(), CONTEXT)));
    }
    assertThat(seen).hasSize(20);
  }

  @Test
  void wrap_doesNotShowTheContentKey() {
    byte[] wrapped = PAIR.key().wrap(contentKey(), CONTEXT);

    assertThat(Arrays.toString(wrapped)).doesNotContain("90, 90, 90, 90, 90, 90");
  }

  /** Half of a key must open nothing, whichever half it is. */
  @Test
  void t45_onlyOneHalfOfTheKey_opensNothing() {
    byte[] wrapped = PAIR.key().wrap(contentKey(), CONTEXT);
    SupportKey.Pair classicOnly =
        SupportKey.Pair.of(
            PAIR.key(), PAIR.privateKeys().getFirst(), OTHER.privateKeys().getLast());
    SupportKey.Pair quantumOnly =
        SupportKey.Pair.of(
            PAIR.key(), OTHER.privateKeys().getFirst(), PAIR.privateKeys().getLast());

    refused(Refusal.KEY_UNKNOWN, () -> classicOnly.unwrap(wrapped, CONTEXT));
    refused(Refusal.KEY_UNKNOWN, () -> quantumOnly.unwrap(wrapped, CONTEXT));
    refused(Refusal.KEY_UNKNOWN, () -> OTHER.unwrap(wrapped, CONTEXT));
  }

  /** The public keys are in the context: private keys alone, under another name, do not do. */
  @Test
  void t45_privateKeysUnderAnotherPublicKey_openNothing() {
    byte[] wrapped = PAIR.key().wrap(contentKey(), CONTEXT);
    SupportKey.Pair mixed =
        SupportKey.Pair.of(
            OTHER.key(), PAIR.privateKeys().getFirst(), PAIR.privateKeys().getLast());

    refused(Refusal.KEY_UNKNOWN, () -> mixed.unwrap(wrapped, CONTEXT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "holdfast-support-1|sup_2|2026-11-21T12:00:00Z", "x"})
  void t45_anotherContext_opensNothing(String context) {
    byte[] wrapped = PAIR.key().wrap(contentKey(), CONTEXT);

    refused(Refusal.KEY_UNKNOWN, () -> PAIR.unwrap(wrapped, context));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 1568, 1600, 1611, 1612})
  void t45_wrappedKeyThatIsTooShort_isNoKey(int length) {
    byte[] cut = Arrays.copyOf(PAIR.key().wrap(contentKey(), CONTEXT), length);

    refused(Refusal.NOT_CANONICAL, () -> PAIR.unwrap(cut, CONTEXT));
  }

  @Test
  void t45_wrappedKeyWithoutItsEndOrWithMore_opensNothing() {
    byte[] wrapped = PAIR.key().wrap(contentKey(), CONTEXT);

    for (int length : new int[] {1613, wrapped.length - 1, wrapped.length + 1}) {
      refused(Refusal.KEY_UNKNOWN, () -> PAIR.unwrap(Arrays.copyOf(wrapped, length), CONTEXT));
    }
  }

  /** X25519 with a public key of a small order gives a secret that everybody knows. */
  @Test
  void t45_classicHalfOfASmallOrder_opensNothing() {
    byte[] wrapped = PAIR.key().wrap(contentKey(), CONTEXT);
    Arrays.fill(wrapped, 0, 32, (byte) 0);

    refused(Refusal.KEY_UNKNOWN, () -> PAIR.unwrap(wrapped, CONTEXT));
  }

  @Test
  void parse_ofItsText_isTheSameKey() {
    SupportKey read = SupportKey.parse("\n " + PAIR.key().text() + "\n");

    assertThat(read.id()).isEqualTo(PAIR.key().id()).matches("[0-9a-f]{24}");
    assertThat(PAIR.unwrap(read.wrap(contentKey(), CONTEXT), CONTEXT)).isEqualTo(contentKey());
    assertThat(PAIR.key().id()).isNotEqualTo(OTHER.key().id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "holdfast-support-key-1",
        "holdfast-support-key-1 AAAA",
        "holdfast-support-key-2 AAAA AAAA",
        "holdfast-support-key-1  AAAA",
        "ssh-ed25519 AAAA someone"
      })
  void parse_ofSomethingElse_isRefused(String text) {
    assertThatThrownBy(() -> SupportKey.parse(text)).isInstanceOf(RefusedException.class);
  }

  @Test
  void parse_ofKeysThatAreExchanged_isRefused() {
    String[] parts = PAIR.key().text().split(" ", -1);

    refused(
        Refusal.KEY_INVALID, () -> SupportKey.parse(parts[0] + " " + parts[2] + " " + parts[1]));
    refused(
        Refusal.KEY_INVALID, () -> SupportKey.parse(parts[0] + " " + parts[1] + " " + parts[1]));
    refused(Refusal.KEY_INVALID, () -> SupportKey.parse(parts[0] + " *** " + parts[2]));
  }

  @Test
  void toString_ofBothHalves_showsTheIdOnly() {
    assertThat(PAIR.toString()).isEqualTo("SupportKey.Pair " + PAIR.key().id());
    assertThat(PAIR.key().toString()).isEqualTo("SupportKey " + PAIR.key().id());
  }

  @Test
  void combine_changedInAnyInput_isAnotherSecret() throws Exception {
    SecretKey one = new SecretKeySpec(new byte[32], "Generic");
    SecretKey two = new SecretKeySpec(contentKey(), "Generic");
    byte[] part = {1, 2};
    List<SecretKey> made =
        List.of(
            Combiner.combine(one, two, List.of(part)),
            Combiner.combine(two, one, List.of(part)),
            Combiner.combine(one, one, List.of(part)),
            Combiner.combine(one, two, List.of()),
            // The same bytes, cut elsewhere: a length stands before each part.
            Combiner.combine(one, two, List.of(new byte[] {1}, new byte[] {2})));

    assertThat(made.stream().map(key -> Arrays.toString(key.getEncoded())).distinct()).hasSize(5);
    assertThat(made).allSatisfy(key -> assertThat(key.getEncoded()).hasSize(32));
    assertThat(Combiner.combine(one, two, List.of(part)).getEncoded())
        .isEqualTo(made.getFirst().getEncoded());
  }
}
