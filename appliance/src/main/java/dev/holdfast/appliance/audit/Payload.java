package dev.holdfast.appliance.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the chain hash covers: compact JSON, in an order that does not matter, because it is
 * kept as it was written. Everything is bounded, and what is longer is cut and marked: a record
 * must never be lost because somebody sent a long name.
 */
final class Payload {
  static final int MOST_DETAILS = 50;
  static final int LONGEST_KEY = 40;
  static final int LONGEST_VALUE = 500;
  static final int LONGEST_NAME = 200;
  static final int LONGEST_ACTION = 100;
  private static final int MOST_DETAIL_CHARS = 6_000;
  private static final String CUT = "\u2026";

  static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private Payload() {}

  static void write(
      ByteArrayOutputStream out, UUID id, @Nullable UUID intent, Instant at, AuditEvent event) {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("id", id.toString());
      if (intent != null) {
        json.writeStringField("intent", intent.toString());
      }
      json.writeStringField("at", at.toString());
      json.writeObjectFieldStart("actor");
      json.writeStringField("type", bounded(event.actor().type(), LONGEST_KEY));
      json.writeStringField("id", bounded(event.actor().id(), LONGEST_NAME));
      json.writeStringField("label", bounded(event.actor().label(), LONGEST_NAME));
      json.writeEndObject();
      json.writeStringField("action", bounded(event.action(), LONGEST_ACTION));
      json.writeStringField("target", bounded(event.target(), LONGEST_VALUE));
      json.writeStringField("outcome", event.outcome().name());
      field(json, "code", event.code(), LONGEST_ACTION);
      json.writeStringField("requestId", bounded(event.requestId(), LONGEST_NAME));
      field(json, "clientAddress", event.clientAddress(), LONGEST_ACTION);
      writeDetails(json, event.details());
      if (event.usage() != null) {
        writeUsage(json, event.usage());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeDetails(JsonGenerator json, Map<String, String> details)
      throws IOException {
    if (details.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("details");
    int count = 0;
    int chars = 0;
    for (Map.Entry<String, String> detail : details.entrySet()) {
      String key = bounded(detail.getKey(), LONGEST_KEY);
      String value = bounded(detail.getValue(), LONGEST_VALUE);
      chars += key.length() + value.length();
      if (++count > MOST_DETAILS || chars > MOST_DETAIL_CHARS) {
        json.writeStringField(CUT, details.size() + " details, not all kept");
        break;
      }
      json.writeStringField(key, value);
    }
    json.writeEndObject();
  }

  private static void writeUsage(JsonGenerator json, Usage usage) throws IOException {
    json.writeObjectFieldStart("usage");
    json.writeStringField("project", usage.project().toString());
    if (usage.key() != null) {
      json.writeStringField("key", usage.key().toString());
    }
    json.writeStringField("provider", bounded(usage.provider(), LONGEST_NAME));
    json.writeStringField("model", bounded(usage.model(), LONGEST_NAME));
    json.writeNumberField("inputTokens", usage.inputTokens());
    json.writeNumberField("cachedInputTokens", usage.cachedInputTokens());
    json.writeNumberField("outputTokens", usage.outputTokens());
    number(json, "costNanos", usage.costNanos());
    json.writeBooleanField("estimated", usage.estimated());
    field(json, "price", usage.price(), LONGEST_NAME);
    field(json, "providerRequestId", usage.providerRequestId(), LONGEST_NAME);
    Usage.Hold hold = usage.hold();
    if (hold != null) {
      json.writeObjectFieldStart("hold");
      json.writeStringField("lease", bounded(hold.lease(), LONGEST_NAME));
      json.writeStringField("at", hold.at().toString());
      json.writeNumberField("tokens", hold.tokens());
      number(json, "costNanos", hold.costNanos());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void field(JsonGenerator json, String name, @Nullable String value, int most)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, bounded(value, most));
    }
  }

  private static void number(JsonGenerator json, String name, @Nullable Long value)
      throws IOException {
    if (value != null) {
      json.writeNumberField(name, value);
    }
  }

  /** As a string of the JSON holds it, without the quotation marks; bytes escape otherwise. */
  static String inside(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeString(bounded(text, LONGEST_VALUE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String quoted = out.toString(StandardCharsets.UTF_8);
    return quoted.substring(1, quoted.length() - 1);
  }

  /** At most so many chars, and nothing that UTF-8 or PostgreSQL cannot hold. */
  static String bounded(String text, int most) {
    String kept = text;
    if (text.length() > most) {
      kept = text.substring(0, most - 1) + CUT;
    }
    for (int i = 0; i < kept.length(); i++) {
      char c = kept.charAt(i);
      if (Character.isSurrogate(c) || c == 0) {
        return mended(kept);
      }
    }
    return kept;
  }

  private static String mended(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(
            c ->
                c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                    ? 0xFFFD
                    : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }
}
