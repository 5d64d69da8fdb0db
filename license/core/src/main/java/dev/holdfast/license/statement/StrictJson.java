package dev.holdfast.license.statement;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads one JSON object, once, and refuses everything that two readers could understand in two
 * ways: duplicate names, names that differ in case only, numbers beyond 2^53 - 1 or with a
 * fraction, null, unpaired surrogates, byte order marks, encodings other than UTF-8, trailing data.
 */
public final class StrictJson {
  /** Objects and arrays inside each other. */
  public static final int MAX_DEPTH = 12;

  /** Members of one object, elements of one array. */
  public static final int MAX_MEMBERS = 1_000;

  /** 2^53 - 1: the largest whole number that every JSON reader reads alike. */
  public static final long MAX_NUMBER = 9_007_199_254_740_991L;

  private static final int MAX_NAME = 64;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final int BOM = 0xEF;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH + 1)
                  .maxStringLength(1 << 20)
                  .maxNumberLength(20)
                  .maxNameLength(MAX_NAME)
                  .build())
          .build();

  private final int maxText;
  private final int maxElements;

  private StrictJson(int maxText, int maxElements) {
    this.maxText = maxText;
    this.maxElements = maxElements;
  }

  /**
   * Reads {@code bytes} as one object.
   *
   * @param maxBytes the most bytes that are looked at
   * @param maxText the most characters of one text
   * @throws RefusedException with a code of its own for each way of being wrong
   */
  public static JsonFields parse(byte[] bytes, int maxBytes, int maxText) {
    return parse(bytes, maxBytes, maxText, MAX_MEMBERS);
  }

  /**
   * Reads {@code bytes} as one object, in which an array may have {@code maxElements} elements.
   *
   * @throws RefusedException with a code of its own for each way of being wrong
   */
  public static JsonFields parse(byte[] bytes, int maxBytes, int maxText, int maxElements) {
    String text = decode(bytes, maxBytes);
    try (JsonParser parser = FACTORY.createParser(text.toCharArray())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new RefusedException(Refusal.NOT_JSON, "an object is expected");
      }
      JsonFields fields = new StrictJson(maxText, maxElements).object(parser, "", 1);
      if (parser.nextToken() != null) {
        throw new RefusedException(Refusal.TRAILING_DATA);
      }
      return fields;
    } catch (StreamConstraintsException e) {
      throw new RefusedException(constraint(e), "");
    } catch (JsonProcessingException e) {
      throw new RefusedException(
          Refusal.NOT_JSON, "at character " + e.getLocation().getCharOffset());
    } catch (IOException e) {
      throw new RefusedException(Refusal.NOT_JSON, "");
    }
  }

  private static String decode(byte[] bytes, int maxBytes) {
    if (bytes.length > maxBytes) {
      throw new RefusedException(Refusal.TOO_LARGE, bytes.length + " of " + maxBytes + " bytes");
    }
    if (bytes.length >= 2 && ((bytes[0] & 0xFF) == BOM || (bytes[0] & 0xFE) == 0xFE)) {
      throw new RefusedException(Refusal.BYTE_ORDER_MARK);
    }
    try {
      CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return chars.toString();
    } catch (CharacterCodingException e) {
      throw new RefusedException(Refusal.NOT_UTF8);
    }
  }

  private static Refusal constraint(StreamConstraintsException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("depth")) {
      return Refusal.TOO_DEEP;
    }
    if (message.contains("Number")) {
      return Refusal.BAD_NUMBER;
    }
    return message.contains("Name") ? Refusal.BAD_NAME : Refusal.BAD_TEXT;
  }

  private JsonFields object(JsonParser parser, String path, int depth) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    Set<String> folded = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String at = path.isEmpty() ? name : path + "." + name;
      if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
        throw new RefusedException(Refusal.BAD_NAME, path);
      }
      if (members.containsKey(name)) {
        throw new RefusedException(Refusal.DUPLICATE_NAME, at);
      }
      if (!folded.add(name.toLowerCase(Locale.ROOT))) {
        throw new RefusedException(Refusal.AMBIGUOUS_NAME, at);
      }
      if (members.size() >= MAX_MEMBERS) {
        throw new RefusedException(Refusal.TOO_MANY, path);
      }
      parser.nextToken();
      members.put(name, value(parser, at, depth));
    }
    return new JsonFields(path, members);
  }

  private List<Object> array(JsonParser parser, String path, int depth) throws IOException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (elements.size() >= maxElements) {
        throw new RefusedException(Refusal.TOO_MANY, path);
      }
      elements.add(value(parser, path + "[" + elements.size() + "]", depth));
    }
    return List.copyOf(elements);
  }

  private Object value(JsonParser parser, String path, int depth) throws IOException {
    JsonToken token = parser.currentToken();
    if ((token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) && depth >= MAX_DEPTH) {
      throw new RefusedException(Refusal.TOO_DEEP, path);
    }
    return switch (token) {
      case START_OBJECT -> object(parser, path, depth + 1);
      case START_ARRAY -> array(parser, path, depth + 1);
      case VALUE_STRING -> text(parser.getText(), path);
      case VALUE_NUMBER_INT -> number(parser, path);
      case VALUE_NUMBER_FLOAT -> throw new RefusedException(Refusal.BAD_NUMBER, path);
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> throw new RefusedException(Refusal.FIELD_TYPE, path + " is null");
      case null, default -> throw new RefusedException(Refusal.NOT_JSON, path);
    };
  }

  private static Long number(JsonParser parser, String path) throws IOException {
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        || parser.getText().equals("-0")) {
      throw new RefusedException(Refusal.BAD_NUMBER, path);
    }
    long value = parser.getLongValue();
    if (value > MAX_NUMBER || value < -MAX_NUMBER) {
      throw new RefusedException(Refusal.BAD_NUMBER, path);
    }
    return value;
  }

  private String text(String value, String path) {
    if (value.length() > maxText) {
      throw new RefusedException(Refusal.BAD_TEXT, path + " is too long");
    }
    // Controls, unpaired surrogates, and the marks that turn text around could show a reader
    // something else than what was signed.
    boolean bad =
        value
            .codePoints()
            .anyMatch(
                c ->
                    Character.isISOControl(c)
                        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                        || Character.getType(c) == Character.FORMAT
                        || c == 0x2028
                        || c == 0x2029);
    if (bad) {
      throw new RefusedException(Refusal.BAD_TEXT, path);
    }
    return value;
  }
}
