package dev.holdfast.license.statement;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * A payload with its signatures, in the manner of DSSE (secure-systems-lab/dsse, protocol.md): what
 * is signed is the pre-authentication encoding of the payload's type and its exact bytes.
 *
 * <p>Each signer signs bytes of its own: the type is followed by the suite and by the ids of all
 * the signer's keys. So half of a hybrid pair cannot be stripped, doubled or moved to another
 * statement, and several root holders can sign one payload apart from each other.
 */
public record Envelope(PayloadType type, byte[] payload, List<Signature> signatures) {
  /** The most bytes of a payload, where its type says nothing else. */
  public static final int MAX_PAYLOAD = 256 * 1024;

  private static final int MAX_SIGNATURES = 16;
  private static final int MAX_SIGNATURE_BYTES = 64 * 1024;
  private static final String KEY_ID = "[0-9a-f]{96}";

  public Envelope {
    signatures = List.copyOf(signatures);
  }

  /**
   * What one signer gave.
   *
   * @param suite the suite's id
   * @param keys the ids of the keys, in the suite's order
   * @param values the signatures, in the same order
   */
  public record Signature(String suite, List<String> keys, List<byte[]> values) {
    public Signature {
      keys = List.copyOf(keys);
      values = List.copyOf(values);
    }
  }

  /** The bytes that a signer with these keys signs. */
  public static byte[] signedBytes(
      PayloadType type, String suite, List<String> keys, byte[] payload) {
    String signedType = type.mediaType() + ";suite=" + suite + ";keys=" + String.join(",", keys);
    byte[] typeBytes = signedType.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + typeBytes.length + 32);
    out.writeBytes(("DSSEv1 " + typeBytes.length + " ").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(typeBytes);
    out.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(payload);
    return out.toByteArray();
  }

  static Envelope read(JsonFields fields) {
    fields.only(Set.of("payloadType", "payload", "signatures"));
    PayloadType type = PayloadType.require(fields.text("payloadType", 200));
    byte[] payload = fields.bytes("payload", type.maxPayload());
    List<Signature> signatures = new ArrayList<>();
    for (JsonFields one : fields.objects("signatures", MAX_SIGNATURES)) {
      one.only(Set.of("suite", "keys", "values"));
      List<String> keys = one.texts("keys", 4, 96);
      if (!keys.stream().allMatch(key -> key.matches(KEY_ID))) {
        throw one.refused(Refusal.FIELD_VALUE, "keys");
      }
      signatures.add(
          new Signature(one.text("suite", 20), keys, one.blobs("values", 4, MAX_SIGNATURE_BYTES)));
    }
    return new Envelope(type, payload, signatures);
  }

  void write(JsonGenerator json) throws IOException {
    Base64.Encoder base64 = Base64.getEncoder();
    json.writeStartObject();
    json.writeStringField("payloadType", type.mediaType());
    json.writeStringField("payload", base64.encodeToString(payload));
    json.writeArrayFieldStart("signatures");
    for (Signature signature : signatures) {
      json.writeStartObject();
      json.writeStringField("suite", signature.suite());
      json.writeArrayFieldStart("keys");
      for (String key : signature.keys()) {
        json.writeString(key);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("values");
      for (byte[] value : signature.values()) {
        json.writeString(base64.encodeToString(value));
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
