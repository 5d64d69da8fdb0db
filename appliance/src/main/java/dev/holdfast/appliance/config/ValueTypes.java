package dev.holdfast.appliance.config;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types of values that a text can fail to be, and what each is called. */
final class ValueTypes {
  /** Micronaut reads these, and takes whatever else there is for false. */
  static final Pattern FLAG =
      Pattern.compile("true|false|yes|no|y|n|on|off", Pattern.CASE_INSENSITIVE);

  private static final Map<String, Class<?>> KNOWN =
      Map.of(
          "int", Integer.class,
          "long", Long.class,
          "boolean", Boolean.class,
          "java.time.Duration", Duration.class,
          "java.net.URI", URI.class);

  private ValueTypes() {}

  /** The class of a type as the compiler wrote it down; null where every text will do. */
  static @Nullable Class<?> of(String type) {
    Class<?> known = KNOWN.get(type);
    if (known != null || !type.contains("$")) {
      return known;
    }
    try {
      Class<?> nested = Class.forName(type, false, ValueTypes.class.getClassLoader());
      return nested.isEnum() ? nested : null;
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  static String words(Class<?> type) {
    if (type == Boolean.class) {
      return "true or false";
    }
    if (type == Duration.class) {
      return "a duration such as 30s, 15m or 2h";
    }
    if (type == URI.class) {
      return "an address such as https://host:443";
    }
    return type.isEnum()
        ? "one of "
            + Arrays.stream(type.getEnumConstants())
                .map(each -> each.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "))
        : "a whole number";
  }
}
