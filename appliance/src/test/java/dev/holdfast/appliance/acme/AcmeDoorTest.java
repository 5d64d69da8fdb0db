package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes behind one name: the server's question may come to either. */
final class AcmeDoorTest {
  private final TestDatabase database = TestDatabases.postgres();
  private final AcmeDoor one = door(database);
  private final AcmeDoor other = door(database);

  @AfterEach
  void close() {
    one.close();
    other.close();
    database.close();
  }

  private static AcmeDoor door(Database database) {
    return new AcmeDoor(
        new AcmeConfig(
            null,
            null,
            false,
            null,
            null,
            null,
            AcmeConfig.HTTP_01,
            "127.0.0.1",
            0,
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofMillis(10)),
        new AcmeStore(database),
        new AlpnCertificates());
  }

  private static int ask(AcmeDoor door, String token) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + door.port() + "/.well-known/acme-challenge/" + token)
                .toURL()
                .openConnection(Proxy.NO_PROXY);
    int status = connection.getResponseCode();
    if (status == 200) {
      assertThat(new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo(token + ".print");
    }
    return status;
  }

  @Test
  void question_aboutOneNodesOrder_isAnsweredByTheOther_untilTheOrderEnds() throws Exception {
    assertThat(one.claim("node_a", Duration.ofMinutes(1))).isTrue();
    assertThat(other.claim("node_b", Duration.ofMinutes(1))).isFalse();
    one.open();
    one.answer("node_a", "t1", "t1.print", Duration.ofMinutes(1));
    assertThat(other.port()).isZero();
    other.followOthers("node_b");
    assertThat(ask(one, "t1")).isEqualTo(200);
    assertThat(ask(other, "t1")).isEqualTo(200);
    assertThat(ask(other, "t2")).isEqualTo(404);
    one.done("node_a");
    assertThat(one.port()).isZero();
    other.followOthers("node_b");
    assertThat(other.port()).isZero();
    assertThat(other.claim("node_b", Duration.ofMinutes(1))).isTrue();
  }

  @Test
  void node_alone_opensNothing() {
    one.followOthers("node_a");
    assertThat(one.port()).isZero();
  }
}
