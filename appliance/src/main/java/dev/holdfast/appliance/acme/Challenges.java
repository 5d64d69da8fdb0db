package dev.holdfast.appliance.acme;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is answered to the server when it looks whether a name is this machine's: tokens of this
 * node's order, and those of other nodes, because behind a load balancer the server may come to any
 * of them. Thread-safe; asked without a wait.
 */
final class Challenges {
  private final Map<String, String> own = new ConcurrentHashMap<>();
  private volatile Map<String, String> others = Map.of();

  /** Answers to a token from now on. */
  void add(String token, String answer) {
    own.put(token, answer);
  }

  /** Forgets this node's own. */
  void clear() {
    own.clear();
  }

  /** What the other nodes answer to now. */
  void others(Map<String, String> now) {
    others = Map.copyOf(now);
  }

  Optional<String> answer(String token) {
    return Optional.ofNullable(own.getOrDefault(token, others.get(token)));
  }
}
