package dev.holdfast.appliance.diagnostics.collect;

import java.time.Duration;

/**
 * Gathers one thing for a support bundle.
 *
 * @param name stable; lower-case letters
 * @param says what it gathers, for the preview
 * @param deadline after which it is left out, with a warning
 * @param mostBytes of all its files together; what is beyond is cut off, with a warning
 */
public record Collector(
    String name, String says, Duration deadline, int mostBytes, Gathering gathering) {
  private static final int USUAL = 256 << 10;
  private static final Duration SOON = Duration.ofSeconds(5);

  /** One with the usual bounds: five seconds, 256 KiB. */
  static Collector of(String name, String says, Gathering gathering) {
    return new Collector(name, says, SOON, USUAL, gathering);
  }

  /** Gathers. What it throws becomes a warning. */
  @FunctionalInterface
  public interface Gathering {
    void into(Pages pages) throws Exception;
  }
}
