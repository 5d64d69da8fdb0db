package dev.holdfast.appliance.platform.json;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import io.micronaut.json.tree.JsonNode;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks on the fields of a body. Each gives the checked value or throws {@code request_invalid}
 * with a detail that names the field and what it may be; the value itself is never repeated.
 */
public final class Fields {
  private static final int FIRST_EMBEDDING = 0x202A;
  private static final int LAST_OVERRIDE = 0x202E;
  private static final int FIRST_ISOLATE = 0x2066;
  private static final int LAST_ISOLATE = 0x2069;

  private static final double EXACT_IN_A_DOUBLE = 0x1p53;

  private Fields() {}

  /**
   * Plain text ({@link #plain}), stripped, of 1 to {@code most} UTF-16 units: that is how H2 counts
   * what fits a column, and PostgreSQL never counts more.
   */
  public static String text(String name, @Nullable String value, int most) {
    String stripped = value == null ? "" : value.strip();
    if (stripped.isEmpty() || stripped.length() > most) {
      throw invalid(name, "takes 1 to " + most + " characters");
    }
    if (!plain(stripped)) {
      throw invalid(name, "takes no control characters");
    }
    return stripped;
  }

  /**
   * Whether text shows as what it is, in a log line as on a screen: no control characters, no line
   * separators, nothing that turns the direction of reading, no half of a surrogate pair.
   */
  public static boolean plain(String text) {
    return text.codePoints().noneMatch(Fields::deceives);
  }

  private static boolean deceives(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT ->
          (codePoint >= FIRST_EMBEDDING && codePoint <= LAST_OVERRIDE)
              || (codePoint >= FIRST_ISOLATE && codePoint <= LAST_ISOLATE);
      default -> false;
    };
  }

  /** A whole number from {@code least} to {@code most}; {@code absent} where it is missing. */
  public static long number(String name, @Nullable Long value, long least, long most, long absent) {
    if (value == null) {
      return absent;
    }
    if (value < least || value > most) {
      throw invalid(name, "takes a whole number from " + least + " to " + most);
    }
    return value;
  }

  /**
   * A JSON number without a fraction, to the unit; empty for whatever else it is, and for a number
   * that may have been rounded when it was read.
   */
  public static Optional<Long> whole(JsonNode value) {
    if (!value.isNumber()) {
      return Optional.empty();
    }
    if (value.getNumberValue() instanceof Double rounded) {
      return rounded == Math.rint(rounded) && Math.abs(rounded) <= EXACT_IN_A_DOUBLE
          ? Optional.of(rounded.longValue())
          : Optional.empty();
    }
    try {
      return Optional.of(value.getBigDecimalValue().longValueExact());
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** What {@code read} makes of the value; {@code expected} completes "takes ...". */
  public static <T> T parsed(
      String name, @Nullable String value, Function<String, Optional<T>> read, String expected) {
    return Optional.ofNullable(value)
        .flatMap(read)
        .orElseThrow(() -> invalid(name, "takes " + expected));
  }

  public static ProblemException invalid(String name, String expectation) {
    return Problem.of(ErrorCode.REQUEST_INVALID, "The field " + name + " " + expectation + ".")
        .asException();
  }
}
