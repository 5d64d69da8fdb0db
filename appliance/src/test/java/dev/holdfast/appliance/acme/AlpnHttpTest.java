package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.http.TlsChallenges;
import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.toolbox.JSON;

/** The challenge by a TLS handshake with the https listener (RFC 8737). */
final class AlpnHttpTest {
  private static final String PATH = "/api/platform/certificate";
  private static final List<String> SPECIAL = List.of("acme-tls/1");

  @TempDir private Path root = Path.of("unset");

  private static Map<String, Object> properties(String directory) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("holdfast.server.port", "-1");
    properties.put("micronaut.server.ssl.enabled", "true");
    properties.put("holdfast.tls.mode", "acme");
    properties.put("holdfast.tls.names", "127.0.0.1,localhost");
    properties.put("holdfast.tls.acme.directory", directory);
    properties.put("holdfast.tls.acme.terms-agreed", "true");
    properties.put("holdfast.tls.acme.challenge", "tls-alpn-01");
    properties.put("holdfast.tls.acme.look", "1h");
    return properties;
  }

  private static int port(House house) {
    return house.server.transport().httpsUrl().orElseThrow().getPort();
  }

  private static void order(House house, Visitor operator) {
    operator.post(PATH + "/renew", Map.of()).expect(202);
    AcmeHttpTest.await(() -> !house.audit.outcomes("certificate.order").isEmpty());
    assertThat(operator.get(PATH).expect(200).text("origin"))
        .as(operator.get(PATH).body())
        .isEqualTo("acme");
  }

  @Test
  void order_byAHandshake_isIssued_andNothingIsLeftOpen() throws Exception {
    try (FakeAcme acme = AcmeHttpTest.plain();
        House house = House.open(TestDatabases.h2(), properties(acme.directory()))) {
      acme.orders.byHandshake();
      acme.orders.door(() -> port(house));
      order(house, house.operator());
      TlsChallenges challenges = house.server.context().getBean(TlsChallenges.class);
      AcmeHttpTest.await(challenges::isEmpty);
      assertThat(house.server.context().getBean(AcmeDoor.class).port()).isZero();
    }
  }

  @Test
  void order_fromPebble_byAHandshake() throws Exception {
    try (Pebble pebble = Pebble.start(root, false)) {
      Map<String, Object> properties = properties(pebble.directory());
      properties.put("holdfast.server.port", Integer.toString(pebble.tlsPort));
      properties.put("holdfast.tls.acme.ca-file", pebble.caFile.toString());
      try (House house = House.open(TestDatabases.h2(), properties)) {
        order(house, house.operator());
      }
    }
  }

  @Test
  void handshakes_whileAnOrderRuns_areToldApart() throws Exception {
    try (FakeAcme acme = AcmeHttpTest.plain();
        House house = House.open(TestDatabases.h2(), properties(acme.directory()))) {
      AlpnCertificates certificates = house.server.context().getBean(AlpnCertificates.class);
      TlsAlpn01Challenge challenge = challenge();
      AlpnGlance before = AlpnGlance.at(port(house), "ai.example.com", SPECIAL);
      assertThat(before.validation()).isEmpty();

      certificates.add(Identifier.dns("ai.example.com"), challenge);
      AlpnGlance special = AlpnGlance.at(port(house), "ai.example.com", SPECIAL);
      assertThat(special.validation())
          .isEqualTo(HexFormat.of().formatHex(challenge.getAcmeValidation()));
      assertThat(special.protocol()).isEqualTo("acme-tls/1");
      assertThat(special.closed()).isTrue();

      for (AlpnGlance usual :
          List.of(
              AlpnGlance.at(port(house), "ai.example.com", List.of()),
              AlpnGlance.at(port(house), "ai.example.com", List.of("h2", "http/1.1")),
              AlpnGlance.at(port(house), "ai.example.com", List.of("http/1.1", "acme-tls/1")),
              AlpnGlance.at(port(house), "other.example.com", SPECIAL))) {
        assertThat(usual.validation()).isEmpty();
        assertThat(usual.certificate()).isEqualTo(before.certificate());
        assertThat(usual.closed()).isFalse();
      }
      certificates.clear();
      assertThat(AlpnGlance.at(port(house), "ai.example.com", SPECIAL).validation()).isEmpty();
    }
  }

  private static TlsAlpn01Challenge challenge() throws Exception {
    return new TlsAlpn01Challenge(
        new Session("https://ca.example/d")
            .login(URI.create("https://ca.example/a").toURL(), FakeAuthority.newKeys()),
        JSON.parse(
            "{\"type\":\"tls-alpn-01\",\"url\":\"https://ca.example/c\",\"token\":\"tok\","
                + "\"status\":\"pending\"}"));
  }

  @Test
  void serverName_ofAnAddress_isTheNameThatLeadsBack() {
    assertThat(AlpnCertificates.serverName(Identifier.ip("192.0.2.7")))
        .isEqualTo("7.2.0.192.in-addr.arpa");
    assertThat(AlpnCertificates.serverName(Identifier.ip("2001:db8::1")))
        .isEqualTo("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
    assertThat(AlpnCertificates.serverName(Identifier.dns("AI.example.com")))
        .isEqualTo("ai.example.com");
  }
}
