package dev.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom holdfastctl takes for the appliance of a home, where the certificate is the operator's. */
final class ApplianceTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder = Path.of("unset");

  @Test
  void localAppliance_withACertificateForItsPublicNameOnly_isKnownByThatCertificate()
      throws Exception {
    KeyStore keys = keys("ai.example.com");
    try (Served served = serve(keys)) {
      Home home = home(served.url(), keys);
      assertThat(Appliance.at(home, null, null).get("/").path("who").asText()).isEqualTo("it");
    }
  }

  @Test
  void localAppliance_whoseAuthorityIsOfEarlierTimes_isKnownAllTheSame() throws Exception {
    KeyStore keys = keys("ai.example.com");
    try (Served served = serve(keys)) {
      Home home = home(served.url(), keys);
      write(home.certificateAuthority(), keys("an earlier authority"));
      assertThat(Appliance.at(home, null, null).get("/").path("who").asText()).isEqualTo("it");
    }
  }

  @Test
  void stranger_onTheSamePort_isNotToldTheToken() throws Exception {
    // Its certificate is for the same name, and signed as little as the appliance's own.
    KeyStore stranger = keys("ai.example.com");
    try (Served served = serve(stranger)) {
      Home home = home(served.url(), keys("ai.example.com"));
      unreachable(() -> Appliance.at(home, null, null).get("/"), "another certificate");
      assertThat(served.requests()).isZero();
    }
  }

  @Test
  void namedAddress_isHeldAgainstItsNameAndTheAuthority() throws Exception {
    KeyStore keys = keys("ai.example.com");
    try (Served served = serve(keys)) {
      Home home = home(served.url(), keys);
      write(home.certificateAuthority(), keys);
      unreachable(
          () -> Appliance.at(home, URI.create(served.url()), null).get("/"), "cannot be reached");
      assertThat(served.requests()).isZero();
    }
  }

  @Test
  void pin_thatIsNoCertificate_saysWhatToDo() throws Exception {
    Home home = home("https://127.0.0.1:1", keys("ai.example.com"));
    Files.writeString(home.servedCertificate(), "nothing");
    assertThatThrownBy(() -> Appliance.at(home, null, null))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.hint()).contains("Restart the appliance"));
  }

  private static void unreachable(ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
              assertThat(failure.text()).contains(why);
            });
  }

  private Home home(String url, KeyStore served) throws Exception {
    Home home = new Home(Files.createTempDirectory(folder, "home"));
    Files.createDirectories(home.directory().resolve("run"));
    Files.createDirectories(home.directory().resolve("tls"));
    Files.writeString(home.ready(), "{\"url\":\"" + url + "\"}");
    Files.writeString(home.operatorToken(), "the token");
    write(home.servedCertificate(), served);
    return home;
  }

  private static void write(Path pem, KeyStore keys) throws Exception {
    Files.writeString(
        pem,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getCertificate("it").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  private KeyStore keys(String name) throws Exception {
    Path file = Files.createTempDirectory(folder, "keys").resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "it",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=dns:ai.example.com",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    new String(PASSWORD),
                    "-keystore",
                    file.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private static Served serve(KeyStore keys) throws Exception {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return new Served(context);
  }

  /** Answers everybody, and counts whom. */
  private static final class Served implements AutoCloseable {
    private final HttpsServer server;
    private volatile int requests;

    Served(SSLContext context) throws IOException {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              requests++;
              byte[] body = "{\"who\":\"it\"}".getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(200, body.length);
              exchange.getResponseBody().write(body);
            }
          });
      server.start();
    }

    String url() {
      return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    int requests() {
      return requests;
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
