package dev.holdfast.license.threat;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.LicenceVerifier.Known;
import dev.holdfast.license.LicenceVerifier.Result;
import dev.holdfast.license.key.Role;
import dev.holdfast.license.licence.Ladder;
import dev.holdfast.license.licence.Ladder.Stage;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.testkit.Licences;
import dev.holdfast.license.testkit.TestVendor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** T29: what was taken back stays taken back. */
class RevocationThreatsTest {
  private static final TestVendor VENDOR = TestVendor.named("acme");
  private static final Licence.Header HEADER = Licences.standard().header();

  @Test
  void t29_newerListRevokes_olderListOfferedLaterDoesNotUndoIt() {
    byte[] newer = file(list(7, HEADER.id()));
    byte[] older = file(list(6, "lic_00000000000000000000000009"));
    for (List<byte[]> order : List.of(List.of(newer, older), List.of(older, newer))) {
      Known known = LicenceVerifier.gather(order, VENDOR.anchors(), "holdfast");
      RevocationList rules = known.revocations().orElseThrow();
      assertThat(rules.sequence()).isEqualTo(7);
      assertThat(rules.revocationOf(HEADER)).isPresent();
    }
  }

  @Test
  void t29_listInALaterLicence_revokesTheEarlierOne() {
    byte[] carrier =
        new StatementFile(
                List.of(
                    VENDOR.envelope(list(7, HEADER.id())), VENDOR.envelope(Licences.standard())))
            .bytes();
    Known known = LicenceVerifier.gather(List.of(carrier), VENDOR.anchors(), "holdfast");
    assertThat(known.revocations().orElseThrow().revocationOf(HEADER)).isPresent();
  }

  @Test
  void t29_sameSequenceWithOtherContents_doesNotReplaceTheFirst() {
    byte[] first = file(list(7, HEADER.id()));
    byte[] second = file(list(7, "lic_00000000000000000000000009"));
    Known known = LicenceVerifier.gather(List.of(first, second), VENDOR.anchors(), "holdfast");
    assertThat(known.revocations().orElseThrow().revocationOf(HEADER)).isPresent();
  }

  @Test
  void t29_listOfAnotherRoleOrVendor_isRefusedAndPassedOver() {
    RevocationList empty = new RevocationList("holdfast", 99, Licences.ISSUED, List.of());
    byte[] byLicenceKey =
        new StatementFile(
                List.of(
                    VENDOR.key(Role.LICENCE).envelope(PayloadType.REVOCATIONS, empty.payload())))
            .bytes();
    byte[] byStranger =
        new StatementFile(List.of(TestVendor.named("acme").envelope(empty))).bytes();
    assertRefused(
        () -> LicenceVerifier.revocations(byLicenceKey, VENDOR.anchors(), "holdfast"),
        Refusal.KEY_WRONG_ROLE);
    assertRefused(
        () -> LicenceVerifier.revocations(byStranger, VENDOR.anchors(), "holdfast"),
        Refusal.KEY_UNKNOWN);
    Known known =
        LicenceVerifier.gather(
            List.of(file(list(7, HEADER.id())), byLicenceKey, byStranger),
            VENDOR.anchors(),
            "holdfast");
    assertThat(known.revocations().orElseThrow().sequence()).isEqualTo(7);
  }

  @Test
  void t29_renewalOfTheRevokedLicence_holds() {
    RevocationList list = list(7, HEADER.id());
    Licence.Header renewed =
        new Licence.Header(HEADER.id(), 2, "holdfast", "enterprise", Licence.Kind.PAID);
    assertThat(list.revocationOf(HEADER)).isPresent();
    assertThat(list.revocationOf(renewed)).isEmpty();
  }

  @Test
  void t29_revoked_goesDownItsOwnLadderAndNeverAtOnce() {
    Ladder ladder = Ladder.ofRevoked(Licences.ISSUED);
    assertThat(ladder.stageAt(Licences.ISSUED)).isEqualTo(Stage.GRACE);
    assertThat(ladder.stageAt(Licences.ISSUED.plus(Duration.ofDays(14)).minusSeconds(1)))
        .isEqualTo(Stage.GRACE);
    assertThat(ladder.stageAt(Licences.ISSUED.plus(Duration.ofDays(14)))).isEqualTo(Stage.NO_NEW);
    assertThat(ladder.stageAt(Licences.ISSUED.plus(Duration.ofDays(44))))
        .isEqualTo(Stage.READ_ONLY);
  }

  @Test
  void t29_listWithALicenceInTheFileOfLists_isRefused() {
    Envelope licence = VENDOR.envelope(Licences.standard());
    byte[] both =
        new StatementFile(List.of(VENDOR.envelope(list(7, HEADER.id())), licence)).bytes();
    assertRefused(
        () -> LicenceVerifier.revocations(both, VENDOR.anchors(), "holdfast"),
        Refusal.CONTENTS_WRONG);
    assertThat(
            LicenceVerifier.verify(
                both,
                VENDOR.anchors(),
                new LicenceVerifier.Reader("holdfast", null, null, Licences.ISSUED)))
        .isInstanceOf(Result.Verified.class);
  }

  private static RevocationList list(long sequence, String licence) {
    return new RevocationList(
        "holdfast",
        sequence,
        Licences.ISSUED,
        List.of(new RevocationList.Entry(licence, 1, Licences.ISSUED, "replaced")));
  }

  private static byte[] file(RevocationList list) {
    return new StatementFile(List.of(VENDOR.envelope(list))).bytes();
  }
}
