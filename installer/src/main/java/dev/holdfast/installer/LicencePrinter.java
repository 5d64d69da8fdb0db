package dev.holdfast.installer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.installer.cli.Console;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The licence as people read it. */
final class LicencePrinter {
  private static final DateTimeFormatter READABLE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);
  private static final int QUOTA_WIDTH = 18;
  private static final int CAPABILITY_WIDTH = 20;
  private static final int TIME_WIDTH = 28;

  private final Console console;

  LicencePrinter(Console console) {
    this.console = console;
  }

  /** An instant as people write it; anything else as it is. */
  static String readable(String instant) {
    try {
      return READABLE.format(Instant.parse(instant));
    } catch (DateTimeException e) {
      return instant;
    }
  }

  void licence(JsonNode licence) {
    console.line("@|bold " + licence.path("sentence").asText() + "|@");
    clock(licence.path("clock"));
    licence.path("notices").forEach(notice -> console.line("@|yellow !|@ " + notice.asText()));
    List<Console.Fact> facts = new ArrayList<>();
    fact(facts, "plan", licence.path("plan"));
    fact(facts, "for", licence.path("customer"));
    fact(facts, "licence", licence.path("id"));
    fact(facts, "kind", licence.path("kind"));
    fact(facts, "issued", licence.path("issued"));
    fact(facts, "begins", licence.path("notBefore"));
    fact(facts, "ends", licence.path("expires"));
    fact(facts, "grace days", licence.path("graceDays"));
    fact(facts, "updates until", licence.path("updatesUntil"));
    fact(facts, "installation", licence.path("installation"));
    console.facts(facts);
    console.blank();
    licence.path("quotas").forEach(this::quota);
    console.blank();
    licence.path("capabilities").forEach(this::capability);
  }

  private static void fact(List<Console.Fact> facts, String label, JsonNode value) {
    if (!value.isMissingNode() && !value.isNull()) {
      facts.add(new Console.Fact(label, readable(value.asText())));
    }
  }

  private void clock(JsonNode clock) {
    String state = clock.path("state").asText("ok");
    if (!state.equals("ok")) {
      console.line(
          (state.equals("clock_suspect") ? "@|red,bold ✗|@ " : "@|yellow !|@ ")
              + clock.path("sentence").asText());
    }
  }

  private void quota(JsonNode quota) {
    JsonNode granted = quota.path("granted");
    JsonNode ceiling = quota.path("ceiling");
    String used = quota.path("used").isNull() ? "-" : number(quota.path("used"));
    String of = granted.isNull() ? "of unlimited" : "of " + number(granted);
    String beyond =
        granted.isNull() || ceiling.isMissingNode() || ceiling.equals(granted)
            ? ""
            : ceiling.isNull() ? "  more is allowed and reported" : "  up to " + number(ceiling);
    console.line(
        "  "
            + Console.pad(quota.path("code").asText(), QUOTA_WIDTH)
            + "  "
            + used
            + " "
            + of
            + "@|faint "
            + beyond
            + "|@");
  }

  private static String number(JsonNode value) {
    return String.format(Locale.UK, "%,d", value.asLong());
  }

  private void capability(JsonNode capability) {
    console.line(
        "  "
            + (capability.path("granted").asBoolean() ? Console.mark("ok") : "@|faint –|@")
            + " "
            + Console.pad(capability.path("code").asText(), CAPABILITY_WIDTH)
            + "  @|faint "
            + capability.path("sentence").asText()
            + "|@");
  }

  void ladder(JsonNode licence) {
    console.line("@|bold " + licence.path("sentence").asText() + "|@");
    clock(licence.path("clock"));
    console.blank();
    JsonNode rungs = licence.path("ladder");
    int here = -1;
    for (int i = 0; i < rungs.size(); i++) {
      here = rungs.path(i).path("reached").asBoolean() ? i : here;
    }
    for (int i = 0; i < rungs.size(); i++) {
      JsonNode rung = rungs.path(i);
      console.line(
          (i == here ? "@|bold >|@ " : i < here ? "@|green ✓|@ " : "  ")
              + Console.pad(readable(rung.path("at").asText()), TIME_WIDTH)
              + "  "
              + Console.pad(rung.path("stage").asText(), 10)
              + "  "
              + rung.path("sentence").asText());
    }
    if (rungs.isEmpty()) {
      console.line("The community plan does not end.");
    }
    console.blank();
    List<String> never = new ArrayList<>();
    licence.path("neverStops").forEach(one -> never.add(one.asText()));
    console.line("Never stops: " + String.join(", ", never) + ".");
  }

  void history(JsonNode steps) {
    for (JsonNode step : steps) {
      console.line(
          Console.pad(readable(step.path("at").asText()), TIME_WIDTH)
              + "  "
              + Console.pad(step.path("stage").asText(), 10)
              + "  "
              + step.path("sentence").asText()
              + (step.path("licence").isNull()
                  ? ""
                  : "  @|faint " + step.path("licence").asText() + "|@"));
    }
    if (steps.isEmpty()) {
      console.line("Nothing has happened yet.");
    }
  }
}
