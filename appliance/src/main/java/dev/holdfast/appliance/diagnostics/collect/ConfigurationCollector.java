package dev.holdfast.appliance.diagnostics.collect;

import dev.holdfast.appliance.config.ConfigurationSchema;
import dev.holdfast.appliance.config.ConfigurationSchema.Setting;
import dev.holdfast.appliance.platform.config.Told;
import dev.holdfast.appliance.platform.home.Home;
import io.micronaut.context.env.Environment;
import io.micronaut.core.type.Argument;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The configuration, told as its schema says: each setting as it is, as tokens, or not at all. What
 * the schema does not know (another key, a comment, half a line) is counted and not shown.
 */
final class ConfigurationCollector {
  /** In the place of a value that is not told: always the same, so that it tells no length. */
  static final String HIDDEN = "[redacted:schema]";

  private static final String HOST_KIND = "host";
  private static final String OTHER_KIND = "setting";

  /** A URL whose kind says nothing of anybody; whatever follows the port is left out. */
  private static final Pattern URL =
      Pattern.compile(
          "(?<scheme>https?|jdbc:postgresql|postgres(?:ql)?)://(?:[^/@]*@)?"
              + "(?<host>\\[[0-9a-fA-F:]+\\]|[^:/?#\\[\\]]+)(?<port>:[0-9]{1,5})?(?<rest>.*)");

  private static final Pattern WITH_PORT =
      Pattern.compile("(?<host>[\\p{L}\\p{N}._-]+)(?<port>:[0-9]{1,5})");

  private static final Pattern BLOCK =
      Pattern.compile("(?<address>[0-9a-fA-F.:]{2,45})(?<length>/[0-9]{1,3})");

  private final ConfigurationSchema schema;
  private final Environment environment;
  private final Path file;

  ConfigurationCollector(ConfigurationSchema schema, Environment environment, Home home) {
    this.schema = schema;
    this.environment = environment;
    this.file = home.conf().resolve("holdfast.properties");
  }

  void gather(Pages pages) throws IOException {
    StringBuilder text = new StringBuilder("# In force since the start.\n");
    schema
        .settings()
        .forEach(
            (key, setting) ->
                inForce(setting)
                    .ifPresent(
                        value ->
                            text.append(key)
                                .append('=')
                                .append(told(setting, value, pages))
                                .append('\n')));
    text.append("\n# In holdfast.properties now.\n");
    fromFile(text, pages);
    pages.file("configuration.properties", text.toString());
  }

  private Optional<String> inForce(Setting setting) {
    return setting.list()
        ? environment
            .getProperty(setting.key(), Argument.listOf(String.class))
            .map(items -> String.join(",", items))
        : environment.getProperty(setting.key(), String.class);
  }

  private void fromFile(StringBuilder text, Pages pages) throws IOException {
    if (!Files.exists(file)) {
      text.append("# there is none\n");
      return;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      text.append("# it cannot be read: a broken escape\n");
      return;
    }
    int unknown = 0;
    for (Map.Entry<Object, Object> line : new TreeMap<>(properties).entrySet()) {
      String key = String.valueOf(line.getKey());
      Optional<Setting> setting = schema.find(key);
      if (setting.isEmpty()) {
        unknown++;
      } else {
        text.append(setting.get().key())
            .append('=')
            .append(told(setting.get(), String.valueOf(line.getValue()), pages))
            .append('\n');
      }
    }
    if (unknown > 0) {
      text.append("# ").append(unknown).append(" more that Holdfast does not know: not shown\n");
    }
    pages.fact("configuration.unknown", unknown);
  }

  static String told(Setting setting, String value, Pages pages) {
    String stripped = value.strip();
    if (stripped.isEmpty() || setting.plain(stripped)) {
      return stripped;
    }
    if (setting.told() != Told.As.TOKEN) {
      return HIDDEN;
    }
    return setting.list()
        ? Arrays.stream(stripped.split("[\\s,]+", -1))
            .filter(item -> !item.isEmpty())
            .map(item -> tokens(item, pages))
            .collect(Collectors.joining(","))
        : tokens(stripped, pages);
  }

  /** Scheme and port stay: they say what is spoken, and to nobody's name. */
  private static String tokens(String value, Pages pages) {
    Matcher url = URL.matcher(value);
    if (url.matches()) {
      String rest = url.group("rest");
      return url.group("scheme")
          + "://"
          + pages.token(HOST_KIND, url.group("host").replaceAll("[\\[\\]]", ""))
          + Optional.ofNullable(url.group("port")).orElse("")
          + (rest.isEmpty() || rest.equals("/") ? "" : "/" + HIDDEN);
    }
    Matcher block = BLOCK.matcher(value);
    if (block.matches()) {
      return pages.token(HOST_KIND, block.group("address")) + block.group("length");
    }
    Matcher host = WITH_PORT.matcher(value);
    return host.matches()
        ? pages.token(HOST_KIND, host.group("host")) + host.group("port")
        : pages.token(value.contains("/") ? OTHER_KIND : HOST_KIND, value);
  }
}
