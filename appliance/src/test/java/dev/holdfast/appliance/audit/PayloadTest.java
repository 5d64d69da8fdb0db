package dev.holdfast.appliance.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.journal.Journal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PayloadTest {
  private static final UUID ID = UUID.fromString("0192f000-0000-7000-8000-0000000000ff");
  private static final UUID INTENT = UUID.fromString("0192f000-0000-7000-8000-0000000000fe");
  private static final Instant AT = Instant.parse("2026-11-21T10:11:12.123456Z");

  private static byte[] write(@Nullable UUID intent, AuditEvent event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Payload.write(out, ID, intent, AT, event);
    return out.toByteArray();
  }

  private static AuditRecord roundTrip(@Nullable UUID intent, AuditEvent event) throws IOException {
    return PayloadReader.read(write(intent, event), tenantOf(event), "n", 7);
  }

  private static UUID tenantOf(AuditEvent event) {
    return event.tenant() == null ? ChainHead.PLATFORM : event.tenant().value();
  }

  private static AuditEvent withDetails(Map<String, String> details) {
    return AuditKit.event(
        AuditKit.TENANT, "gateway.chat", Outcome.SUCCESS, AuditKit.ADA, details, null);
  }

  @Test
  void read_whatWasWritten_isTheSameRecord() throws IOException {
    AuditEvent event =
        new AuditEvent(
            AuditKit.TENANT,
            AuditKit.ADA,
            "gateway.chat",
            "gpt-4o-mini",
            Outcome.FAILED,
            "upstream_timeout",
            "req-1",
            "2001:db8::1",
            Map.of("finish", "stop", "größe", "\"<&>\u2028\uD83D\uDE00"),
            AuditKit.usage());

    assertThat(roundTrip(INTENT, event)).isEqualTo(new AuditRecord(ID, INTENT, "n", 7, AT, event));
  }

  @Test
  void read_leastRecord_isTheSameRecord() throws IOException {
    AuditEvent event =
        new AuditEvent(
            null,
            Actor.ANONYMOUS,
            "session.create",
            "",
            Outcome.REFUSED,
            null,
            "",
            null,
            Map.of(),
            null);

    assertThat(roundTrip(null, event)).isEqualTo(new AuditRecord(ID, null, "n", 7, AT, event));
  }

  @Test
  void write_knownEvent_givesTheDocumentedForm() {
    assertThat(new String(write(INTENT, AuditKit.event(null, "a.b", Outcome.SUCCESS)), UTF_8))
        .isEqualTo(
            "{\"id\":\"0192f000-0000-7000-8000-0000000000ff\","
                + "\"intent\":\"0192f000-0000-7000-8000-0000000000fe\","
                + "\"at\":\"2026-11-21T10:11:12.123456Z\","
                + "\"actor\":{\"type\":\"user\",\"id\":\"acc_ada\",\"label\":\"ada@example.com\"},"
                + "\"action\":\"a.b\",\"target\":\"target\",\"outcome\":\"SUCCESS\","
                + "\"requestId\":\"req-1\",\"clientAddress\":\"192.0.2.7\"}");
  }

  @Test
  void write_tooManyOrTooLongDetails_areCutAndMarked() throws IOException {
    Map<String, String> details = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      details.put(("key" + i + "x".repeat(100)), "v".repeat(1_000));
    }
    Map<String, String> kept = roundTrip(null, withDetails(details)).event().details();

    assertThat(kept)
        .hasSizeLessThanOrEqualTo(51)
        .containsEntry("\u2026", "60 details, not all kept");
    assertThat(kept.keySet()).allMatch(key -> key.length() <= 40);
    assertThat(kept.values()).allMatch(value -> value.length() <= 500);
  }

  @Test
  void write_everythingAsLongAndAsWideAsCanBe_fitsIntoAFrame() {
    String wide = "\u0001".repeat(100_000); // six bytes each in JSON
    Map<String, String> details = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      details.put(i + wide, wide);
    }
    Usage usage =
        new Usage(
            ID,
            ID,
            wide,
            wide,
            Long.MIN_VALUE,
            0,
            0,
            Long.MIN_VALUE,
            true,
            new Usage.Hold(wide, Instant.MAX, 0, 0L),
            wide,
            wide);
    AuditEvent event =
        new AuditEvent(
            AuditKit.TENANT,
            new Actor(wide, wide, wide),
            wide,
            wide,
            Outcome.INTERRUPTED,
            wide,
            wide,
            wide,
            details,
            usage);

    assertThat(write(INTENT, event).length).isLessThan(Journal.MOST_BODY - 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "\uDC00x", "a\uD83D", "nul\u0000nul"})
  void write_textThatUtf8OrPostgresCannotHold_isMended(String text) throws IOException {
    AuditRecord record = roundTrip(null, withDetails(Map.of("k", text)));

    assertThat(record.event().details().get("k")).contains("\uFFFD").doesNotContain("\u0000");
  }

  @Test
  void bounded_cutInsideAPair_leavesNoHalf() {
    assertThat(Payload.bounded("ab\uD83D\uDE00cd", 4)).isEqualTo("ab\uFFFD\u2026");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"id\":5}",
        "{\"id\":\"x\"}",
        "{\"at\":\"yesterday\"}",
        "{\"outcome\":\"MAYBE\"}",
        "{\"actor\":[]}",
        "{\"usage\":{}}",
        "{\"usage\":7}",
        "{\"usage\":{\"project\":\"0192f000-0000-7000-8000-0000000000ff\",\"inputTokens\":\"x\"}}"
      })
  void read_somethingElse_isAnIoException(String payload) {
    assertThatThrownBy(
            () -> PayloadReader.read(payload.getBytes(UTF_8), ChainHead.PLATFORM, "n", 1))
        .isInstanceOf(IOException.class);
  }

  @Test
  void read_membersOfALaterVersion_areLeftOut() throws IOException {
    String payload =
        "{\"id\":\""
            + ID
            + "\",\"new\":{\"deep\":[1,{}]},\"action\":\"a\","
            + "\"details\":{\"k\":\"v\",\"list\":[1]}}";
    AuditRecord record = PayloadReader.read(payload.getBytes(UTF_8), ChainHead.PLATFORM, "n", 1);

    assertThat(record.event().action()).isEqualTo("a");
    assertThat(record.event().details()).containsExactly(Map.entry("k", "v"));
  }
}
