package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.TestDatabases;
import dev.holdfast.appliance.testkit.TestServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A whole appliance that has its certificate from an ACME server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AcmeHttpTest {
  private static final String PATH = "/api/platform/certificate";

  private final FakeAcme acme = plain();
  private final House house = House.open(TestDatabases.h2(), properties(acme));
  private final Visitor operator = house.operator();

  static FakeAcme plain() {
    try {
      return FakeAcme.plain();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Map<String, Object> properties(FakeAcme acme) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("holdfast.server.port", "-1");
    properties.put("micronaut.server.ssl.enabled", "true");
    properties.put("holdfast.tls.mode", "acme");
    properties.put("holdfast.tls.names", "ai.example.com,127.0.0.1");
    properties.put("holdfast.tls.acme.directory", acme.directory());
    properties.put("holdfast.tls.acme.http-host", "127.0.0.1");
    properties.put("holdfast.tls.acme.http-port", "0");
    properties.put("holdfast.tls.acme.look", "1h");
    return properties;
  }

  @BeforeAll
  void open() {
    acme.orders.door(house.server.context().getBean(AcmeDoor.class)::port);
  }

  @AfterAll
  void close() {
    house.close();
    acme.close();
  }

  @Test
  @Order(1)
  void beforeTheFirstOrder_theApplianceIsUp_withItsOwnCertificate_andSaysSo() throws Exception {
    Answer view = operator.get(PATH).expect(200);
    assertThat(view.text("origin")).isEqualTo("own");
    assertThat(view.at("acme", "phase")).isEqualTo("waiting");
    assertThat(shown().getIssuerX500Principal().getName()).contains("Holdfast appliance authority");
    String ready =
        house.server.send(HttpRequest.newBuilder(house.server.management("/health/ready"))).body();
    assertThat(ready).contains("certificate").contains("until one is issued");
    assertThat(operator.get("/api/platform/doctor").expect(200).body())
        .contains("health.certificate");
  }

  @Test
  @Order(2)
  void renew_askedByTheOperator_showsTheNewCertificate_toWhoeverTrustsTheAuthority()
      throws Exception {
    renew();
    Answer view = operator.get(PATH).expect(200);
    assertThat(view.text("origin")).isEqualTo("acme");
    assertThat(view.text("issuer")).isEqualTo("CN=Internal root");
    assertThat(view.at("names", "0")).isEqualTo("ai.example.com");
    assertThat(view.at("acme", "code")).isEqualTo("null");
    assertThat(view.at("acme", "hint")).isEqualTo("null");
    assertThat(view.text("fingerprint")).isEqualTo(sha256(shown()));
    assertThat(view.at("acme", "dueAt")).isNotEqualTo("null");
    try (SSLSocket socket = connect()) {
      assertThat(get(socket, "/api/session")).startsWith("HTTP/1.1 401");
    }
    await(() -> !house.audit.outcomes("certificate.order").isEmpty());
    assertThat(house.audit.outcomes("certificate.order").getLast().outcome())
        .isEqualTo(Outcome.SUCCESS);
    assertThat(house.audit.outcomes("certificate.renew")).isNotEmpty();
    assertThat(Files.readString(house.server.home().tls().resolve("served.crt")))
        .isEqualTo(FakeAuthority.pem(shown()));
  }

  @Test
  @Order(3)
  void refusals_areTold_andTheCertificateStays() throws Exception {
    X509Certificate before = shown();
    acme.faults.refuse("new-order", 403, "rejectedIdentifier", Map.of());
    operator.post(PATH + "/renew", Map.of()).expect(202);
    await(() -> operator.get(PATH).at("acme", "code").equals("acme_refused"));
    Answer view = operator.get(PATH);
    assertThat(view.at("acme", "detail")).contains("rejectedIdentifier");
    assertThat(view.at("acme", "hint")).isEqualTo(ErrorCode.ACME_REFUSED.hint());
    assertThat(view.at("acme", "phase")).isEqualTo("retrying");
    assertThat(view.at("acme", "nextAttemptAt")).isNotEqualTo("null");
    assertThat(shown()).isEqualTo(before);
    String metrics =
        house.server.send(HttpRequest.newBuilder(house.server.management("/metrics"))).body();
    assertThat(metrics)
        .contains("holdfast_tls_certificate_expires_seconds")
        .contains("holdfast_tls_certificate_origin{origin=\"acme\"} 1.0")
        .contains("holdfast_tls_acme_orders_total{outcome=\"success\"} 1.0")
        .contains("holdfast_tls_acme_orders_total{outcome=\"failed\"} 1.0")
        .contains("holdfast_tls_acme_due_seconds");
  }

  @Test
  @Order(4)
  void door_isShut_whenNoOrderRuns() {
    AcmeDoor door = house.server.context().getBean(AcmeDoor.class);
    await(() -> door.port() == 0);
  }

  @Test
  void otherPeople_seeNothing_andChangeNothing() {
    House.Tenancy tenancy = house.tenancy(operator, "others");
    assertThat(tenancy.admin().get(PATH).status()).isIn(401, 403);
    assertThat(tenancy.admin().post(PATH + "/renew", Map.of()).status()).isIn(401, 403);
    assertThat(new Visitor(house).get(PATH).status()).isEqualTo(401);
  }

  private static String sha256(X509Certificate certificate) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
  }

  @Test
  void renew_whereTheCertificateIsNotFromAcme_isAConflict() {
    Visitor other = House.sharedOperator();
    assertThat(other.post(PATH + "/renew", Map.of()).expect(409).text("code"))
        .isEqualTo("acme_off");
    Answer view = other.get(PATH).expect(200);
    assertThat(view.text("origin")).isEqualTo("own");
    assertThat(view.at("acme")).isEqualTo("null");
    assertThat(House.shared().server.context().findBean(AcmeKeeper.class)).isEmpty();
  }

  @Test
  void start_withoutNames_isRefusedByName() {
    Map<String, Object> nameless = properties(acme);
    nameless.put("holdfast.tls.names", "");
    assertThatThrownBy(() -> TestServer.start(nameless))
        .hasStackTraceContaining("holdfast.tls.names is empty");
  }

  private void renew() throws Exception {
    X509Certificate before = shown();
    operator.post(PATH + "/renew", Map.of()).expect(202);
    await(
        () -> {
          try {
            return !shown().equals(before);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    await(() -> operator.get(PATH).at("acme", "phase").equals("waiting"));
  }

  static void await(BooleanSupplier holds) {
    assertThat(Patience.eventually(holds)).isTrue();
  }

  private X509Certificate shown() throws Exception {
    return Glance.by(house, acme);
  }

  private SSLSocket connect() throws Exception {
    return Glance.connect(house, Glance.trusting(acme.authority.root()));
  }

  private static String get(SSLSocket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
