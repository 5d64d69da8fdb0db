package dev.holdfast.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.holdfast.checks.Finding.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AcmeChecksTest {
  private static final String PLAIN = "{\"newNonce\":\"n\",\"newOrder\":\"o\"}";
  private static final String ASKING =
      "{\"newNonce\":\"n\",\"newOrder\":\"o\",\"meta\":{\"externalAccountRequired\": true,"
          + "\"termsOfService\": \"https://ca.example/terms\"}}";

  private HttpServer server = unset();
  private String body = PLAIN;
  private int status = 200;

  @SuppressWarnings("NullAway") // set before each test
  private static HttpServer unset() {
    return null;
  }

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/dir",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private Subject.AcmeTarget target(
      boolean bound, boolean agreed, List<String> names, Optional<Subject.Listener> door) {
    return new Subject.AcmeTarget(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/dir"),
        null,
        bound,
        agreed,
        names,
        door);
  }

  private static Finding found(Subject.AcmeTarget target, String id) {
    return Checks.run(AcmeChecks.of(target), Set.of()).stream()
        .filter(finding -> finding.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, FAIL, wants accounts to be bound",
    "true, false, FAIL, https://ca.example/terms",
    "true, true, OK, is an ACME directory"
  })
  void directory_thatAsksForThings_isJudgedByWhatIsGiven(
      boolean bound, boolean agreed, Result result, String words) {
    body = ASKING;
    Finding finding = found(target(bound, agreed, List.of(), Optional.empty()), "acme.directory");
    assertThat(finding.result()).isEqualTo(result);
    assertThat(finding.observed()).contains(words);
  }

  @ParameterizedTest
  @CsvSource({"200, {}", "404, ''", "500, x"})
  void directory_thatIsNone_fails(int code, String text) {
    status = code;
    body = text;
    Finding finding = found(target(true, true, List.of(), Optional.empty()), "acme.directory");
    assertThat(finding.result()).isEqualTo(Result.FAIL);
    assertThat(finding.observed()).contains("is no ACME directory");
  }

  @Test
  void directory_thatNobodyServes_failsWithTheReason() {
    Subject.AcmeTarget target = target(true, true, List.of(), Optional.empty());
    server.stop(0);
    assertThat(found(target, "acme.directory").observed()).contains("nothing listens");
  }

  @Test
  void names_thatNobodyKnows_areAdvice() {
    Finding known = found(target(true, true, List.of("localhost"), Optional.empty()), "acme.names");
    assertThat(known.result()).isEqualTo(Result.OK);
    Finding unknown =
        found(target(true, true, List.of("no-such-host.invalid."), Optional.empty()), "acme.names");
    assertThat(unknown.result()).isEqualTo(Result.WARN);
    assertThat(unknown.severity()).isEqualTo(Severity.ADVICE);
  }

  @Test
  void port_takenOrFree_isToldApart() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
      assertThat(found(at(port), "acme.port").result()).isEqualTo(Result.FAIL);
    }
    assertThat(found(at(port), "acme.port").result()).isEqualTo(Result.OK);
  }

  @Test
  void port_thatIsNotToBeTried_isNot() {
    assertThat(Checks.run(AcmeChecks.of(target(true, true, List.of(), Optional.empty())), Set.of()))
        .extracting(Finding::id)
        .containsExactly("acme.directory", "acme.names");
  }

  private Subject.AcmeTarget at(int port) {
    return target(
        true, true, List.of(), Optional.of(new Subject.Listener("acme", "127.0.0.1", port)));
  }
}
