package dev.holdfast.license.licence;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of releases.
 *
 * @param from the first release covered, for example {@code 0.1.0}
 * @param before the first release no longer covered; null for no end
 */
public record Versions(String from, @Nullable String before) {
  private static final Pattern VERSION = Pattern.compile("\\d{1,5}(\\.\\d{1,5}){0,3}");

  public Versions {
    if (!isVersion(from) || (before != null && !isVersion(before))) {
      throw new IllegalArgumentException("a version is up to four numbers with dots");
    }
  }

  /** Whether it covers a release; what follows a hyphen ({@code 1.0-rc1}) does not count. */
  public boolean cover(String version) {
    String numbers = version.split("[-+]", 2)[0];
    return isVersion(numbers)
        && compare(numbers, from) >= 0
        && (before == null || compare(numbers, before) < 0);
  }

  /** Whether a text is up to four numbers with dots. */
  public static boolean isVersion(String text) {
    return VERSION.matcher(text).matches();
  }

  /** Orders two versions by their numbers; a missing number is zero. */
  public static int compare(String a, String b) {
    String[] left = a.split("\\.", -1);
    String[] right = b.split("\\.", -1);
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      int order = Integer.compare(part(left, i), part(right, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int part(String[] parts, int i) {
    return i < parts.length ? Integer.parseInt(parts[i]) : 0;
  }
}
