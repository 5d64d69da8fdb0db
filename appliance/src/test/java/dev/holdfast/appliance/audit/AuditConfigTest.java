package dev.holdfast.appliance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.journal.JournalSettings;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AuditConfigTest {
  private static AuditConfig config(int segment, int journal, Duration ship) {
    return new AuditConfig(JournalSettings.Sync.ALWAYS, segment, journal, ship);
  }

  private static AuditConfig read(Map<String, Object> properties) {
    try (ApplicationContext context =
        ApplicationContext.builder(properties).eagerInitSingletons(false).start()) {
      return context.getBean(AuditConfig.class);
    }
  }

  @Test
  void defaults_areTheDocumentedOnes() {
    assertThat(read(Map.of()))
        .isEqualTo(new AuditConfig(JournalSettings.Sync.ALWAYS, 16, 1024, Duration.ofMillis(200)));
  }

  @Test
  void keys_allOfThem_areRead() {
    assertThat(
            read(
                Map.of(
                    "holdfast.audit.sync",
                    "process",
                    "holdfast.audit.segment-mebibytes",
                    "4",
                    "holdfast.audit.journal-mebibytes",
                    "64",
                    "holdfast.audit.ship-every",
                    "2s")))
        .isEqualTo(new AuditConfig(JournalSettings.Sync.PROCESS, 4, 64, Duration.ofSeconds(2)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1024, 200, segment-mebibytes",
    "-1, 1024, 200, segment-mebibytes",
    "1025, 9000, 200, segment-mebibytes",
    "16, 31, 200, journal-mebibytes",
    "16, 0, 200, journal-mebibytes",
    "1024, 2047, 200, journal-mebibytes",
    "16, 1024, 0, ship-every",
    "16, 1024, -5, ship-every",
  })
  void value_outOfBounds_isRefusedByItsName(int segment, int journal, int ship, String name) {
    assertThatThrownBy(() -> config(segment, journal, Duration.ofMillis(ship)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holdfast.audit." + name);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "16, 32", "16, 1024", "1024, 2048", "1024, 100000"})
  void value_inBounds_givesTheJournalItsBytes(int segment, int journal) {
    JournalSettings settings =
        config(segment, journal, Duration.ofMillis(1)).journal(Path.of("journal"));

    assertThat(settings.segmentBytes()).isEqualTo(segment << 20);
    assertThat(settings.limitBytes()).isEqualTo((long) journal << 20);
    assertThat(settings.sync()).isEqualTo(JournalSettings.Sync.ALWAYS);
  }
}
