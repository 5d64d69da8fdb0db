package dev.holdfast.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.holdfast.checks.Finding.Result;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ports, and what is met over the network or comes as a file from elsewhere. */
final class RemoteChecksTest {
  private static final String HOST = "127.0.0.1";

  @TempDir private Path folder = Path.of("unset");

  @Test
  void port_inUseRefusedForeignOrFree_isToldApart() throws IOException {
    try (ServerSocket taken = listening()) {
      assertThat(port(HOST, taken.getLocalPort())).contains("is in use");
    }
    assertThat(port(HOST, 443)).contains("only root");
    assertThat(port("192.0.2.1", 8443)).contains("not an address of this machine");
    assertThat(port(HOST, free())).contains("is free");
  }

  @Test
  void reach_openAndRefused_isToldApart() throws IOException {
    try (ServerSocket server = listening()) {
      assertThat(Reach.probe(HOST, server.getLocalPort())).isEqualTo(Reach.OPEN);
    }
    assertThat(Reach.probe(HOST, free())).isEqualTo(Reach.REFUSED);
    assertThat(Reach.probe("no-such-host.invalid.", 1)).isEqualTo(Reach.UNKNOWN_HOST);
  }

  @Test
  void database_thatNobodyServes_failsWithTheReason() throws IOException {
    Subject.DatabaseTarget target =
        new Subject.DatabaseTarget(
            "jdbc:postgresql://127.0.0.1:" + free() + "/x", "holdfast", null);
    List<Finding> findings = Checks.run(DatabaseChecks.of(target), Set.of());
    assertThat(findings).extracting(Finding::result).containsOnly(Result.FAIL);
    assertThat(findings.getFirst().observed()).contains("does not let us in");
  }

  @ParameterizedTest
  @CsvSource({"200, true, OK", "403, true, FAIL", "200, false, FAIL"})
  void vault_isTriedForReal(int status, boolean honest, Result expected) throws IOException {
    HttpServer vault =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    vault.createContext(
        "/v1/transit/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean encrypt = exchange.getRequestURI().getPath().contains("/encrypt/");
          String value =
              encrypt ? body.split("\"")[3] : body.split(":v1:")[1].replaceAll("\".*", "");
          String answer =
              encrypt
                  ? "{\"data\":{\"ciphertext\":\"vault:v1:" + value + "\"}}"
                  : "{\"data\":{\"plaintext\":\"" + (honest ? value : "AAAA") + "\"}}";
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    vault.start();
    Path token = Files.writeString(folder.resolve("token"), "hvs.x");
    URI address = URI.create("http://127.0.0.1:" + vault.getAddress().getPort());
    Subject.VaultTarget target =
        new Subject.VaultTarget(address, "transit", "holdfast", token, null);
    assertThat(Checks.run(VaultChecks.of(target), Set.of()).getFirst().result())
        .isEqualTo(expected);
    vault.stop(0);
    assertThat(Checks.run(VaultChecks.of(target), Set.of()).getFirst().observed())
        .contains("nothing listens");
  }

  @Test
  void certificate_isJudgedByChainDatesNamesAndKey() throws IOException, InterruptedException {
    keytool("one", "CN=ai.bank.example", "dns:ai.bank.example", 365);
    keytool("two", "CN=other", "dns:other", 365);
    Subject.Papers papers =
        new Subject.Papers(
            folder.resolve("one.crt"), folder.resolve("one.key"), List.of("ai.bank.example"), null);
    assertThat(results(papers, Instant.now())).containsOnly(Result.OK);
    assertThat(results(papers, Instant.now().plusSeconds(360L * 86_400))).contains(Result.WARN);
    assertThat(results(papers, Instant.now().plusSeconds(400L * 86_400))).contains(Result.FAIL);
    Subject.Papers mixed =
        new Subject.Papers(
            folder.resolve("one.crt"), folder.resolve("two.key"), List.of("x.example"), null);
    assertThat(Checks.run(CertificateChecks.of(mixed, Clock.systemUTC()), Set.of()))
        .filteredOn(finding -> finding.result() != Result.OK)
        .extracting(Finding::id)
        .containsExactly("tls.key", "tls.names");
    Files.writeString(
        folder.resolve("both.crt"),
        Files.readString(folder.resolve("one.crt")) + Files.readString(folder.resolve("two.crt")));
    Subject.Papers unchained =
        new Subject.Papers(folder.resolve("both.crt"), null, List.of(), null);
    assertThat(results(unchained, Instant.now())).contains(Result.FAIL);
  }

  @Test
  void licence_thatIsNone_failsWithTheReason() throws IOException {
    Path file = Files.writeString(folder.resolve("x.licence"), "not a licence");
    Subject.Papers papers = new Subject.Papers(null, null, List.of(), file);
    assertThat(
            Checks.run(LicenceChecks.of(papers, Clock.systemUTC()), Set.of()).getFirst().result())
        .isEqualTo(Result.FAIL);
  }

  private static List<Result> results(Subject.Papers papers, Instant now) {
    return Checks.run(CertificateChecks.of(papers, Clock.fixed(now, ZoneOffset.UTC)), Set.of())
        .stream()
        .map(Finding::result)
        .toList();
  }

  /** Makes a self-signed certificate and its key, with the JDK's own tool. */
  private void keytool(String name, String subject, String alternative, int days)
      throws IOException, InterruptedException {
    Path store = folder.resolve(name + ".p12");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "x",
                "-keyalg",
                "EC",
                "-dname",
                subject,
                "-ext",
                "san=" + alternative,
                "-validity",
                Integer.toString(days),
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-storetype",
                "PKCS12")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    try (var in = Files.newInputStream(store)) {
      var keys = java.security.KeyStore.getInstance("PKCS12");
      keys.load(in, "changeit".toCharArray());
      var encoder = java.util.Base64.getMimeEncoder(64, new byte[] {'\n'});
      Files.writeString(
          folder.resolve(name + ".crt"),
          "-----BEGIN CERTIFICATE-----\n"
              + encoder.encodeToString(keys.getCertificate("x").getEncoded())
              + "\n-----END CERTIFICATE-----\n");
      Files.writeString(
          folder.resolve(name + ".key"),
          "-----BEGIN PRIVATE KEY-----\n"
              + encoder.encodeToString(keys.getKey("x", "changeit".toCharArray()).getEncoded())
              + "\n-----END PRIVATE KEY-----\n");
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String port(String host, int port) {
    return Checks.run(PortChecks.of(List.of(new Subject.Listener("https", host, port))), Set.of())
        .getFirst()
        .observed();
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Below those that the system deals out by itself, so that nobody gets it meanwhile. */
  private static int free() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        continue;
      }
    }
  }
}
