package dev.holdfast.appliance.auditlog;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.AuditRecord;
import dev.holdfast.appliance.audit.Usage;
import dev.holdfast.appliance.audit.read.AuditLog;
import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Records as CSV (RFC 4180), a row each, in the order of the log. */
final class CsvExport {
  private static final String[] HEADER = {
    "at",
    "action",
    "outcome",
    "code",
    "actor_type",
    "actor_id",
    "actor_label",
    "target",
    "request_id",
    "client_address",
    "model",
    "input_tokens",
    "output_tokens",
    "cost_nanos",
    "details",
    "node",
    "sequence",
    "id",
    "hash"
  };
  // A spreadsheet takes a cell that starts so for a formula and runs it (OWASP, CSV injection).
  private static final String FORMULA_STARTS = "=+-@\t\r\n|%";

  private CsvExport() {}

  static void write(AuditLog log, AuditLog.Query query, Writer out) throws IOException {
    CsvWriter csv = CsvWriter.builder().build(out);
    csv.writeRecord(HEADER);
    log.forEach(query, entry -> csv.writeRecord(row(entry)));
    csv.close();
  }

  private static String[] row(AuditLog.Entry entry) {
    AuditRecord record = entry.record();
    AuditEvent event = record.event();
    Usage usage = event.usage();
    return new String[] {
      record.at().toString(),
      cell(event.action()),
      event.outcome().name().toLowerCase(Locale.ROOT),
      cell(event.code()),
      cell(event.actor().type()),
      cell(event.actor().id()),
      cell(event.actor().label()),
      cell(event.target()),
      cell(event.requestId()),
      cell(event.clientAddress()),
      usage == null ? "" : cell(usage.model()),
      usage == null ? "" : Long.toString(usage.inputTokens()),
      usage == null ? "" : Long.toString(usage.outputTokens()),
      usage == null || usage.costNanos() == null ? "" : usage.costNanos().toString(),
      cell(details(event.details())),
      cell(record.node()),
      Long.toString(record.sequence()),
      record.id().toString(),
      entry.hash()
    };
  }

  private static String details(Map<String, String> details) {
    return new TreeMap<>(details)
        .entrySet().stream()
            .map(detail -> detail.getKey() + "=" + detail.getValue())
            .collect(Collectors.joining("; "));
  }

  /** Text that no spreadsheet runs. */
  static String cell(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    return FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }
}
