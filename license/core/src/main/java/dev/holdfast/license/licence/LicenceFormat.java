package dev.holdfast.license.licence;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.license.activation.Binding;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Wire;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Format 1, read strictly and written for people's eyes. */
final class LicenceFormat {
  static final int FORMAT = 1;

  private static final int MAX_GRACE_DAYS = 366;
  private static final int MAX_NAME = 200;
  private static final Pattern ID = Pattern.compile("lic_[0-9a-z]{26}");
  private static final Pattern CODE = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");
  static final Set<String> KNOWN =
      Set.of(
          "format",
          "id",
          "sequence",
          "product",
          "plan",
          "kind",
          "customer",
          "issued",
          "notBefore",
          "expires",
          "graceDays",
          "updatesUntil",
          "modes",
          "edition",
          "versions",
          "installation",
          "binding",
          "capabilities",
          "quotas",
          "support");

  private LicenceFormat() {}

  static Licence read(JsonFields fields) {
    if (fields.number("format", 1, StrictJson.MAX_NUMBER) != FORMAT) {
      throw fields.refused(Refusal.FORMAT_UNKNOWN, "format");
    }
    List<String> newer = fields.unknownBesides(KNOWN);
    JsonFields customer = fields.object("customer");
    customer.only(Set.of("id", "name"));
    return new Licence(
        header(fields),
        new Licence.Customer(customer.text("id", MAX_NAME), customer.text("name", MAX_NAME)),
        term(fields),
        scope(fields),
        new Licence.Grant(codes(fields, "capabilities"), quotas(fields.object("quotas"))),
        support(fields.object("support")),
        newer);
  }

  private static Licence.Header header(JsonFields fields) {
    String id = fields.text("id", 30);
    if (!ID.matcher(id).matches()) {
      throw fields.refused(Refusal.FIELD_VALUE, "id");
    }
    return new Licence.Header(
        id,
        fields.number("sequence", 1, StrictJson.MAX_NUMBER),
        fields.text("product", 64),
        fields.text("plan", 64),
        fields.constant("kind", Licence.Kind.class));
  }

  private static Licence.Term term(JsonFields fields) {
    Instant notBefore = fields.instant("notBefore");
    Instant expires = fields.instant("expires");
    if (!notBefore.isBefore(expires)) {
      throw fields.refused(Refusal.FIELD_VALUE, "expires");
    }
    return new Licence.Term(
        fields.instant("issued"),
        notBefore,
        expires,
        (int) fields.number("graceDays", 0, MAX_GRACE_DAYS),
        fields.optionalInstant("updatesUntil").orElse(null));
  }

  private static Licence.Scope scope(JsonFields fields) {
    Set<Licence.Mode> modes = new LinkedHashSet<>();
    for (String mode : fields.texts("modes", 16, 40)) {
      modes.add(mode(fields, mode));
    }
    JsonFields versions = fields.object("versions");
    versions.only(Set.of("from", "before"));
    return new Licence.Scope(
        modes,
        fields.text("edition", 64),
        new Versions(
            version(versions, versions.text("from", 40), "from"),
            version(versions, versions.optionalText("before", 40).orElse(null))),
        fields.optionalText("installation", 64).orElse(null),
        binding(fields));
  }

  /** Who binds to a machine must say which installation. */
  private static @Nullable Binding binding(JsonFields fields) {
    if (!fields.has("binding")) {
      return null;
    }
    if (!fields.has("installation")) {
      throw fields.refused(Refusal.FIELD_MISSING, "installation");
    }
    return Binding.read(fields.object("binding"));
  }

  private static Licence.Mode mode(JsonFields fields, String text) {
    for (Licence.Mode mode : Licence.Mode.values()) {
      if (Wire.of(mode).equals(text)) {
        return mode;
      }
    }
    throw fields.refused(Refusal.FIELD_VALUE, "modes");
  }

  private static String version(JsonFields fields, String text, String name) {
    if (!Versions.isVersion(text)) {
      throw fields.refused(Refusal.FIELD_VALUE, name);
    }
    return text;
  }

  private static @Nullable String version(JsonFields fields, @Nullable String before) {
    return before == null ? null : version(fields, before, "before");
  }

  private static Set<String> codes(JsonFields fields, String name) {
    List<String> codes = fields.texts(name, 500, 64);
    for (String code : codes) {
      if (!CODE.matcher(code).matches()) {
        throw fields.refused(Refusal.FIELD_VALUE, name);
      }
    }
    return new LinkedHashSet<>(codes);
  }

