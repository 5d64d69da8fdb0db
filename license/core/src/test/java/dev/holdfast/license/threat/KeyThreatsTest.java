package dev.holdfast.license.threat;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.LicenceVerifier.Reader;
import dev.holdfast.license.LicenceVerifier.Result;
import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.Root;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.key.VerifyingKey;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.Algorithm;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.testkit.Licences;
import dev.holdfast.license.testkit.Roots;
import dev.holdfast.license.testkit.TestVendor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T01 to T11 and T19: keys and signatures. */
class KeyThreatsTest {
  private static final TestVendor VENDOR = TestVendor.named("acme");
  private static final TestVendor STRANGER = TestVendor.named("acme");
  private static final Instant NOW = Licences.ISSUED.plus(Duration.ofDays(1));
  private static final Reader READER = new Reader("holdfast", null, null, NOW);

  private final TrustAnchors anchors = VENDOR.anchors();
  private final Envelope licence = VENDOR.envelope(Licences.standard());

  @Test
  void t01_anchorsOnDiskOrInTheEnvironment_areNotLookedAt() throws IOException {
    // The core has no way in: nothing in it reads the environment, a property or a path, but for
    // the bundle, whose anchors are an argument and whose path is the bundle's own.
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        String code = Files.readString(source);
        assertThat(code)
            .as(source.toString())
            .doesNotContain("System.getenv", "System.getProperty", "java.io.File;");
        if (!source.toString().contains("/license/bundle/")) {
          assertThat(code).as(source.toString()).doesNotContain("java.nio.file", "java.io.File");
        }
      }
    }
  }

  @Test
  void t01_rootOfAStrangerWithTheSameName_isNotFollowed() {
    Root takeover = Roots.next(STRANGER.root());
    byte[] file =
        file(TestVendor.sign(takeover, STRANGER.holders()), STRANGER.envelope(Licences.standard()));
    assertRefused(verify(file), Refusal.THRESHOLD_MISSED);
  }

  @Test
  void t02_licenceOfADevelopmentRoot_isRefusedByAReleaseBuild() {
    TestVendor development = TestVendor.development("development-1");
    assertRefused(verify(development.file(Licences.standard())), Refusal.KEY_UNKNOWN);
    byte[] withItsRoot =
        file(development.rootStatement(), development.envelope(Licences.standard()));
    assertRefused(verify(withItsRoot), Refusal.ROOT_UNKNOWN);
  }

  @Test
  void t03_keyForAnotherProduct_isRefused() {
    TestVendor both = TestVendor.of("acme", Set.of("otherfast"));
    assertRefused(
        LicenceVerifier.verify(both.file(Licences.standard()), both.anchors(), READER),
        Refusal.KEY_WRONG_PRODUCT);
  }

  @Test
  void t03_licenceForAnotherProduct_isRefused() {
    TestVendor both = TestVendor.of("acme", Set.of("holdfast", "otherfast"));
    String other = Licences.payload("\"product\" : \"holdfast\"", "\"product\" : \"otherfast\"");
    assertRefused(
        LicenceVerifier.verify(both.file(other), both.anchors(), READER), Refusal.WRONG_PRODUCT);
  }

  @Test
  void t03_keyOutsideItsTime_isRefusedByWhenItSigned() {
    Instant before = TestVendor.START.minusSeconds(1);
    assertRefused(verify(VENDOR.file(issued(before))), Refusal.KEY_NOT_VALID_THEN);
    assertRefused(
        LicenceVerifier.verify(
            VENDOR.file(issued(TestVendor.END)),
            anchors,
            new Reader("holdfast", null, null, TestVendor.END)),
        Refusal.KEY_NOT_VALID_THEN);
    Reader longAfter = new Reader("holdfast", null, null, TestVendor.END.plusSeconds(86_400));
    assertThat(LicenceVerifier.verify(VENDOR.file(Licences.standard()), anchors, longAfter))
        .isInstanceOf(Result.Verified.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ML-DSA-44", "ML-DSA-65"})
  void t04_weakerParameterSet_isNoKey(String weaker) throws GeneralSecurityException {
    byte[] spki = KeyPairGenerator.getInstance(weaker).generateKeyPair().getPublic().getEncoded();
    assertRefused(() -> Algorithm.ML_DSA_87.publicKey(spki), Refusal.KEY_INVALID);
    assertRefused(() -> Algorithm.ED25519.publicKey(spki), Refusal.KEY_INVALID);
  }

  @Test
  void t04_keysInEachOthersPlaces_areNoSigner() {
    VerifyingKey key = VENDOR.key(Role.LICENCE).verifying();
    List<byte[]> swapped = List.of(key.keys().get(1).getEncoded(), key.keys().get(0).getEncoded());
    assertRefused(() -> VerifyingKey.of(Suite.V2026_1, swapped), Refusal.KEY_INVALID);
  }

  @Test
  void t05_halfStripped_isRefused() {
    Envelope.Signature both = licence.signatures().getFirst();
    for (int half = 0; half < 2; half++) {
      List<byte[]> one = List.of(both.values().get(half));
      assertRefused(verify(signed(both.suite(), both.keys(), one)), Refusal.SIGNATURE_INCOMPLETE);
      List<String> oneKey = List.of(both.keys().get(half));
      assertRefused(verify(signed(both.suite(), oneKey, one)), Refusal.KEY_UNKNOWN);
    }
  }

  @Test
  void t05_halfDoubledOrSwapped_isRefused() {
    Envelope.Signature both = licence.signatures().getFirst();
    byte[] classical = both.values().get(0);
    byte[] quantum = both.values().get(1);
    assertRefused(
        verify(signed(both.suite(), both.keys(), List.of(classical, classical))),
        Refusal.SIGNATURE_INVALID);
    assertRefused(
        verify(signed(both.suite(), both.keys(), List.of(quantum, classical))),
        Refusal.SIGNATURE_INVALID);
  }

  @Test
  void t05_halfOfAnotherFile_isRefused() {
    Envelope other = VENDOR.envelope(issued(NOW));
    Envelope.Signature mine = licence.signatures().getFirst();
    Envelope.Signature theirs = other.signatures().getFirst();
    for (int half = 0; half < 2; half++) {
      List<byte[]> mixed = new ArrayList<>(mine.values());
      mixed.set(half, theirs.values().get(half));
      assertRefused(verify(signed(mine.suite(), mine.keys(), mixed)), Refusal.SIGNATURE_INVALID);
    }
  }

  @Test
  void t05_halvesOfTwoSigners_areRefused() {
    SigningKey one = VENDOR.key(Role.LICENCE);
    SigningKey two = VENDOR.key(Role.REVOCATION);
    Envelope.Signature first = one.sign(PayloadType.LICENCE, licence.payload());
    Envelope.Signature second = two.sign(PayloadType.LICENCE, licence.payload());
    assertRefused(
        verify(
            signed(
                "2026-1",
                List.of(first.keys().get(0), second.keys().get(1)),
                List.of(first.values().get(0), second.values().get(1)))),
        Refusal.KEY_UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "2025-1", "rs256", "md5", "2026-1x"})
  void t06_suiteChanged_isRefusedBeforeThePayloadIsParsed(String suite) {
    Envelope.Signature both = licence.signatures().getFirst();
    Envelope unreadable =
        new Envelope(
            PayloadType.LICENCE,
            new byte[] {'?'},
            List.of(new Envelope.Signature(suite, both.keys(), both.values())));
    assertRefused(verify(file(unreadable)), Refusal.SUITE_UNKNOWN);
    assertThat(Refusal.SUITE_UNKNOWN.kind()).isEqualTo(Refusal.Kind.NEWER);
  }

  @Test
  void t06_secondSuite_isTakenByWhoKnowsItAndNamedToWhoDoesNot() {
    Suite next = new Suite("2031-1", List.of(Algorithm.ML_DSA_87));
    Suites both = new Suites(List.of(Suite.V2026_1, next));
    TestVendor vendor = TestVendor.of("acme", next);
    byte[] file = vendor.file(Licences.standard());
    assertThat(LicenceVerifier.verify(file, vendor.anchors(both), READER))
        .isInstanceOf(Result.Verified.class);
    assertRefused(verify(file), Refusal.SUITE_UNKNOWN);
    // The same payload bytes, signed anew: nothing in a licence depends on the suite.
    assertThat(vendor.envelope(Licences.standard()).payload()).isEqualTo(licence.payload());
  }

  @Test
  void t06_rootMovesToANewSuite_oldLicencesGoOnToHold() {
    Suite next = new Suite("2031-1", List.of(Algorithm.ML_DSA_87));
    Suites both = new Suites(List.of(Suite.V2026_1, next));
    SigningKey fresh = SigningKey.generate(next);
    Root second =
        Roots.rotated(Roots.next(VENDOR.root()), Role.LICENCE, fresh, NOW, TestVendor.END);
    TrustAnchors moved =
        VENDOR.anchors(both).advance(List.of(TestVendor.sign(second, VENDOR.holders())));
    assertThat(moved.verify(licence, PayloadType.LICENCE, "holdfast").key().suite())
        .isEqualTo(Suite.V2026_1);
    Envelope newer = fresh.envelope(PayloadType.LICENCE, issued(NOW).payload());
    assertThat(moved.verify(newer, PayloadType.LICENCE, "holdfast").key().suite()).isEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "DSA"})
  void t07_otherKindsOfKey_areNoKeys(String algorithm) throws GeneralSecurityException {
    byte[] spki =
        KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPublic().getEncoded();
    for (Algorithm known : Algorithm.values()) {
      assertRefused(() -> known.publicKey(spki), Refusal.KEY_INVALID);
    }
    assertThat(Algorithm.values()).extracting(Algorithm::jcaName).doesNotContain(algorithm);
  }

  @Test
  void t08_sameHolderTwice_countsOnce() {
    SigningKey one = VENDOR.holders().getFirst();
    Root second = Roots.next(VENDOR.root());
    Envelope twice = TestVendor.sign(second, List.of(one, one));
    assertRefused(() -> anchors.advance(List.of(twice)), Refusal.THRESHOLD_MISSED, "1 of 2");
  }

  @Test
  void t09_versionLeftOut_isRefused() {
    Root third = Roots.version(VENDOR.root(), 3);
    Envelope step = TestVendor.sign(third, VENDOR.holders());
    assertRefused(() -> anchors.advance(List.of(step)), Refusal.ROOT_VERSION_GAP, "1 to 3");
  }

  @Test
  void t09_signedByNewKeysOnly_isRefused() {
    List<SigningKey> fresh =
        List.of(SigningKey.generate(Suite.V2026_1), SigningKey.generate(Suite.V2026_1));
    Root second =
        Roots.keys(
            Roots.next(VENDOR.root()), 2, fresh.stream().map(SigningKey::verifying).toList());
    Envelope step = TestVendor.sign(second, fresh);
    assertRefused(() -> anchors.advance(List.of(step)), Refusal.THRESHOLD_MISSED, "0 of 2");
  }

  @Test
  void t10_deniedKey_holdsForWhatItSignedBeforeAndNotAfter() {
    Instant leaked = Licences.ISSUED.plus(Duration.ofDays(30));
    for (String half : VENDOR.key(Role.LICENCE).verifying().ids()) {
      Root second =
          Roots.denying(
              Roots.next(VENDOR.root()), List.of(new Root.Denial(half, leaked, "leaked")));
      TrustAnchors warned = anchors.advance(List.of(TestVendor.sign(second, VENDOR.holders())));
      assertThat(warned.verify(licence, PayloadType.LICENCE, "holdfast").issued())
          .isEqualTo(Licences.ISSUED);
      Envelope after = VENDOR.envelope(issued(leaked));
      assertRefused(
          () -> warned.verify(after, PayloadType.LICENCE, "holdfast"), Refusal.KEY_DENIED);
    }
  }

  @Test
  void t10_denialOnceKnown_isNotForgottenWithAnOlderFile() {
    Root second =
        Roots.denying(
            Roots.next(VENDOR.root()),
            List.of(
                new Root.Denial(
                    VENDOR.key(Role.LICENCE).verifying().ids().getFirst(),
                    TestVendor.START,
                    "leaked")));
    TrustAnchors warned = anchors.advance(List.of(TestVendor.sign(second, VENDOR.holders())));
    byte[] older = file(VENDOR.rootStatement(), licence);
    assertRefused(LicenceVerifier.verify(older, warned, READER), Refusal.KEY_DENIED);
  }

  @Test
  void t11_allThatIsPublic_cannotMakeAnAcceptedLicence() {
    // Every byte of a signed licence matters: whoever has only public data can change none of it.
    byte[] payload = licence.payload();
    for (int at = 0; at < payload.length; at += 7) {
      byte[] changed = payload.clone();
      changed[at] ^= 1;
      Envelope altered = new Envelope(PayloadType.LICENCE, changed, licence.signatures());
      assertRefused(verify(file(altered)), Refusal.SIGNATURE_INVALID);
    }
  }

  @ParameterizedTest
  @EnumSource(value = PayloadType.class, mode = EnumSource.Mode.EXCLUDE, names = "LICENCE")
  void t19_licenceAsAnotherStatement_isRefused(PayloadType other) {
    Envelope retyped = new Envelope(other, licence.payload(), licence.signatures());
    assertThatThrownBy(() -> anchors.verify(retyped, other, "holdfast"))
        .isInstanceOf(RefusedException.class);
    assertRefused(() -> anchors.verify(licence, other, "holdfast"), Refusal.PAYLOAD_TYPE_WRONG);
  }

  @ParameterizedTest
  @EnumSource(value = Role.class, mode = EnumSource.Mode.EXCLUDE, names = "LICENCE")
  void t19_licenceSignedByAnotherRole_isRefused(Role role) {
    Envelope byAnother =
        VENDOR.key(role).envelope(PayloadType.LICENCE, Licences.standard().payload());
    assertRefused(verify(file(byAnother)), Refusal.KEY_WRONG_ROLE);
  }

  @Test
  void t19_signatureUnderAnotherType_doesNotHoldUnderThisOne() {
    SigningKey key = VENDOR.key(Role.LICENCE);
    Envelope.Signature other = key.sign(PayloadType.CLOCK_RESET, Licences.standard().payload());
    Envelope retyped =
        new Envelope(PayloadType.LICENCE, Licences.standard().payload(), List.of(other));
    assertRefused(verify(file(retyped)), Refusal.SIGNATURE_INVALID);
  }

  @Test
  void signers_moreThanOne_areRefused() {
    Envelope.Signature signature = licence.signatures().getFirst();
    Envelope two =
        new Envelope(PayloadType.LICENCE, licence.payload(), List.of(signature, signature));
    assertRefused(verify(file(two)), Refusal.SIGNATURE_COUNT);
    Envelope none = new Envelope(PayloadType.LICENCE, licence.payload(), List.of());
    assertRefused(verify(file(none)), Refusal.SIGNATURE_COUNT);
  }

  private byte[] signed(String suite, List<String> keys, List<byte[]> values) {
    return file(
        new Envelope(
            PayloadType.LICENCE,
            licence.payload(),
            List.of(new Envelope.Signature(suite, keys, values))));
  }

  private Result verify(byte[] file) {
    return LicenceVerifier.verify(file, anchors, READER);
  }

  private static byte[] file(Envelope... statements) {
    return new StatementFile(List.of(statements)).bytes();
  }

  private static Licence issued(Instant issued) {
    return Licences.with(Licences.term(issued, issued, issued.plus(Duration.ofDays(365))));
  }
}
