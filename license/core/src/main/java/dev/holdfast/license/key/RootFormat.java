package dev.holdfast.license.key;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Sha384;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.statement.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The root's payload, format 1: read strictly, written for people's eyes. */
final class RootFormat {
  private static final int MAX_TEXT = 8192;
  private static final int MAX_KEYS = 16;
  private static final int MAX_DELEGATIONS = 64;
  private static final int MAX_DENIED = 256;
  private static final Set<String> KNOWN =
      Set.of(
          "format",
          "name",
          "version",
          "issued",
          "development",
          "threshold",
          "keys",
          "delegations",
          "denied");

  private RootFormat() {}

  /** Parses the payload of an envelope that must have this type. */
  static JsonFields parse(Envelope envelope, PayloadType type) {
    if (envelope.type() != type) {
      throw new RefusedException(Refusal.PAYLOAD_TYPE_WRONG);
    }
    return StrictJson.parse(envelope.payload(), type.maxPayload(), MAX_TEXT, type.maxElements());
  }

  static Root read(Envelope envelope, Suites suites) {
    JsonFields fields = parse(envelope, PayloadType.ROOT);
    if (fields.number("format", 1, StrictJson.MAX_NUMBER) != 1) {
      throw fields.refused(Refusal.FORMAT_UNKNOWN, "format");
    }
    fields.unknownBesides(KNOWN);
    List<VerifyingKey> keys =
        fields.objects("keys", MAX_KEYS).stream()
            .map(key -> VerifyingKey.read(key, suites))
            .toList();
    List<Root.Delegation> delegations =
        fields.objects("delegations", MAX_DELEGATIONS).stream()
            .map(delegation -> delegation(delegation, suites))
            .toList();
    noHalfTwice(keys, delegations);
    return new Root(
        fields.text("name", 100),
        fields.number("version", 1, Integer.MAX_VALUE),
        fields.instant("issued"),
        fields.flag("development"),
        (int) fields.number("threshold", 1, Math.max(1, keys.size())),
        keys,
        delegations,
        fields.objects("denied", MAX_DENIED).stream().map(RootFormat::denial).toList());
  }

  static byte[] write(Root root) {
    return Wire.readable(
        json -> {
          json.writeNumberField("format", 1);
          json.writeStringField("name", root.name());
          json.writeNumberField("version", root.version());
          json.writeStringField("issued", Wire.of(root.issued()));
          json.writeBooleanField("development", root.development());
          json.writeNumberField("threshold", root.threshold());
          json.writeArrayFieldStart("keys");
          for (VerifyingKey key : root.keys()) {
            json.writeStartObject();
            key.write(json);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("delegations");
          for (Root.Delegation delegation : root.delegations()) {
            write(json, delegation);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("denied");
          for (Root.Denial denial : root.denied()) {
            json.writeStartObject();
            json.writeStringField("keyId", denial.keyId());
            json.writeStringField("from", Wire.of(denial.from()));
            json.writeStringField("reason", denial.reason());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, Root.Delegation delegation) throws IOException {
    json.writeStartObject();
    json.writeStringField("role", Wire.of(delegation.role()));
    json.writeArrayFieldStart("products");
    for (String product : delegation.products().stream().sorted().toList()) {
      json.writeString(product);
    }
    json.writeEndArray();
    json.writeStringField("notBefore", Wire.of(delegation.notBefore()));
    json.writeStringField("notAfter", Wire.of(delegation.notAfter()));
    json.writeObjectFieldStart("key");
    delegation.key().write(json);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static Root.Delegation delegation(JsonFields fields, Suites suites) {
    fields.only(Set.of("role", "products", "notBefore", "notAfter", "key"));
    return new Root.Delegation(
        fields.constant("role", Role.class),
        Set.copyOf(fields.texts("products", 16, 64)),
        fields.instant("notBefore"),
        fields.instant("notAfter"),
        VerifyingKey.read(fields.object("key"), suites));
  }

  private static Root.Denial denial(JsonFields fields) {
    fields.only(Set.of("keyId", "from", "reason"));
    return new Root.Denial(
        Sha384.require(fields, "keyId"), fields.instant("from"), fields.text("reason", 400));
  }

  /** One key in two places could count twice, or sign licences as root. */
  private static void noHalfTwice(List<VerifyingKey> keys, List<Root.Delegation> delegations) {
    List<String> ids = new ArrayList<>();
    keys.forEach(key -> ids.addAll(key.ids()));
    delegations.forEach(delegation -> ids.addAll(delegation.key().ids()));
    if (new HashSet<>(ids).size() != ids.size()) {
      throw new RefusedException(Refusal.FIELD_VALUE, "a key stands twice in the root");
    }
  }
}
