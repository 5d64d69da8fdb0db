package dev.holdfast.appliance.diagnostics;

import dev.holdfast.appliance.config.ConfigurationSchema;
import dev.holdfast.appliance.platform.config.Told;
import dev.holdfast.appliance.platform.home.Home;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The machines, places and people that the configuration names, by its schema: as it is in force,
 * and as it stands in the file, which may be another by now.
 */
@Singleton
final class ConfiguredHosts {
  private static final String PREFIX = "holdfast";

  /** In a URL of any kind, behind user and password where there are any. */
  private static final Pattern IN_URL =
      Pattern.compile("//(?:[^\\s/@]*@)?([\\p{L}\\p{N}][\\p{L}\\p{N}.-]*)");

  /** An address has a form of its own, by which it is found wherever it stands. */
  private static final Pattern HAS_A_LETTER_AND_NO_COLON =
      Pattern.compile("[^:]*\\p{L}[^:]*(?::[0-9]{1,5})?");

  private final ConfigurationSchema schema;
  private final Environment environment;
  private final Path file;

  ConfiguredHosts(ConfigurationSchema schema, Environment environment, Home home) {
    this.schema = schema;
    this.environment = environment;
    this.file = home.conf().resolve("holdfast.properties");
  }

  Set<String> all() throws IOException {
    Set<String> hosts = new HashSet<>();
    environment
        .getProperties(PREFIX, StringConvention.RAW)
        .forEach((key, value) -> add(PREFIX + "." + key, String.valueOf(value), hosts));
    if (Files.exists(file)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(reader);
      }
      properties
          .stringPropertyNames()
          .forEach(key -> add(key, properties.getProperty(key, ""), hosts));
    }
    return hosts;
  }

  void add(String key, String value, Set<String> into) {
    Matcher url = IN_URL.matcher(value);
    while (url.find()) {
      if (HAS_A_LETTER_AND_NO_COLON.matcher(url.group(1)).matches()) {
        into.add(url.group(1));
      }
    }
    if (schema
        .find(key)
        .filter(setting -> setting.told() == Told.As.TOKEN && !setting.plain(value.strip()))
        .isPresent()) {
      for (String name : value.split("[\\s,\\[\\]]+", -1)) {
        if (HAS_A_LETTER_AND_NO_COLON.matcher(name).matches() && !name.contains("//")) {
          into.add(name.contains("/") ? name : name.split(":", 2)[0]);
        }
      }
    }
  }
}
