package dev.holdfast.appliance;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A provider for training runs, on a loopback port of this process: one model, always the same
 * answer, whole or as a stream.
 */
final class TrainingProvider implements AutoCloseable {
  static final String MODEL = "training";

  private static final String MODELS =
      "{\"object\":\"list\",\"data\":[{\"id\":\"" + MODEL + "\",\"object\":\"model\"}]}";
  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}"; // of 200,000 a
  // day
  private static final String ANSWER =
      "{\"id\":\"t\",\"object\":\"chat.completion\",\"model\":\""
          + MODEL
          + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
          + "A steady answer of the usual length. ".repeat(12)
          + "\"},\"finish_reason\":\"stop\"}],"
          + USAGE
          + "}";
  private static final String PIECE =
      "data: {\"id\":\"t\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"steady \"},"
          + "\"finish_reason\":null}]}\n\n";
  private static final String STREAM =
      PIECE.repeat(20) + "data: {\"id\":\"t\",\"choices\":[]," + USAGE + "}\n\ndata: [DONE]\n\n";
  private static final int END = -1;

  private final ServerSocket listener;

  private TrainingProvider(ServerSocket listener) {
    this.listener = listener;
  }

  static TrainingProvider open() throws IOException {
    TrainingProvider provider =
        new TrainingProvider(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().name("training-provider").start(provider::accept);
    return provider;
  }

  URI baseUrl() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().name("training-answers").start(() -> answer(socket));
      } catch (IOException e) {
        return; // closed: the training is over
      }
    }
  }

  private static void answer(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream()) {
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        String body = new String(in.readNBytes(length(head)), StandardCharsets.UTF_8);
        out.write(answerTo(head, body).getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      return; // the appliance has closed the connection
    }
  }

  private static String answerTo(String head, String body) {
    boolean stream = body.contains("\"stream\":true");
    String content = head.startsWith("GET") ? MODELS : stream ? STREAM : ANSWER;
    return "HTTP/1.1 200 OK\r\nContent-Type: "
        + (stream ? "text/event-stream" : "application/json")
        + "\r\nContent-Length: "
        + content.length()
        + "\r\n\r\n"
        + content;
  }

  /** A request's line and headers; empty at the end of the connection. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next == END) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static int length(String head) {
    String name = "\r\ncontent-length:";
    int at = head.toLowerCase(Locale.ROOT).indexOf(name);
    return at < 0
        ? 0
        : Integer.parseInt(head.substring(at + name.length(), head.indexOf('\r', at + 2)).strip());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
