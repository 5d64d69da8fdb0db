package dev.holdfast.appliance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.journal.Journal;
import dev.holdfast.appliance.platform.id.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Records with anything in them, and payloads that are anything but records. */
final class PayloadFuzzTest {
  private static final UUID TENANT = AuditKit.TENANT.value();
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00.123456Z");

  private static byte[] write(AuditEvent event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Payload.write(out, new UUID(1, 2), new UUID(3, 4), AT, event);
    return out.toByteArray();
  }

  private static AuditRecord read(byte[] payload) throws IOException {
    return AuditRecord.read(payload, TENANT, AuditKit.NODE, 9);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(900),
        Arbitraries.strings()
            .withChars("\"\\/\u0000\u001f\u007f\u2028\ud83d\ude00\ud800")
            .ofMaxLength(40),
        Arbitraries.of("", " ", "=1+1", "null", "{}", "\n\r\t"));
  }

  @Provide
  Arbitrary<AuditEvent> events() {
    Arbitrary<Actor> actors = Combinators.combine(texts(), texts(), texts()).as(Actor::new);
    Arbitrary<Map<String, String>> details = Arbitraries.maps(texts(), texts()).ofMaxSize(60);
    return Combinators.combine(
            actors,
            texts(),
            texts(),
            Arbitraries.of(Outcome.class),
            texts().injectNull(0.3),
            details)
        .as(
            (actor, action, target, outcome, code, more) ->
                new AuditEvent(
                    new TenantId(TENANT),
                    actor,
                    action,
                    target,
                    outcome,
                    code,
                    target,
                    code,
                    more,
                    outcome == Outcome.SUCCESS ? AuditKit.usage() : null));
  }

  @Property(tries = 300)
  void write_anyEvent_isReadBackAndWritesTheSameAgain(@ForAll("events") AuditEvent event)
      throws IOException {
    byte[] payload = write(event);
    AuditRecord once = read(payload);
    AuditRecord twice = read(write(once.event()));

    assertThat(once.id()).isEqualTo(new UUID(1, 2));
    assertThat(once.intent()).isEqualTo(new UUID(3, 4));
    assertThat(once.at()).isEqualTo(AT);
    assertThat(once.event().outcome()).isEqualTo(event.outcome());
    assertThat(once.event().usage()).isEqualTo(event.usage());
    assertThat(twice.event().actor())
        .as("what was cut once is not cut again")
        .isEqualTo(once.event().actor());
    assertThat(twice.event().action()).isEqualTo(once.event().action());
    assertThat(twice.event().target()).isEqualTo(once.event().target());
  }

  @Property(tries = 300)
  void write_anyEvent_isBoundedAndFitForEveryDatabase(@ForAll("events") AuditEvent event) {
    byte[] payload = write(event);
    String text = new String(payload, StandardCharsets.UTF_8);

    assertThat(payload.length).isLessThan(Journal.MOST_BODY);
    assertThat(text.getBytes(StandardCharsets.UTF_8)).as("valid UTF-8").isEqualTo(payload);
    assertThat(text).doesNotContain("\u0000").doesNotContain("\n");
  }

  @Property(tries = 500)
  void read_anyBytes_areARecordOrAnIoException(@ForAll byte[] bytes) {
    readOrRefuse(bytes);
  }

  @Property(tries = 500)
  void read_recordWithOneByteChanged_isARecordOrAnIoException(
      @ForAll("events") AuditEvent event, @ForAll int at, @ForAll byte value) {
    byte[] payload = write(event);
    payload[Math.floorMod(at, payload.length)] = value;
    readOrRefuse(payload);
  }

  @Test
  void read_recordCutAtAnyByte_isAnIoException() throws IOException {
    byte[] payload =
        write(
            AuditKit.event(
                AuditKit.TENANT,
                "a",
                Outcome.SUCCESS,
                AuditKit.ADA,
                Map.of("k", "v"),
                AuditKit.usage()));
    assertThat(read(payload).event().action()).isEqualTo("a");
    for (int length = 0; length < payload.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(payload, length);
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> read(cut))
          .as("%d of %d bytes", length, payload.length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void read_deeplyNested_isAnIoExceptionAndNoStackOverflow() {
    readOrRefuse(("{\"x\":" + "[".repeat(50_000)).getBytes(StandardCharsets.UTF_8));
    readOrRefuse(
        ("{\"usage\":{\"y\":" + "{\"z\":".repeat(50_000)).getBytes(StandardCharsets.UTF_8));
  }

  private static void readOrRefuse(byte[] payload) {
    try {
      AuditRecord record = read(payload);
      assertThat(record.sequence()).isEqualTo(9);
      assertThat(record.event().tenant()).isEqualTo(AuditKit.TENANT);
    } catch (IOException refused) {
      assertThat(refused.getMessage()).isNotNull();
    }
  }

  @Property(tries = 300)
  void asStored_anyText_isHowThePayloadSaysIt(@ForAll("texts") String text) throws IOException {
    AuditEvent event =
        AuditKit.event(
            AuditKit.TENANT, "a", Outcome.SUCCESS, AuditKit.ADA, Map.of("key", text), null);
    String payload = new String(write(event), StandardCharsets.UTF_8);

    assertThat(payload).contains("\"key\":\"" + AuditRecord.asStored(text) + "\"");
    assertThat(read(payload.getBytes(StandardCharsets.UTF_8)).event().details()).containsKey("key");
    assertThat(ChainHead.PLATFORM).isNotEqualTo(TENANT);
  }
}
