package dev.holdfast.appliance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * The requests of a training run ({@code --train}): what the first users will ask for, so that the
 * start-up cache holds the classes that answer them. What the answers say does not matter here.
 */
final class Training {
  private static final List<String> REQUESTS =
      List.of(
          "GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n",
          "GET /api/session HTTP/1.1\r\nHost: localhost\r\n",
          "GET /api/setup HTTP/1.1\r\nHost: localhost\r\n",
          "GET /api/no-such-thing HTTP/1.1\r\nHost: localhost\r\n",
          "POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: 2\r\n",
          "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer hf_training\r\n",
          "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
              + "Authorization: Bearer hf_training\r\nContent-Length: 2\r\n");
  private static final List<String> MANAGEMENT =
      List.of(
          "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n",
          "GET /metrics HTTP/1.1\r\nHost: localhost\r\n");

  private Training() {}

  /**
   * So many calls that the JVM has seen what a call consists of. With thousands, it had compiled
   * that as far as it goes, and did the same again in the middle of every start.
   */
  static final int CALLS = 200;

  static void requests(Appliance appliance, int calls)
      throws IOException, GeneralSecurityException {
    if (appliance.transport().plainUrl().isPresent()) {
      ask(appliance.transport().plainUrl().get(), REQUESTS);
    }
    if (appliance.transport().managementUrl().isPresent()) {
      ask(appliance.transport().managementUrl().get(), MANAGEMENT);
    }
    if (appliance.transport().httpsUrl().isPresent()) {
      URI url = appliance.transport().httpsUrl().get();
      SSLSocketFactory sockets = trusting(appliance);
      for (String request : REQUESTS.subList(0, 2)) {
        try (Socket socket = sockets.createSocket(url.getHost(), url.getPort())) {
          ask(socket, request);
        }
      }
    }
    if (appliance.transport().plainUrl().isPresent() && appliance.setupToken().isPresent()) {
      TrainingCalls.make(
          appliance.transport().plainUrl().get(), appliance.setupToken().get(), calls);
    }
  }

  private static void ask(URI url, List<String> requests) throws IOException {
    for (String request : requests) {
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        ask(socket, request);
      }
    }
  }

  private static void ask(Socket socket, String request) throws IOException {
    socket.setSoTimeout(10_000);
    OutputStream out = socket.getOutputStream();
    String body = request.contains("Content-Length: 2") ? "{}" : "";
    out.write((request + "Connection: close\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
    out.flush();
    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private static SSLSocketFactory trusting(Appliance appliance)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream authority = Files.newInputStream(appliance.home().tls().resolve("ca.crt"))) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(authority));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
