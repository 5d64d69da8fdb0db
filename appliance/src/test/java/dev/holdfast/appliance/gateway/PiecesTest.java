package dev.holdfast.appliance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.gateway.provider.AnswerHead;
import dev.holdfast.appliance.platform.error.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small parts of the data plane: memory for bodies, and errors of providers. */
class PiecesTest {
  @Test
  void budget_full_refusesAndTakesNothing() {
    BodyBudget budget = new BodyBudget(100);

    assertThat(budget.take(100)).isTrue();
    assertThat(budget.take(1)).isFalse();
    assertThat(budget.held()).isEqualTo(100);
    budget.giveBack(1);
    assertThat(budget.take(1)).isTrue();
  }

  @Property(tries = 300)
  void budget_anyTakesAndGifts_neverHoldsMoreThanItMay(
      @ForAll @LongRange(max = 1_000) long maximum,
      @ForAll @Size(max = 60) List<@LongRange(min = 1, max = 400) Long> bytes) {
    BodyBudget budget = new BodyBudget(maximum);
    List<Long> held = new ArrayList<>();
    for (long each : bytes) {
      if (budget.take(each)) {
        held.add(each);
      } else if (!held.isEmpty()) {
        budget.giveBack(held.removeFirst());
      }
      assertThat(budget.held())
          .isEqualTo(held.stream().mapToLong(Long::longValue).sum())
          .isLessThanOrEqualTo(maximum);
    }
  }

  @Test
  void budget_manyAtOnce_isNeitherOverrunNorLeaking() throws Exception {
    BodyBudget budget = new BodyBudget(1_000);
    List<Callable<Boolean>> takers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      takers.add(
          () -> {
            boolean taken = budget.take(300);
            if (taken) {
              budget.giveBack(300);
            }
            return taken;
          });
    }
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      int taken = 0;
      for (Future<Boolean> each : pool.invokeAll(takers)) {
        taken += each.get() ? 1 : 0;
      }
      assertThat(taken).isPositive();
    }
    assertThat(budget.held()).isZero();
  }

  private static ProviderError error(int status, String... pieces) {
    ProviderError error =
        new ProviderError(new AnswerHead(status, "application/json", "7", null, true));
    for (String piece : pieces) {
      error.data(Unpooled.copiedBuffer(piece, StandardCharsets.UTF_8));
    }
    return error;
  }

  private static String body(ProviderError error) {
    ByteBuf bytes = error.body(UnpooledByteBufAllocator.DEFAULT);
    try {
      return bytes.toString(StandardCharsets.UTF_8);
    } finally {
      bytes.release();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401, UPSTREAM_REJECTED_CREDENTIALS",
    "403, UPSTREAM_REJECTED_CREDENTIALS",
    "407, UPSTREAM_REJECTED_CREDENTIALS",
    "300, UPSTREAM_BROKEN",
    "302, UPSTREAM_BROKEN",
    "399, UPSTREAM_BROKEN"
  })
  void problem_ofOurOwnMaking_isNotToldAsTheClients(int status, ErrorCode code) {
    assertThat(Objects.requireNonNull(error(status).problem()).code()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 402, 404, 408, 422, 429, 500, 503, 529})
  void problem_thatTheProviderTells_passes(int status) {
    assertThat(error(status).problem()).isNull();
    assertThat(error(status).status()).isEqualTo(status);
    assertThat(error(status).retryAfter()).isEqualTo("7");
  }

  @Test
  void body_inOpenAisForm_passesByteForByteInWhateverPieces() {
    String told = "{ \"error\" : {\"message\":\"\u00fc\",\"code\":null}, \"x\":[1] }";

    assertThat(body(error(400, told))).isEqualTo(told);
    assertThat(body(error(400, told.substring(0, 7), told.substring(7)))).isEqualTo(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>proxy at 10.0.0.7</html>",
        "\"error\"",
        "[{\"error\":{}}]",
        "{\"error\":\"10.0.0.7\"}",
        "{\"error\":null}",
        "{\"message\":\"10.0.0.7\"}",
        "{\"x\":{\"error\":{}}}",
        "{\"error\":{\"message\":\"10.0.0.7\"}",
        "{\"error\":{}} trailing 10.0.0.7"
      })
  void body_ofAnyOtherForm_isReplaced(String told) {
    assertThat(body(error(503, told)))
        .startsWith("{\"error\":{\"message\":\"The provider answered with status 503.\"")
        .doesNotContain("10.0.0.7");
  }

  @Test
  void body_tooLong_isReplacedAndNotKept() {
    String huge = "{\"error\":{\"message\":\"" + "x".repeat(70_000) + "\"}}";

    assertThat(body(error(400, huge))).hasSizeLessThan(300);
    assertThat(body(error(400, huge.substring(0, 60_000), huge.substring(60_000))))
        .hasSizeLessThan(300);
  }

  @Test
  void pieces_ofAnError_areGivenBack() {
    ByteBuf piece = Unpooled.copiedBuffer("{", StandardCharsets.UTF_8);
    ProviderError error = error(400);
    error.data(piece);
    error.release();

    assertThat(piece.refCnt()).isZero();
    assertThat(body(error)).contains("status 400");
  }
}
