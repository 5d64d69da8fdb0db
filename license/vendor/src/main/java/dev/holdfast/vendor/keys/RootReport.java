package dev.holdfast.vendor.keys;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.license.key.Root;
import dev.holdfast.license.key.VerifyingKey;
import dev.holdfast.license.statement.Times;
import dev.holdfast.license.statement.Wire;
import java.io.IOException;
import java.io.PrintWriter;

/** A root, as people and programs see it. */
final class RootReport {
  private RootReport() {}

  static void write(JsonGenerator json, Root root) throws IOException {
    json.writeStringField("name", root.name());
    json.writeNumberField("version", root.version());
    json.writeBooleanField("development", root.development());
    json.writeStringField("issued", Wire.of(root.issued()));
    json.writeNumberField("threshold", root.threshold());
    json.writeArrayFieldStart("shares");
    for (VerifyingKey key : root.keys()) {
      ids(json, key);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("roles");
    for (Root.Delegation delegation : root.delegations()) {
      json.writeStartObject();
      json.writeStringField("role", Wire.of(delegation.role()));
      json.writeStringField("notBefore", Wire.of(delegation.notBefore()));
      json.writeStringField("notAfter", Wire.of(delegation.notAfter()));
      json.writeFieldName("keys");
      ids(json, delegation.key());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("denied");
    for (Root.Denial denial : root.denied()) {
      json.writeStartObject();
      json.writeStringField("key", denial.keyId());
      json.writeStringField("from", Wire.of(denial.from()));
      json.writeStringField("reason", denial.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void print(PrintWriter out, Root root) {
    out.println(
        "Root "
            + root.name()
            + ", version "
            + root.version()
            + (root.development() ? ", for development only" : ""));
    out.println("  " + root.threshold() + " of " + root.keys().size() + " shares must sign:");
    for (int i = 0; i < root.keys().size(); i++) {
      out.printf("    %-12s %s%n", KeyFolder.rootName(i + 1), root.keys().get(i).shortId());
    }
    out.println("  Roles:");
    for (Root.Delegation delegation : root.delegations()) {
      out.printf(
          "    %-12s %s  %s to %s%n",
          Wire.of(delegation.role()),
          delegation.key().shortId(),
          Times.readable(delegation.notBefore()),
          Times.readable(delegation.notAfter()));
    }
    for (Root.Denial denial : root.denied()) {
      out.println(
          "  Denied from "
              + Times.readable(denial.from())
              + ": "
              + denial.keyId()
              + " ("
              + denial.reason()
              + ")");
    }
  }

  private static void ids(JsonGenerator json, VerifyingKey key) throws IOException {
    json.writeStartArray();
    for (String id : key.ids()) {
      json.writeString(id);
    }
    json.writeEndArray();
  }
}
