package dev.holdfast.appliance;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks the appliance, over its own management listener, whether it is alive. */
final class SelfCall {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final byte[] QUESTION =
      "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] YES = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

  private SelfCall() {}

  static boolean answers(URI management) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(management.getHost(), management.getPort()), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(QUESTION);
      InputStream in = socket.getInputStream();
      byte[] head = in.readNBytes(YES.length);
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return java.util.Arrays.equals(head, YES);
    } catch (IOException e) {
      return false;
    }
  }
}
