package dev.holdfast.installer.wizard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The answers of somebody who has not come to the end yet, in a file of mode 0600 beside where the
 * answer file will be. Only answers that hold are in it; no secret is among them, because none is
 * asked for. A file that somebody else could have written is not read.
 */
final class Kept {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCHEMA = "holdfast/wizard/1";
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");

  private final Path file;

  /**
   * @param answers where the answer file will be
   */
  Kept(Path answers) {
    this.file = answers.resolveSibling(answers.getFileName() + ".unfinished");
  }

  Path file() {
    return file;
  }

  /** What was kept; empty where nothing was, or where it cannot be trusted or read. */
  Optional<Map<String, String>> read() {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !isOurs()) {
        return Optional.empty();
      }
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (!SCHEMA.equals(root.path("schema").asText())) {
        return Optional.empty();
      }
      Map<String, String> answers = new LinkedHashMap<>();
      root.path("answers")
          .properties()
          .forEach(each -> answers.put(each.getKey(), each.getValue().asText()));
      return answers.isEmpty() ? Optional.empty() : Optional.of(answers);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean isOurs() throws IOException {
    PosixFileAttributes seen =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    EnumSet<PosixFilePermission> others = EnumSet.copyOf(seen.permissions());
    others.removeAll(OWN);
    return others.isEmpty() && seen.owner().getName().equals(System.getProperty("user.name"));
  }

  /** Replaces what was kept, in one go. */
  void write(Map<String, String> answers) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", SCHEMA);
    ObjectNode all = root.putObject("answers");
    answers.forEach(all::put);
    write(file, root.toPrettyString() + "\n");
  }

  /** Writes a file of mode 0600 as a whole, or not at all. */
  static void write(Path file, String text) throws IOException {
    Path next =
        Files.createTempFile(
            file.toAbsolutePath().resolveSibling("."),
            ".holdfast",
            ".next",
            PosixFilePermissions.asFileAttribute(OWN));
    try {
      Files.write(next, text.getBytes(StandardCharsets.UTF_8));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