  private static Map<String, Quota> quotas(JsonFields fields) {
    Map<String, Quota> quotas = new LinkedHashMap<>();
    for (String name : fields.names()) {
      if (!CODE.matcher(name).matches()) {
        throw fields.refused(Refusal.FIELD_VALUE, name);
      }
      quotas.put(name, quota(fields.object(name)));
    }
    return quotas;
  }

  private static Quota quota(JsonFields fields) {
    if (fields.has("unlimited")) {
      fields.only(Set.of("unlimited"));
      if (!fields.flag("unlimited")) {
        throw fields.refused(Refusal.FIELD_VALUE, "unlimited");
      }
      return new Quota.Unlimited();
    }
    Quota.Overage overage = fields.constant("overage", Quota.Overage.class);
    boolean allow = overage == Quota.Overage.ALLOW;
    fields.only(allow ? Set.of("amount", "overage", "percent") : Set.of("amount", "overage"));
    return new Quota.Bounded(
        fields.number("amount", 0, StrictJson.MAX_NUMBER),
        overage,
        allow ? (int) fields.number("percent", 1, 1000) : 0);
  }

  private static Licence.Support support(JsonFields fields) {
    fields.only(Set.of("tier", "contacts"));
    return new Licence.Support(
        fields.text("tier", 64),
        fields.objects("contacts", 16).stream().map(LicenceFormat::contact).toList());
  }

  private static Licence.Contact contact(JsonFields fields) {
    fields.only(Set.of("role", "name", "email"));
    return new Licence.Contact(
        fields.text("role", 64), fields.text("name", MAX_NAME), fields.text("email", 254));
  }

  static byte[] write(Licence licence) {
    return Wire.readable(
        json -> {
          Licence.Header header = licence.header();
          json.writeNumberField("format", FORMAT);
          json.writeStringField("id", header.id());
          json.writeNumberField("sequence", header.sequence());
          json.writeStringField("product", header.product());
          json.writeStringField("plan", header.plan());
          json.writeStringField("kind", Wire.of(header.kind()));
          json.writeObjectFieldStart("customer");
          json.writeStringField("id", licence.customer().id());
          json.writeStringField("name", licence.customer().name());
          json.writeEndObject();
          write(json, licence.term());
          write(json, licence.scope());
          texts(json, "capabilities", licence.grant().capabilities());
          json.writeObjectFieldStart("quotas");
          for (Map.Entry<String, Quota> quota : licence.grant().quotas().entrySet()) {
            json.writeObjectFieldStart(quota.getKey());
            write(json, quota.getValue());
            json.writeEndObject();
          }
          json.writeEndObject();
          write(json, licence.support());
        });
  }

  private static void write(JsonGenerator json, Licence.Term term) throws IOException {
    json.writeStringField("issued", Wire.of(term.issued()));
    json.writeStringField("notBefore", Wire.of(term.notBefore()));
    json.writeStringField("expires", Wire.of(term.expires()));
    json.writeNumberField("graceDays", term.graceDays());
    if (term.updatesUntil() != null) {
      json.writeStringField("updatesUntil", Wire.of(term.updatesUntil()));
    }
  }

  private static void write(JsonGenerator json, Licence.Scope scope) throws IOException {
    texts(json, "modes", scope.modes().stream().map(Wire::of).toList());
    json.writeStringField("edition", scope.edition());
    json.writeObjectFieldStart("versions");
    json.writeStringField("from", scope.versions().from());
    if (scope.versions().before() != null) {
      json.writeStringField("before", scope.versions().before());
    }
    json.writeEndObject();
    if (scope.installation() != null) {
      json.writeStringField("installation", scope.installation());
    }
    if (scope.binding() != null) {
      json.writeObjectFieldStart("binding");
      scope.binding().write(json);
      json.writeEndObject();
      // A reader that does not know bindings must not take the licence for a free one.
      texts(json, "critical", List.of("binding"));
    }
  }

  private static void write(JsonGenerator json, Quota quota) throws IOException {
    switch (quota) {
      case Quota.Unlimited ignored -> json.writeBooleanField("unlimited", true);
      case Quota.Bounded bounded -> {
        json.writeNumberField("amount", bounded.amount());
        json.writeStringField("overage", Wire.of(bounded.overage()));
        if (bounded.overage() == Quota.Overage.ALLOW) {
          json.writeNumberField("percent", bounded.percent());
        }
      }
    }
  }

  private static void write(JsonGenerator json, Licence.Support support) throws IOException {
    json.writeObjectFieldStart("support");
    json.writeStringField("tier", support.tier());
    json.writeArrayFieldStart("contacts");
    for (Licence.Contact contact : support.contacts()) {
      json.writeStartObject();
      json.writeStringField("role", contact.role());
      json.writeStringField("name", contact.name());
      json.writeStringField("email", contact.email());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, Collection<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
