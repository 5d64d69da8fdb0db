package dev.holdfast.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.checks.Check.Observation;
import dev.holdfast.checks.Finding.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChecksTest {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-12-01T12:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path folder = Path.of("unset");

  @Test
  void of_machineThatIsWell_findsNothingStrict() throws IOException {
    assertThat(findings(host(), Subject.Occasion.INSTALL))
        .filteredOn(finding -> finding.result() == Result.FAIL)
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Subject.Occasion.class)
  void of_anyOccasion_hasUniqueIdsAndAFixWhereNotWell(Subject.Occasion occasion)
      throws IOException {
    List<Finding> findings = findings(new FakeHost(folder.resolve("empty")), occasion);
    assertThat(findings).extracting(Finding::id).doesNotHaveDuplicates().isSorted();
    assertThat(findings)
        .allSatisfy(
            finding -> {
              assertThat(finding.observed()).isNotBlank();
              assertThat(finding.required()).isNotBlank();
              assertThat(finding.fix().isEmpty()).isEqualTo(finding.result() == Result.OK);
              assertThat(finding.doc()).startsWith("https://holdfast.dev/docs/checks#");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /proc/cpuinfo                         | processor: 0                         | cpu.count         | WARN
          /proc/cpuinfo                         | flags : fpu popcnt                   | cpu.level         | FAIL
          /proc/meminfo                         | MemTotal: 1000000 kB                 | memory            | FAIL
          /proc/meminfo                         | MemTotal: 2000000 kB                 | memory            | WARN
          /proc/sys/kernel/osrelease            | 3.10.0                               | kernel.version    | FAIL
          /proc/sys/kernel/osrelease            | 4.18.0-553.el8                       | kernel.version    | WARN
          /proc/sys/kernel/random/entropy_avail | 12                                   | kernel.entropy    | WARN
          /proc/sys/crypto/fips_enabled         | 1                                    | kernel.fips       | WARN
          /proc/sys/vm/max_map_count            | 1000                                 | kernel.limits     | WARN
          /proc/sys/kernel/hostname             | localhost                            | network.hostname  | WARN
          /etc/hosts                            | 10.0.0.1 other                       | network.localhost | FAIL
          /etc/resolv.conf                      | search x                             | network.resolver  | WARN
          /proc/self/mounts                     | /dev/a / ext4 rw,noexec 0 0          | directory.mount   | FAIL
          /proc/self/mounts                     | /dev/a / ext4 ro 0 0                 | directory.mount   | FAIL
          /proc/self/mounts                     | server:/x / nfs4 rw 0 0              | directory.type    | WARN
          /proc/self/mounts                     | tmpfs / tmpfs rw 0 0                 | directory.type    | WARN
          /sys/fs/selinux/enforce               | 1                                    | directory.labels  | WARN
          /sys/kernel/security/apparmor/profiles| /opt/holdfast/bin (enforce)          | directory.labels  | WARN
          /etc/passwd                           | holdfast:x:0:0::/x:/usr/sbin/nologin | installation.user | FAIL
          /etc/passwd                           | holdfast:x:9:9::/x:/bin/bash         | installation.user | FAIL
          """)
  void of_machineThatLacks_saysWhich(String file, String text, String id, Result result)
      throws IOException {
    Finding finding = finding(host().write(file, text), id);
    assertThat(finding.result()).isEqualTo(result);
    assertThat(finding.fix()).isNotBlank();
  }

  @Test
  void clock_keptByPtpOrNobody_isToldApart() throws IOException {
    assertThat(finding(host().write("/proc/77/comm", "phc2sys"), "clock.discipline").result())
        .isEqualTo(Result.OK);
    assertThat(finding(host().write("/proc/77/comm", "bash"), "clock.discipline").observed())
        .startsWith("Nothing known runs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/run/chrony/.keep", "/run/chronyd.pid", "/run/ntpd.pid"})
  void clock_keptBySomebodyWhomTheSandboxHides_isKnownByWhatTheyLeave(String trace)
      throws IOException {
    FakeHost sandbox = host().write("/proc/77/comm", "java").write(trace, "");
    assertThat(finding(sandbox, "clock.discipline").result()).isEqualTo(Result.OK);
  }

  @Test
  void mount_seenByTheRunningService_isReadOnlyButForItsOwnDirectories() throws IOException {
    FakeHost sandbox = host().write("/proc/self/mounts", "/dev/vda / ext4 ro,relatime 0 0\n");
    Subject running = subject(sandbox, Subject.Occasion.RUNNING, false, 0);
    assertThat(finding(running, "directory.mount").observed()).contains("is mounted read-only");
    sandbox.write(
        "/proc/self/mounts",
        "/dev/vda / ext4 ro,relatime 0 0\n/dev/vda "
            + running.places().data()
            + " ext4 rw,relatime 0 0\n");
    assertThat(finding(running, "directory.mount").result()).isEqualTo(Result.OK);
    Subject before = subject(sandbox, Subject.Occasion.INSTALL, false, 0);
    assertThat(finding(before, "directory.mount").result()).isEqualTo(Result.FAIL);
  }

  @Test
  void host_sysctl_isReadWhole() {
    assertThat(Host.here().number("/proc/sys/fs/file-max"))
        .get()
        .satisfies(most -> assertThat(most).isGreaterThan(1000));
  }

  @Test
  void systemd_thatIsTooOldOrDidNotStartTheMachine_fails() throws IOException {
    assertThat(finding(host(), "systemd").result()).isEqualTo(Result.OK);
    FakeHost old =
        host()
            .delete("/usr/lib/systemd/libsystemd-shared-252.so")
            .write("/usr/lib/systemd/libsystemd-shared-239.so", "");
    assertThat(finding(old, "systemd").result()).isEqualTo(Result.FAIL);
    FakeHost container = host().delete("/run/systemd/system/.keep").delete("/run/systemd/system");
    assertThat(finding(container, "systemd").observed()).contains("was not started by it");
  }

  @Test
  void route_whereThereShouldBeNone_warnsInAirGappedModeOnly() throws IOException {
    FakeHost routed =
        host()
            .write(
                "/proc/net/route",
                "Iface\tD\tG\neth0\t00000000\t0100000A\t3\t0\t0\t0\t00000000\t0\t0\n");
    assertThat(finding(routed, "network.route").result()).isEqualTo(Result.OK);
    Subject airGapped = subject(routed, Subject.Occasion.INSTALL, true, 0);
    assertThat(finding(airGapped, "network.route").result()).isEqualTo(Result.WARN);
    assertThat(finding(airGapped, "network.resolver").result()).isEqualTo(Result.OK);
  }

  @Test
  void directory_thatIsALink_fails() throws IOException {
    Path real = Files.createDirectories(folder.resolve("real"));
    Path data = Files.createSymbolicLink(folder.resolve("data"), real);
    Finding finding = finding(host(), "directory.links");
    assertThat(finding.result()).isEqualTo(Result.FAIL);
    assertThat(finding.observed()).contains(data.toString());
  }

  @Test
  void directory_thatSystemdLinkedForADynamicUser_isWhereTheLinkLeads() throws IOException {
    Path real = Files.createDirectories(folder.resolve("private/data"));
    Files.createSymbolicLink(folder.resolve("data"), Path.of("private/data"));
    assertThat(finding(host(), "directory.links").result()).isEqualTo(Result.OK);

    FakeHost sandbox =
        host()
            .write(
                "/proc/self/mounts",
                "/dev/vda / ext4 ro 0 0\n/dev/vda " + real.toRealPath() + " ext4 rw 0 0\n");
    Subject running = subject(sandbox, Subject.Occasion.RUNNING, false, 0);
    assertThat(finding(running, "directory.mount").result()).isEqualTo(Result.OK);
    assertThat(finding(running, "directory.type").observed()).endsWith(" lies on ext4.");
  }

  @Test
  void directory_thatIsClosedAbove_fails() throws IOException {
    Path above = Files.createDirectories(folder.resolve("closed"));
    Path closed = Files.createDirectories(above.resolve("data"));
    Files.setPosixFilePermissions(
        above, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    Subject subject =
        subject(host(), new Subject.Places(closed, closed, 0, false), Subject.Occasion.INSTALL);
    assertThat(finding(subject, "directory.pass").observed()).contains(above.toString());
  }

  @Test
  void papers_thatAreNotThere_areNamedAndNoFaultOfTheCheck() throws IOException {
    Path gone = folder.resolve("gone.crt");
    assertThat(papers(new Subject.Papers(gone, gone, List.of(), gone)))
        .hasSize(5)
        .allSatisfy(
            finding -> {
              assertThat(finding.result()).isNotEqualTo(Result.OK);
              assertThat(finding.observed()).isEqualTo("There is no " + gone + ".");
              assertThat(finding.fix()).isEqualTo("Correct the path.");
            });
  }

  @Test
  void papers_thatAreSomethingElse_areRefusedInOneSentence() throws IOException {
    Path key =
        Files.writeString(
            folder.resolve("x.key"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertThat(papers(new Subject.Papers(key, null, List.of(), null)))
        .extracting(Finding::observed)
        .containsOnly(key + " holds no certificate.");
    assertThat(papers(new Subject.Papers(null, null, List.of(), key)))
        .extracting(Finding::observed)
        .containsExactly("Refused: it is not JSON (at character 1).");
  }

  private static List<Finding> papers(Subject.Papers papers) {
    List<Check> checks = new ArrayList<>(CertificateChecks.of(papers, NOW));
    checks.addAll(LicenceChecks.of(papers, NOW));
    return Checks.run(checks, Set.of());
  }

  @Test
  void disk_withoutRoomForTwiceTheRelease_fails() throws IOException {
    Subject huge = subject(host(), Subject.Occasion.INSTALL, false, Long.MAX_VALUE / 4);
    assertThat(finding(huge, "disk.bundle").result()).isEqualTo(Result.FAIL);
    Subject small = subject(host(), Subject.Occasion.INSTALL, false, 1);
    assertThat(finding(small, "disk.bundle").result()).isEqualTo(Result.OK);
  }

  @Test
  void disk_sync_leavesNothingBehind() throws IOException {
    Files.createDirectories(folder.resolve("data"));
    assertThat(finding(host(), "disk.sync").observed()).contains("99 of 100");
    assertThat(folder.resolve("data")).isEmptyDirectory();
  }

  @Test
  void installation_thatExists_isRefusedForInstallAndRequiredForUpgrade() throws IOException {
    Files.createDirectories(folder.resolve("program/current"));
    assertThat(finding(host(), "installation.none").result()).isEqualTo(Result.FAIL);
    Subject upgrade = subject(host(), Subject.Occasion.UPGRADE, false, 0);
    assertThat(finding(upgrade, "installation.current").result()).isEqualTo(Result.OK);
  }

  @Test
  void run_checkThatThrows_isAFindingAndLosesNoOther() {
    Check broken =
        Check.of(
            "a.broken",
            Severity.STRICT,
            "Broken",
            () -> {
              throw new IOException("gone");
            });
    Check well = Check.of("b.well", Severity.STRICT, "Well", () -> Observation.ok("a", "b"));
    assertThat(Checks.run(List.of(well, broken), Set.of()))
        .extracting(Finding::id, Finding::result)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a.broken", Result.FAIL),
            org.assertj.core.groups.Tuple.tuple("b.well", Result.OK));
  }

  @Test
  void run_adviceThatFails_warnsAndCanBeSkipped_strictCannot() {
    Check advice = Check.of("advice", Severity.ADVICE, "A", () -> Observation.fail("x", "y", "z"));
    Check strict = Check.of("strict", Severity.STRICT, "S", () -> Observation.fail("x", "y", "z"));
    List<Check> both = List.of(advice, strict);
    assertThat(Checks.run(both, Set.of()))
        .extracting(Finding::result)
        .containsExactly(Result.WARN, Result.FAIL);
    assertThat(Checks.worst(Checks.run(List.of(advice), Set.of()))).isEqualTo(Result.WARN);
    assertThat(Checks.run(both, Set.of("advice")))
        .extracting(Finding::id)
        .containsExactly("strict");
    assertThatThrownBy(() -> Checks.run(both, Set.of("strict")))
        .hasMessageContaining("cannot be skipped");
    assertThatThrownBy(() -> Checks.run(both, Set.of("x"))).hasMessageContaining("no check x");
  }

  private FakeHost host() {
    return new FakeHost(folder.resolve("host"));
  }

  private List<Finding> findings(FakeHost host, Subject.Occasion occasion) throws IOException {
    return Checks.run(Checks.of(subject(host, occasion, false, 1), NOW), Set.of());
  }

  private Finding finding(FakeHost host, String id) throws IOException {
    return finding(subject(host, Subject.Occasion.INSTALL, false, 1), id);
  }

  private static Finding finding(Subject subject, String id) {
    List<Check> wanted =
        Checks.of(subject, NOW).stream().filter(check -> check.id().equals(id)).toList();
    return Checks.run(wanted, Set.of()).getFirst();
  }

  private Subject subject(FakeHost host, Subject.Occasion occasion, boolean airGapped, long bytes)
      throws IOException {
    Files.setPosixFilePermissions(
        folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    return subject(
        host,
        new Subject.Places(folder.resolve("program"), folder.resolve("data"), bytes, airGapped),
        occasion);
  }

  private static Subject subject(FakeHost host, Subject.Places places, Subject.Occasion occasion) {
    return new Subject(
        host.host(),
        occasion,
        places,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Subject.Papers.NONE);
  }
}
