package dev.holdfast.appliance.identity.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.identity.token.TokenSource;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** What is not a key is told without the database; what is one is never refused for its form. */
class KeyFormatPropertiesTest {
  private static final TokenSource TOKENS = new TokenSource();

  @Property(tries = 2_000)
  void made_any_isWellFormedAndOneChangeIsNoticed(
      @ForAll @IntRange(max = 38) int at, @ForAll char other) {
    String key = KeyFormat.make(TOKENS);
    String changed = key.substring(0, at) + other + key.substring(at + 1);

    assertThat(KeyFormat.wellFormed(key)).isTrue();
    assertThat(KeyFormat.wellFormed(changed)).isEqualTo(changed.equals(key));
  }

  @Property(tries = 1_000)
  void text_any_isNoKeyAndNoFault(@ForAll @StringLength(max = 60) String text) {
    assertThat(KeyFormat.wellFormed(text)).isFalse();
    assertThat(KeyFormat.wellFormed("hf_" + text)).isFalse();
  }

  @Property(tries = 500)
  void made_cutOrExtended_isNoKey(@ForAll @IntRange(max = 38) int length) {
    String key = KeyFormat.make(TOKENS);

    assertThat(KeyFormat.wellFormed(key.substring(0, length))).isFalse();
    assertThat(KeyFormat.wellFormed(key + key.charAt(length))).isFalse();
    assertThat(KeyFormat.wellFormed(key.charAt(length) + key)).isFalse();
  }

  @Test
  void made_tenThousand_neverRepeatEvenInWhatIsShown() {
    Set<String> keys = new HashSet<>();
    Set<String> shown = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      String key = KeyFormat.make(TOKENS);
      keys.add(key);
      shown.add(key.substring(0, KeyFormat.SHOWN_LENGTH));
    }

    assertThat(keys).hasSize(10_000);
    // 62^6 prefixes: a handful of twins among ten thousand is all that chance allows.
    assertThat(shown).hasSizeGreaterThan(9_990);
  }

  @Test
  void shown_leavesEnoughUnknown() {
    int hidden = KeyFormat.LENGTH - KeyFormat.SHOWN_LENGTH - KeyFormat.CHECK_LENGTH;

    assertThat(hidden * Math.log(62) / Math.log(2)).isGreaterThan(128);
  }
}
