package dev.holdfast.license.statement;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The members of one JSON object, read by type. A member of another type is refused, never
 * converted: {@code "1"}, {@code 1} and {@code true} are three different things.
 */
public final class JsonFields {
  private static final Pattern INSTANT =
      Pattern.compile("[2-9]\\d{3}-\\d\\d-\\d\\dT[0-2]\\d:[0-5]\\d:[0-5]\\dZ");
  private static final Pattern DAY = Pattern.compile("[2-9]\\d{3}-\\d\\d-\\d\\d");

  private final String path;
  private final Map<String, Object> members;

  JsonFields(String path, Map<String, Object> members) {
    this.path = path;
    this.members = members;
  }

  /** The names, in the order of the document. */
  public List<String> names() {
    return List.copyOf(members.keySet());
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  public String text(String name, int maxLength) {
    String value = typed(name, String.class);
    if (value.isEmpty() || value.length() > maxLength) {
      throw refused(Refusal.FIELD_VALUE, name);
    }
    return value;
  }

  public Optional<String> optionalText(String name, int maxLength) {
    return has(name) ? Optional.of(text(name, maxLength)) : Optional.empty();
  }

  public long number(String name, long min, long max) {
    long value = typed(name, Long.class);
    if (value < min || value > max) {
      throw refused(Refusal.FIELD_VALUE, name);
    }
    return value;
  }

  public boolean flag(String name) {
    return typed(name, Boolean.class);
  }

  /** An instant in UTC to the second, written exactly {@code 2026-11-21T03:00:00Z}. */
  public Instant instant(String name) {
    String value = typed(name, String.class);
    if (!INSTANT.matcher(value).matches()) {
      throw refused(Refusal.FIELD_VALUE, name);
    }
    try {
      Instant instant = Instant.parse(value);
      if (!instant.toString().equals(value)) {
        throw refused(Refusal.FIELD_VALUE, name);
      }
      return instant;
    } catch (DateTimeException e) {
      throw refused(Refusal.FIELD_VALUE, name);
    }
  }

  /** A day, written exactly {@code 2026-11-21}. */
  public LocalDate day(String name) {
    String value = typed(name, String.class);
    if (!DAY.matcher(value).matches()) {
      throw refused(Refusal.FIELD_VALUE, name);
    }
    try {
      return LocalDate.parse(value);
    } catch (DateTimeException e) {
      throw refused(Refusal.FIELD_VALUE, name);
    }
  }

  public Optional<Instant> optionalInstant(String name) {
    return has(name) ? Optional.of(instant(name)) : Optional.empty();
  }

  /** One constant of {@code type}, written as its name in lower case with hyphens. */
  public <E extends Enum<E>> E constant(String name, Class<E> type) {
    String value = typed(name, String.class);
    for (E constant : type.getEnumConstants()) {
      if (Wire.of(constant).equals(value)) {
        return constant;
      }
    }
    throw refused(Refusal.FIELD_VALUE, name);
  }

  /** Bytes in canonical base 64 (RFC 4648, section 4, with padding). */
  public byte[] bytes(String name, int maxBytes) {
    return base64(typed(name, String.class), name, maxBytes);
  }

  public JsonFields object(String name) {
    return typed(name, JsonFields.class);
  }

  public Optional<JsonFields> optionalObject(String name) {
    return has(name) ? Optional.of(object(name)) : Optional.empty();
  }

  public List<String> texts(String name, int maxElements, int maxLength) {
    List<String> texts = elements(name, String.class, maxElements);
    for (String text : texts) {
      if (text.isEmpty() || text.length() > maxLength) {
        throw refused(Refusal.FIELD_VALUE, name);
      }
    }
    if (Set.copyOf(texts).size() != texts.size()) {
      throw refused(Refusal.FIELD_VALUE, name + " repeats an element");
    }
    return texts;
  }

  public List<JsonFields> objects(String name, int maxElements) {
    return elements(name, JsonFields.class, maxElements);
  }

  public List<byte[]> blobs(String name, int maxElements, int maxBytes) {
    List<byte[]> blobs = new ArrayList<>();
    for (String text : elements(name, String.class, maxElements)) {
      blobs.add(base64(text, name, maxBytes));
    }
    return blobs;
  }

  /** Refuses every member that is not in {@code known}. */
  public void only(Set<String> known) {
    for (String name : members.keySet()) {
      if (!known.contains(name)) {
        throw refused(Refusal.FIELD_UNKNOWN, name);
      }
    }
  }

  /**
   * Refuses if the member {@code critical} names one that is not in {@code known}, or if an unknown
   * one differs from a known one in case only.
   *
   * @return the unknown members that the statement may carry for newer versions
   */
  public List<String> unknownBesides(Set<String> known) {
    if (has("critical")) {
      for (String name : texts("critical", StrictJson.MAX_MEMBERS, 64)) {
        if (!known.contains(name)) {
          throw refused(Refusal.CRITICAL_UNKNOWN, name);
        }
      }
    }
    List<String> unknown = new ArrayList<>();
    for (String name : members.keySet()) {
      if (known.contains(name) || name.equals("critical")) {
        continue;
      }
      if (name.equalsIgnoreCase("critical") || known.stream().anyMatch(name::equalsIgnoreCase)) {
        throw refused(Refusal.AMBIGUOUS_NAME, name);
      }
      unknown.add(name);
    }
    return List.copyOf(unknown);
  }

  /** A refusal that names the member {@code name} of this object. */
  public RefusedException refused(Refusal refusal, String name) {
    return new RefusedException(refusal, path.isEmpty() ? name : path + "." + name);
  }

  private byte[] base64(String text, String name, int maxBytes) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      // The decoder forgives missing padding and stray bits; two texts for one value are refused.
      if (bytes.length > maxBytes || !Base64.getEncoder().encodeToString(bytes).equals(text)) {
        throw refused(Refusal.FIELD_VALUE, name);
      }
      return bytes;
    } catch (IllegalArgumentException e) {
      throw refused(Refusal.FIELD_VALUE, name);
    }
  }

  private <T> List<T> elements(String name, Class<T> type, int max) {
    Object value = member(name);
    if (!(value instanceof List<?> list)) {
      throw refused(Refusal.FIELD_TYPE, name);
    }
    if (list.size() > max) {
      throw refused(Refusal.TOO_MANY, name);
    }
    List<T> elements = new ArrayList<>();
    for (Object element : list) {
      if (!type.isInstance(element)) {
        throw refused(Refusal.FIELD_TYPE, name);
      }
      elements.add(type.cast(element));
    }
    return List.copyOf(elements);
  }

  private <T> T typed(String name, Class<T> type) {
    Object value = member(name);
    if (!type.isInstance(value)) {
      throw refused(Refusal.FIELD_TYPE, name);
    }
    return type.cast(value);
  }

  private Object member(String name) {
    Object value = members.get(name);
    if (value == null) {
      throw refused(Refusal.FIELD_MISSING, name);
    }
    return value;
  }
}
