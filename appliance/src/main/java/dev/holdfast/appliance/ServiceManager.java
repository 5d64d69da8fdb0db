package dev.holdfast.appliance;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said to systemd: ready, alive, stopping. Without {@code NOTIFY_SOCKET} in the environment
 * nothing is said. A message that cannot be sent is logged and stops nothing.
 *
 * <p>The heartbeat is driven by health: it is sent only while the appliance answers itself. One
 * that hangs is therefore killed and started again. A database or a KMS that is gone does not stop
 * the heartbeat, because a restart would not bring it back.
 */
final class ServiceManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
  private static final int BEATS_PER_TIMEOUT = 3;

  private final Optional<NotifySocket> socket;
  private final Optional<Duration> watchdog;
  private final CountDownLatch closed = new CountDownLatch(1);

  private ServiceManager(Optional<NotifySocket> socket, Optional<Duration> watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  static ServiceManager of(Map<String, String> environment, long pid) {
    return new ServiceManager(
        NotifySocket.named(environment.get("NOTIFY_SOCKET")), watchdog(environment, pid));
  }

  /** How often systemd wants to hear from this process; empty where it does not. */
  static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
    String whose = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    try {
      long micros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
      return micros > 0 && whose.equals(Long.toString(pid))
          ? Optional.of(Duration.of(micros, java.time.temporal.ChronoUnit.MICROS))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Says that requests are answered, and begins the heartbeat. */
  void ready(String status, BooleanSupplier alive) {
    say("READY=1\nSTATUS=" + status);
    if (socket.isPresent() && watchdog.isPresent()) {
      Duration pause = watchdog.get().dividedBy(BEATS_PER_TIMEOUT);
      Thread.ofPlatform().daemon().name("heartbeat").start(() -> beat(pause, alive));
    }
  }

  private void beat(Duration pause, BooleanSupplier alive) {
    try {
      do {
        if (alive.getAsBoolean()) {
          say("WATCHDOG=1");
        } else {
          LOG.error("The appliance does not answer itself; the service manager will restart it");
        }
      } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says that the stop has begun; the heartbeat goes on while requests drain. */
  void stopping() {
    say("STOPPING=1\nSTATUS=Finishing the requests that are in flight");
  }

  private void say(String message) {
    if (socket.isPresent()) {
      try {
        socket.get().send(message);
      } catch (IOException e) {
        LOG.warn("The service manager was not told {}", message.lines().findFirst().orElse(""), e);
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
