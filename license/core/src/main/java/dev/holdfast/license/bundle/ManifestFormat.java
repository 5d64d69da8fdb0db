package dev.holdfast.license.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.license.bundle.BundleManifest.Base;
import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleManifest.Part;
import dev.holdfast.license.bundle.BundleManifest.Release;
import dev.holdfast.license.bundle.BundleManifest.Type;
import dev.holdfast.license.licence.Versions;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Wire;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Format 1 of the manifest: read strictly; written without white space, for it is long. */
final class ManifestFormat {
  private static final int FORMAT = 1;
  private static final int MAX_PARTS = 4;
  private static final int MAX_GATES = 32;
  private static final int MAX_STOPS = 16;
  private static final int MAX_MIGRATIONS = 400;
  private static final int MAX_WORD = 40;
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{96}");
  private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,39}");
  private static final Set<String> KNOWN =
      Set.of(
          "format",
          "product",
          "version",
          "architecture",
          "edition",
          "channel",
          "sequence",
          "issued",
          "expires",
          "upgrade",
          "base",
          "parts",
          "totalSize",
          "count",
          "snapshot",
          "entries");

  private ManifestFormat() {}

  static BundleManifest read(JsonFields fields) {
    if (fields.number("format", 1, StrictJson.MAX_NUMBER) != FORMAT) {
      throw fields.refused(Refusal.FORMAT_UNKNOWN, "format");
    }
    fields.unknownBesides(KNOWN);
    Instant issued = fields.instant("issued");
    Instant expires = fields.instant("expires");
    if (!issued.isBefore(expires)) {
      throw fields.refused(Refusal.FIELD_VALUE, "expires");
    }
    List<Entry> entries =
        fields.objects("entries", PayloadType.BUNDLE_MANIFEST.maxElements()).stream()
            .map(ManifestFormat::entry)
            .toList();
    EntryRules.requireSound(entries);
    EntryRules.requireNoManifest(entries);
    BundleManifest manifest =
        new BundleManifest(
            release(fields),
            issued,
            expires,
            upgrade(fields.object("upgrade")),
            fields.optionalObject("base").map(ManifestFormat::base).orElse(null),
            fields.objects("parts", MAX_PARTS).stream().map(ManifestFormat::part).toList(),
            entries);
    requireTotals(fields, manifest);
    return manifest;
  }

  static byte[] write(BundleManifest manifest) {
    byte[] payload = Wire.compact(json -> write(json, manifest));
    // A manifest that no reader takes must not be signed.
    read(
        StrictJson.parse(
            payload,
            PayloadType.BUNDLE_MANIFEST.maxPayload(),
            StrictJson.MAX_MEMBERS,
            PayloadType.BUNDLE_MANIFEST.maxElements()));
    return payload;
  }

  private static void requireTotals(JsonFields fields, BundleManifest manifest) {
    long size = fields.number("totalSize", 0, BundleManifest.MAX_TOTAL);
    long count = fields.number("count", 0, PayloadType.BUNDLE_MANIFEST.maxElements());
    if (size != manifest.totalSize() || count != manifest.entries().size()) {
      throw fields.refused(Refusal.SNAPSHOT_WRONG, "totalSize, count");
    }
    if (!digest(fields, "snapshot").equals(manifest.snapshot())) {
      throw fields.refused(Refusal.SNAPSHOT_WRONG, "snapshot");
    }
  }

  private static Release release(JsonFields fields) {
    return new Release(
        word(fields, "product"),
        version(fields, "version"),
        word(fields, "architecture"),
        word(fields, "edition"),
        word(fields, "channel"),
        fields.number("sequence", 1, BundleManifest.MAX_SEQUENCE));
  }

  private static Upgrade upgrade(JsonFields fields) {
    fields.only(Set.of("previous", "minimumVerifier", "gates"));
    return new Upgrade(
        fields.has("previous") ? version(fields, "previous") : null,
        version(fields, "minimumVerifier"),
        fields.objects("gates", MAX_GATES).stream().map(ManifestFormat::gate).toList());
  }

  private static Upgrade.Gate gate(JsonFields fields) {
    fields.only(Set.of("from", "before", "stops", "reversible", "migrations", "diskBytes"));
    List<String> stops = fields.texts("stops", MAX_STOPS, MAX_WORD);
    if (!stops.stream().allMatch(Versions::isVersion)
        || !stops.stream().sorted(Versions::compare).toList().equals(stops)) {
      throw fields.refused(Refusal.FIELD_VALUE, "stops");
    }
    return new Upgrade.Gate(
        new Versions(
            numbers(fields, "from"), fields.has("before") ? numbers(fields, "before") : null),
        stops,
        fields.flag("reversible"),
        fields.texts("migrations", MAX_MIGRATIONS, EntryRules.MAX_PATH),
        fields.number("diskBytes", 0, StrictJson.MAX_NUMBER));
  }

  private static Base base(JsonFields fields) {
    fields.only(Set.of("version", "sequence", "snapshot"));
    return new Base(
        version(fields, "version"),
        fields.number("sequence", 1, BundleManifest.MAX_SEQUENCE),
        digest(fields, "snapshot"));
  }

  private static Part part(JsonFields fields) {
    fields.only(Set.of("name", "size", "sha384"));
    return new Part(
        word(fields, "name"),
        fields.number("size", 0, BundleManifest.MAX_TOTAL),
        digest(fields, "sha384"));
  }

  private static Entry entry(JsonFields fields) {
    Type type = fields.constant("type", Type.class);
    String path = fields.text("path", 4 * EntryRules.MAX_PATH);
    int mode = mode(fields);
    if (type == Type.FOLDER) {
      fields.only(Set.of("path", "type", "mode"));
      return new Entry(path, type, 0, mode, "");
    }
    fields.only(Set.of("path", "type", "size", "mode", "sha384"));
    return new Entry(
        path,
        type,
        fields.number("size", 0, BundleManifest.MAX_TOTAL),
        mode,
        digest(fields, "sha384"));
  }

  private static int mode(JsonFields fields) {
    String mode = fields.text("mode", 4);
    if (!mode.matches("[0-7]{4}")) {
      throw fields.refused(Refusal.FIELD_VALUE, "mode");
    }
    return Integer.parseInt(mode, 8);
  }

  private static String digest(JsonFields fields, String name) {
    return matching(fields, name, DIGEST, 96);
  }

  private static String word(JsonFields fields, String name) {
    return matching(fields, name, WORD, MAX_WORD);
  }

  private static String matching(JsonFields fields, String name, Pattern pattern, int max) {
    String text = fields.text(name, max);
    if (!pattern.matcher(text).matches()) {
      throw fields.refused(Refusal.FIELD_VALUE, name);
    }
    return text;
  }

  private static String version(JsonFields fields, String name) {
    String text = fields.text(name, MAX_WORD);
    if (!Versions.isVersion(text.split("[-+]", 2)[0]) || !text.matches("[0-9A-Za-z.+-]+")) {
      throw fields.refused(Refusal.FIELD_VALUE, name);
    }
    return text;
  }

  private static String numbers(JsonFields fields, String name) {
    String text = version(fields, name);
    if (!Versions.isVersion(text)) {
      throw fields.refused(Refusal.FIELD_VALUE, name);
    }
    return text;
  }

  private static void write(JsonGenerator json, BundleManifest manifest) throws IOException {
    Release release = manifest.release();
    json.writeNumberField("format", FORMAT);
    json.writeStringField("product", release.product());
    json.writeStringField("version", release.version());
    json.writeStringField("architecture", release.architecture());
    json.writeStringField("edition", release.edition());
    json.writeStringField("channel", release.channel());
    json.writeNumberField("sequence", release.sequence());
    json.writeStringField("issued", Wire.of(manifest.issued()));
    json.writeStringField("expires", Wire.of(manifest.expires()));
    write(json, manifest.upgrade());
    write(json, manifest.base());
    json.writeArrayFieldStart("parts");
    for (Part part : manifest.parts()) {
      json.writeStartObject();
      json.writeStringField("name", part.name());
      json.writeNumberField("size", part.size());
      json.writeStringField("sha384", part.sha384());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("totalSize", manifest.totalSize());
    json.writeNumberField("count", manifest.entries().size());
    json.writeStringField("snapshot", manifest.snapshot());
    json.writeArrayFieldStart("entries");
    for (Entry entry : manifest.entries()) {
      write(json, entry);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Upgrade upgrade) throws IOException {
    json.writeObjectFieldStart("upgrade");
    if (upgrade.previous() != null) {
      json.writeStringField("previous", upgrade.previous());
    }
    json.writeStringField("minimumVerifier", upgrade.minimumVerifier());
    json.writeArrayFieldStart("gates");
    for (Upgrade.Gate gate : upgrade.gates()) {
      json.writeStartObject();
      json.writeStringField("from", gate.from().from());
      if (gate.from().before() != null) {
        json.writeStringField("before", gate.from().before());
      }
      texts(json, "stops", gate.stops());
      json.writeBooleanField("reversible", gate.reversible());
      texts(json, "migrations", gate.migrations());
      json.writeNumberField("diskBytes", gate.diskBytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, @Nullable Base base) throws IOException {
    if (base != null) {
      json.writeObjectFieldStart("base");
      json.writeStringField("version", base.version());
      json.writeNumberField("sequence", base.sequence());
      json.writeStringField("snapshot", base.snapshot());
      json.writeEndObject();
    }
  }

  private static void write(JsonGenerator json, Entry entry) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", entry.path());
    json.writeStringField("type", Wire.of(entry.type()));
    if (entry.isFile()) {
      json.writeNumberField("size", entry.size());
    }
    json.writeStringField("mode", String.format("%04o", entry.mode()));
    if (entry.isFile()) {
      json.writeStringField("sha384", entry.sha384());
    }
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
