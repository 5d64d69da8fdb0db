package dev.holdfast.appliance.audit;

import dev.holdfast.appliance.audit.chain.ChainHash;
import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.journal.Journal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How intents and records lie in the journal's frames. An intent: tenant, its id, payload. A
 * record: tenant, intent (zeros for none), sequence, hash, payload. One reused buffer; used by one
 * thread at a time.
 */
final class Entries {
  static final int INTENT = 1;
  static final int RECORD = 2;

  /** Says how far the database had confirmed the journal, on its own disk. */
  static final int CONFIRMED = 3;

  private static final int TENANT_AT = 0;
  private static final int INTENT_AT = 16;
  private static final int INTENT_PAYLOAD_AT = 32;
  private static final int SEQUENCE_AT = 32;
  private static final int HASH_AT = 40;
  private static final int RECORD_PAYLOAD_AT = 72;
  private static final UUID NONE = new UUID(0, 0);

  private final Buffer out = new Buffer();

  /** Encodes an intent; gives the body's length. */
  int intent(UUID tenant, UUID id, Instant at, AuditEvent event) {
    out.start(INTENT_PAYLOAD_AT);
    Payload.write(out, id, null, at, event);
    ByteBuffer buffer = out.finish();
    put(buffer, TENANT_AT, tenant);
    put(buffer, INTENT_AT, id);
    return out.bodyLength();
  }

  /** Encodes a record, but for its place in the chain; gives the body's length. */
  int record(UUID tenant, UUID id, @Nullable UUID intent, Instant at, AuditEvent event) {
    out.start(RECORD_PAYLOAD_AT);
    Payload.write(out, id, intent, at, event);
    ByteBuffer buffer = out.finish();
    put(buffer, TENANT_AT, tenant);
    put(buffer, INTENT_AT, intent == null ? NONE : intent);
    return out.bodyLength();
  }

  /** Encodes that the database has the journal up to a position; gives the body's length. */
  int confirmed(long position) {
    out.start(Long.BYTES);
    out.finish().putLong(Journal.BODY_AT, position);
    return out.bodyLength();
  }

  /** How far the database had the journal when this was written. */
  static long confirmed(ByteBuffer body) {
    return body.getLong(0);
  }

  /** Puts the record that was encoded last into its place behind {@code head}. */
  ChainHead chain(ChainHash chain, UUID tenant, ChainHead head) {
    long sequence = head.sequence() + 1;
    int from = Journal.BODY_AT + RECORD_PAYLOAD_AT;
    byte[] hash = chain.next(tenant, sequence, head.hash(), out.bytes(), from, out.size() - from);
    ByteBuffer buffer = out.finish();
    buffer.putLong(Journal.BODY_AT + SEQUENCE_AT, sequence);
    buffer.put(Journal.BODY_AT + HASH_AT, hash);
    return new ChainHead(sequence, hash);
  }

  /** The encoded frame's buffer, with room around the body. */
  ByteBuffer buffer() {
    return out.finish();
  }

  static UUID tenant(ByteBuffer body) {
    return uuid(body, TENANT_AT);
  }

  /** The intent that the body is, or that it finishes; null where there is none. */
  static @Nullable UUID intent(ByteBuffer body) {
    UUID id = uuid(body, INTENT_AT);
    return id.equals(NONE) ? null : id;
  }

  static ChainHead head(ByteBuffer record) {
    byte[] hash = new byte[ChainHash.SIZE];
    record.get(HASH_AT, hash);
    return new ChainHead(record.getLong(SEQUENCE_AT), hash);
  }

  static byte[] payload(int kind, ByteBuffer body) {
    int at = kind == INTENT ? INTENT_PAYLOAD_AT : RECORD_PAYLOAD_AT;
    byte[] payload = new byte[body.limit() - at];
    body.get(at, payload);
    return payload;
  }

  private static void put(ByteBuffer buffer, int at, UUID id) {
    buffer.putLong(Journal.BODY_AT + at, id.getMostSignificantBits());
    buffer.putLong(Journal.BODY_AT + at + Long.BYTES, id.getLeastSignificantBits());
  }

  private static UUID uuid(ByteBuffer body, int at) {
    return new UUID(body.getLong(at), body.getLong(at + Long.BYTES));
  }

  /** A growing array that is never copied out. */
  private static final class Buffer extends ByteArrayOutputStream {
    private static final int START = 4096;
    private static final int PADDING = 8;
    private ByteBuffer view = ByteBuffer.wrap(buf);

    Buffer() {
      super(START);
    }

    void start(int payloadAt) {
      count = Journal.BODY_AT + payloadAt;
    }

    ByteBuffer finish() {
      if (buf.length < count + PADDING) {
        buf = java.util.Arrays.copyOf(buf, count + START);
      }
      if (view.capacity() != buf.length) { // it has grown
        view = ByteBuffer.wrap(buf);
      }
      return view;
    }

    byte[] bytes() {
      return buf;
    }

    int bodyLength() {
      return count - Journal.BODY_AT;
    }
  }
}
