package dev.holdfast.appliance.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.observe.HealthProbe;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.tls.ServerCertificate;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.checks.Check;
import dev.holdfast.checks.Finding;
import dev.holdfast.checks.Finding.Result;
import dev.holdfast.checks.Severity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DoctorTest {
  @TempDir private Path root = Path.of("unset");
  private final SettableClock clock = new SettableClock();

  @BeforeEach
  void makeHome() throws IOException {
    home().create();
  }

  @Test
  void examine_aCheckThatThrows_isAFindingAndLosesNoOther() {
    assertThat(doctor(List.of(new Broken(), new RuntimeCheck()), List.of()).examine())
        .filteredOn(finding -> !finding.id().contains("."))
        .extracting(Finding::id, Finding::result)
        .contains(
            org.assertj.core.groups.Tuple.tuple("broken", Result.FAIL),
            org.assertj.core.groups.Tuple.tuple("java", Result.OK));
  }

  @Test
  void examine_machine_isCheckedByTheSameEngineAsBeforeTheInstallation() {
    assertThat(doctor(List.of(), List.of()).examine())
        .extracting(Finding::id)
        .contains("memory", "disk.free", "clock.discipline", "kernel.version", "network.route")
        .doesNotContain("installation.none", "port.https");
  }

  @ParameterizedTest
  @CsvSource({"UP, OK", "DEGRADED, WARN", "DOWN, FAIL"})
  void examine_healthProbe_becomesAFinding(HealthProbe.State state, Result result) {
    assertThat(doctor(List.of(), List.of(new Probe(state))).examine())
        .filteredOn(finding -> finding.id().equals("health.probe"))
        .singleElement()
        .extracting(Finding::result)
        .isEqualTo(result);
  }

  @Test
  void meters_afterAnExamination_showEachCheck() {
    Doctor doctor = doctor(List.of(new Broken()), List.of(new Probe(HealthProbe.State.DEGRADED)));
    doctor.examine();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new CheckMeters(doctor).bindTo(registry);
    assertThat(registry.get("holdfast.check").tag("id", "broken").gauge().value()).isEqualTo(2);
    assertThat(registry.get("holdfast.check").tag("id", "health.probe").gauge().value()).isOne();
    assertThat(registry.get("holdfast.check").gauges()).hasSameSizeAs(doctor.checks());
  }

  private Doctor doctor(List<Check> own, List<HealthProbe> probes) {
    return new Doctor(own, probes, home(), clock, "open");
  }

  @Test
  void rights_ownersOnly_areWell() throws IOException {
    assertThat(new HomeRightsCheck(home()).look().result()).isEqualTo(Result.OK);
  }

  @Test
  void rights_keyThatOthersCanRead_failsAndNamesIt() throws IOException {
    Path key = Files.writeString(home().keys().resolve("kms.key"), "x");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Check.Observation finding = new HomeRightsCheck(home()).look();
    assertThat(finding.result()).isEqualTo(Result.FAIL);
    assertThat(finding.observed()).contains("kms.key");
    assertThat(finding.fix()).contains(root.toString());
  }

  @ParameterizedTest
  @CsvSource({"10, 256, OK", "240, 256, WARN", "10, 128, WARN"})
  void memory_use_isJudged(long used, long most, Result severity) {
    assertThat(MemoryCheck.result(used, most)).isEqualTo(severity);
  }

  @ParameterizedTest
  @CsvSource({"100, '', OK", "20, '', WARN", "2, '', FAIL", "-1, '', FAIL", "100, broken, WARN"})
  void certificate_daysLeft_areJudged(int days, String problem, Result severity) {
    Instant now = clock.instant();
    ServerCertificate.Details details =
        new ServerCertificate.Details(
            "CN=x",
            "CN=y",
            List.of("x"),
            now.minus(Duration.ofDays(10)),
            now.plus(Duration.ofDays(days)),
            ServerCertificate.Origin.OWN,
            "00",
            problem);
    assertThat(CertificateCheck.result(details, now)).isEqualTo(severity);
  }

  @Test
  void clock_behindTheJournal_warns() throws IOException {
    Path segment = Files.writeString(home().journal().resolve("segment"), "x");
    Files.setLastModifiedTime(segment, FileTime.from(clock.instant().plusSeconds(60)));
    assertThat(new ClockCheck(home(), clock).look().result()).isEqualTo(Result.OK);
    Files.setLastModifiedTime(segment, FileTime.from(clock.instant().plusSeconds(600)));
    assertThat(new ClockCheck(home(), clock).look().result()).isEqualTo(Result.WARN);
  }

  private Home home() {
    return new Home(root);
  }

  private record Probe(HealthProbe.State state) implements HealthProbe {
    @Override
    public String name() {
      return "probe";
    }

    @Override
    public Health check() {
      return new Health(state, "seen");
    }
  }

  private static final class Broken implements Check {
    @Override
    public String id() {
      return "broken";
    }

    @Override
    public Severity severity() {
      return Severity.STRICT;
    }

    @Override
    public String title() {
      return "Broken";
    }

    @Override
    public Observation look() throws IOException {
      throw new IOException("no");
    }
  }
}
