package dev.holdfast.appliance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.read.AuditLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} under load, several times on one home: what was acknowledged is there. */
@Timeout(300)
final class CrashTest {
  private static final int ROUNDS = 3;
  private static final int ANSWERS_PER_ROUND = 3_000;
  private static final int UUID_LENGTH = 36;

  @TempDir Path home;

  @Test
  void kill_underLoad_losesNoAcknowledgedRecordAndAppliesNoneTwice() throws Exception {
    Set<UUID> acknowledged = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged.addAll(loadAndKill());
    }
    Rig engine = CrashChild.start(home);
    try (engine) {
      assertThat(engine.shipper().catchUp(Duration.ofMinutes(2))).isTrue();
      AuditLog.Verification found = engine.log().verifyAll();
      Set<UUID> recorded = new HashSet<>();
      List<UUID> interrupted = new ArrayList<>();
      for (var tenant : List.of(AuditKit.TENANT, AuditKit.OTHER)) {
        engine
            .log()
            .forEach(
                AuditLog.Query.all(tenant, AuditLog.MOST_PER_PAGE),
                entry -> {
                  UUID intent = entry.record().intent();
                  assertThat(intent).isNotNull();
                  if (intent != null) {
                    assertThat(recorded.add(intent)).as("once: %s", intent).isTrue();
                    if (entry.record().event().outcome() == Outcome.INTERRUPTED) {
                      assertThat(entry.record().event().usage()).isEqualTo(AuditKit.usage());
                      interrupted.add(intent);
                    }
                  }
                });
      }
      assertThat(found.chains()).hasSize(2);
      assertThat(found.chains()).allMatch(chain -> chain.violations().isEmpty());
      assertThat(found.records()).isEqualTo(recorded.size());
      assertThat(recorded).containsAll(acknowledged);
      assertThat(interrupted).doesNotContainAnyElementsOf(acknowledged);
      assertThat(engine.audit().journal().damagedBytes()).isZero();
    }
  }

  private List<UUID> loadAndKill() throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                CrashChild.class.getName(),
                home.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<UUID> acknowledged = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.length() == UUID_LENGTH) {
          acknowledged.add(UUID.fromString(line));
        }
        if (acknowledged.size() == ANSWERS_PER_ROUND) {
          // SIGKILL; through the handle, which leaves open what the child had already said.
          assertThat(child.toHandle().destroyForcibly()).isTrue();
        }
      }
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor()).isEqualTo(128 + 9);
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ANSWERS_PER_ROUND);
    return acknowledged;
  }
}
