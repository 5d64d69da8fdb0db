package dev.holdfast.appliance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.GeneratedPage;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Enumeration;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ConfigurationReferenceTest {
  private static final ConfigurationSchema SCHEMA = new ConfigurationSchema();

  @Test
  void keys_ofTheRecords_areKnown() throws IOException {
    assertThat(KnownKeys.load().types().keySet())
        .containsExactlyElementsOf(properties().keySet())
        .contains("holdfast.server.port", "holdfast.database.url", "holdfast.tls.key-file");
  }

  @Test
  void keys_each_sayWhatTheyAre() throws IOException {
    assertThat(properties())
        .allSatisfy((key, property) -> assertThat(description(property)).as(key).isNotBlank());
  }

  @Test
  void page_configurationMd_isMadeFromTheRecords() throws IOException {
    assertThat(GeneratedPage.upToDate("configuration.md", page()))
        .as("docs/configuration.md is old; run this test with -Dholdfast.write-docs=true")
        .isEqualTo(page());
  }

  private static String page() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration

            Made from the features' configuration records; a test keeps it up to date.

            Write `conf/holdfast.properties` in the home directory, one `key = value` per line; it needs only what differs from the
            defaults. Environment variables (`HOLDFAST_SERVER_PORT` for `holdfast.server.port`) come before the file, and the options
            `--port`, `--plain-port` and `--management-port` before both. The home directory itself is `HOLDFAST_HOME` or `--home`
            (default `./var`). A key that does not exist stops the start, with a suggestion and exit code 7.

            No key holds a secret: secrets stand in files that only the appliance can read, and keys name the files. The last column
            says what a [support bundle](support.md) tells of a value: all, a token in the place of each name and address, or
            nothing. A value that is not what its key wants (a word where a number should be) is not told either.

            | key | default | meaning | told to support |
            | --- | --- | --- | --- |
            """);
    properties()
        .forEach(
            (key, property) ->
                page.append("| `")
                    .append(key)
                    .append("` | ")
                    .append(defaultOf(property))
                    .append(" | ")
                    .append(description(property))
                    .append(" | ")
                    .append(SCHEMA.find(key).orElseThrow().told().words())
                    .append(" |\n"));
    return page.toString();
  }

  private static String defaultOf(JsonNode property) {
    String value = text(property, "defaultValue");
    return value.isEmpty() ? "" : "`" + value + "`";
  }

  private static String description(JsonNode property) {
    return text(property, "description").replaceAll("\\s+", " ").replace("|", "\\|");
  }

  private static String text(JsonNode property, String member) {
    JsonNode value = property.get(member);
    return value == null ? "" : value.getStringValue();
  }

  private static SortedMap<String, JsonNode> properties() throws IOException {
    SortedMap<String, JsonNode> properties = new TreeMap<>();
    Enumeration<URL> files =
        ConfigurationReferenceTest.class
            .getClassLoader()
            .getResources("META-INF/spring-configuration-metadata.json");
    while (files.hasMoreElements()) {
      try (InputStream in = files.nextElement().openStream()) {
        JsonNode metadata = JsonMapper.createDefault().readValue(in, Argument.of(JsonNode.class));
        for (JsonNode property : Objects.requireNonNull(metadata.get("properties")).values()) {
          String name = text(property, "name");
          if (name.startsWith("holdfast.")) {
            properties.put(name, property);
          }
        }
      }
    }
    return properties;
  }
}
