package dev.holdfast.license;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.LicenceVerifier.Reader;
import dev.holdfast.license.LicenceVerifier.Result;
import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.Root;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.license.licence.Versions;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.statement.Times;
import dev.holdfast.license.testkit.Licences;
import dev.holdfast.license.testkit.Roots;
import dev.holdfast.license.testkit.TestVendor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole files in, values out. */
class LicenceVerifierTest {
  private static final TestVendor VENDOR = TestVendor.named("acme");
  private static final Instant NOW = Licences.ISSUED.plus(Duration.ofDays(10));
  private static final Reader READER = new Reader("holdfast", "0.1.0", "ins_1", NOW);

  private final TrustAnchors anchors = VENDOR.anchors();

  @Test
  void verify_soundLicence_givesWhatItSaysAndWhoSigned() {
    Result.Verified verified = verified(VENDOR.file(Licences.standard()), anchors);
    assertThat(verified.licence()).isEqualTo(Licences.standard());
    assertThat(verified.key().ids()).isEqualTo(VENDOR.key(Role.LICENCE).verifying().ids());
    assertThat(verified.notices()).isEmpty();
    assertThat(verified.revocations()).isEmpty();
  }

  @Test
  void verify_endedLicence_isVerifiedAllTheSame() {
    Reader later = new Reader("holdfast", null, null, NOW.plus(Duration.ofDays(3650)));
    assertThat(LicenceVerifier.verify(VENDOR.file(Licences.standard()), anchors, later))
        .isInstanceOf(Result.Verified.class);
  }

  @Test
  void verify_rootsThatTravelInTheFile_areFollowedAndGivenBack() {
    SigningKey fresh = SigningKey.generate(Suite.V2026_1);
    Root second =
        Roots.rotated(
            Roots.next(VENDOR.root()), Role.LICENCE, fresh, Licences.ISSUED, TestVendor.END);
    byte[] file =
        new StatementFile(
                List.of(
                    TestVendor.sign(second, VENDOR.holders()),
                    fresh.envelope(PayloadType.LICENCE, Licences.standard().payload())))
            .bytes();
    Result.Verified verified = verified(file, anchors);
    assertThat(verified.anchors().roots().getFirst().version()).isEqualTo(2);
    assertThat(verified.key().ids()).isEqualTo(fresh.verifying().ids());
  }

  @Test
  void verify_listThatTravelsInTheFile_isGivenBack() {
    RevocationList list = list(3);
    byte[] file =
        new StatementFile(List.of(VENDOR.envelope(list), VENDOR.envelope(Licences.standard())))
            .bytes();
    assertThat(verified(file, anchors).revocations()).contains(list);
  }

  @Test
  void verify_badListBesideAGoodLicence_refusesTheFile() {
    Envelope forged = TestVendor.named("other").envelope(list(3));
    byte[] file = new StatementFile(List.of(forged, VENDOR.envelope(Licences.standard()))).bytes();
    assertRefused(LicenceVerifier.verify(file, anchors, READER), Refusal.KEY_UNKNOWN);
  }

