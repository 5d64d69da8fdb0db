package dev.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WrapTest {
  private static final String LINK = "https://ai.example.org:8443/setup#token=" + "x".repeat(60);

  @Test
  void plain_longText_isBrokenBetweenWords() {
    assertThat(Wrap.plain("one two three four five six", 20))
        .containsExactly("one two three four", "five six");
  }

  @Test
  void plain_longWord_staysWhole() {
    assertThat(Wrap.plain("open " + LINK + " now", 40)).containsExactly("open", LINK, "now");
  }

  @Test
  void rendered_lineThatFits_isLeftAlone() {
    String line = "  \u001b[1mbold\u001b[0m  text";
    assertThat(Wrap.rendered(line, 12)).isEqualTo(line);
  }

  @Test
  void rendered_labelAndText_goesOnUnderTheText() {
    assertThat(Wrap.rendered("  units     one, two, three, four", 24))
        .isEqualTo("  units     one, two,\n            three, four");
  }

  @Test
  void rendered_withColour_countsWhatIsSeen() {
    String line = "  \u001b[2mfix\u001b[0m  one two three";
    assertThat(Wrap.rendered(line, 15)).isEqualTo("  \u001b[2mfix\u001b[0m  one two\n       three");
  }

  @Test
  void rendered_link_staysWholeSoThatItCanBeCopied() {
    assertThat(Wrap.rendered(LINK, 40)).isEqualTo(LINK);
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 60, 80, 120})
  void rendered_atAnyWidth_fitsAndLosesNoWord(int width) {
    String text = "   12  Link /etc/one to /etc/two, and then write the file /etc/three as well";
    String wrapped = Wrap.rendered(text, width);
    assertThat(wrapped.lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
    assertThat(wrapped.replaceAll("\\s+", " ")).isEqualTo(text.replaceAll("\\s+", " "));
  }
}
