package dev.holdfast.appliance.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The session over TLS: its cookie can neither be set by a neighbour nor be sent in the clear. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class SecureCookieTest {
  private static final String CREDENTIALS =
      "{\"email\":\"olga@example.org\",\"passphrase\":\"" + House.PASSPHRASE + "\"}";

  private House house;
  private HttpClient client;

  @BeforeAll
  void open() throws Exception {
    house =
        House.open(
            TestDatabases.h2(),
            Map.of("holdfast.server.port", "-1", "micronaut.server.ssl.enabled", "true"));
    house.operator();
    client = HttpClient.newBuilder().sslContext(trusting()).build();
  }

  @AfterAll
  void close() {
    client.close();
    house.close();
  }

  private SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(house.server.home().tls().resolve("ca.crt"))) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private HttpResponse<String> send(String method, String cookie, String body) throws Exception {
    URI uri = URI.create(house.server.transport().httpsUrl().orElseThrow() + "/api/session");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return client.send(
        request.header("Content-Type", "application/json").build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String signedIn() throws Exception {
    HttpResponse<String> answer = send("POST", "", CREDENTIALS);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.headers().firstValue("Set-Cookie").orElseThrow();
  }

  @Test
  void cookie_overTls_isSecureAndBoundToThisHost() throws Exception {
    List<String> parts = List.of(signedIn().split(";\\s*", -1));

    assertThat(parts.getFirst()).matches("__Host-holdfast_session=[0-9A-Za-z]{43}");
    assertThat(parts).contains("Secure", "HTTPOnly", "SameSite=Strict", "Path=/");
    // RFC 6265bis 4.1.3.2: a __Host- cookie with a domain is thrown away.
    assertThat(parts)
        .noneMatch(part -> part.toLowerCase(java.util.Locale.ROOT).startsWith("domain"));
  }

  @Test
  void cookie_withTheSecureName_isASession() throws Exception {
    String cookie = signedIn().split(";", 2)[0];

    assertThat(send("GET", cookie, "").statusCode()).isEqualTo(200);
  }

  @Test
  void cookie_withThePlainName_isNobodyOverTls() throws Exception {
    String cookie = signedIn().split(";", 2)[0].replace("__Host-", "");

    assertThat(send("GET", cookie, "").statusCode()).isEqualTo(401);
  }

  @Test
  void cookie_withTheSecureName_isNobodyInTheClear() throws Exception {
    String cookie = signedIn().split(";", 2)[0];

    assertThat(new House.Visitor(house).with("Cookie", cookie).get("/api/session").status())
        .isEqualTo(401);
  }

  @Test
  void cookie_plantedByANeighbour_doesNotShadowTheOwnOne() throws Exception {
    String cookie = signedIn().split(";", 2)[0];

    assertThat(send("GET", "holdfast_session=planted; " + cookie, "").statusCode()).isEqualTo(200);
  }

  @Test
  void signOut_overTls_takesBackTheSecureCookie() throws Exception {
    HttpResponse<String> answer = send("DELETE", "", "");

    assertThat(answer.headers().firstValue("Set-Cookie"))
        .hasValueSatisfying(
            cookie ->
                assertThat(cookie).startsWith("__Host-holdfast_session=;").contains("Secure"));
  }
}
