package dev.holdfast.license.threat;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.activation.Binding;
import dev.holdfast.license.activation.ClockReset;
import dev.holdfast.license.key.Role;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.testkit.Installation;
import dev.holdfast.license.testkit.TestVendor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** T22, T26, T28: what an installation asks, and whose answer it takes. */
class ActivationThreatsTest {
  private static final TestVendor VENDOR = TestVendor.named("acme");
  private static final Instant FALSE_MARK = Instant.parse("2099-05-05T10:00:00Z");

  private final Installation here = new Installation('a');

  @Test
  void t22_markIn2099_isMendedByTheVendorsReset() {
    ActivationRequest request = here.ask();
    ClockReset read = read(VENDOR.file(reset(request, Installation.NOW)));
    assertThat(read.to()).isEqualTo(Installation.NOW);
    assertThatCode(
            () -> read.require(here.standing(), FALSE_MARK.plusSeconds(3600), Installation.NOW))
        .doesNotThrowAnyException();
  }

  @Test
  void t22_resetForAnotherInstallation_isRefused() {
    ClockReset reset = reset(new Installation('b').ask(), Installation.NOW);
    here.ask();
    assertRefused(
        () -> reset.require(here.standing(), FALSE_MARK, Installation.NOW),
        Refusal.INSTALLATION_MISMATCH);
  }

  @Test
  void t22_resetOfAnEarlierRequest_isRefused() {
    ClockReset old = reset(here.ask(), Installation.NOW);
    here.ask();
    assertRefused(
        () -> old.require(here.standing(), FALSE_MARK, Installation.NOW), Refusal.ANSWER_STALE);
  }

  @Test
  void t22_resetWhenTheMarkIsRightAgain_isRefused() {
    ClockReset reset = reset(here.ask(), Installation.NOW);
    assertRefused(
        () -> reset.require(here.standing(), Installation.NOW, Installation.NOW),
        Refusal.ANSWER_NOT_ASKED,
        "5 May 2099, 10:00 UTC");
  }

  @Test
  void t22_resetAfterItsTime_isRefused() {
    ClockReset reset = reset(here.ask(), Installation.NOW);
    Instant late = Installation.NOW.plus(Duration.ofDays(7));
    assertRefused(
        () -> reset.require(here.standing(), FALSE_MARK, late),
        Refusal.ANSWER_EXPIRED,
        "28 November 2026, 05:30 UTC");
  }

  @Test
  void t22_resetWhileTheClockIsBehind_asksForTheClock() {
    ClockReset reset = reset(here.ask(), Installation.NOW);
    Instant behind = Installation.NOW.minus(Duration.ofDays(400));
    assertRefused(
        () -> reset.require(here.standing(), FALSE_MARK, behind),
        Refusal.ISSUED_IN_FUTURE,
        "set the clock");
  }

  @Test
  void t22_resetSignedByTheLicenceKey_isRefused() {
    Envelope signed =
        VENDOR
            .key(Role.LICENCE)
            .envelope(PayloadType.CLOCK_RESET, reset(here.ask(), Installation.NOW).payload());
    assertRefused(() -> read(new StatementFile(List.of(signed)).bytes()), Refusal.KEY_WRONG_ROLE);
  }

  @ParameterizedTest
  @CsvSource({"disk", "network", "machine-id", "cpu", "product"})
  void t26_oneSignalChanged_isTolerated(String changed) {
    Binding binding = Installation.answer(here.ask());
    here.signals().put(changed, "new");
    assertThat(binding.fit(here.signals())).isEqualTo(new Binding.Fit.Same(List.of(changed)));
  }

  @Test
  void t26_signalGoneOrNew_countsAsChangedOrNotAtAll() {
    Binding binding = Installation.answer(here.ask());
    here.signals().remove("disk");
    here.signals().put("tpm", "new");
    assertThat(binding.fit(here.signals())).isEqualTo(new Binding.Fit.Same(List.of("disk")));
  }

  @Test
  void t26_cloneOnAnotherMachine_isSeenAndSaysWhatChanged() {
    Binding binding = Installation.answer(here.ask());
    here.signals().putAll(Map.of("cpu", "x", "disk", "x", "network", "x"));
    assertThat(binding.fit(here.signals()))
        .isEqualTo(new Binding.Fit.Other(2, 3, List.of("cpu", "disk", "network")))
        .asString()
        .contains("cpu");
  }

  @Test
  void t26_sameMachineIdTwice_isNotEnough() {
    Binding binding = Installation.answer(here.ask());
    Installation clone = new Installation('b');
    clone.signals().put("machine-id", here.signals().getOrDefault("machine-id", ""));
    assertThat(binding.fit(clone.signals())).isInstanceOf(Binding.Fit.Other.class);
  }

  @Test
  void t28_answerToTheNewestRequest_isTakenHereAndAgainAfterARestart() {
    Licence licence = taken(Installation.bound(here.ask()));
    offer(licence);
    here.took(binding(licence));
    offer(licence);
  }

