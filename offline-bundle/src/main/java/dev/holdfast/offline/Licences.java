package dev.holdfast.offline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The licences of others: a table of all components, then each text once with whom it is for. */
final class Licences {
  private static final int MAX_TEXT = 400_000;

  private Licences() {}

  /** Writes {@code sbom/licences.txt}. */
  static void write(Path tree, JsonNode bom) throws IOException {
    StringBuilder out = new StringBuilder("Components of this release and their licences\n\n");
    TreeSet<String> rows = new TreeSet<>();
    for (JsonNode component : bom.path("components")) {
      rows.add(
          String.format(
              Locale.ROOT,
              "%-48s %-22s %s",
              component.path("name").asText(),
              component.path("version").asText(),
              licences(component)));
    }
    rows.forEach(row -> out.append(row.stripTrailing()).append('\n'));
    out.append(
        "\nThe Java runtime's notices are in runtime/legal; those of the image's Debian packages in"
            + " usr/share/doc of the image.\n");
    for (Map.Entry<String, TreeSet<String>> text : texts(tree).entrySet()) {
      out.append("\n\n")
          .append("=".repeat(100))
          .append('\n')
          .append(String.join("\n", text.getValue()))
          .append('\n')
          .append("=".repeat(100))
          .append("\n\n")
          .append(text.getKey());
    }
    Trees.write(tree.resolve("sbom/licences.txt"), out.toString(), false);
  }

  private static String licences(JsonNode component) {
    List<String> names = new ArrayList<>();
    for (JsonNode each : component.path("licenses")) {
      JsonNode licence = each.path("license");
      names.add(
          each.has("expression")
              ? each.path("expression").asText()
              : licence.path("id").asText(licence.path("name").asText()));
    }
    return names.isEmpty() ? "see its own notice" : String.join(", ", names);
  }

  private static Map<String, TreeSet<String>> texts(Path tree) throws IOException {
    Map<String, TreeSet<String>> texts = new TreeMap<>();
    List<Path> jars = new ArrayList<>(Trees.jars(tree.resolve("lib")));
    jars.addAll(Trees.jars(tree.resolve("ctl")));
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
          if (isNotice(entry)) {
            byte[] bytes = zip.getInputStream(entry).readAllBytes();
            String text = new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n").strip();
            texts
                .computeIfAbsent(text, unused -> new TreeSet<>())
                .add(jar.getFileName() + ": " + entry.getName());
          }
        }
      }
    }
    return texts;
  }

  private static boolean isNotice(ZipEntry entry) {
    String name = entry.getName().toUpperCase(Locale.ROOT);
    String file = name.substring(name.lastIndexOf('/') + 1);
    return !entry.isDirectory()
        && entry.getSize() < MAX_TEXT
        && file.matches("(LICEN[CS]E|NOTICE|COPYING|COPYRIGHT|THIRDPARTYNOTICES)[-._A-Z0-9]*")
        && !file.endsWith(".CLASS")
        && !file.endsWith(".JAVA");
  }
}
