package dev.holdfast.appliance.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Event streams in every shape, cut anywhere. */
final class SseRelayTest {
  private static final String TEXT =
      "data: {\"choices\":[{\"delta\":{\"content\":\"h\u00e9 \u20ac \ud83d\ude00\"}}],\"usage\":null}";
  private static final String FINISH = "data: {\"choices\":[{\"finish_reason\":\"stop\"}]}";
  private static final String USAGE =
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}";
  private static final String DONE = "data: [DONE]";

  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
  private final Consumer<ByteBuf> out =
      piece -> {
        byte[] bytes = new byte[piece.readableBytes()];
        piece.readBytes(bytes);
        seen.writeBytes(bytes);
        piece.release();
      };

  private SseRelay relay(boolean hideUsage) {
    return new SseRelay(UnpooledByteBufAllocator.DEFAULT, hideUsage);
  }

  private SseRelay pass(boolean hideUsage, int pieceLength, String stream) {
    SseRelay relay = relay(hideUsage);
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i += pieceLength) {
      relay.accept(Unpooled.copiedBuffer(bytes, i, Math.min(pieceLength, bytes.length - i)), out);
    }
    return relay;
  }

  private String seen() {
    return seen.toString(StandardCharsets.UTF_8);
  }

  private static String stream(String lineEnd, String... events) {
    return String.join(lineEnd + lineEnd, events) + lineEnd + lineEnd;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void whole_everyLineEndAndEveryCut_hidesUsageAndHoldsTheMark(String end) {
    String in = stream(end, TEXT, ": ping", FINISH, USAGE, DONE);
    for (int length = 1; length < in.length(); length++) {
      seen.reset();
      SseRelay relay = pass(true, length, in);

      String expected = stream(end, TEXT, ": ping", FINISH);
      assertThat(seen().replace("\r\n", "\n").strip())
          .isEqualTo(expected.replace("\r\n", "\n").strip());
      Findings findings = relay.findings();
      assertThat(findings.usage()).isEqualTo(new TokenUsage(3, 0, 2));
      assertThat(findings.doneMark()).isTrue();
      assertThat(findings.complete()).isTrue();
      assertThat(findings.texts()).isEqualTo(1);
      relay.close();
    }
  }

  @Test
  void usage_askedFor_passesByteForByte() {
    String in = stream("\n", TEXT, FINISH, USAGE);

    SseRelay relay = pass(false, 5, in);

    assertThat(seen()).isEqualTo(in);
    relay.close();
  }

  @Test
  void usage_onAChunkWithChoices_isReadAndPasses() {
    String last =
        "data: {\"choices\":[{\"delta\":{}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":9}}";

    SseRelay relay = pass(true, 1000, stream("\n", last));

    assertThat(seen()).isEqualTo(stream("\n", last));
    assertThat(relay.findings().usage()).isEqualTo(new TokenUsage(1, 0, 9));
  }

  @Test
  void usage_severalTimes_theLastCounts() {
    String later = USAGE.replace("\"completion_tokens\":2", "\"completion_tokens\":5");

    SseRelay relay = pass(true, 7, stream("\n", USAGE, TEXT, later));

    assertThat(relay.findings().usage()).isEqualTo(new TokenUsage(3, 0, 5));
  }

  @Test
  void usage_insideText_isNotUsage() {
    String text =
        "data: {\"choices\":[{\"delta\":{\"content\":\"{\\\"usage\\\":{\\\"prompt_tokens\\\":9}}\"}}],"
            + "\"x\":{\"usage\":{\"prompt_tokens\":8}}}";

    SseRelay relay = pass(true, 3, stream("\n", text));

    assertThat(relay.findings().usage()).isNull();
    assertThat(seen()).isEqualTo(stream("\n", text));
  }

  @Test
  void data_inSeveralLinesWithoutSpace_isOneObject() {
    String event =
        "event: message\nid: 1\ndata:{\"choices\":[],\ndata:\"usage\":{\"prompt_tokens\":4}}";

    SseRelay relay = pass(true, 2, stream("\n", event));

    assertThat(relay.findings().usage()).isEqualTo(new TokenUsage(4, 0, 0));
    assertThat(seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"data:[DONE]", "data: [DONE]", "id: 3\ndata: [DONE]", "\ufeffdata: [DONE]"})
  void mark_inItsForms_isTheMark(String mark) {
    SseRelay relay = pass(true, 4, mark + "\n\n");

    assertThat(relay.endMark()).isTrue();
    assertThat(seen()).isEmpty();
    assertThat(relay.end().toString(StandardCharsets.UTF_8)).isEqualTo("data: [DONE]\n\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: [DONE",
        "data: [DONE]]",
        "data: x[DONE]",
        "dat: [DONE]",
        ": [DONE]",
        "data"
      })
  void mark_almost_isNot(String almost) {
    SseRelay relay = pass(true, 4, almost + "\n\n");

    assertThat(relay.endMark()).isFalse();
    assertThat(seen()).isEqualTo(almost + "\n\n");
  }

  @Test
  void afterTheMark_nothingPasses() {
    SseRelay relay = pass(true, 6, stream("\n", TEXT, DONE, DONE, TEXT));

    assertThat(seen()).isEqualTo(stream("\n", TEXT));
    relay.close();
  }

  @Test
  void cut_inTheMiddleOfAnEvent_keepsThatEventBack() {
    SseRelay relay = pass(true, 9, stream("\n", TEXT) + "data: {\"choi");

    assertThat(seen()).isEqualTo(stream("\n", TEXT));
    assertThat(relay.findings().complete()).isFalse();
    relay.close();
  }

  @Test
  void end_withoutBlankLine_countsTheLastEvent() {
    SseRelay relay = pass(true, 9, stream("\n", TEXT) + FINISH);

    relay.finish(out);

    assertThat(seen()).isEqualTo(stream("\n", TEXT, FINISH));
    assertThat(relay.findings().complete()).isTrue();
  }

  @Test
  void end_withoutBlankLine_afterTheMark_isTheMark() {
    SseRelay relay = pass(true, 9, stream("\n", TEXT) + DONE);

    relay.finish(out);

    assertThat(relay.endMark()).isTrue();
    assertThat(seen()).isEqualTo(stream("\n", TEXT));
  }

  @Test
  void end_inTheMiddleOfAnObject_dropsTheTornEvent() {
    SseRelay relay = pass(true, 9, stream("\n", TEXT) + "data: {\"choices\":[");

    relay.finish(out);

    assertThat(seen()).isEqualTo(stream("\n", TEXT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"x\"}}",
        "{\"error\":\"x\"}",
        "{\"error\":{\"code\":529},\"usage\":{\"prompt_tokens\":1}}"
      })
  void error_inItsForms_isFoundAndPasses(String error) {
    SseRelay relay = pass(true, 3, "event: error\ndata: " + error + "\n\n");

    assertThat(relay.findings().failed()).isTrue();
    assertThat(seen()).contains(error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"error\":null}", "{\"choices\":[{\"error\":1}]}", "not json", "", "{]}"})
  void error_thatIsNone_isNotFound(String data) {
    assertThat(pass(true, 3, "data: " + data + "\n\n").findings().failed()).isFalse();
    assertThat(seen()).isEqualTo("data: " + data + "\n\n");
  }

  @Test
  void oneMegabyteLine_passesWholeAndItsUsageIsRead() {
    String event =
        "data: {\"choices\":[{\"delta\":{\"content\":\""
            + "a".repeat(1_200_000)
            + "\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}";

    SseRelay relay = pass(true, 10_000, stream("\n", event, TEXT));

    assertThat(seen()).isEqualTo(stream("\n", event, TEXT));
    assertThat(relay.findings().usage()).isEqualTo(new TokenUsage(1, 0, 2));
    assertThat(relay.findings().textBytes()).isGreaterThan(1_200_000);
  }

  @Test
  void anyBytes_withoutUsageOrMark_passUnchanged() {
    Random random = new Random(7);
    String alphabet = "da:t \r\n{}[]\",\\ue";
    for (int round = 0; round < 500; round++) {
      StringBuilder in = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        in.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String stream = in + "\n\n\n";
      seen.reset();
      SseRelay relay = pass(true, 1 + random.nextInt(50), stream);

      assertThat(stream).startsWith(seen());
      assertThat(stream.substring(seen().length()).strip()).isEmpty();
      relay.close();
    }
  }

  @Test
  void stream_afterwards_leavesNothingInTheThreadsArray() {
    pass(true, 11, stream("\n", TEXT, FINISH, USAGE, DONE)).close();
    pass(true, Scratch.SIZE, stream("\n", TEXT, FINISH, USAGE, DONE)).close();
    assertThat(Scratch.copy(Unpooled.EMPTY_BUFFER, 0, 0)).containsOnly(0);
  }
}
