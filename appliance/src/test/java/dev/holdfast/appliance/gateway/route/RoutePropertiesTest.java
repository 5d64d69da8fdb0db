package dev.holdfast.appliance.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.JsonMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies and paths that nobody thought of, read and changed byte by byte. */
class RoutePropertiesTest {
  private static CallReader.Result read(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return CallReader.read(bytes, bytes.length);
  }

  private static String outgoing(String body, String model) {
    Call call = ((CallReader.Result.Read) read(body)).call();
    ByteBuf bytes =
        call.outgoing(
            Unpooled.copiedBuffer(body, StandardCharsets.UTF_8),
            model,
            UnpooledByteBufAllocator.DEFAULT);
    try {
      return bytes.toString(StandardCharsets.UTF_8);
    } finally {
      bytes.release();
    }
  }

  @Property(tries = 2_000)
  void body_anyTextAtAll_isReadOrRefusedAndNeverAFault(
      @ForAll @StringLength(max = 60) String text) {
    assertThat(read(text)).isNotNull();
    assertThat(read("{" + text + "}")).isNotNull();
    assertThat(read("{\"model\":\"m\"," + text)).isNotNull();
  }

  @Property(tries = 1_000)
  void body_cutAnywhere_isRefused(@ForAll @IntRange(max = 70) int at) {
    String body =
        "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"content\":\"\u00fc\ud83d\udd11\"}]}";
    if (at < body.length()) {
      assertThat(read(body.substring(0, at))).isInstanceOf(CallReader.Result.Refused.class);
    }
  }

  @Property(tries = 1_000)
  void model_anyNames_areExchangedAndNothingElseIs(
      @ForAll @StringLength(min = 1, max = 30) String asked,
      @ForAll @StringLength(min = 1, max = 30) String named,
      @ForAll @StringLength(max = 30) String content)
      throws IOException {
    if (asked.isBlank() || broken(asked) || broken(named) || broken(content)) {
      return;
    }
    String before = "{\"messages\":[{\"content\":" + JsonText.quote(content) + "}],\"model\":";
    String after = ",\"x\":{\"model\":\"untouched\"}}";

    String sent = outgoing(before + JsonText.quote(asked) + after, named);

    assertThat(sent)
        .isEqualTo(before + JsonText.quote(named.equals(asked) ? asked : named) + after);
    assertThat(JsonMapper.createDefault().readValue(sent, Object.class)).isNotNull();
  }

  /** Half a character has no UTF-8 form to come back from. */
  private static boolean broken(String text) {
    return !new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text);
  }

  @Property(tries = 500)
  void stream_anyOptions_askForUsageOnceAndKeepTheRest(
      @ForAll boolean include, @ForAll boolean first, @ForAll boolean other) {
    String flag = "\"include_usage\":" + include;
    String more = other ? (first ? ",\"a\":1" : "\"a\":1,") : "";
    String options = first ? flag + more : more + flag;
    String body = "{\"model\":\"m\",\"stream\":true,\"stream_options\":{" + options + "}}";

    String sent = outgoing(body, "m");

    assertThat(sent).contains("\"include_usage\":true").doesNotContain("\"include_usage\":false");
    assertThat(sent.split("include_usage", -1)).hasSize(2);
    assertThat(sent.contains("\"a\":1")).isEqualTo(other);
  }

  @Property(tries = 500)
  void splices_largeBody_areTheSameAsInASmallOne(@ForAll @IntRange(max = 3) int shape) {
    String filler = "\"pad\":\"" + "x".repeat(70_000) + "\",";
    String rest =
        List.of(
                "\"model\":\"m\",\"stream\":true",
                "\"stream\":true,\"model\":\"m\",\"stream_options\":null",
                "\"stream\":true,\"stream_options\":{},\"model\":\"m\"",
                "\"model\":\"m\"")
            .get(shape);

    String large = outgoing("{" + filler + rest + "}", "other");
    String small = outgoing("{" + rest + "}", "other");

    assertThat(large.replace(filler, "")).isEqualTo(small);
  }

  @Property(tries = 1_000)
  void output_anyNumbers_isBoundedAndNeverNegative(
      @ForAll @LongRange(max = 1_000_000_000) long each,
      @ForAll @LongRange(min = 1, max = 1_000_000_000) long choices,
      @ForAll @LongRange(max = 10_000_000) long unlessSaid) {
    Call call = new Call("m", 0, 0, false, false, each, choices, 9, List.of());

    assertThat(call.outputTokens(Endpoint.CHAT, unlessSaid)).isBetween(0L, 1_000_000_000_000L);
    assertThat(call.outputTokens(Endpoint.EMBEDDINGS, unlessSaid)).isZero();
    assertThat(call.inputTokens()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "3, 1", "4, 2"})
  void input_estimate_isRoundedUp(long bytes, long tokens) {
    assertThat(new Call("m", 0, 0, false, false, 0, 1, bytes, List.of()).inputTokens())
        .isEqualTo(tokens);
  }

  @Property(tries = 1_000)
  void address_anyTarget_isNoFault(@ForAll @StringLength(max = 60) String text) {
    Address address = Address.of("/api/tenants/" + text);
    Address none = Address.of(text);

    assertThat(address == null || address.scope() != null).isTrue();
    assertThat(none == null || text.startsWith("/")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/chat/completions/",
        "/v1//chat/completions",
        "/v1/chat/completions;x",
        "/v1/Chat/completions",
        "/v1/chat/completions%2f",
        "/V1/models",
        "/v1",
        "/v1/",
        "/v1/models2",
        "/v10/models",
        "/api/tenants/t/projects/p/chat/completions/",
        "/api/tenants/t/projects/p/chat",
        "/api/tenants/t/projects//chat/completions/x",
        "/api/tenants//t/projects/p/chat/completions"
      })
  void address_nearMiss_isNotTheDataPlanes(String target) {
    Address address = Address.of(target);

    assertThat(address == null || address.scope() != null).isTrue();
    if (address != null) {
      assertThat(target).endsWith("chat/completions");
    }
  }

  @Test
  void address_playgroundOfNonsense_isTheDataPlanesAndNobodys() {
    Address address = Address.of("/api/tenants/x/projects/y/chat/completions?z=1");

    assertThat(address).isNotNull();
    assertThat(address == null ? null : address.scope()).isEqualTo(new Address.Scope(null, null));
  }

  @Property(tries = 500)
  void quote_anyText_isReadBack(@ForAll @StringLength(max = 40) String text) throws IOException {
    if (!broken(text)) {
      assertThat(JsonMapper.createDefault().readValue(JsonText.quote(text), String.class))
          .isEqualTo(text);
    }
  }

  @Test
  void media_manyInOneBody_eachCountAsOneImage() {
    String image = "{\"url\":\"data:image/png;base64," + "A".repeat(40_000) + "\"}";
    String body = "{\"model\":\"m\",\"messages\":[" + image + "," + image + "," + image + "]}";
    Call call = ((CallReader.Result.Read) read(body)).call();

    assertThat(call.textLength()).isBetween(18_000L, 18_500L);
  }

  @Test
  void media_thatNeverEnds_isNoFault() {
    byte[] body = ("{\"x\":\"data:;base64," + "A".repeat(50_000)).getBytes(StandardCharsets.UTF_8);

    assertThat(InlineMedia.textLength(body, body.length)).isLessThan(7_000);
  }
}
