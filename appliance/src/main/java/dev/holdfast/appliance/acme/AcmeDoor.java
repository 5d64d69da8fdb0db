package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.error.ProblemException;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the ACME server comes to look: open while this node orders, or, for {@code http-01}, while
 * another one does. And whose turn it is.
 */
@Singleton
@Requires(property = AcmeKeeper.MODE, value = AcmeKeeper.ACME)
final class AcmeDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AcmeDoor.class);
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final AcmeConfig config;
  private final AcmeStore store;
  private final AlpnCertificates handshakes;
  private final Challenges challenges = new Challenges();
  private @Nullable ChallengeListener listener;

  AcmeDoor(AcmeConfig config, AcmeStore store, AlpnCertificates handshakes) {
    this.config = config;
    this.store = store;
    this.handshakes = handshakes;
  }

  /** Whether this node may order now; for a little longer than an order may take. */
  boolean claim(String node, Duration order) {
    return store.claim(node, order.plus(MARGIN));
  }

  synchronized void open() throws AcmeFailure {
    if (listener == null && config.isPlain()) {
      listener = ChallengeListener.open(config, challenges);
    }
  }

  /** The port that is open; 0 where none is. */
  synchronized int port() {
    return listener == null ? 0 : listener.port();
  }

  /** Returns when this node, and every other that looks as often as it should, answers. */
  void answer(String node, TokenChallenge challenge, Identifier name, Duration longest)
      throws IOException, InterruptedException {
    if (challenge instanceof TlsAlpn01Challenge handshake) {
      handshakes.add(name, handshake);
      return;
    }
    String answer = challenge.getAuthorization();
    answer(node, answer.substring(0, answer.indexOf('.')), answer, longest);
  }

  /** What is before the dot of an answer is its token (RFC 8555, 8.1). */
  void answer(String node, String token, String answer, Duration longest)
      throws InterruptedException {
    challenges.add(token, answer);
    if (store.isShared()) {
      store.publish(node, token, answer, longest);
      Thread.sleep(config.look().plusSeconds(1));
    }
  }

  /** The order has ended: nothing is answered any more, and others may order. */
  void done(String node) {
    challenges.clear();
    handshakes.clear();
    close();
    try {
      if (store.isShared()) {
        store.withdraw(node);
      }
      store.release(node);
    } catch (ProblemException e) {
      LOG.warn("The turn to order is given back when it has run out: {}", e.problem().detail());
    }
  }

  /** Answers to what the other nodes' orders ask for, too. */
  void followOthers(String node) {
    if (!store.isShared() || !config.isPlain()) {
      return;
    }
    Map<String, String> others;
    try {
      others = store.others(node);
    } catch (ProblemException e) {
      LOG.debug("What other nodes order is not known: {}", e.problem().detail());
      return;
    }
    challenges.others(others);
    if (others.isEmpty()) {
      close();
      return;
    }
    try {
      open();
    } catch (AcmeFailure e) {
      LOG.warn("Another node's order cannot be answered for here: {}", e.detail());
    }
  }

  @Override
  public synchronized void close() {
    if (listener != null) {
      listener.close();
      listener = null;
    }
  }
}
