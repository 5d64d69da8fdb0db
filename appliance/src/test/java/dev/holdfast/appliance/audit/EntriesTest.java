package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.chain.ChainHash;
import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.journal.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of intents and records, there and back; the buffer is used again and again. */
final class EntriesTest {
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00.123456Z");

  private final Entries entries = new Entries();

  private ByteBuffer body(int length) {
    byte[] copy = new byte[length];
    entries.buffer().get(Journal.BODY_AT, copy);
    return ByteBuffer.wrap(copy);
  }

  private AuditRecord read(int kind, ByteBuffer body) throws IOException {
    return AuditRecord.read(Entries.payload(kind, body), Entries.tenant(body), AuditKit.NODE, 1);
  }

  @Test
  void intent_encoded_isReadBack() throws IOException {
    UUID id = UUID.randomUUID();
    ByteBuffer body =
        body(entries.intent(TENANT.value(), id, AT, event(TENANT, "a.b", Outcome.STARTED)));

    assertThat(Entries.tenant(body)).isEqualTo(TENANT.value());
    assertThat(Entries.intent(body)).isEqualTo(id);
    AuditRecord record = read(Entries.INTENT, body);
    assertThat(record.id()).isEqualTo(id);
    assertThat(record.at()).isEqualTo(AT);
    assertThat(record.event()).isEqualTo(event(TENANT, "a.b", Outcome.STARTED));
  }

  @Test
  void record_withoutIntent_saysSo() throws IOException {
    UUID id = UUID.randomUUID();
    ByteBuffer body =
        body(entries.record(TENANT.value(), id, null, AT, event(TENANT, "a", Outcome.SUCCESS)));

    assertThat(Entries.intent(body)).isNull();
    assertThat(read(Entries.RECORD, body).intent()).isNull();
    assertThat(read(Entries.RECORD, body).id()).isEqualTo(id);
  }

  @Test
  void chain_placesTheRecord_behindTheOneBefore() {
    ChainHash hash = new ChainHash(AuditKit.NODE);
    ChainHead before = new ChainHead(41, new byte[ChainHash.SIZE]);
    int length =
        entries.record(
            TENANT.value(), UUID.randomUUID(), null, AT, event(TENANT, "a", Outcome.SUCCESS));
    ChainHead head = entries.chain(hash, TENANT.value(), before);
    ByteBuffer body = body(length);
    byte[] payload = Entries.payload(Entries.RECORD, body);

    assertThat(head.sequence()).isEqualTo(42);
    assertThat(Entries.head(body).sequence()).isEqualTo(42);
    assertThat(Entries.head(body).hash())
        .isEqualTo(head.hash())
        .isEqualTo(hash.next(TENANT.value(), 42, before.hash(), payload, 0, payload.length));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1L << 32, Long.MAX_VALUE})
  void confirmed_position_isReadBack(long position) {
    ByteBuffer body = body(entries.confirmed(position));

    assertThat(body.limit()).isEqualTo(Long.BYTES);
    assertThat(Entries.confirmed(body)).isEqualTo(position);
  }

  @Test
  void buffer_largeThenSmall_leavesNothingOfTheLargeOne() throws IOException {
    Map<String, String> large = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      large.put("key" + i, "secret-of-the-large-one".repeat(20));
    }
    int wide =
        entries.record(
            TENANT.value(),
            UUID.randomUUID(),
            null,
            AT,
            event(TENANT, "large", Outcome.SUCCESS, AuditKit.ADA, large, AuditKit.usage()));
    assertThat(wide).isGreaterThan(4096);
    ByteBuffer small =
        body(
            entries.intent(
                TENANT.value(), UUID.randomUUID(), AT, event(TENANT, "small", Outcome.STARTED)));

    assertThat(small.limit()).isLessThan(1000);
    assertThat(read(Entries.INTENT, small).event().details()).isEmpty();
    assertThat(new String(small.array(), java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain("secret-of-the-large-one");
  }

  @Test
  void buffer_always_hasRoomForThePaddingBehindTheBody() {
    for (int filler = 3_300; filler < 4_300; filler++) {
      Map<String, String> details = new HashMap<>();
      for (int i = 0; i < filler / 450; i++) {
        details.put("k" + i, "x".repeat(450));
      }
      details.put("rest", "x".repeat(filler % 450));
      int length =
          entries.intent(
              TENANT.value(),
              UUID.randomUUID(),
              AT,
              event(TENANT, "a", Outcome.STARTED, AuditKit.ADA, details, null));
      assertThat(entries.buffer().capacity()).isGreaterThanOrEqualTo(Journal.BODY_AT + length + 7);
    }
  }
}
