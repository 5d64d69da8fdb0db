package dev.holdfast.license.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnalyzersTest {
  private static Map<String, byte[]> facts(String text) {
    return Map.of(Analyzers.FACTS, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, byte[]> log(String text) {
    return Map.of("logs/1.log", text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "disk.free.mib, -1, fail",
    "disk.free.mib, 0, fail",
    "disk.free.mib, 127, fail",
    "disk.free.mib, 128, warn",
    "disk.free.mib, 1023, warn",
    "heap.used.percent, 91, warn",
    "heap.used.percent, 100, warn",
    "gc.time.percent, 11, warn",
    "threads.deadlocked, 1, fail",
    "migrations.failed, 1, fail",
    "backups.failed, 1, warn",
    "backups.done, 0, warn",
    "doctor.failed, clock, fail",
    "doctor.warned, disk, warn",
    "health, DOWN, fail",
  })
  void run_factOutsideItsBounds_isTheOneFinding(String fact, String value, String severity) {
    assertThat(Analyzers.run(facts(fact + "=" + value + "\n")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.id()).isEqualTo(fact);
              assertThat(finding.severity()).isEqualTo(severity);
              assertThat(finding.words()).endsWith(".").doesNotContain("%d").doesNotContain("%s");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "disk.free.mib, 1024",
    "heap.used.percent, 90",
    "gc.time.percent, 10",
    "threads.deadlocked, 0",
    "migrations.failed, 0",
    "backups.failed, 0",
    "backups.done, 1",
    "doctor.failed, ' '",
    "health, UP",
    "health, DEGRADED",
    "a.fact.of.a.later.version, 7",
  })
  void run_factWithinItsBounds_saysThatNothingStandsOut(String fact, String value) {
    assertThat(Analyzers.run(facts(fact + "=" + value + "\n")))
        .containsExactly(new Analyzers.Finding("ok", "nothing", "Nothing stands out."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1e9", "9999999999999999999", "0x10", "1 ", "--1", "١"})
  void run_figureThatIsNone_isNoFinding(String value) {
    assertThat(Analyzers.run(facts("threads.deadlocked=" + value + "\n")))
        .extracting(Analyzers.Finding::id)
        .containsExactly("nothing");
  }

  @Test
  void run_figures_standInTheWords() {
    assertThat(Analyzers.run(facts("heap.used.percent=97\n")).getFirst().words())
        .contains("97% full");
    assertThat(Analyzers.run(facts("disk.free.mib=5\n")).getFirst().words()).contains("5 MiB");
    assertThat(Analyzers.run(facts("doctor.failed=clock.skew disk.free\n")).getFirst().words())
        .contains("clock.skew disk.free");
  }

  @Test
  void run_severalFindings_areInOrderOfSeverity() {
    assertThat(
            Analyzers.run(
                facts("heap.used.percent=99\nhealth=DOWN\nbackups.done=0\ndisk.free.mib=1\n")))
        .extracting(Analyzers.Finding::severity)
        .containsExactly("fail", "fail", "warn", "warn");
  }

  /** What a check is called in a bundle is the sender's choice: it is a value, never a format. */
  @ParameterizedTest
  @ValueSource(strings = {"%n%n%s", "%1000000000d", "{0}", "$1\\", "<b>x</b>"})
  void t46_valueThatLooksLikeAFormat_isPlainText(String value) {
    assertThat(Analyzers.run(facts("doctor.failed=" + value + "\n")).getFirst().words())
        .contains(value);
  }

  @Test
  void t46_veryLongValue_isCut() {
    assertThat(Analyzers.run(facts("doctor.failed=" + "x".repeat(9_000) + "\n")).getFirst().words())
        .hasSizeLessThan(300)
        .contains("…");
  }

  /** A character of two halves stands where the words are cut: half a one is none, nor is JSON. */
  @ParameterizedTest
  @ValueSource(ints = {158, 159, 160, 161})
  void t46_longValueOfAnyCharacters_isCutBetweenThem(int before) {
    String face = "\ud83d\ude00";
    String value = "x".repeat(before) + face + face + face;
    String words = Analyzers.run(facts("doctor.warned=" + value + "\n")).getFirst().words();
    assertThat(words.codePoints())
        .noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    assertThat(words).contains("x".repeat(Math.min(before, 160))).contains("…");
    assertThat(words.codePointCount(0, words.length()))
        .isEqualTo("These checks warn: ".length() + 160 + "….".length());
  }

  @Test
  void t46_bytesThatAreNoText_areNoReasonToFail() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      byte[] noise = new byte[random.nextInt(3_000)];
      random.nextBytes(noise);
      assertThat(Analyzers.run(Map.of(Analyzers.FACTS, noise, "logs/1.log", noise))).isNotEmpty();
      assertThat(Analyzers.differences(Map.of(Analyzers.FACTS, noise), Map.of())).isNotNull();
    }
  }

  @Test
  void errors_inJsonAndInPlainLogs_areCountedByLogger() {
    String json = "{\"at\":\"t\",\"level\":\"ERROR\",\"logger\":\"a.B\",\"message\":\"x\"}\n";
    String plain = "2026-11-21T10:00:00Z ERROR Shipper: it failed\n";

    assertThat(Analyzers.run(log(json.repeat(3) + plain)))
        .singleElement()
        .isEqualTo(
            new Analyzers.Finding(
                "warn", "log.errors", "4 errors were logged, most by a.B (3), Shipper (1)."));
  }

  @Test
  void errors_ofManyLoggers_nameTheFiveMostFrequent() {
    String text =
        IntStream.rangeClosed(1, 9)
            .mapToObj(n -> ("{\"level\":\"ERROR\",\"logger\":\"l" + n + "\"}\n").repeat(n))
            .collect(Collectors.joining());

    String words = Analyzers.run(log(text)).getFirst().words();

    assertThat(words).startsWith("45 errors").contains("l9 (9), l8 (8), l7 (7), l6 (6), l5 (5).");
    assertThat(words).doesNotContain("l4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"level\":\"WARN\",\"logger\":\"a.B\"}\n",
        "an ERROR was feared and did not come\n",
        "{\"level\":\"INFO\",\"message\":\"ERROR a: b\"}\n"
      })
  void errors_whereNoneWasLogged_areNotFound(String line) {
    assertThat(Analyzers.run(log(line)))
        .extracting(Analyzers.Finding::id)
        .containsExactly("nothing");
  }

  @Test
  void errors_inFilesThatAreNoLogs_doNotCount() {
    byte[] error = "{\"level\":\"ERROR\",\"logger\":\"a.B\"}\n".getBytes(StandardCharsets.UTF_8);

    assertThat(Analyzers.run(Map.of("threads.txt", error)))
        .extracting(Analyzers.Finding::id)
        .containsExactly("nothing");
  }

  @Test
  void facts_linesThatAreNone_areLeftOut() {
    assertThat(Analyzers.facts(facts("a=1\nno fact\n=2\nb=x=y\n\nlong=" + "x".repeat(10_000))))
        .containsExactly(Map.entry("a", "1"), Map.entry("b", "x=y"));
    assertThat(Analyzers.facts(Map.of())).isEmpty();
  }

  @Test
  void facts_moreThanAThousand_areNotRead() {
    String text =
        IntStream.range(0, 5_000).mapToObj(n -> "f" + n + "=1\n").collect(Collectors.joining());

    assertThat(Analyzers.facts(facts(text))).hasSizeLessThanOrEqualTo(1_000).containsKey("f0");
  }

  @Test
  void differences_ofTheSameBundle_areNone() {
    Map<String, byte[]> same = facts("a=1\nb=2\n");

    assertThat(Analyzers.differences(same, same)).isEmpty();
  }

  @Test
  void differences_whatCameWentOrChanged_isToldByName() {
    assertThat(Analyzers.differences(facts("b=1\ngone=2\n"), facts("a=1\nb=3\n")))
        .isEqualTo(
            List.of(
                new Analyzers.Difference("a", "", "1"),
                new Analyzers.Difference("b", "1", "3"),
                new Analyzers.Difference("gone", "2", "")));
  }
}
