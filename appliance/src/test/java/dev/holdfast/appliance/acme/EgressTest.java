package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.testkit.TestServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In air-gapped mode, an ACME server that is not listed is not called. */
final class EgressTest {
  /** The list is the process's: the next appliance in it has none again. */
  @AfterAll
  static void openAgain() {
    TestServer.start(Map.of("holdfast.egress.mode", "open")).close();
  }

  @ParameterizedTest
  @CsvSource({
    "https://10.255.255.1/dir, 10.0.0.9:443, is not listed in holdfast.egress.allow",
    "https://ca.internal.example/dir, other.example:443, is not listed in holdfast.egress.allow"
  })
  void server_thatIsNotListed_isNotCalled(String directory, String listed, String words) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("holdfast.egress.mode", "listed");
    properties.put("holdfast.egress.allow", listed);
    properties.put("holdfast.tls.mode", "acme");
    properties.put("holdfast.tls.names", "ai.example.com");
    properties.put("holdfast.tls.acme.directory", directory);
    properties.put("holdfast.tls.acme.http-host", "127.0.0.1");
    properties.put("holdfast.tls.acme.http-port", "0");
    properties.put("holdfast.tls.acme.look", "1h");
    try (TestServer server = TestServer.start(properties)) {
      AcmeKeeper keeper = server.context().getBean(AcmeKeeper.class);
      keeper.step();
      assertThat(keeper.state().code()).isEqualTo(ErrorCode.ACME_UNREACHABLE);
      assertThat(keeper.state().detail()).contains(words);
    }
  }
}
