package dev.holdfast.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which known weaknesses of components do not matter here, and why: an OpenVEX document. A
 * statement about a component that this release does not have stops the build, so that none
 * outlives its subject.
 */
final class Vex {
  private Vex() {}

  /** Writes {@code sbom/holdfast.openvex.json} from {@code vex.json}, which people keep. */
  static void write(Options options, Instant issued, JsonNode bom) throws IOException {
    Set<String> components = new HashSet<>();
    bom.path("components")
        .forEach(each -> components.add(each.path("purl").asText().replaceAll("@.*", "")));
    JsonNode kept = Sbom.JSON.readTree(Trees.template("vex.json", Map.of()));
    ObjectNode vex = Sbom.JSON.createObjectNode();
    vex.put("@context", "https://openvex.dev/ns/v0.2.0");
    vex.put("@id", "https://holdfast.dev/vex/" + options.version() + "/" + options.sequence());
    vex.put("author", "Holdfast security <security@holdfast.dev>");
    vex.put("timestamp", issued.toString());
    vex.put("version", 1);
    var statements = vex.putArray("statements");
    for (JsonNode one : kept.path("statements")) {
      String component = one.path("component").asText();
      if (!components.contains(component)) {
        throw new IOException("vex.json speaks of " + component + ", which is not in the release");
      }
      ObjectNode statement = statements.addObject();
      statement.putObject("vulnerability").put("name", one.path("vulnerability").asText());
      ObjectNode product = statement.putArray("products").addObject();
      product.put("@id", "pkg:generic/holdfast@" + options.version());
      product.putArray("subcomponents").addObject().put("@id", component);
      statement.put("status", one.path("status").asText());
      statement.put("justification", one.path("justification").asText());
      statement.put("impact_statement", one.path("impact").asText());
    }
    Trees.write(
        options.tree().resolve("sbom/holdfast.openvex.json"),
        Sbom.JSON.writeValueAsString(vex) + "\n",
        false);
  }
}
