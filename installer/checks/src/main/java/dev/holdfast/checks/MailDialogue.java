package dev.holdfast.checks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** One conversation with a mail server (RFC 5321), a command and its reply at a time. */
final class MailDialogue implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int MOST_LINES = 50;
  private static final int LONGEST_LINE = 1_000;

  private final String host;
  private final int port;
  private final SSLSocketFactory factory;
  private Socket socket;
  private BufferedReader in;

  private MailDialogue(String host, int port, SSLSocketFactory factory, Socket socket)
      throws IOException {
    this.host = host;
    this.port = port;
    this.factory = factory;
    this.socket = socket;
    this.in = reader(socket);
  }

  /**
   * What the server said.
   *
   * @param code 0 where it said nothing that is SMTP
   */
  record Reply(int code, List<String> lines) {
    boolean ok() {
      return code >= 200 && code < 400;
    }

    /** Whether an EHLO named this extension, with this parameter where there is one. */
    boolean offers(String extension, String parameter) {
      return lines.stream()
          .map(line -> line.toUpperCase(Locale.ROOT).split("[ =]"))
          .anyMatch(
              words ->
                  words[0].equals(extension)
                      && (parameter.isEmpty() || List.of(words).contains(parameter)));
    }
  }

  /** Connects; the greeting is still to be read. */
  static MailDialogue connect(String host, int port, boolean tls, SSLSocketFactory factory)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      MailDialogue dialogue = new MailDialogue(host, port, factory, socket);
      if (tls) {
        dialogue.secure();
      }
      return dialogue;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Goes on over TLS; the server's certificate has to be for the host that was named. */
  void secure() throws IOException {
    SSLSocket secured = (SSLSocket) factory.createSocket(socket, host, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    socket = secured;
    in = reader(secured);
  }

  /** The TLS version; empty without TLS. */
  String tls() {
    return socket instanceof SSLSocket secured ? secured.getSession().getProtocol() : "";
  }

  Reply say(String command) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    return hear();
  }

  /** One reply of possibly several lines; the last has a blank after its code. */
  Reply hear() throws IOException {
    List<String> lines = new ArrayList<>();
    int code = 0;
    boolean more = true;
    while (more && lines.size() < MOST_LINES) {
      @Nullable String line = in.readLine();
      if (line == null || line.length() > LONGEST_LINE || !line.matches("\\d{3}([ -].*)?")) {
        return new Reply(0, lines);
      }
      code = Integer.parseInt(line.substring(0, 3));
      lines.add(line.length() > 4 ? line.substring(4).strip() : "");
      more = line.startsWith("-", 3);
    }
    return new Reply(code, lines);
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
