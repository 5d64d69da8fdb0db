package dev.holdfast.vendor.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T46: a stranger's text on a terminal, in a page and in a spreadsheet. */
class InertTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[31mred",
        "\u001b]52;c;Y3VybA==\u0007",
        "\u001bPq#0",
        "\u009b2J",
        "\u0007",
        "\b\b\b",
        "\r",
        "\u007f",
        "\u0085",
        "\u202e\u2066gnp.exe",
        "\u200b\u200d\ufeff",
        "\u00ad",
        "\ud800",
        "\udbff\udfff",
        "\ue000",
        "\udb40\udc41"
      })
  void t46_text_hiddenCharacters_areDots(String hostile) {
    String safe = Inert.text("a" + hostile + "b");
    assertThat(safe).startsWith("a").endsWith("b").contains("\u00b7");
    assertThat(safe.codePoints())
        .noneMatch(Character::isISOControl)
        .noneMatch(point -> Character.getType(point) == Character.FORMAT)
        .noneMatch(point -> Character.getType(point) == Character.SURROGATE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "Müller & Söhne", "日本語", "😀", "a\tb\nc", "", "قيمة"})
  void text_whatPeopleWrite_staysAsItIs(String text) {
    assertThat(Inert.text(text)).isEqualTo(text);
  }

  @Test
  void t46_line_isOneLine() {
    assertThat(Inert.line("one\ntwo\r\nthree\tfour")).isEqualTo("one two\u00b7 three four");
    assertThat(Inert.line("a\u2028b\u2029c")).isEqualTo("a\u00b7b\u00b7c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<script>alert(1)</script> | &lt;script&gt;alert(1)&lt;/script&gt;",
        "<img src=x onerror=\"a('b')\"> | &lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;",
        "&lt;script&gt; | &amp;lt;script&amp;gt;",
        "</pre></body> | &lt;/pre&gt;&lt;/body&gt;",
        "<!-- --> | &lt;!-- --&gt;"
      })
  void t46_html_markup_isText(String hostile, String safe) {
    assertThat(Inert.html(hostile)).isEqualTo(safe);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|'/C calc'!A0",
        "=HYPERLINK(\"http://x\")",
        "\t=1",
        " =1",
        "\r=1",
        "\u0000=1",
        "\uff1d1+1",
        "  @x"
      })
  void t46_cell_formula_isText(String hostile) {
    String cell = Inert.cell(hostile);
    assertThat(cell).startsWith("\"").endsWith("\"");
    // Spreadsheets pass over blanks before a formula, and some take the wide forms for it.
    assertThat(cell.substring(1).strip()).matches("(?s)['\u00b7].*");
  }

  @Test
  void cell_quotationMarks_areDoubledAndLinesJoined() {
    assertThat(Inert.cell("say \"no\"\nand go")).isEqualTo("\"say \"\"no\"\" and go\"");
    assertThat(Inert.cell("")).isEqualTo("\"\"");
  }

  @Test
  void csv_rows_areSortedAndEachOfTwoCells() {
    assertThat(Inert.csv(Map.of("b", "=2", "a", "1,2\n3")))
        .isEqualTo("\"fact\",\"value\"\r\n\"a\",\"1,2 3\"\r\n\"b\",\"'=2\"\r\n");
  }
}
