package dev.holdfast.appliance.identity.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.json.Fields;
import java.text.Normalizer;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of every script: one person has one key, and nothing hides in it. */
class EmailPropertiesTest {
  @Property(tries = 3_000)
  void key_ofAKey_isItself(@ForAll @StringLength(max = 40) String text) {
    assertThat(Email.key(Email.key(text))).isEqualTo(Email.key(text));
  }

  @Property(tries = 1_000)
  void key_howeverItWasComposed_isTheSame(@ForAll("names") String name) {
    String address = name + "@example.org";

    assertThat(Email.key(Normalizer.normalize(address, Normalizer.Form.NFD)))
        .isEqualTo(Email.key(Normalizer.normalize(address, Normalizer.Form.NFC)));
  }

  @Property(tries = 1_000)
  void key_inCapitals_isTheSameForAsciiNames(@ForAll("ascii") String name) {
    String address = name + "@example.org";

    assertThat(Email.key(address.toUpperCase(Locale.ROOT))).isEqualTo(Email.key(address));
  }

  @Property(tries = 3_000)
  void parse_whatIsTaken_isPlainAndFitsItsColumn(@ForAll @StringLength(max = 300) String text) {
    Email.parse(text + "@example.org")
        .ifPresent(
            email -> {
              assertThat(Fields.plain(email.text())).isTrue();
              assertThat(email.text()).hasSizeLessThanOrEqualTo(254).doesNotContainAnyWhitespaces();
              assertThat(email.local()).isNotEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u0085b@c.example", // next line
        "a\u00a0b@c.example", // no-break space
        "a\u2028b@c.example", // line separator
        "a\u3000b@c.example", // ideographic space
        "a\u200bb@c.example", // zero width space
        "a\u200db@c.example", // zero width joiner
        "a\u202eb@c.example", // right-to-left override
        "a\u2066b@c.example", // left-to-right isolate
        "a\ufeffb@c.example", // byte order mark
        "a\u00adb@c.example", // soft hyphen
        "a\ud800b@c.example", // half of a pair
        "a@c\u200b.example",
        "a@c.exam\u202eple",
        "a\tb@c.example",
        "a\rb@c.example",
        "a\0b@c.example"
      })
  void parse_withSomethingThatDoesNotShow_isEmpty(String typed) {
    assertThat(Email.parse(typed)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jos\u00e9@example.org",
        "\u0438\u0432\u0430\u043d@\u043f\u0440\u0438\u043c\u0435\u0440.example",
        "\u7530\u4e2d@\u4f8b.example",
        "a+b.c_d-e@sub.domain.example",
        "o'brien@example.org",
        "a@localhost"
      })
  void parse_addressOfAnyScript_isTaken(String typed) {
    assertThat(Email.parse(typed)).isPresent();
  }

  @Test
  void parse_hostileLength_takesLinearTime() {
    String dots = "a@" + "b.".repeat(50_000);
    String ats = "@".repeat(100_000);

    assertThat(Email.parse(dots)).isEmpty();
    assertThat(Email.parse(ats)).isEmpty();
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withCharRange('\u00c0', '\u017f').ofMinLength(1).ofMaxLength(20);
  }

  @Provide
  Arbitrary<String> ascii() {
    return Arbitraries.strings()
        .withCharRange('!', '~')
        .excludeChars('@')
        .ofMinLength(1)
        .ofMaxLength(20);
  }
}
