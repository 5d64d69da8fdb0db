package dev.holdfast.vendor.licence;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.license.activation.Binding;
import dev.holdfast.license.licence.Ladder;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.Quota;
import dev.holdfast.license.statement.Times;
import dev.holdfast.license.statement.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A licence, as people and programs see it. */
final class LicenceReport {
  private static final int[] LOOK_AHEAD_DAYS = {0, 30, 90};

  private LicenceReport() {}

  static void write(JsonGenerator json, Licence licence, Instant now) throws IOException {
    json.writeStringField("id", licence.header().id());
    json.writeNumberField("sequence", licence.header().sequence());
    json.writeStringField("product", licence.header().product());
    json.writeStringField("plan", licence.header().plan());
    json.writeStringField("kind", Wire.of(licence.header().kind()));
    json.writeObjectFieldStart("customer");
    json.writeStringField("id", licence.customer().id());
    json.writeStringField("name", licence.customer().name());
    json.writeEndObject();
    json.writeStringField("issued", Wire.of(licence.term().issued()));
    json.writeStringField("notBefore", Wire.of(licence.term().notBefore()));
    json.writeStringField("expires", Wire.of(licence.term().expires()));
    json.writeNumberField("graceDays", licence.term().graceDays());
    json.writeArrayFieldStart("capabilities");
    for (String capability : licence.grant().capabilities()) {
      json.writeString(capability);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("quotas");
    for (Map.Entry<String, Quota> quota : licence.grant().quotas().entrySet()) {
      json.writeStringField(quota.getKey(), sentence(quota.getValue()));
    }
    json.writeEndObject();
    json.writeArrayFieldStart("meaning");
    Ladder ladder = Ladder.of(licence.term());
    for (int days : LOOK_AHEAD_DAYS) {
      json.writeStartObject();
      json.writeNumberField("inDays", days);
      json.writeStringField("stage", Wire.of(ladder.stageAt(now.plus(Duration.ofDays(days)))));
      json.writeStringField("sentence", meaning(ladder, now.plus(Duration.ofDays(days))));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void print(PrintWriter out, Licence licence, Instant now) {
    line(out, "id", licence.header().id() + ", sequence " + licence.header().sequence());
    line(out, "customer", licence.customer().name() + " (" + licence.customer().id() + ")");
    line(out, "plan", licence.header().plan() + ", " + Wire.of(licence.header().kind()));
    line(out, "issued", Times.readable(licence.term().issued()));
    line(
        out,
        "holds",
        Times.readable(licence.term().notBefore())
            + " to "
            + Times.readable(licence.term().expires())
            + ", then "
            + licence.term().graceDays()
            + " days of grace");
    if (licence.scope().installation() != null) {
      line(out, "bound to", licence.scope().installation() + machine(licence.scope().binding()));
    }
    line(out, "capabilities", String.join(", ", licence.grant().capabilities()));
    licence.grant().quotas().forEach((name, quota) -> line(out, name, sentence(quota)));
    if (!licence.newer().isEmpty()) {
      line(out, "not known here", String.join(", ", licence.newer()));
    }
    Ladder ladder = Ladder.of(licence.term());
    for (int days : LOOK_AHEAD_DAYS) {
      Instant then = now.plus(Duration.ofDays(days));
      String when = days == 0 ? "today" : "in " + days + " days";
      line(out, when, Times.readable(then) + ": " + meaning(ladder, then));
    }
    ladder
        .nextAfter(now)
        .ifPresent(rung -> line(out, "next", Times.readable(rung.at()) + ": " + rung.sentence()));
  }

  private static String machine(@Nullable Binding binding) {
    return binding == null
        ? ", on any machine"
        : ", where "
            + binding.needed()
            + " of "
            + binding.fingerprint().signals().size()
            + " signs of its machine are as they were; answers request "
            + binding.request();
  }

  private static String meaning(Ladder ladder, Instant at) {
    return ladder.rungAt(at).map(Ladder.Rung::sentence).orElse("It has not begun.");
  }

  private static String sentence(Quota quota) {
    return switch (quota) {
      case Quota.Unlimited ignored -> "unlimited";
      case Quota.Bounded bounded ->
          switch (bounded.overage()) {
            case BLOCK -> bounded.amount() + ", then refused";
            case RECORD -> bounded.amount() + ", more is recorded";
            case ALLOW -> bounded.amount() + ", up to " + bounded.percent() + " % more";
          };
    };
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("  %-15s %s%n", name, value);
  }
}
