package dev.holdfast.appliance.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** T22, T26 and T28 of the threat cases: what is asked, answered, copied and moved. */
class ActivationThreatsTest {
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant MISTAKE = Instant.parse("2099-01-01T00:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  @TempDir private Path home = Path.of("");
  @TempDir private Path elsewhere = Path.of("");
  @TempDir private Path keys = Path.of("");
  private @Nullable Vendor vendor;

  private Vendor vendor() {
    if (vendor == null) {
      vendor = new Vendor(keys, clock);
    }
    return vendor;
  }

  private Rig rig(TestDatabase database) {
    return new Rig(database, new Rig.Site(vendor().anchors(), clock, home));
  }

  /** The vendor's answer to a new request of the installation. */
  private String answer(Rig rig, int signs) {
    return vendor()
        .answer(rig.licensing.ask().text(), vendor().licence("--plan", "enterprise"), signs);
  }

  /** The clock is in 2099 by mistake, is seen there, and is set right on the third day. */
  private void mistakeIn2099(Rig rig) {
    clock.set(MISTAKE);
    rig.licensing.refresh();
    clock.set(START.plus(Duration.ofDays(2)));
    rig.licensing.refresh();
  }

  private static void assertRefused(Optional<Problem> problem, ErrorCode code, String reason) {
    assertThat(problem)
        .hasValueSatisfying(
            refused -> {
              assertThat(refused.code()).isEqualTo(code);
              assertThat(refused.detail()).contains("[" + reason + "]");
            });
  }

  @BothDatabases
  void t28_answer_bindsAndHoldsAfterARestartAndWhenOfferedAgain(TestDatabase database) {
    Rig rig = rig(database);
    String answer = answer(rig, 4);
    assertThat(rig.licensing.add(answer, "upload")).isEmpty();
    assertThat(rig.view().state()).isEqualTo("valid");
    Rig restarted = rig.restarted();
    assertThat(restarted.view().state()).isEqualTo("valid");
    assertThat(restarted.licensing.add(answer, "upload")).isEmpty();
  }

  @BothDatabases
  void t28_replayedAnswer_isRefusedOnceANewerRequestWasMade(TestDatabase database) {
    Rig rig = rig(database);
    String answer = answer(rig, 4);
    rig.licensing.ask();
    assertRefused(
        rig.licensing.add(answer, "upload"), ErrorCode.LICENCE_NOT_APPLICABLE, "answer_stale");
    assertThat(rig.view().state()).isEqualTo("community");
  }

  @BothDatabases
  void t28_answerOfAnotherInstallation_isRefused(TestDatabase database) {
    Rig rig = rig(database);
    try (TestDatabase other = TestDatabases.h2()) {
      Rig there = new Rig(other, new Rig.Site(vendor().anchors(), clock, elsewhere));
      String theirs =
          vendor()
              .answer(there.licensing.ask().text(), vendor().licence("--plan", "enterprise"), 4);
      rig.licensing.ask();
      assertRefused(
          rig.licensing.add(theirs, "upload"),
          ErrorCode.LICENCE_NOT_APPLICABLE,
          "installation_mismatch");
      assertThat(there.licensing.add(theirs, "upload")).isEmpty();
    }
  }

  @BothDatabases
  void t28_answerOnAnotherMachine_isRefusedAndSaysWhatChanged(TestDatabase database) {
    Rig rig = rig(database);
    String answer = answer(rig, 5);
    rig.machine().machineId("1");
    rig.machine().board("2");
    Optional<Problem> problem = rig.licensing.add(answer, "upload");
    assertRefused(problem, ErrorCode.LICENCE_NOT_APPLICABLE, "host_mismatch");
    assertThat(problem.orElseThrow().detail()).contains("board").contains("machine-id");
  }

  @BothDatabases
  void t28_alteredRequest_isRefusedByTheVendor(TestDatabase database) {
    Rig rig = rig(database);
    String request = rig.licensing.ask().text().replaceFirst("(\"sequence\"\\s*:\\s*)1", "$17");
    Path asked = vendor().file("altered", request);
    Path licence = vendor().file("free", vendor().licence("--plan", "enterprise"));
    assertThat(
            vendor()
                .tell(
                    "activation",
                    "answer",
                    asked.toString(),
                    "--licence",
                    licence.toString(),
                    "--out",
                    keys.resolve("never").toString())
                .code())
        .isNotZero();
  }

  @BothDatabases
  void t26_oneSignChanges_isTolerated(TestDatabase database) {
    Rig rig = rig(database);
    String answer = answer(rig, 4);
    rig.licensing.add(answer, "upload");
    rig.machine().disk("another");
    clock.advance(Duration.ofDays(20));
    rig.licensing.refresh();
    assertThat(rig.view().stage()).isEqualTo("active");
  }

  @BothDatabases
  void t26_restoredOnAnotherMachine_isToldAndHasAFortnightAndNeverStopsAtOnce(
      TestDatabase database) {
    Rig rig = rig(database);
    String answer = answer(rig, 4);
    rig.licensing.add(answer, "upload");
    rig.machine().machineId("1");
    rig.machine().board("2");
    rig.machine().disk("3");
    clock.advance(Duration.ofDays(2));
    Rig moved = rig.restarted();
    moved.licensing.refresh();
    assertThat(moved.view().stage()).isEqualTo("grace");
    assertThat(moved.view().sentence()).contains("bound to another machine");
    assertThat(moved.licensing.current().allowsNewObjects()).isTrue();
    assertThat(moved.audit.events("licence.change").getLast().details().get("sentence"))
        .contains("bound to another machine");
    clock.advance(Duration.ofDays(15));
    moved.licensing.refresh();
    assertThat(moved.view().stage()).isEqualTo("no-new");
    assertThat(moved.licensing.current().grants(Capability.TENANTS_MULTIPLE)).isTrue();
    String again = answer(moved, 4);
    assertThat(moved.licensing.add(again, "upload")).isEmpty();
    assertThat(moved.view().stage()).isEqualTo("active");
  }

  @BothDatabases
  void t22_clockIn2099ByMistake_isMendedByTheVendorsReset(TestDatabase database) {
    Rig rig = rig(database);
    rig.licensing.add(vendor().licence("--plan", "enterprise", "--days", "365"), "upload");
    mistakeIn2099(rig);
    assertThat(rig.view().stage()).isEqualTo("read-only");
    String reset = vendor().reset(rig.licensing.ask().text());
    assertThat(rig.licensing.add(reset, "upload")).isEmpty();
    assertThat(rig.view().clock().state()).isEqualTo("ok");
    assertThat(rig.view().stage()).isEqualTo("active");
    Rig restarted = rig.restarted();
    restarted.licensing.refresh();
    assertThat(restarted.view().clock().state()).isEqualTo("ok");
    assertThat(restarted.view().clock().now()).isEqualTo(START.plus(Duration.ofDays(2)));
  }

  @BothDatabases
  void t22_resetOfferedAgain_isRefused(TestDatabase database) {
    Rig rig = rig(database);
    rig.licensing.add(vendor().licence("--plan", "trial", "--days", "30"), "upload");
    mistakeIn2099(rig);
    String reset = vendor().reset(rig.licensing.ask().text());
    assertThat(rig.licensing.add(reset, "upload")).isEmpty();
    clock.advance(Duration.ofDays(20));
    rig.licensing.refresh();
    clock.advance(Duration.ofDays(-19));
    rig.licensing.refresh();
    assertThat(rig.licensing.add(reset, "upload")).isPresent();
    assertThat(rig.view().clock().now()).isEqualTo(START.plus(Duration.ofDays(22)));
    assertThat(rig.view().clock().state()).isEqualTo("clock_suspect");
  }

  @BothDatabases
  void t22_resetBeforeTheClockIsSetRight_isRefusedWithBothTimes(TestDatabase database) {
    Rig rig = rig(database);
    rig.licensing.add(vendor().licence("--plan", "enterprise", "--days", "365"), "upload");
    String before = rig.licensing.ask().text();
    clock.set(MISTAKE);
    rig.licensing.refresh();
    String request = rig.licensing.ask().text();
    clock.set(START.plus(Duration.ofDays(2)));
    String reset = vendor().reset(request);
    clock.set(MISTAKE);
    Optional<Problem> refused = rig.licensing.add(reset, "upload");
    assertRefused(refused, ErrorCode.LICENCE_NOT_APPLICABLE, "answer_expired");
    assertThat(refused.orElseThrow().detail()).contains("2099");
    assertThat(before).isNotEqualTo(request);
  }
}
