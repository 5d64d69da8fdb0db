package dev.holdfast.installer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/** Turns an answer into rows for people. */
public final class Facts {
  private Facts() {}

  /** Adds a row for each value that says something; nested names are joined by a blank. */
  public static void flatten(String prefix, JsonNode node, List<Console.Fact> into) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              entry ->
                  flatten((prefix + " " + words(entry.getKey())).strip(), entry.getValue(), into));
    } else if (node.isArray()) {
      StringBuilder joined = new StringBuilder();
      node.forEach(
          element ->
              joined
                  .append(joined.isEmpty() ? "" : ", ")
                  .append(element.isValueNode() ? element.asText() : element));
      into.add(new Console.Fact(prefix, joined.toString()));
    } else if (!node.isNull() && !node.asText().isEmpty()) {
      into.add(new Console.Fact(prefix, node.asText()));
    }
  }

  /** {@code bytesFree} becomes {@code bytes free}. */
  public static String words(String camelCase) {
    return camelCase.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }
}
