package dev.holdfast.appliance.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The one way in which a test waits for what another thread or process does: it ends as soon as
 * that is so, and fails where it is not so for long. How long is not what a test is about; a
 * machine that builds three things at once may stand still for many seconds.
 */
public final class Patience {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration BETWEEN = Duration.ofMillis(5);

  private Patience() {}

  /** Waits until it is so; false where it is not, for two minutes. */
  public static boolean eventually(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LONG.toNanos()) {
        return false;
      }
      pause(BETWEEN);
    }
    return true;
  }

  /** Waits until it is so. */
  public static void until(String what, BooleanSupplier condition) {
    if (!eventually(condition)) {
      throw new AssertionError("waited for two minutes until " + what);
    }
  }

  /**
   * Lets time go by. For a fake that dawdles, and for a test of which the passing of time is the
   * subject; never in the hope that something has happened meanwhile.
   */
  public static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
