package dev.holdfast.appliance.identity.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.secret.Secret;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules for passphrases against input that nobody thought of. */
class PassphrasePropertiesTest {
  private static final Email ADA =
      new Email("ada.lovelace@example.org", "ada.lovelace@example.org");

  private final PassphraseRules rules = new PassphraseRules();
  private final Passphrases passphrases = new Passphrases(new Passphrases.Cost(8, 1, 4));

  @Property(tries = 2_000)
  void check_anyText_isTakenOrWeakAndNeverAFault(@ForAll @StringLength(max = 300) String text) {
    try {
      assertThat(rules.check(text, ADA, "Ada Lovelace").revealText().codePoints().count())
          .isBetween(15L, 256L);
    } catch (ProblemException e) {
      assertThat(e.problem().code()).isEqualTo(ErrorCode.PASSPHRASE_WEAK);
    }
  }

  @Property(tries = 300)
  void check_randomWords_areTaken(
      @ForAll long seed, @ForAll @IntRange(min = 20, max = 60) int length) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('!' + random.nextInt('~' - '!')));
    }

    assertThat(rules.check(text.toString(), ADA, "Ada Lovelace")).isNotNull();
  }

  @Property(tries = 500)
  void refusal_ofAnyText_neverRepeatsIt(
      @ForAll @AlphaChars @StringLength(min = 4, max = 14) String text) {
    assertThatThrownBy(() -> rules.check(text, ADA, "Ada Lovelace"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem().detail())
                    .matches("It has \\d+ characters; it takes 15 or more\\."));
  }

  @ParameterizedTest
  @CsvSource({
    "Jean-Luc Picard, jean-luc-picard-1",
    "Jean-Luc Picard, Picard Jean Luc 1701",
    "Anna-Maria Example, anna.maria.example.12",
    "O'Brien Miles, miles o'brien miles 1",
    "J\u00f6rg M\u00fcller-L\u00fcdenscheidt, m\u00fcller l\u00fcdenscheidt 1"
  })
  void check_madeOfADoubleName_isWeak(String name, String passphrase) {
    assertThatThrownBy(() -> rules.check(passphrase, ADA, name))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.PASSPHRASE_WEAK));
  }

  @Property(tries = 150)
  void hash_anyPassphrase_isVerifiedAndNoOtherIs(
      @ForAll @StringLength(min = 1, max = 80) String text,
      @ForAll @StringLength(min = 1, max = 80) String other) {
    String stored = passphrases.hash(Secret.of(text));

    assertThat(passphrases.verify(Secret.of(text), stored)).isTrue();
    assertThat(passphrases.verify(Secret.of(other), stored))
        .isEqualTo(Passphrases.normalised(other).equals(Passphrases.normalised(text)));
    assertThat(stored).matches("\\$argon2id\\$v=19\\$m=8,t=1,p=1\\$[A-Za-z0-9+/]{22}\\$.{43}");
  }

  @Property(tries = 100)
  void verify_hashTamperedWith_isNotAMatch(@ForAll @IntRange(min = 30, max = 70) int at) {
    String stored = passphrases.hash(Secret.of("violet tractor humming 42"));
    char changed = stored.charAt(at) == 'A' ? 'B' : 'A';
    if (stored.charAt(at) == '$') {
      return;
    }
    String tampered = stored.substring(0, at) + changed + stored.substring(at + 1);

    // The last character of each base 64 group has bits that say nothing.
    if (at != stored.length() - 1 && stored.charAt(at + 1) != '$') {
      assertThat(passphrases.verify(Secret.of("violet tractor humming 42"), tampered)).isFalse();
    }
  }
}
