package dev.holdfast.appliance.gates;

import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.checks.Check;
import dev.holdfast.checks.Finding.Result;
import dev.holdfast.checks.Severity;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * The clock has not gone back. Without a network there is no other clock to ask; but what the
 * appliance itself wrote cannot be from the future.
 */
@Singleton
final class ClockCheck implements Check {
  private static final Duration TOLERATED = Duration.ofMinutes(2);

  private final Home home;
  private final Clock clock;

  ClockCheck(Home home, Clock clock) {
    this.home = home;
    this.clock = clock;
  }

  @Override
  public String id() {
    return "clock.journal";
  }

  @Override
  public Severity severity() {
    return Severity.ADVICE;
  }

  @Override
  public String title() {
    return "Clock and journal";
  }

  @Override
  public Observation look() throws IOException {
    Instant now = clock.instant();
    Instant newest = newest(home.journal());
    boolean wentBack = newest.isAfter(now.plus(TOLERATED));
    return new Observation(
        wentBack ? Result.WARN : Result.OK,
        wentBack
            ? "It is " + now + ", yet the journal was written at " + newest + "."
            : "It is " + now + ".",
        "Not earlier than what was already written.",
        "Set the clock (timedatectl), and keep it with chrony or systemd-timesyncd.");
  }

  private static Instant newest(Path folder) throws IOException {
    Instant newest = Instant.EPOCH;
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Instant written = Files.getLastModifiedTime(file).toInstant();
          newest = written.isAfter(newest) ? written : newest;
        }
      }
    }
    return newest;
  }
}
