package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.OpenHouse;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** A certificate is changed while somebody reads an answer, in an appliance without a fake. */
final class HotSwapTest {
  private static final String PATH = "/api/platform/certificate";
  private static final String BODY =
      "{\"model\":\"holdfast-simulator\",\"stream\":true,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"hold\"}]}";

  /** With the real gateway, audit log and licensing. */
  private static final class WholeHouse extends OpenHouse {
    WholeHouse(Map<String, Object> properties) {
      super(start(TestDatabases.h2(), properties));
    }
  }

  @Test
  void swap_whileAnAnswerIsStreamed_cutsNothing() throws Exception {
    try (FakeAcme acme = AcmeHttpTest.plain();
        WholeHouse house = new WholeHouse(properties(acme))) {
      acme.orders.door(house.server.context().getBean(AcmeDoor.class)::port);
      OpenHouse.Visitor operator = house.operator();
      renew(house, acme, operator);
      X509Certificate before = Glance.by(house, acme);
      try (SSLSocket socket = Glance.connect(house, Glance.trusting(acme.authority.root()))) {
        BufferedReader lines = ask(socket, key(operator));
        renew(house, acme, operator);
        assertThat(Glance.by(house, acme)).isNotEqualTo(before);
        assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(before);
        assertThat(lines.lines().toList()).contains("data: [DONE]");
      }
    }
  }

  private static Map<String, Object> properties(FakeAcme acme) {
    Map<String, Object> properties = new HashMap<>(AcmeHttpTest.properties(acme));
    properties.put("holdfast.gateway.simulator.token-delay", "100ms");
    return properties;
  }

  private static String key(OpenHouse.Visitor operator) {
    String tenant =
        operator
            .post("/api/platform/tenants", Map.of("name", "Streams", "slug", "streams"))
            .expect(201)
            .text("id");
    String path = "/api/tenants/" + tenant;
    operator
        .post(
            path + "/providers", Map.of("name", "Simulator", "kind", "simulator", "enabled", true))
        .expect(201);
    return operator
        .post(
            path + "/keys",
            Map.of(
                "name",
                "k",
                "projectId",
                operator.get(path + "/projects").expect(200).at("items", "0", "id"),
                "permissions",
                List.of("gateway:chat")))
        .expect(201)
        .text("secret");
  }

  /** Asks, and reads the first words of the answer. */
  private static BufferedReader ask(SSLSocket socket, String key) throws Exception {
    socket
        .getOutputStream()
        .write(
            ("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                    + "Authorization: Bearer "
                    + key
                    + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + BODY.length()
                    + "\r\n\r\n"
                    + BODY)
                .getBytes(StandardCharsets.US_ASCII));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    assertThat(line).contains("200");
    while (!line.startsWith("data:")) {
      line = lines.readLine();
    }
    return lines;
  }

  private static void renew(OpenHouse house, FakeAcme acme, OpenHouse.Visitor operator)
      throws Exception {
    X509Certificate before = Glance.by(house, acme);
    operator.post(PATH + "/renew", Map.of()).expect(202);
    AcmeHttpTest.await(
        () -> {
          try {
            return !Glance.by(house, acme).equals(before);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    AcmeHttpTest.await(() -> operator.get(PATH).at("acme", "phase").equals("waiting"));
  }
}