  @Test
  void verify_noLicenceOrTwo_isRefused() {
    Envelope licence = VENDOR.envelope(Licences.standard());
    assertRefused(verify(new StatementFile(List.of())), Refusal.PAYLOAD_TYPE_WRONG);
    assertRefused(
        verify(new StatementFile(List.of(VENDOR.envelope(list(1))))), Refusal.PAYLOAD_TYPE_WRONG);
    assertRefused(verify(new StatementFile(List.of(licence, licence))), Refusal.CONTENTS_WRONG);
    assertRefused(
        verify(
            new StatementFile(
                List.of(VENDOR.envelope(list(1)), VENDOR.envelope(list(2)), licence))),
        Refusal.CONTENTS_WRONG);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3_600, 86_400})
  void verify_issuedWithinADayAhead_isTakenWithANotice(long seconds) {
    Reader reader = new Reader("holdfast", null, null, Licences.ISSUED.minusSeconds(seconds));
    Result result = LicenceVerifier.verify(VENDOR.file(Licences.standard()), anchors, reader);
    assertThat(((Result.Verified) result).notices())
        .singleElement()
        .asString()
        .contains("1 June 2026, 00:00 UTC", Times.readable(Licences.ISSUED.minusSeconds(seconds)));
  }

  @Test
  void verify_issuedMoreThanADayAhead_isRefusedWithBothTimes() {
    Reader reader = new Reader("holdfast", null, null, Licences.ISSUED.minusSeconds(86_401));
    Result result = LicenceVerifier.verify(VENDOR.file(Licences.standard()), anchors, reader);
    assertRefused(result, Refusal.ISSUED_IN_FUTURE);
    assertThat(((Result.Refused) result).detail())
        .contains("issued 1 June 2026, 00:00 UTC", "clock says 30 May 2026, 23:59:59 UTC");
  }

  @Test
  void verify_otherRelease_isRefused() {
    Licence old = scoped(new Versions("0.1", "0.2"), null);
    Reader newer = new Reader("holdfast", "0.2.0", null, NOW);
    assertRefused(
        LicenceVerifier.verify(VENDOR.file(old), anchors, newer), Refusal.VERSION_NOT_COVERED);
    assertThat(verified(VENDOR.file(old), anchors).licence()).isEqualTo(old);
  }

  @Test
  void verify_otherInstallation_isRefused() {
    Licence bound = scoped(new Versions("0.1", null), "ins_2");
    assertRefused(
        LicenceVerifier.verify(VENDOR.file(bound), anchors, READER), Refusal.INSTALLATION_MISMATCH);
    Reader right = new Reader("holdfast", null, "ins_2", NOW);
    assertThat(LicenceVerifier.verify(VENDOR.file(bound), anchors, right))
        .isInstanceOf(Result.Verified.class);
  }

  @Test
  void verify_noAnchors_trustsNothing() {
    TrustAnchors none = new TrustAnchors(anchors.suites(), List.of());
    assertRefused(
        LicenceVerifier.verify(VENDOR.file(Licences.standard()), none, READER),
        Refusal.KEY_UNKNOWN);
  }

  @Test
  void gather_filesInAnyOrder_bringTheRootsForwardAndKeepTheNewestList() {
    Root second = Roots.next(VENDOR.root());
    Root third = Roots.next(second);
    byte[] two = file(TestVendor.sign(second, VENDOR.holders()), VENDOR.envelope(list(5)));
    byte[] three = file(TestVendor.sign(third, VENDOR.holders()), VENDOR.envelope(list(4)));
    LicenceVerifier.Known known = LicenceVerifier.gather(List.of(three, two), anchors, "holdfast");
    assertThat(known.anchors().roots().getFirst().version()).isEqualTo(3);
    assertThat(known.revocations().map(RevocationList::sequence)).contains(5L);
  }

  @Test
  void gather_badFileAmongGoodOnes_isPassedOver() {
    byte[] good = file(VENDOR.envelope(list(5)));
    byte[] forged = file(TestVendor.named("acme").envelope(list(9)));
    LicenceVerifier.Known known =
        LicenceVerifier.gather(List.of(new byte[] {1}, forged, good), anchors, "holdfast");
    assertThat(known.revocations().map(RevocationList::sequence)).contains(5L);
  }

  @Test
  void revocations_fileWithALicence_isRefused() {
    byte[] both = file(VENDOR.envelope(list(1)), VENDOR.envelope(Licences.standard()));
    assertRefused(
        () -> LicenceVerifier.revocations(both, anchors, "holdfast"), Refusal.CONTENTS_WRONG);
    byte[] alone = file(VENDOR.envelope(list(1)));
    assertThat(LicenceVerifier.revocations(alone, anchors, "holdfast")).isEqualTo(list(1));
  }

  private Result verify(StatementFile file) {
    return LicenceVerifier.verify(file.bytes(), anchors, READER);
  }

  private static Result.Verified verified(byte[] file, TrustAnchors anchors) {
    return (Result.Verified)
        LicenceVerifier.verify(file, anchors, new Reader("holdfast", "0.1.0", null, NOW));
  }

  private static byte[] file(Envelope... statements) {
    return new StatementFile(List.of(statements)).bytes();
  }

  private static RevocationList list(long sequence) {
    return new RevocationList(
        "holdfast",
        sequence,
        Licences.ISSUED,
        List.of(new RevocationList.Entry(Licences.ID, 1, Licences.ISSUED, "test")));
  }

  private static Licence scoped(Versions versions, @Nullable String installation) {
    Licence of = Licences.standard();
    return new Licence(
        of.header(),
        of.customer(),
        of.term(),
        new Licence.Scope(of.scope().modes(), "enterprise", versions, installation),
        of.grant(),
        of.support(),
        List.of());
  }
}
