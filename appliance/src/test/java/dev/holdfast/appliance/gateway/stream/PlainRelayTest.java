package dev.holdfast.appliance.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JSON answer, cut anywhere: it passes byte for byte, and its last piece waits. */
final class PlainRelayTest {
  private static final String ANSWER =
      "{\"id\":\"chatcmpl-1\",\"choices\":[{\"message\":{\"content\":\"h\u00e9 \\\"usage\\\"\"},"
          + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}";

  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
  private final List<ByteBuf> given = new ArrayList<>();
  private final Consumer<ByteBuf> out =
      piece -> {
        byte[] bytes = new byte[piece.readableBytes()];
        piece.readBytes(bytes);
        seen.writeBytes(bytes);
        piece.release();
      };

  private void pass(PlainRelay relay, byte[] bytes, int pieceLength) {
    for (int i = 0; i < bytes.length; i += pieceLength) {
      ByteBuf piece = Unpooled.copiedBuffer(bytes, i, Math.min(pieceLength, bytes.length - i));
      given.add(piece);
      relay.accept(piece, out);
    }
  }

  @Test
  void answer_everyCut_passesByteForByteAndTheLastPieceWaits() {
    byte[] bytes = ANSWER.getBytes(StandardCharsets.UTF_8);
    for (int length = 1; length <= bytes.length; length++) {
      seen.reset();
      PlainRelay relay = new PlainRelay();
      pass(relay, bytes, length);
      int last = (bytes.length - 1) % length + 1;

      assertThat(seen.size()).as("cut at %s", length).isEqualTo(bytes.length - last);
      relay.finish(out);
      assertThat(seen.size()).as("the end still waits").isEqualTo(bytes.length - last);
      Findings findings = relay.findings();
      assertThat(findings.usage()).isEqualTo(new TokenUsage(3, 0, 2));
      assertThat(findings.id()).isEqualTo("chatcmpl-1");
      assertThat(findings.complete()).isTrue();
      assertThat(findings.failed()).isFalse();
      assertThat(findings.texts()).isEqualTo(1);
      out.accept(relay.end());
      assertThat(seen.toByteArray()).isEqualTo(bytes);
      assertThat(relay.end().isReadable()).as("once").isFalse();
      relay.close();
    }
    assertThat(given).allMatch(piece -> piece.refCnt() == 0);
  }

  @Test
  void answer_everyTruncation_isNotComplete() {
    byte[] bytes = ANSWER.getBytes(StandardCharsets.UTF_8);
    for (int length = 1; length < bytes.length; length++) {
      PlainRelay relay = new PlainRelay();
      relay.accept(Unpooled.copiedBuffer(bytes, 0, length), out);
      relay.finish(out);

      assertThat(relay.findings().complete()).as("after %s bytes", length).isFalse();
      relay.close();
    }
  }

  @Test
  void answer_thatWasNotFinished_isNotComplete() {
    PlainRelay relay = new PlainRelay();
    pass(relay, ANSWER.getBytes(StandardCharsets.UTF_8), 10);

    assertThat(relay.findings().complete()).isFalse();
    assertThat(relay.endMark()).as("JSON has no mark of its own").isFalse();
    relay.close();
    assertThat(given).allMatch(piece -> piece.refCnt() == 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"no\"}}",
        "{\"choices\":[],\"error\":{\"code\":7}}",
      })
  void answer_withAnError_isFailed(String json) {
    PlainRelay relay = new PlainRelay();
    pass(relay, json.getBytes(StandardCharsets.UTF_8), 4);
    relay.finish(out);

    assertThat(relay.findings().failed()).isTrue();
    relay.close();
  }

  @Test
  void answer_largerThanTheScratch_isReadToItsEnd() {
    String large = ANSWER.replace("\u00e9", "x".repeat(3 * Scratch.SIZE));
    PlainRelay relay = new PlainRelay();
    pass(relay, large.getBytes(StandardCharsets.UTF_8), large.length());
    relay.finish(out);

    assertThat(relay.findings().usage()).isEqualTo(new TokenUsage(3, 0, 2));
    assertThat(relay.findings().textBytes()).isGreaterThan(3L * Scratch.SIZE);
    relay.close();
  }

  @Test
  void piece_empty_isGivenBackAndChangesNothing() {
    PlainRelay relay = new PlainRelay();
    ByteBuf empty = Unpooled.buffer(8);
    relay.accept(empty, out);

    assertThat(empty.refCnt()).isZero();
    assertThat(relay.end().isReadable()).isFalse();
    assertThat(seen.size()).isZero();
    relay.close();
  }

  @Test
  void answer_afterwards_leavesNothingInTheThreadsArray() {
    pass(new PlainRelay(), ANSWER.getBytes(StandardCharsets.UTF_8), 7);
    pass(new PlainRelay(), ANSWER.getBytes(StandardCharsets.UTF_8), Scratch.SIZE);
    assertThat(Scratch.copy(Unpooled.EMPTY_BUFFER, 0, 0)).containsOnly(0);
  }
}
