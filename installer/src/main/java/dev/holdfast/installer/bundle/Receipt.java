package dev.holdfast.installer.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.license.bundle.BundleManifest;
import dev.holdfast.license.bundle.SignedManifest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What was verified, for an auditor: who signed what, and every digest that was compared. */
final class Receipt {
  private static final int SHORT = 12;

  private Receipt() {}

  static ObjectNode json(SignedManifest signed, Instant at, String tool) {
    BundleManifest manifest = signed.manifest();
    BundleManifest.Release release = manifest.release();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("verifiedAt", at.toString());
    json.put("verifiedBy", "holdfastctl " + tool);
    json.put("product", release.product());
    json.put("version", release.version());
    json.put("architecture", release.architecture());
    json.put("edition", release.edition());
    json.put("channel", release.channel());
    json.put("sequence", release.sequence());
    json.put("issued", manifest.issued().toString());
    json.put("expires", manifest.expires().toString());
    json.put("root", signed.root());
    json.put("development", signed.development());
    ArrayNode keys = json.putArray("keys");
    signed.keys().forEach(keys::add);
    json.put("snapshot", manifest.snapshot());
    json.put("totalSize", manifest.totalSize());
    ArrayNode parts = json.putArray("parts");
    for (BundleManifest.Part part : manifest.parts()) {
      parts
          .addObject()
          .put("name", part.name())
          .put("size", part.size())
          .put("sha384", part.sha384());
    }
    ArrayNode entries = json.putArray("entries");
    for (BundleManifest.Entry entry : manifest.entries()) {
      if (entry.isFile()) {
        entries
            .addObject()
            .put("path", entry.path())
            .put("size", entry.size())
            .put("mode", String.format(Locale.ROOT, "%04o", entry.mode()))
            .put("sha384", entry.sha384());
      }
    }
    return json;
  }

  static List<Console.Fact> facts(SignedManifest signed) {
    BundleManifest manifest = signed.manifest();
    BundleManifest.Release release = manifest.release();
    long files = manifest.entries().stream().filter(BundleManifest.Entry::isFile).count();
    return List.of(
        new Console.Fact(
            "release",
            release.version()
                + " for "
                + release.architecture()
                + ", channel "
                + release.channel()),
        new Console.Fact("sequence", String.valueOf(release.sequence())),
        new Console.Fact("issued", manifest.issued() + ", expires " + manifest.expires()),
        new Console.Fact(
            "signed by",
            String.join(" + ", signed.keys().stream().map(id -> id.substring(0, SHORT)).toList())
                + " of the root "
                + signed.root()),
        new Console.Fact(
            "files",
            String.format(Locale.ROOT, "%,d, %,.1f MB", files, manifest.totalSize() / 1_000_000.0)),
        new Console.Fact("snapshot", manifest.snapshot().substring(0, 2 * SHORT)));
  }
}
