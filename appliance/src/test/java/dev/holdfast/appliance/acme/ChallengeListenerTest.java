package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.error.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChallengeListenerTest {
  private final Challenges challenges = new Challenges();
  private ChallengeListener listener = unset();

  @SuppressWarnings("NullAway") // set before each test
  private static ChallengeListener unset() {
    return null;
  }

  @BeforeEach
  void open() throws AcmeFailure {
    listener = ChallengeListener.open(config(0), challenges);
    challenges.add("tok-1", "tok-1.print");
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private static AcmeConfig config(int port) {
    return new AcmeConfig(
        null,
        null,
        false,
        null,
        null,
        null,
        AcmeConfig.HTTP_01,
        "127.0.0.1",
        port,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1));
  }

  private String ask(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void token_thatIsDue_isAnswered_andTheConnectionClosed() throws IOException {
    assertThat(ask("GET /.well-known/acme-challenge/tok-1 HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .endsWith("\r\n\r\ntok-1.print");
  }

  @Test
  void head_hasNoBody() throws IOException {
    assertThat(ask("HEAD /.well-known/acme-challenge/tok-1 HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1",
        "GET /api/session HTTP/1.1",
        "GET /.well-known/acme-challenge/ HTTP/1.1",
        "GET /.well-known/acme-challenge/other HTTP/1.1",
        "GET /.well-known/acme-challenge/../acme-challenge/tok-1 HTTP/1.1",
        "GET /.well-known/acme-challenge/tok-1?x HTTP/1.1",
        "POST /.well-known/acme-challenge/tok-1 HTTP/1.1",
        "GET http://x/.well-known/acme-challenge/tok-1 HTTP/1.1"
      })
  void everythingElse_isNotFound_withoutAWord(String line) throws IOException {
    assertThat(ask(line + "\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 404")
        .endsWith("\r\n\r\n")
        .doesNotContain("tok-1.print");
  }

  @Test
  void nonsense_isNotFoundOrClosed() throws IOException {
    assertThat(ask("\u0016\u0003\u0001 this is not http\r\n\r\n")).doesNotContain("200");
    assertThat(ask("GET /" + "x".repeat(3000) + " HTTP/1.1\r\n\r\n")).doesNotContain("200");
  }

  @Test
  void token_ofAnotherNode_isAnsweredToo_untilItIsWithdrawn() throws IOException {
    challenges.others(Map.of("tok-2", "tok-2.print"));
    String request = "GET /.well-known/acme-challenge/tok-2 HTTP/1.1\r\nHost: x\r\n\r\n";
    assertThat(ask(request)).contains("tok-2.print");
    challenges.others(Map.of());
    assertThat(ask(request)).startsWith("HTTP/1.1 404");
  }

  @Test
  void port_thatIsTaken_isAFailureThatNamesIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> ChallengeListener.open(config(taken.getLocalPort()), challenges))
          .isInstanceOf(AcmeFailure.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .extracting(fault -> ((AcmeFailure) fault).code())
          .isEqualTo(ErrorCode.ACME_PORT_UNUSABLE);
    }
  }

  @Test
  void close_freesThePort() throws IOException {
    int port = listener.port();
    listener.close();
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(IOException.class);
  }
}
