package dev.holdfast.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.license.bundle.BundleManifest.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How the release was made: SLSA provenance v1 in an in-toto statement v1. Its subjects are the
 * files of the release, or the bundle's file.
 */
final class Provenance {
  private static final String BUILD_TYPE = "https://holdfast.dev/build/offline-bundle/v1";

  private final Options options;

  Provenance(Options options) {
    this.options = options;
  }

  /** Writes a statement over the files of the tree. */
  void ofTree(List<Entry> entries, JsonNode bom, Path statement) throws IOException {
    ArrayNode subjects = Sbom.JSON.createArrayNode();
    for (Entry entry : entries) {
      if (entry.isFile()) {
        subjects
            .addObject()
            .put("name", entry.path())
            .putObject("digest")
            .put("sha384", entry.sha384());
      }
    }
    write(subjects, bom, statement);
  }

  /** Writes a statement over one file. */
  void ofFile(Path file, JsonNode bom, Path statement) throws IOException {
    ArrayNode subjects = Sbom.JSON.createArrayNode();
    subjects
        .addObject()
        .put("name", String.valueOf(file.getFileName()))
        .putObject("digest")
        .put("sha256", Sbom.digest(file, "SHA-256"))
        .put("sha384", Sbom.digest(file, "SHA-384"));
    write(subjects, bom, statement);
  }

  private void write(ArrayNode subjects, JsonNode bom, Path statement) throws IOException {
    ObjectNode json = Sbom.JSON.createObjectNode();
    json.put("_type", "https://in-toto.io/Statement/v1");
    json.set("subject", subjects);
    json.put("predicateType", "https://slsa.dev/provenance/v1");
    ObjectNode predicate = json.putObject("predicate");
    ObjectNode definition = predicate.putObject("buildDefinition");
    definition.put("buildType", BUILD_TYPE);
    definition
        .putObject("externalParameters")
        .put("command", "./run bundle")
        .put("version", options.version())
        .put("architecture", options.architecture())
        .put("channel", options.channel())
        .put("sequence", options.sequence());
    definition.putObject("internalParameters").put("java", java.lang.Runtime.version().toString());
    ArrayNode materials = definition.putArray("resolvedDependencies");
    materials
        .addObject()
        .put("uri", "git+https://holdfast.dev/holdfast")
        .putObject("digest")
        .put("gitCommit", options.commit());
    for (JsonNode component : bom.path("components")) {
      ObjectNode material = materials.addObject().put("uri", component.path("purl").asText());
      ObjectNode digest = material.putObject("digest");
      for (JsonNode hash : component.path("hashes")) {
        digest.put(
            hash.path("alg").asText().replace("-", "").toLowerCase(Locale.ROOT),
            hash.path("content").asText());
      }
      if (digest.isEmpty()) {
        material.remove("digest");
      }
    }
    predicate
        .putObject("runDetails")
        .putObject("builder")
        .put("id", "https://holdfast.dev/builders/" + options.channel());
    Files.writeString(statement, Sbom.JSON.writeValueAsString(json) + "\n");
  }
}
