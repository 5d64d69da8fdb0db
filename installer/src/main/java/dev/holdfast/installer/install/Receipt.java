package dev.holdfast.installer.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.machine.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;

/**
 * What is installed, in {@code installed.json} of the installer's state.
 *
 * @param version of the release in force
 * @param previous the release that a rollback goes back to; empty where there is none
 * @param reversible whether that release can run on the database as it is now
 */
record Receipt(String version, String previous, boolean reversible, Answers answers) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCHEMA = "holdfast/installed/1";

  static Optional<Receipt> read(Layout layout) throws IOException {
    if (!Files.exists(layout.receipt())) {
      return Optional.empty();
    }
    JsonNode node = JSON.readTree(Files.readAllBytes(layout.receipt()));
    return Optional.of(
        new Receipt(
            node.path("version").asText(),
            node.path("previous").asText(),
            node.path("reversible").asBoolean(),
            AnswerFile.parse(node.path("answers").toString())));
  }

  byte[] bytes() {
    ObjectNode node = JSON.createObjectNode();
    node.put("schema", SCHEMA);
    node.put("version", version);
    node.put("previous", previous);
    node.put("reversible", reversible);
    try {
      node.set("answers", JSON.readTree(AnswerFile.write(answers)));
      return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
