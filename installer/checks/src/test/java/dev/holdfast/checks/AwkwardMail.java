package dev.holdfast.checks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A mail server over real sockets and real TLS, which writes down what it is told, when TLS is on
 * and when not, and refuses where a test wants it. GreenMail, which is used besides, has no
 * STARTTLS.
 */
final class AwkwardMail implements AutoCloseable {
  private static final String EHLO = "250-mail\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN";

  private final ServerSocket server;
  private final TestCertificate certificate;
  private final boolean implicit;
  private final Map<String, String> refusals = new ConcurrentHashMap<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<String> clear = new CopyOnWriteArrayList<>();
  private final Thread thread;

  private AwkwardMail(TestCertificate certificate, boolean implicit) throws IOException {
    this.certificate = certificate;
    this.implicit = implicit;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.thread = Thread.ofVirtual().unstarted(this::serve);
  }

  /**
   * @param implicit whether TLS begins at once, as on port 465
   */
  static AwkwardMail with(TestCertificate certificate, boolean implicit) throws IOException {
    AwkwardMail mail = new AwkwardMail(certificate, implicit);
    mail.thread.start();
    return mail;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Answers so to what begins so; {@code 220} stands for the greeting. */
  void refuse(String command, String answer) {
    refusals.put(command, answer);
  }

  List<String> heard() {
    return heard;
  }

  List<String> heardInTheClear() {
    return clear;
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket accepted = server.accept()) {
        talk(implicit ? secured(accepted) : accepted);
      } catch (IOException | GeneralSecurityException e) {
        // The client went away, or only wanted to see whether anybody listens.
      }
    }
  }

  private Socket secured(Socket plain) throws IOException, GeneralSecurityException {
    SSLSocket socket =
        (SSLSocket)
            certificate.showing().createSocket(plain, "127.0.0.1", plain.getLocalPort(), true);
    socket.setUseClientMode(false);
    socket.startHandshake();
    return socket;
  }

  private void talk(Socket first) throws IOException, GeneralSecurityException {
    Socket socket = first;
    say(socket, refusals.getOrDefault("220", "220 mail ESMTP"));
    BufferedReader in = reader(socket);
    @Nullable String line = in.readLine();
    while (line != null) {
      heard.add(line);
      if (!(socket instanceof SSLSocket)) {
        clear.add(line);
      }
      String answer = answer(line);
      say(socket, answer);
      if (line.equals("STARTTLS") && answer.startsWith("220")) {
        socket = secured(socket);
        in = reader(socket);
      }
      line = line.equals("QUIT") ? null : in.readLine();
    }
  }

  private String answer(String line) {
    for (Map.Entry<String, String> refusal : refusals.entrySet()) {
      if (line.startsWith(refusal.getKey())) {
        return refusal.getValue();
      }
    }
    if (line.startsWith("EHLO")) {
      return EHLO;
    }
    return line.equals("STARTTLS") ? "220 go ahead" : "250 ok";
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
