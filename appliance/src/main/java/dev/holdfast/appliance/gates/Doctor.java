package dev.holdfast.appliance.gates;

import dev.holdfast.appliance.observe.HealthProbe;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.checks.Check;
import dev.holdfast.checks.Check.Observation;
import dev.holdfast.checks.Checks;
import dev.holdfast.checks.Finding;
import dev.holdfast.checks.Host;
import dev.holdfast.checks.Severity;
import dev.holdfast.checks.Subject;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The same checks that were made before the installation (dev.holdfast.checks), those of the
 * appliance itself, and every health probe as one more check. Thread-safe.
 */
@Singleton
public final class Doctor {
  private static final Path PROGRAM = Path.of("/opt/holdfast");
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final List<Check> checks;
  private final AtomicBoolean examining = new AtomicBoolean();
  private volatile Optional<Examined> latest = Optional.empty();

  /** What was found, and when by the process's own time. */
  private record Examined(List<Finding> findings, long nanos) {}

  Doctor(
      List<Check> own,
      List<HealthProbe> probes,
      Home home,
      Clock clock,
      @Value("${holdfast.egress.mode:open}") String egress) {
    Subject.Places places = new Subject.Places(PROGRAM, home.root(), 0, egress.equals("listed"));
    List<Check> all = new ArrayList<>(own);
    all.addAll(Checks.of(Subject.running(Host.here(), places), clock));
    probes.forEach(probe -> all.add(of(probe)));
    this.checks = List.copyOf(all);
  }

  /** Makes every check now. */
  public List<Finding> examine() {
    List<Finding> findings = Checks.run(checks, Set.of());
    latest = Optional.of(new Examined(findings, System.nanoTime()));
    return findings;
  }

  List<Check> checks() {
    return checks;
  }

  /** The finding of at most a minute ago; an older one is renewed meanwhile. */
  Optional<Finding> latest(String id) {
    Optional<Examined> known = latest;
    boolean stale =
        known.map(each -> System.nanoTime() - each.nanos() > FRESH.toNanos()).orElse(true);
    if (stale && examining.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("doctor")
          .start(
              () -> {
                try {
                  examine();
                } finally {
                  examining.set(false);
                }
              });
    }
    return known.stream()
        .flatMap(each -> each.findings().stream())
        .filter(finding -> finding.id().equals(id))
        .findFirst();
  }

  private static Check of(HealthProbe probe) {
    return Check.of(
        "health." + probe.name(),
        Severity.STRICT,
        "Health: " + probe.name(),
        () -> {
          HealthProbe.Health health = probe.check();
          String fix = "The log and docs/errors.md say what to do.";
          return switch (health.state()) {
            case UP -> Observation.ok(health.detail(), "It is up.");
            case DEGRADED -> Observation.warn(health.detail(), "It is up.", fix);
            case DOWN -> Observation.fail(health.detail(), "It is up.", fix);
          };
        });
  }
}
