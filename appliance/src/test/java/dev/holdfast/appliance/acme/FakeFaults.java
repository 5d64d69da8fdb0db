package dev.holdfast.appliance.acme;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the ACME server fails, by the step at which it does; each once for each time it was told. */
final class FakeFaults {
  private final Map<String, Deque<Fault>> due = new HashMap<>();

  /** How to fail. */
  @FunctionalInterface
  interface Play {
    void play(HttpExchange exchange, String nonce) throws IOException;
  }

  /**
   * One failure.
   *
   * @param before whether it happens before the server has done what it was asked
   */
  record Fault(boolean before, Play how) {
    void play(HttpExchange exchange, String nonce) throws IOException {
      how.play(exchange, nonce);
    }
  }

  /** The connection is gone; the server has done what it was asked, or has not. */
  void hangUp(String step, boolean before) {
    add(step, new Fault(before, (exchange, nonce) -> exchange.close()));
  }

  void refuse(String step, int status, String type, Map<String, String> headers) {
    add(
        step,
        new Fault(
            true,
            (exchange, nonce) -> {
              headers.forEach(exchange.getResponseHeaders()::set);
              send(
                  exchange,
                  nonce,
                  status,
                  "application/problem+json",
                  FakeAcme.problem(status, type, "as the test wants").body());
            }));
  }

  /** An answer that never ends, or is of another kind. */
  void answer(String step, int status, String type, String body) {
    add(step, new Fault(true, (exchange, nonce) -> send(exchange, nonce, status, type, body)));
  }

  /** Headers and a first byte at once, and the rest never. */
  void stall(String step) {
    add(
        step,
        new Fault(
            true,
            (exchange, nonce) -> {
              exchange.getResponseHeaders().set("Content-Type", "application/json");
              exchange.getResponseHeaders().set("Replay-Nonce", nonce);
              exchange.sendResponseHeaders(200, 1000);
              exchange.getResponseBody().write('{');
              exchange.getResponseBody().flush(); // and it is never closed
            }));
  }

  private static void send(
      HttpExchange exchange, String nonce, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Replay-Nonce", nonce);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    } catch (IOException gone) {
      exchange.close(); // the client has had enough
    }
  }

  private synchronized void add(String step, Fault fault) {
    due.computeIfAbsent(step, unused -> new ArrayDeque<>()).add(fault);
  }

  synchronized @Nullable Fault take(String step) {
    Deque<Fault> waiting = due.get(step);
    return waiting == null ? null : waiting.poll();
  }
}
