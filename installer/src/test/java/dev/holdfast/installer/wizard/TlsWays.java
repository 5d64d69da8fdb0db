package dev.holdfast.installer.wizard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** What the certificate's step asks for: a certificate with its key, and a server's directory. */
final class TlsWays implements AutoCloseable {
  private static final String PASSWORD = "changeit";
  private static final String DIRECTORY =
      """
      {"newNonce":"http://127.0.0.1/n","newAccount":"http://127.0.0.1/a",
       "newOrder":"http://127.0.0.1/o","revokeCert":"http://127.0.0.1/r",
       "meta":{"externalAccountRequired":true,"termsOfService":"http://127.0.0.1/terms"}}
      """;

  private final Path folder;
  private final HttpServer server;

  TlsWays(Path folder) throws IOException {
    this.folder = folder;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/acme/directory",
        exchange -> {
          byte[] body = DIRECTORY.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  /** A directory of a server that binds accounts and has terms of service. */
  String directory() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/acme/directory";
  }

  /** A file that is there, with a line in it. */
  Path file(String name) throws IOException {
    return Files.writeString(folder.resolve(name), "c2VjcmV0LXNlY3JldC1zZWNyZXQ\n");
  }

  /** A certificate for ai.example.org that signs itself, and its key, as PEM. */
  List<Path> certificateAndKey()
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = folder.resolve("server.p12");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "x",
                "-keyalg",
                "EC",
                "-dname",
                "CN=ai.example.org",
                "-ext",
                "san=dns:ai.example.org,dns:ai",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-storetype",
                "PKCS12")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return List.of(
        pem("server.pem", "CERTIFICATE", keys.getCertificate("x").getEncoded()),
        pem("server.key", "PRIVATE KEY", keys.getKey("x", PASSWORD.toCharArray()).getEncoded()));
  }

  private Path pem(String name, String what, byte[] encoded) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
