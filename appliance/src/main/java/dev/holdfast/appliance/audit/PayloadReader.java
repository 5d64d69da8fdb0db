package dev.holdfast.appliance.audit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.platform.json.TextReader;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads back what {@link Payload} wrote. Members that it does not know are left out. */
final class PayloadReader {
  private final TextReader texts;
  private UUID id = ChainHead.PLATFORM;
  private @Nullable UUID intent;
  private Instant at = Instant.EPOCH;
  private Actor actor = Actor.SYSTEM;
  private String action = "";
  private String target = "";
  private Outcome outcome = Outcome.STARTED;
  private @Nullable String code;
  private String requestId = "";
  private @Nullable String clientAddress;
  private Map<String, String> details = Map.of();
  private @Nullable Usage usage;

  private PayloadReader(TextReader texts) {
    this.texts = texts;
  }

  /**
   * Reads one record.
   *
   * @throws IOException where the payload is not one
   */
  static AuditRecord read(byte[] payload, UUID tenant, String node, long sequence)
      throws IOException {
    return read(payload, tenant, node, sequence, new TextReader());
  }

  /** The same for who reads many: {@code texts} goes from one record to the next. */
  static AuditRecord read(byte[] payload, UUID tenant, String node, long sequence, TextReader texts)
      throws IOException {
    PayloadReader reader = new PayloadReader(texts);
    try (JsonParser json = Payload.JSON.createParser(payload)) {
      reader.record(json);
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      throw new IOException("not an audit record: " + e.getMessage(), e);
    }
    return reader.finish(tenant, node, sequence);
  }

  private AuditRecord finish(UUID tenant, String node, long sequence) {
    AuditEvent event =
        new AuditEvent(
            tenant.equals(ChainHead.PLATFORM) ? null : new TenantId(tenant),
            actor,
            action,
            target,
            outcome,
            code,
            requestId,
            clientAddress,
            details,
            usage);
    return new AuditRecord(id, intent, node, sequence, at, event);
  }

  private void record(JsonParser json) throws IOException {
    expectObject(json, json.nextToken());
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      switch (name) {
        case "id" -> id = TextReader.uuid(json);
        case "intent" -> intent = TextReader.uuid(json);
        case "at" -> at = TextReader.instant(json);
        case "actor" -> actor = actor(json, token);
        case "action" -> action = texts.shared(json);
        case "target" -> target = texts.shared(json);
        case "outcome" -> outcome = Outcome.valueOf(texts.shared(json));
        case "code" -> code = texts.shared(json);
        case "requestId" -> requestId = json.getText();
        case "clientAddress" -> clientAddress = texts.shared(json);
        case "details" -> details = details(json, token);
        case "usage" -> usage = usage(json, token);
        default -> json.skipChildren();
      }
    }
  }

  private Actor actor(JsonParser json, JsonToken token) throws IOException {
    expectObject(json, token);
    String type = "";
    String id = "";
    String label = "";
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "type" -> type = texts.shared(json);
        case "id" -> id = texts.shared(json);
        case "label" -> label = texts.shared(json);
        default -> skip(json, value);
      }
    }
    return new Actor(type, id, label);
  }

  private Usage usage(JsonParser json, JsonToken token) throws IOException {
    expectObject(json, token);
    UUID project = null;
    UUID key = null;
    String provider = "";
    String model = "";
    long input = 0;
    long cached = 0;
    long output = 0;
    Long cost = null;
    boolean estimated = false;
    Usage.Hold hold = null;
    String price = null;
    String providerRequestId = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "project" -> project = TextReader.uuid(json);
        case "key" -> key = TextReader.uuid(json);
        case "provider" -> provider = texts.shared(json);
        case "model" -> model = texts.shared(json);
        case "inputTokens" -> input = number(json, value);
        case "cachedInputTokens" -> cached = number(json, value);
        case "outputTokens" -> output = number(json, value);
        case "costNanos" -> cost = number(json, value);
        case "estimated" -> estimated = value == JsonToken.VALUE_TRUE;
        case "hold" -> hold = hold(json, value);
        case "price" -> price = texts.shared(json);
        case "providerRequestId" -> providerRequestId = json.getText();
        default -> skip(json, value);
      }
    }
    if (project == null) {
      throw new IOException("usage without a project");
    }
    return new Usage(
        project,
        key,
        provider,
        model,
        input,
        cached,
        output,
        cost,
        estimated,
        hold,
        price,
        providerRequestId);
  }

  private Usage.Hold hold(JsonParser json, JsonToken token) throws IOException {
    expectObject(json, token);
    String lease = "";
    Instant reserved = null;
    long tokens = 0;
    Long cost = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "lease" -> lease = texts.shared(json);
        case "at" -> reserved = TextReader.instant(json);
        case "tokens" -> tokens = number(json, value);
        case "costNanos" -> cost = number(json, value);
        default -> skip(json, value);
      }
    }
    if (reserved == null) {
      throw new IOException("a hold without its time");
    }
    return new Usage.Hold(lease, reserved, tokens, cost);
  }

  private static long number(JsonParser json, JsonToken value) throws IOException {
    return value == JsonToken.VALUE_NUMBER_INT
        ? json.getLongValue()
        : Long.parseLong(json.getText());
  }

  private static void skip(JsonParser json, JsonToken value) throws IOException {
    if (!value.isScalarValue()) {
      json.skipChildren();
    }
  }

  private Map<String, String> details(JsonParser json, JsonToken token) throws IOException {
    expectObject(json, token);
    Map<String, String> members = new HashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      if (json.nextToken().isScalarValue()) {
        members.put(name, texts.shared(json));
      } else {
        json.skipChildren();
      }
    }
    return members;
  }

  private static void expectObject(JsonParser json, @Nullable JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      throw new IOException("an object was expected at " + json.currentLocation());
    }
  }
}
