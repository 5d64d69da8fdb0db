package dev.holdfast.appliance.licensing.mail;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes letters and sees to it that they are sent, one after the other, on a thread of its own. A
 * letter that the server does not take now is tried again, a little later each time, for a day; the
 * newest fifty wait, and none of them survives a restart: the log, the audit log and the licence
 * page say the same.
 */
@Singleton
public final class Postman {
  private static final Logger LOG = LoggerFactory.getLogger(Postman.class);
  private static final int MOST_WAITING = 50;
  private static final long FIRST_PAUSE_SECONDS = 15;
  private static final long LONGEST_PAUSE_SECONDS = 3_600;
  private static final int MOST_TRIES = 30;

  private final MailConfig config;
  private final Deque<Letter> waiting = new ArrayDeque<>();
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1, task -> Thread.ofPlatform().daemon().name("licence-mail").unstarted(task));
  private int tries;
  private boolean running;
  private volatile long sent;
  private volatile long failed;

  Postman(MailConfig config) {
    this.config = config;
    executor.setMaximumPoolSize(1);
  }

  /** A letter: plain text. */
  public record Letter(String subject, String text, Instant writtenAt) {}

  /** Whether there is anybody to write to. */
  public boolean configured() {
    return config.host() != null;
  }

  /** Takes a letter and returns at once; without a mail server it is forgotten. */
  public synchronized void send(Letter letter) {
    if (!configured()) {
      return;
    }
    if (waiting.size() == MOST_WAITING) {
      waiting.removeFirst();
      failed++;
    }
    waiting.addLast(letter);
    if (!running) {
      running = true;
      executor.execute(this::deliver);
    }
  }

  /** Letters that the server took. */
  public long sent() {
    return sent;
  }

  /** Letters that were given up, and tries that failed. */
  public long failed() {
    return failed;
  }

  private void deliver() {
    Letter letter = next();
    while (letter != null) {
      try {
        Smtp.send(config, letter);
        done(letter, true);
      } catch (Smtp.MailException e) {
        if (!tryAgain(letter, e)) {
          return;
        }
      }
      letter = next();
    }
  }

  /** Whether to go on with the next letter now. */
  private synchronized boolean tryAgain(Letter letter, Smtp.MailException fault) {
    failed++;
    tries++;
    if (fault.lasting() || tries >= MOST_TRIES) {
      LOG.warn("The mail \"{}\" is given up: {}", letter.subject(), fault.getMessage());
      waiting.remove(letter);
      tries = 0;
      return true;
    }
    if (tries == 1) {
      LOG.warn("The mail \"{}\" waits: {}", letter.subject(), fault.getMessage());
    }
    long pause =
        Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS << Math.min(tries - 1, Byte.SIZE));
    var unused = executor.schedule(this::deliver, pause, TimeUnit.SECONDS);
    return false;
  }

  private synchronized void done(Letter letter, boolean taken) {
    waiting.remove(letter);
    tries = 0;
    sent += taken ? 1 : 0;
  }

  private synchronized @Nullable Letter next() {
    Letter letter = waiting.peekFirst();
    running = letter != null;
    return letter;
  }

  @PreDestroy
  void stop() {
    executor.shutdownNow();
  }
}
