package dev.holdfast.license.key;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.statement.Algorithm;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.statement.Suites;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Public keys of other kinds, and signatures of which a part is not what it should be. */
class VerifyingKeyTest {
  private static final SigningKey KEY = SigningKey.generate(Suite.V2026_1);
  private static final SigningKey OTHER = SigningKey.generate(Suite.V2026_1);
  private static final byte[] PAYLOAD = {1, 2, 3};

  private static List<byte[]> encoded(SigningKey key) {
    return key.verifying().keys().stream().map(PublicKey::getEncoded).toList();
  }

  private static Envelope.Signature signature() {
    return KEY.sign(PayloadType.LICENCE, PAYLOAD);
  }

  private static void verify(Envelope.Signature signature) {
    KEY.verifying()
        .verify(new Envelope(PayloadType.LICENCE, PAYLOAD, List.of(signature)), signature);
  }

  private static void assertHalfRefused(int half, byte[] value) {
    Envelope.Signature sound = signature();
    List<byte[]> values = new ArrayList<>(sound.values());
    values.set(half, value);
    assertRefused(
        () -> verify(new Envelope.Signature(sound.suite(), sound.keys(), values)),
        Refusal.SIGNATURE_INVALID);
  }

  @Test
  void of_keysOfTheSuite_haveIdsThatNameThem() {
    VerifyingKey again = VerifyingKey.of(Suite.V2026_1, encoded(KEY));
    assertThat(again).isEqualTo(KEY.verifying()).hasSameHashCodeAs(KEY.verifying());
    assertThat(again.ids()).hasSize(2).allMatch(id -> id.matches("[0-9a-f]{96}"));
    assertThat(again).isNotEqualTo(OTHER.verifying());
  }

  @Test
  void of_tooFewTooManyOrSwapped_isRefused() {
    List<byte[]> keys = encoded(KEY);
    assertRefused(() -> VerifyingKey.of(Suite.V2026_1, List.of()), Refusal.KEY_INVALID);
    assertRefused(
        () -> VerifyingKey.of(Suite.V2026_1, List.of(keys.getFirst())), Refusal.KEY_INVALID);
    assertRefused(
        () -> VerifyingKey.of(Suite.V2026_1, List.of(keys.get(0), keys.get(1), keys.get(1))),
        Refusal.KEY_INVALID);
    assertRefused(() -> VerifyingKey.of(Suite.V2026_1, keys.reversed()), Refusal.KEY_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ML-DSA-44", "ML-DSA-65", "X25519", "Ed448", "ML-KEM-1024"})
  void of_keyOfAnotherKindOrSize_isRefused(String algorithm) throws Exception {
    byte[] foreign =
        KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPublic().getEncoded();
    List<byte[]> keys = encoded(KEY);
    assertRefused(
        () -> VerifyingKey.of(Suite.V2026_1, List.of(foreign, keys.get(1))).keys(),
        Refusal.KEY_INVALID);
    assertRefused(
        () -> VerifyingKey.of(Suite.V2026_1, List.of(keys.get(0), foreign)).keys(),
        Refusal.KEY_INVALID);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void publicKey_bytesOfTheRightLengthThatAreNoKey_areRefused(Algorithm algorithm) {
    byte[] sound = encoded(KEY).get(algorithm.ordinal());
    assertThat(algorithm.publicKey(sound).getEncoded()).isEqualTo(sound);
    assertRefused(() -> algorithm.publicKey(new byte[sound.length]), Refusal.KEY_INVALID);
    byte[] header = sound.clone();
    header[0] ^= 1;
    assertRefused(() -> algorithm.publicKey(header), Refusal.KEY_INVALID);
    assertRefused(
        () -> algorithm.publicKey(Arrays.copyOf(sound, sound.length + 1)), Refusal.KEY_INVALID);
    assertRefused(
        () -> algorithm.publicKey(Arrays.copyOf(sound, sound.length - 1)), Refusal.KEY_INVALID);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void verify_halfThatWasChangedCutOrLeftOut_doesNotHold(int half) {
    verify(signature());
    byte[] sound = signature().values().get(half);
    byte[] flipped = sound.clone();
    flipped[flipped.length / 2] ^= 1;
    assertHalfRefused(half, flipped);
    assertHalfRefused(half, new byte[0]);
    assertHalfRefused(half, new byte[sound.length]);
    assertHalfRefused(half, Arrays.copyOf(sound, sound.length - 1));
    assertHalfRefused(half, Arrays.copyOf(sound, sound.length + 1));
    assertHalfRefused(half, OTHER.sign(PayloadType.LICENCE, PAYLOAD).values().get(half));
    // The other half's value is a signature too, of another algorithm.
    assertHalfRefused(half, signature().values().get(1 - half));
  }

  @Test
  void verify_valuesMissingOrTooMany_areIncomplete() {
    Envelope.Signature sound = signature();
    for (List<byte[]> values :
        List.<List<byte[]>>of(
            List.of(),
            sound.values().subList(0, 1),
            List.of(sound.values().get(0), sound.values().get(1), sound.values().get(1)))) {
      assertRefused(
          () -> verify(new Envelope.Signature(sound.suite(), sound.keys(), values)),
          Refusal.SIGNATURE_INCOMPLETE);
    }
  }

  @Test
  void verify_underOtherKeysOrAnotherSuite_isNotItsSignature() {
    Envelope.Signature sound = signature();
    assertRefused(
        () -> verify(new Envelope.Signature("2027-1", sound.keys(), sound.values())),
        Refusal.KEY_UNKNOWN);
    assertRefused(
        () ->
            verify(
                new Envelope.Signature(
                    sound.suite(), sound.keys().reversed(), sound.values().reversed())),
        Refusal.KEY_UNKNOWN);
  }

  @Test
  void verify_overAnotherPayloadOrType_doesNotHold() {
    Envelope.Signature sound = signature();
    assertRefused(
        () ->
            KEY.verifying().verify(new Envelope(PayloadType.ROOT, PAYLOAD, List.of(sound)), sound),
        Refusal.SIGNATURE_INVALID);
    assertRefused(
        () ->
            KEY.verifying()
                .verify(
                    new Envelope(PayloadType.LICENCE, new byte[] {1, 2}, List.of(sound)), sound),
        Refusal.SIGNATURE_INVALID);
  }

  @Test
  void suites_thatAreNotKnown_needANewerVersion() {
    assertThat(Suites.CURRENT.require("2026-1")).isEqualTo(Suite.V2026_1);
    for (String id : List.of("", "2026-2", "2026-1 ", "none")) {
      assertRefused(() -> Suites.CURRENT.require(id), Refusal.SUITE_UNKNOWN);
    }
    assertThatThrownBy(() -> new Suite("x", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Suite("No Such", List.of(Algorithm.ED25519)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
