package dev.holdfast.appliance.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A client that sees every byte, and how a connection ended. */
final class WireClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 120_000;

  private final Socket socket;
  private final InputStream in;

  WireClient(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An answer.
   *
   * @param headers names in lower case
   * @param clean whether the body came to its own end; false where the connection broke off
   */
  record Answer(int status, Map<String, String> headers, String body, boolean clean) {
    @Nullable String header(String name) {
      return headers.get(name);
    }
  }

  /** Sends a request with a body, as JSON, with the good key. */
  WireClient post(String path, String body) {
    return post(path, body, "authorization: Bearer " + Fakes.SECRET);
  }

  WireClient post(String path, String body, String... headers) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return send("POST "
            + path
            + " HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
            + "content-length: "
            + bytes.length
            + "\r\n"
            + lines(headers)
            + "\r\n")
        .send(bytes);
  }

  WireClient get(String path, String... headers) {
    return send("GET " + path + " HTTP/1.1\r\nhost: localhost\r\n" + lines(headers) + "\r\n");
  }

  private static String lines(String... headers) {
    return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
  }

  WireClient send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  WireClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one whole answer, interim ones passed over. */
  Answer answer() {
    Answer head = head();
    while (head.status < 200) {
      head = head();
    }
    return body(head);
  }

  /** Reads the head of an answer only. */
  Answer head() {
    try {
      String status = line();
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      return new Answer(Integer.parseInt(status.split(" ")[1]), headers, "", false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the body that follows a head, until its end or the connection's. */
  Answer body(Answer head) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean clean = false;
    try {
      if ("chunked".equals(head.header("transfer-encoding"))) {
        clean = chunks(body);
      } else {
        String length = head.header("content-length");
        clean = length == null ? untilClosed(body) : exactly(body, Integer.parseInt(length));
      }
    } catch (IOException brokenOff) {
      clean = false;
    }
    return new Answer(head.status, head.headers, body.toString(StandardCharsets.UTF_8), clean);
  }

  private boolean chunks(ByteArrayOutputStream body) throws IOException {
    while (true) {
      int size = Integer.parseInt(line(), 16);
      exactly(body, size);
      line();
      if (size == 0) {
        return true;
      }
    }
  }

  private boolean exactly(ByteArrayOutputStream body, int length) throws IOException {
    for (int i = 0; i < length; i++) {
      body.write(read());
    }
    return true;
  }

  private boolean untilClosed(ByteArrayOutputStream body) throws IOException {
    for (int b = in.read(); b >= 0; b = in.read()) {
      body.write(b);
    }
    return true;
  }

  /** Reads until this text has come by. */
  String until(String text) {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try {
      while (!seen.toString(StandardCharsets.UTF_8).contains(text)) {
        seen.write(read());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seen.toString(StandardCharsets.UTF_8);
  }

  /** Whether the server has closed, one way or another, and nothing more comes. */
  boolean closed() {
    try {
      return in.read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  /** How many bytes are there to read at once. */
  int available() {
    try {
      return in.available();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = read(); b != '\n'; b = read()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private int read() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException();
    }
    return b;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
