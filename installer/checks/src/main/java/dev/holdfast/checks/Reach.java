package dev.holdfast.checks;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** How an attempt to connect ended; the ways it can fail are told apart. */
enum Reach {
  OPEN("can be reached", ""),
  REFUSED("answers that nothing listens on that port", "Start the server, or correct the port."),
  BLOCKED("does not answer: packets to it are dropped", "Open the firewall between the two."),
  NO_ROUTE(
      "cannot be reached: there is no route",
      "Add a route to its network; no default route is needed."),
  UNKNOWN_HOST(
      "is not known by that name", "Correct the name, or add it to /etc/hosts or the name server.");

  private static final int PATIENCE_MILLIS = 4_000;

  private final String sentence;
  private final String fix;

  Reach(String sentence, String fix) {
    this.sentence = sentence;
    this.fix = fix;
  }

  String sentence() {
    return sentence;
  }

  String fix() {
    return fix;
  }

  static Reach probe(String host, int port) {
    try {
      return probe(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (UnknownHostException e) {
      return UNKNOWN_HOST;
    }
  }

  /** Listens there for a moment and calls itself. */
  static Reach probeOwn(Subject.Listener listener) throws IOException {
    InetAddress address = InetAddress.getByName(listener.host());
    try (ServerSocket server = new ServerSocket()) {
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(address, listener.port()));
      InetAddress own = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
      return probe(new InetSocketAddress(own, listener.port()));
    }
  }

  private static Reach probe(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, PATIENCE_MILLIS);
      return OPEN;
    } catch (SocketTimeoutException e) {
      return BLOCKED;
    } catch (NoRouteToHostException e) {
      return NO_ROUTE;
    } catch (ConnectException e) {
      return String.valueOf(e.getMessage()).contains("unreachable") ? NO_ROUTE : REFUSED;
    } catch (IOException e) {
      return String.valueOf(e.getMessage()).contains("unreachable") ? NO_ROUTE : BLOCKED;
    }
  }
}
