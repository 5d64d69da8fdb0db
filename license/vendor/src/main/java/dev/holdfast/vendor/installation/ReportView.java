package dev.holdfast.vendor.installation;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.Quota;
import dev.holdfast.license.statement.Times;
import dev.holdfast.license.statement.Wire;
import dev.holdfast.license.usage.Finding;
import dev.holdfast.license.usage.UsageReport;
import dev.holdfast.license.usage.UsageTotals;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What became of a report, as people and programs see it.
 *
 * @param firstHeardOf whether nothing was known of the installation before
 * @param again whether this very file came before
 * @param csv the CSV file beside it; null where none was given
 * @param totals what was used, of each name the highest period
 * @param licence what was granted; null where no licence was given
 */
record ReportView(
    UsageReport report,
    String key,
    boolean firstHeardOf,
    boolean again,
    List<Finding> findings,
    @Nullable SavedCsv csv,
    List<UsageTotals.Total> totals,
    @Nullable Licence licence) {
  ReportView {
    findings = List.copyOf(findings);
    totals = List.copyOf(totals);
  }

  /** Whether the numbers can be relied upon. */
  boolean sound() {
    return findings.stream().noneMatch(finding -> finding.what().grave());
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStringField("installation", report.installation());
    json.writeNumberField("sequence", report.sequence());
    json.writeStringField("issued", Wire.of(report.issued()));
    json.writeStringField("from", report.from().toString());
    json.writeStringField("to", report.to().toString());
    json.writeNumberField("firstRow", report.first());
    json.writeNumberField("lastRow", report.last());
    json.writeStringField("key", key);
    json.writeBooleanField("firstHeardOf", firstHeardOf);
    json.writeBooleanField("again", again);
    json.writeBooleanField("sound", sound());
    json.writeArrayFieldStart("findings");
    for (Finding finding : findings) {
      json.writeStartObject();
      json.writeStringField("what", Wire.of(finding.what()));
      json.writeBooleanField("grave", finding.what().grave());
      json.writeNumberField("fromRow", finding.from());
      json.writeNumberField("toRow", finding.to());
      json.writeStringField("sentence", finding.sentence());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (csv != null) {
      json.writeObjectFieldStart("csv");
      json.writeStringField("state", Wire.of(csv.state()));
      json.writeArrayFieldStart("differences");
      for (String difference : csv.differences()) {
        json.writeString(difference);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeArrayFieldStart("use");
    for (UsageTotals.Total total : totals) {
      write(json, total);
    }
    json.writeEndArray();
  }

  private void write(JsonGenerator json, UsageTotals.Total total) throws IOException {
    OptionalLong granted = granted(total.name());
    json.writeStartObject();
    json.writeStringField("name", total.name());
    json.writeStringField("period", total.period());
    json.writeNumberField("amount", total.amount());
    if (granted.isPresent()) {
      json.writeNumberField("granted", granted.getAsLong());
      json.writeNumberField("beyond", Math.max(0, total.amount() - granted.getAsLong()));
    }
    json.writeEndObject();
  }

  void print(PrintWriter out) {
    out.println("Report " + report.sequence() + " of " + report.installation());
    line(out, "about", Times.readable(report.from()) + " to " + Times.readable(report.to()));
    line(out, "written", Times.readable(report.issued()) + ", by version " + report.version());
    line(out, "rows", report.first() + " to " + report.last());
    line(
        out,
        "signature",
        "holds, by "
            + key
            + (firstHeardOf ? "; first heard of now, and its key is remembered" : ""));
    if (again) {
      line(out, "seen", "this very file came before");
    }
    line(out, "found", findings.isEmpty() ? "nothing: no row was changed, cut or left out" : "");
    for (Finding finding : findings) {
      out.println("    " + (finding.what().grave() ? "! " : "- ") + finding.sentence());
    }
    if (csv != null) {
      line(
          out,
          "CSV file",
          switch (csv.state()) {
            case AS_SIGNED -> "as signed";
            case RE_SAVED -> "re-saved, for example by a spreadsheet; every value agrees";
            case DIFFERS -> "does not agree with what was signed; the signed rows count";
          });
      csv.differences().forEach(difference -> out.println("    - " + difference));
    }
    out.println("  Use, each at its highest:");
    totals.forEach(total -> out.println("    " + sentence(total)));
  }

  private String sentence(UsageTotals.Total total) {
    OptionalLong granted = granted(total.name());
    String period = total.period().equals("all") ? "" : " in " + total.period();
    String used = String.format(Locale.UK, "%-20s %,d%s", total.name(), total.amount(), period);
    if (licence == null) {
      return used;
    }
    if (granted.isEmpty()) {
      return used + (quota(total.name()) == null ? ", not in the licence" : ", unlimited");
    }
    long beyond = total.amount() - granted.getAsLong();
    String of = String.format(Locale.UK, "%s of %,d", used, granted.getAsLong());
    return beyond > 0 ? String.format(Locale.UK, "%s: %,d beyond the licence", of, beyond) : of;
  }

  private @Nullable Quota quota(String name) {
    return licence == null ? null : licence.grant().quotas().get(name);
  }

  private OptionalLong granted(String name) {
    Quota quota = quota(name);
    return quota == null ? OptionalLong.empty() : quota.granted();
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("  %-10s %s%n", name, value);
  }
}
