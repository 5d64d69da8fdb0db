package dev.holdfast.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The bill of materials, CycloneDX 1.6: every jar that is shipped with the digest that it is
 * shipped with, the web UI's packages, the Java runtime, PostgreSQL, and the Debian packages of the
 * image. A jar that the build cannot name stops the build.
 */
final class Sbom {
  static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Options options;
  private final ObjectNode bom;
  private final ArrayNode components = JSON.createArrayNode();

  private Sbom(Options options, ObjectNode bom) {
    this.options = options;
    this.bom = bom;
  }

  /**
   * Writes {@code sbom/holdfast.cdx.json}.
   *
   * @param debian the image's packages, {@code name version} each
   * @return the bill, for what is made of it
   */
  static ObjectNode write(Options options, Instant issued, List<String> debian) throws IOException {
    Path maven = options.root().resolve("offline-bundle/target/maven-bom.json");
    Sbom sbom = new Sbom(options, (ObjectNode) JSON.readTree(Files.readAllBytes(maven)));
    sbom.jars();
    sbom.webUi();
    sbom.platform(debian);
    sbom.head(issued);
    Trees.write(
        options.tree().resolve("sbom/holdfast.cdx.json"),
        JSON.writeValueAsString(sbom.bom) + "\n",
        false);
    return sbom.bom;
  }

  private void jars() throws IOException {
    Map<String, JsonNode> byFile = new HashMap<>();
    for (JsonNode component : bom.path("components")) {
      byFile.put(file(component), component);
    }
    Map<String, String> done = new HashMap<>();
    List<Path> jars = new ArrayList<>(Trees.jars(options.tree().resolve("lib")));
    jars.addAll(Trees.jars(options.tree().resolve("ctl")));
    for (Path jar : jars) {
      String name = String.valueOf(jar.getFileName());
      JsonNode known = byFile.get(name);
      if (known == null) {
        throw new IOException("the bill of materials does not know " + name);
      }
      String sum = digest(jar, "SHA-256");
      String before = done.putIfAbsent(name, sum);
      if (before == null) {
        ObjectNode component = known.deepCopy();
        ArrayNode hashes = component.putArray("hashes");
        hashes.addObject().put("alg", "SHA-256").put("content", sum);
        hashes.addObject().put("alg", "SHA-384").put("content", digest(jar, "SHA-384"));
        components.add(component);
      } else if (!before.equals(sum)) {
        throw new IOException(name + " is not the same file in lib and in ctl");
      }
    }
    Set<String> refs = new HashSet<>();
    components.forEach(component -> refs.add(component.path("bom-ref").asText()));
    ArrayNode dependencies = JSON.createArrayNode();
    for (JsonNode dependency : bom.path("dependencies")) {
      if (refs.contains(dependency.path("ref").asText())) {
        dependencies.add(dependency);
      }
    }
    bom.set("dependencies", dependencies);
  }

  /** The jar's name in the tree, from its package URL. */
  private static String file(JsonNode component) {
    String purl = component.path("purl").asText();
    String classifier =
        purl.contains("classifier=") ? "-" + purl.replaceAll(".*classifier=([^&]+).*", "$1") : "";
    return component.path("name").asText()
        + "-"
        + component.path("version").asText()
        + classifier
        + ".jar";
  }

  private void webUi() throws IOException {
    Path lock = options.root().resolve("appliance/webui/package-lock.json");
    if (!Files.exists(lock)) {
      return;
    }
    JSON.readTree(Files.readAllBytes(lock))
        .path("packages")
        .properties()
        .forEach(
            each -> {
              JsonNode node = each.getValue();
              if (!each.getKey().isEmpty() && !node.path("dev").asBoolean()) {
                String name = each.getKey().replaceAll(".*node_modules/", "");
                String version = node.path("version").asText();
                add(
                    "library",
                    name,
                    version,
                    "pkg:npm/" + name.replace("@", "%40") + "@" + version,
                    node.path("license").asText());
              }
            });
  }

  private void platform(List<String> debian) throws IOException {
    String java = Runtime.version(options.tree().resolve("runtime"));
    // Of another machine's JDK only its modules are known, not who built them.
    String jdk = options.jdk() == null ? "temurin" : "openjdk";
    add(
        "platform",
        jdk,
        java,
        "pkg:generic/" + jdk + "@" + java.replace("+", "%2B"),
        "GPL-2.0-with-classpath-exception");
    for (Path archive : Trees.files(options.tree().resolve("postgresql"))) {
      String version = Files.readString(archive.resolveSibling("VERSION")).strip();
      if (String.valueOf(archive.getFileName()).endsWith(".txz")) {
        add(
            "application",
            "postgresql",
            version,
            "pkg:generic/postgresql@" + version,
            "PostgreSQL");
      }
    }
    for (String one : debian) {
      String[] words = one.split(" ", -1);
      add(
          "library",
          words[0],
          words[1],
          "pkg:deb/debian/"
              + words[0]
              + "@"
              + words[1].replace("+", "%2B")
              + "?arch="
              + (options.architecture().equals("x86_64") ? "amd64" : "arm64")
              + "&distro=bookworm",
          "");
    }
  }

  private void add(String type, String name, String version, String purl, String licence) {
    ObjectNode component = components.addObject();
    component.put("type", type).put("bom-ref", purl).put("name", name).put("version", version);
    if (!licence.isEmpty()) {
      component
          .putArray("licenses")
          .addObject()
          .putObject("license")
          .put(
              licence.matches("[A-Za-z0-9.-]+") && !licence.startsWith("GPL-2.0-with")
                  ? "id"
                  : "name",
              licence);
    }
    component.put("purl", purl);
  }

  private void head(Instant issued) {
    bom.put(
        "serialNumber",
        "urn:uuid:"
            + UUID.nameUUIDFromBytes(
                (options.name() + " " + options.commit()).getBytes(StandardCharsets.UTF_8)));
    ObjectNode metadata = bom.putObject("metadata");
    metadata.put("timestamp", issued.toString());
    metadata.putArray("lifecycles").addObject().put("phase", "build");
    metadata
        .putObject("component")
        .put("type", "application")
        .put("bom-ref", "pkg:generic/holdfast@" + options.version())
        .put("name", "holdfast")
        .put("version", options.version())
        .put("purl", "pkg:generic/holdfast@" + options.version());
    bom.set("components", components);
  }

  static String digest(Path file, String algorithm) throws IOException {
    try (var in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest()).toLowerCase(Locale.ROOT);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