  @Test
  void t28_answerToAnOlderRequest_isRefused() {
    Licence old = Installation.bound(here.ask());
    here.ask();
    assertRefused(() -> offer(old), Refusal.ANSWER_STALE, "it answers request 1, the newest is 2");
  }

  @Test
  void t28_answerReplayedAfterANewerOneWasTaken_isRefused() {
    Licence first = Installation.bound(here.ask());
    offer(first);
    here.took(binding(first));
    Licence second = Installation.bound(here.ask());
    offer(second);
    here.took(binding(second));
    assertRefused(() -> offer(first), Refusal.ANSWER_STALE);
  }

  @Test
  void t28_answerOfAnotherInstallation_isRefused() {
    here.ask();
    Licence theirs = Installation.bound(new Installation('b').ask());
    assertRefused(() -> offer(theirs), Refusal.INSTALLATION_MISMATCH);
  }

  @Test
  void t28_answerCarriedToAnotherHostOfTheSameInstallation_isRefused() {
    Licence licence = Installation.bound(here.ask());
    Installation other = new Installation('b');
    assertRefused(
        () -> here.standing().requireAnswer(binding(licence), here.id(), other.signals()),
        Refusal.HOST_MISMATCH,
        "0 of the machine's signs");
  }

  @Test
  void t28_answerWithAnotherNonce_wasNotAskedFor() {
    ActivationRequest request = here.ask();
    Binding forged =
        new Binding(
            request.sequence(), new byte[ActivationRequest.NONCE_BYTES], 3, request.fingerprint());
    assertRefused(
        () -> here.standing().requireAnswer(forged, here.id(), here.signals()),
        Refusal.ANSWER_NOT_ASKED);
  }

  @Test
  void t28_answerBeforeAnythingWasAsked_isRefused() {
    Binding binding = Installation.answer(new Installation('a').ask());
    assertRefused(
        () -> here.standing().requireAnswer(binding, here.id(), here.signals()),
        Refusal.ANSWER_NOT_ASKED);
  }

  @Test
  void t28_request_isReadByPeopleAndNamesNoHost() {
    here.signals().put("network", "52:54:00:12:34:56");
    here.signals().put("product", "db01.hospital.example");
    String text = new String(here.ask().file(here.key()), StandardCharsets.US_ASCII);
    assertThat(text)
        .startsWith("-----BEGIN HOLDFAST activation-request-----\n{\n")
        .contains("\"installation\" : \"" + here.id() + "\"", "\"version\" : \"0.1.0\"")
        .doesNotContain("52:54", "db01", "hospital");
    assertThat(text.length()).isLessThan(16_384);
  }

  @Test
  void t28_requestChangedOnTheWay_isRefused() {
    byte[] file = here.ask().file(here.key());
    String text = new String(file, StandardCharsets.US_ASCII);
    assertThat(ActivationRequest.verify(file, Suites.CURRENT).key())
        .isEqualTo(here.key().verifying());
    assertRefused(() -> request(text.replace("0.1.0", "0.1.1")), Refusal.SIGNATURE_INVALID);
    assertRefused(() -> request(text.replace("\n", "\r\n")), Refusal.NOT_CANONICAL);
    assertRefused(() -> request(text + "\n"), Refusal.NOT_CANONICAL);
  }

  private void offer(Licence licence) {
    String boundTo = licence.scope().installation();
    if (boundTo == null) {
      throw new AssertionError("it is bound");
    }
    here.standing().requireAnswer(binding(licence), boundTo, here.signals());
  }

  private static Licence taken(Licence licence) {
    LicenceVerifier.Result result =
        LicenceVerifier.verify(
            VENDOR.file(licence),
            VENDOR.anchors(),
            new LicenceVerifier.Reader("holdfast", null, licence.scope().installation(), null));
    assertThat(result).isInstanceOf(LicenceVerifier.Result.Verified.class);
    return ((LicenceVerifier.Result.Verified) result).licence();
  }

  private static Binding binding(Licence licence) {
    Binding binding = licence.scope().binding();
    if (binding == null) {
      throw new AssertionError("it is bound");
    }
    return binding;
  }

  private static void request(String text) {
    ActivationRequest.verify(text.getBytes(StandardCharsets.US_ASCII), Suites.CURRENT);
  }

  private static ClockReset read(byte[] file) {
    return ClockReset.read(
        LicenceVerifier.single(file, PayloadType.CLOCK_RESET, VENDOR.anchors(), "holdfast"));
  }

  private static ClockReset reset(ActivationRequest request, Instant now) {
    return new ClockReset(
        "holdfast",
        request.installation(),
        new ClockReset.Asked(request.sequence(), request.nonce()),
        FALSE_MARK,
        now,
        now,
        now.plus(Duration.ofDays(7)));
  }
}
