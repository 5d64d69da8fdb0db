package dev.holdfast.license.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.key.Role;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.testkit.Refusals;
import dev.holdfast.license.testkit.Roots;
import dev.holdfast.license.testkit.TestVendor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A leave to go back is read as strictly as what it leads back to. */
class RollbackPermitTest {
  private static final RollbackPermit PERMIT =
      new RollbackPermit(
          "prm_1",
          20,
          "a".repeat(96),
          "ins_1",
          Bundles.ISSUED,
          Bundles.ISSUED.plus(Duration.ofDays(14)),
          "A regression");

  private static String payload() {
    return new String(PERMIT.payload(), StandardCharsets.UTF_8);
  }

  private static Envelope envelope(Role role, PayloadType type, String payload) {
    return Bundles.VENDOR.key(role).envelope(type, payload.getBytes(StandardCharsets.UTF_8));
  }

  private static RollbackPermit verify(Envelope... statements) {
    return RollbackPermit.verify(
        new StatementFile(List.of(statements)).bytes(), Bundles.VENDOR.anchors());
  }

  private static RollbackPermit verify(String payload) {
    return verify(envelope(Role.BUNDLE, PayloadType.ROLLBACK_PERMIT, payload));
  }

  @Test
  void verify_whatWasWritten_isTheSamePermit() {
    assertThat(verify(payload())).isEqualTo(PERMIT);
    RollbackPermit any =
        new RollbackPermit(
            "prm_2", 1, "b".repeat(96), null, PERMIT.issued(), PERMIT.expires(), "r");
    assertThat(verify(new String(any.payload(), StandardCharsets.UTF_8))).isEqualTo(any);
    assertThat(new String(any.payload(), StandardCharsets.UTF_8)).doesNotContain("installation");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"format\" : 1', '\"format\" : 2', FORMAT_UNKNOWN",
    "'\"format\" : 1,', '', FIELD_MISSING",
    "'\"product\" : \"holdfast\"', '\"product\" : \"other\"', WRONG_PRODUCT",
    "'\"id\" : \"prm_1\"', '\"id\" : \"\"', FIELD_VALUE",
    "'\"fromSequence\" : 20', '\"fromSequence\" : 0', FIELD_VALUE",
    "'\"fromSequence\" : 20', '\"fromSequence\" : -1', FIELD_VALUE",
    "'\"fromSequence\" : 20', '\"fromSequence\" : 1000000', FIELD_VALUE",
    "'\"fromSequence\" : 20', '\"fromSequence\" : \"20\"', FIELD_TYPE",
    "'\"fromSequence\" : 20', '\"fromSequence\" : 2e1', BAD_NUMBER",
    "'\"snapshot\" : \"a', '\"snapshot\" : \"A', FIELD_VALUE",
    "'\"snapshot\" : \"a', '\"snapshot\" : \"', FIELD_VALUE",
    "'\"snapshot\" : \"a', '\"snapshot\" : \"aa', FIELD_VALUE",
    "'\"installation\" : \"ins_1\"', '\"installation\" : \"\"', FIELD_VALUE",
    "'\"installation\" : \"ins_1\"', '\"installation\" : null', FIELD_TYPE",
    "'\"installation\" :', '\"Installation\" :', AMBIGUOUS_NAME",
    "'\"expires\" : \"2026-06-15', '\"expires\" : \"2026-06-01', FIELD_VALUE",
    "'\"expires\" : \"2026-06-15', '\"expires\" : \"2026-02-30', FIELD_VALUE",
    "'\"issued\" : \"2026-06-01', '\"issued\" : \"2025-06-01', KEY_NOT_VALID_THEN",
    "'\"reason\" : \"A regression\"', '\"reason\" : \"A\\u202eregression\"', BAD_TEXT",
    "'\"reason\"', '\"critical\" : [\"scope\"], \"reason\"', CRITICAL_UNKNOWN",
    "'\"reason\"', '\"id\" : \"prm_2\", \"reason\"', DUPLICATE_NAME"
  })
  void verify_permitThatSaysSomethingElse_isRefusedForItsOwnReason(
      String part, String other, Refusal expected) {
    assertThat(payload()).contains(part);
    Refusals.assertRefused(() -> verify(payload().replace(part, other)), expected);
  }

  @Test
  void verify_fieldOfANewerVersion_isPassedOver() {
    assertThat(verify(payload().replace("\"reason\"", "\"ticket\" : 7, \"reason\"")))
        .isEqualTo(PERMIT);
  }

  @ParameterizedTest
  @EnumSource(value = Role.class, mode = EnumSource.Mode.EXCLUDE, names = "BUNDLE")
  void verify_signedByAnotherRole_isRefused(Role role) {
    Envelope permit = envelope(role, PayloadType.ROLLBACK_PERMIT, payload());
    Refusals.assertRefused(() -> verify(permit), Refusal.KEY_WRONG_ROLE);
  }

  @Test
  void verify_nothingTwoOrSomethingElse_isRefused() {
    Envelope permit = envelope(Role.BUNDLE, PayloadType.ROLLBACK_PERMIT, payload());
    Envelope manifest = envelope(Role.BUNDLE, PayloadType.BUNDLE_MANIFEST, payload());
    List<Envelope[]> files = new ArrayList<>();
    files.add(new Envelope[] {});
    files.add(new Envelope[] {permit, permit});
    files.add(new Envelope[] {manifest});
    files.add(new Envelope[] {permit, manifest});
    files.add(new Envelope[] {Bundles.VENDOR.rootStatement()});
    for (Envelope[] file : files) {
      Refusals.assertRefused(() -> verify(file), Refusal.CONTENTS_WRONG);
    }
  }

  /** The permit of a vendor who has rotated reaches a site that has not heard of it. */
  @Test
  void verify_withTheRootsThatLeadToItsKey_isTaken() {
    TestVendor vendor = Bundles.VENDOR;
    var fresh =
        dev.holdfast.license.key.SigningKey.generate(dev.holdfast.license.statement.Suite.V2026_1);
    var next =
        Roots.next(
            Roots.rotated(vendor.root(), Role.BUNDLE, fresh, TestVendor.START, TestVendor.END));
    Envelope root = TestVendor.sign(next, vendor.holders());
    Envelope permit = fresh.envelope(PayloadType.ROLLBACK_PERMIT, PERMIT.payload());
    Refusals.assertRefused(() -> verify(permit), Refusal.KEY_UNKNOWN);
    assertThat(verify(root, permit)).isEqualTo(PERMIT);
    assertThat(verify(permit, root)).isEqualTo(PERMIT);
  }

  @Test
  void verify_ofAStranger_isRefused() {
    Envelope permit =
        TestVendor.named("stranger")
            .key(Role.BUNDLE)
            .envelope(PayloadType.ROLLBACK_PERMIT, PERMIT.payload());
    Refusals.assertRefused(() -> verify(permit), Refusal.KEY_UNKNOWN);
  }
}
