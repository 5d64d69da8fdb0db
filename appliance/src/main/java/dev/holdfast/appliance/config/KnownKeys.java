package dev.holdfast.appliance.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys that the features' configuration records have, as the compiler wrote them down beside
 * the classes; so this list cannot fall behind.
 */
final class KnownKeys {
  private static final String METADATA = "META-INF/spring-configuration-metadata.json";
  private static final String PREFIX = "holdfast.";
  private static final Pattern PROPERTY =
      Pattern.compile(
          "\\{\"name\":\"(holdfast\\.[^\"]+)\",\"type\":\"([^\"]+)\",\"sourceType\":\"([^\"]+)\"");
  private static final Pattern INDEX = Pattern.compile("\\[\\d+]$");
  private static final int FARTHEST = 6;

  private final SortedMap<String, String> types;
  private final SortedMap<String, String> sources;

  private KnownKeys(SortedMap<String, String> types, SortedMap<String, String> sources) {
    this.types = types;
    this.sources = sources;
  }

  static KnownKeys load() {
    SortedMap<String, String> types = new TreeMap<>();
    SortedMap<String, String> sources = new TreeMap<>();
    try {
      Enumeration<URL> files = KnownKeys.class.getClassLoader().getResources(METADATA);
      while (files.hasMoreElements()) {
        try (InputStream in = files.nextElement().openStream()) {
          Matcher property =
              PROPERTY.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
          while (property.find()) {
            types.put(property.group(1), property.group(2));
            sources.put(property.group(1), property.group(3));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new KnownKeys(types, sources);
  }

  SortedMap<String, String> types() {
    return types;
  }

  /** Key to the name of the record that has it. */
  SortedMap<String, String> sources() {
    return sources;
  }

  /** The key of the list, where this is the key of one of its items. */
  static String withoutIndex(String key) {
    return INDEX.matcher(key).replaceFirst("");
  }

  boolean contains(String key) {
    return types.containsKey(withoutIndex(key)) || isInsideMap(key);
  }

  private boolean isInsideMap(String key) {
    return types.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getValue().equals("java.util.Map") && key.startsWith(entry.getKey() + "."));
  }

  /** The known key that differs least, where one is near enough to be meant. */
  Optional<String> nearest(String key) {
    String whole = key.startsWith(PREFIX) ? key : PREFIX + key;
    return types.keySet().stream()
        .min(Comparator.comparingInt(known -> distance(whole, known)))
        .filter(known -> distance(whole, known) <= Math.min(FARTHEST, known.length() / 3));
  }

  /** Levenshtein's distance. */
  static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
      }
      above = row;
    }
    return above[b.length()];
  }
}
