package dev.holdfast.appliance.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestServer;
import io.micronaut.http.server.netty.ssl.NettyServerSslFactory;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** What the appliance knows of a certificate that its listener cannot take up. */
final class TlsSetupTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir private Path root = Path.of("unset");
  private final SettableClock clock = new SettableClock(NOW);
  private final TlsSetup setup = new TlsSetup();

  private TlsMaterial material() throws Exception {
    Home home = new Home(root);
    home.create();
    return new TlsMaterial(
        new TlsConfig(null, null, null, List.of()), "127.0.0.1", home, setup, clock);
  }

  /** As Micronaut's listener does it: what goes wrong is logged there, and not told. */
  private Disposable listen(TlsMaterial material, List<KeyStore> seen, int goodOnes) {
    return Flux.from(material.getKeyStore())
        .subscribe(
            keys -> {
              seen.add(keys);
              @Nullable String password = seen.size() <= goodOnes ? null : "another";
              try {
                Object unused =
                    setup.serverBuilder().keyStore(keys).keyPassword(password).buildTcp();
              } catch (Exception logged) {
                return;
              }
            });
  }

  @Test
  void missing_beforeTheListenerHasTakenOne_saysSo() throws Exception {
    assertThat(material().missing()).contains("It was handed none yet.");
  }

  @Test
  void missing_whereTheFirstIsRefused_saysWhy_untilOneIsTaken() throws Exception {
    TlsMaterial material = material();
    listen(material, new ArrayList<>(), 0).dispose();
    assertThat(material.missing().orElseThrow()).contains("UnrecoverableKeyException");
    listen(material, new ArrayList<>(), 1).dispose();
    assertThat(material.missing()).isEmpty();
    assertThat(setup.refusal()).isEmpty();
  }

  @Test
  void refresh_whereTheNewOneIsRefused_keepsTheOld_saysSo_andTriesAgain() throws Exception {
    TlsMaterial material = material();
    Path served = new Home(root).tls().resolve("served.crt");
    String before = Files.readString(served);
    ServerCertificate.Details first = material.details();
    Disposable bad = listen(material, new ArrayList<>(), 1);
    clock.advance(Duration.ofDays(380));
    material.refresh();
    bad.dispose();
    assertThat(material.missing()).isEmpty();
    assertThat(material.details().notAfter()).isEqualTo(first.notAfter());
    assertThat(material.details().problem())
        .contains("the https listener cannot use the new certificate", "UnrecoverableKeyException");
    assertThat(served).hasContent(before);

    listen(material, new ArrayList<>(), 9);
    material.refresh();
    assertThat(material.details().problem()).isEmpty();
    assertThat(material.details().notAfter()).isAfter(first.notAfter());
    assertThat(Files.readString(served)).isNotEqualTo(before);
  }

  @Test
  void ready_whereTheHttpsListenerHasNoCertificate_isNot_andSaysWhy() {
    try (TestServer server =
        TestServer.start(
            Map.of(
                "holdfast.server.port",
                "-1",
                "micronaut.server.ssl.enabled",
                "true",
                "micronaut.server.ssl.key.password",
                "another"))) {
      assertThat(server.context().getBean(NettyServerSslFactory.class))
          .isInstanceOf(TlsSetup.class);
      HttpResponse<String> answer =
          server.send(HttpRequest.newBuilder(server.management("/health/ready")));
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body())
          .contains("\"https\"", "certificate_unusable", "UnrecoverableKeyException")
          .contains("Every connection is closed");
      int port = server.transport().httpsUrl().orElseThrow().getPort();
      assertThat(shakesHands(port)).isEmpty();
    }
  }

  private static Optional<String> shakesHands(int port) {
    try (SSLSocket socket =
        (SSLSocket) SSLSocketFactory.getDefault().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket.startHandshake();
      return Optional.of(socket.getSession().getProtocol());
    } catch (IOException closed) {
      return Optional.empty();
    }
  }
}
