package dev.holdfast.appliance.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.http.ChallengeHandshake.Hello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is read of a TLS connection's first message; the handshake itself is tried with ACME. */
final class ChallengeHandshakeTest {
  private static ByteBuf hello(ByteBuf... extensions) {
    ByteBuf all = Unpooled.wrappedBuffer(extensions);
    return Unpooled.buffer()
        .writeZero(34)
        .writeByte(3)
        .writeZero(3) // a session
        .writeShort(4)
        .writeZero(4) // two ciphers
        .writeByte(1)
        .writeZero(1) // no compression
        .writeShort(all.readableBytes())
        .writeBytes(all);
  }

  private static ByteBuf extension(int type, ByteBuf data) {
    return Unpooled.buffer().writeShort(type).writeShort(data.readableBytes()).writeBytes(data);
  }

  private static ByteBuf name(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    return extension(
        0,
        Unpooled.buffer()
            .writeShort(bytes.length + 3)
            .writeByte(0)
            .writeShort(bytes.length)
            .writeBytes(bytes));
  }

  private static ByteBuf protocols(String... names) {
    ByteBuf list = Unpooled.buffer();
    for (String each : names) {
      byte[] bytes = each.getBytes(StandardCharsets.US_ASCII);
      list.writeByte(bytes.length).writeBytes(bytes);
    }
    return extension(16, Unpooled.buffer().writeShort(list.readableBytes()).writeBytes(list));
  }

  @Test
  void read_nameAndProtocols_amongOtherThings() {
    Hello read =
        Hello.read(
            hello(
                extension(10, Unpooled.buffer().writeInt(7)),
                protocols("acme-tls/1"),
                name("AI.example.com"),
                extension(43, Unpooled.buffer().writeZero(3))));
    assertThat(read).isEqualTo(new Hello("ai.example.com", List.of("acme-tls/1")));
  }

  @Test
  void read_severalProtocols_inTheirOrder() {
    assertThat(Hello.read(hello(protocols("h2", "http/1.1"))).protocols())
        .containsExactly("h2", "http/1.1");
  }

  @Test
  void read_withoutExtensions_isNothing() {
    assertThat(Hello.read(hello())).isEqualTo(Hello.NOTHING);
    assertThat(Hello.read(Unpooled.buffer().writeZero(40))).isEqualTo(Hello.NOTHING);
  }

  @Test
  void read_cutShortAnywhere_isNothing_andLeavesTheMessage() {
    ByteBuf whole = hello(protocols("acme-tls/1"), name("ai.example.com"));
    for (int length = 0; length < whole.readableBytes(); length++) {
      ByteBuf part = whole.slice(0, length);
      assertThat(Hello.read(part)).as("%d bytes", length).isEqualTo(Hello.NOTHING);
      assertThat(part.readableBytes()).isEqualTo(length);
    }
  }

  @Test
  void read_nonsense_neverFails() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      assertThat(Hello.read(Unpooled.wrappedBuffer(bytes))).isNotNull();
    }
  }
}
