package dev.holdfast.appliance.licensing;

import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.Suites;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a running appliance gets instead of its own: the test's clock, and the test's vendor. */
@Factory
@Requires(property = YearBeans.CLOCK)
final class YearBeans {
  static final String CLOCK = "holdfast.test.year-clock";
  static final String ANCHORS = "holdfast.test.year-anchors";

  private static final Map<String, SettableClock> CLOCKS = new ConcurrentHashMap<>();

  /** Names a clock, for the property. */
  static String named(SettableClock clock) {
    String name = "clock-" + CLOCKS.size();
    CLOCKS.put(name, clock);
    return name;
  }

  @Singleton
  @Replaces(Clock.class)
  Clock clock(@Value("${" + CLOCK + "}") String name) {
    return CLOCKS.getOrDefault(name, new SettableClock());
  }

  @Singleton
  @Replaces(TrustAnchors.class)
  TrustAnchors anchors(@Value("${" + ANCHORS + "}") String file) {
    try {
      return TrustAnchors.parse(Files.readAllBytes(Path.of(file)), Suites.CURRENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
