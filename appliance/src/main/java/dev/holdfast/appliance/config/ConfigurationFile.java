package dev.holdfast.appliance.config;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import io.micronaut.context.env.Environment;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code conf/holdfast.properties}.
 *
 * @param file where it is, or would be
 * @param entries key to value; empty where there is no file
 */
public record ConfigurationFile(Path file, Map<String, String> entries) {
  public ConfigurationFile {
    entries = Map.copyOf(entries);
  }

  /**
   * Reads the file and refuses every key that no feature knows, all of them at once.
   *
   * @throws ProblemException {@code configuration_invalid}
   */
  public static ConfigurationFile read(Path file) {
    Map<String, String> entries = new TreeMap<>();
    if (Files.exists(file)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw invalid(file + " cannot be read: " + e.getMessage(), e);
      }
      properties
          .stringPropertyNames()
          .forEach(key -> entries.put(key, properties.getProperty(key)));
      refuseUnknown(file, entries);
    }
    return new ConfigurationFile(file, entries);
  }

  private static void refuseUnknown(Path file, Map<String, String> entries) {
    if (entries.isEmpty()) {
      return;
    }
    KnownKeys known = KnownKeys.load();
    List<String> complaints = new ArrayList<>();
    for (String key : entries.keySet()) {
      if (!known.contains(key)) {
        complaints.add(
            known
                .nearest(key)
                .map(near -> "there is no " + key + "; did you mean " + near + "?")
                .orElse("there is no " + key));
      }
    }
    if (!complaints.isEmpty()) {
      throw invalid(file + ": " + String.join("; ", complaints), null);
    }
  }

  /**
   * Refuses values that are not of their key's type, wherever they come from, all at once. Where a
   * key has a default, Micronaut would take that in the place of such a value without a word. The
   * value is not said: it may be a secret that stands on the wrong line.
   *
   * @throws ProblemException {@code configuration_invalid}
   */
  public static void refuseUnfit(Environment environment) {
    List<String> complaints = new ArrayList<>();
    KnownKeys.load()
        .types()
        .forEach(
            (key, type) -> {
              Class<?> wanted = ValueTypes.of(type);
              if (wanted != null && unfit(environment, key, wanted)) {
                complaints.add(key + " must be " + ValueTypes.words(wanted));
              }
            });
    if (!complaints.isEmpty()) {
      throw invalid(String.join("; ", complaints), null);
    }
  }

  private static boolean unfit(Environment environment, String key, Class<?> wanted) {
    String text = environment.getProperty(key, String.class).orElse("");
    return !text.isBlank()
        && (wanted == Boolean.class
            ? !ValueTypes.FLAG.matcher(text.strip()).matches()
            : environment.getProperty(key, wanted).isEmpty());
  }

  private static ProblemException invalid(String detail, @Nullable Throwable cause) {
    return new ProblemException(Problem.of(ErrorCode.CONFIGURATION_INVALID, detail), cause);
  }
}
