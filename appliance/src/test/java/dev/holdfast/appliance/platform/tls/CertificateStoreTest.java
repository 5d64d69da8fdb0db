package dev.holdfast.appliance.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateStoreTest {
  @TempDir private Path root = Path.of("unset");
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T12:00:00Z"));

  @BeforeEach
  void makeHome() throws IOException {
    new Home(root).create();
  }

  @Test
  void current_whereTheFileWasCut_isRefusedByItsName() throws Exception {
    store().current();
    byte[] whole = Files.readAllBytes(tls("server.pem"));
    for (int kept = 0; kept < whole.length; kept += 97) {
      Files.write(tls("server.pem"), Arrays.copyOf(whole, kept));
      assertThatThrownBy(() -> store().current())
          .as("cut after %s bytes", kept)
          .isInstanceOf(GeneralSecurityException.class)
          .hasMessageContaining("server.pem");
    }
  }

  @Test
  void current_onFirstStart_makesAChainThatHolds() throws Exception {
    KeyedCertificate made = store().current();
    assertThat(made.chain()).hasSize(2);
    assertThat(validates(made, made.chain().getLast())).isTrue();
    assertThat(made.certificate().getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .contains("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(Duration.between(clock.instant(), made.expires())).isEqualTo(Duration.ofDays(397));
  }

  @Test
  void files_onFirstStart_areForTheOwnerOnly() throws Exception {
    store().current();
    for (String name : List.of("ca.crt", "ca.key", "server.pem")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tls(name))))
          .as(name)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void current_whileInDate_staysTheSame() throws Exception {
    KeyedCertificate first = store().current();
    clock.advance(Duration.ofDays(366));
    assertThat(store().current().certificate()).isEqualTo(first.certificate());
  }

  @Test
  void current_aMonthBeforeExpiry_isRenewedByTheSameAuthority() throws Exception {
    KeyedCertificate first = store().current();
    clock.advance(Duration.ofDays(368));
    KeyedCertificate second = store().current();
    assertThat(second.certificate()).isNotEqualTo(first.certificate());
    assertThat(second.key()).isNotEqualTo(first.key());
    assertThat(second.chain().getLast()).isEqualTo(first.chain().getLast());
    assertThat(validates(second, first.chain().getLast())).isTrue();
  }

  @Test
  void current_whenTheAuthorityWouldEndFirst_isFromANewAuthority() throws Exception {
    KeyedCertificate first = store().current();
    clock.advance(Duration.ofDays(3650 - 390));
    KeyedCertificate second = store().current();
    assertThat(second.chain().getLast()).isNotEqualTo(first.chain().getLast());
  }

  @Test
  void current_withANewName_isForThatNameToo() throws Exception {
    store().current();
    KeyedCertificate made = store("ai.example.com").current();
    assertThat(HostNames.of(List.of("ai.example.com")).coveredBy(made.certificate())).isTrue();
    assertThat(validates(made, made.chain().getLast())).isTrue();
  }

  @Test
  void authority_forAnotherName_isNotBelieved() throws Exception {
    KeyedCertificate made = store().current();
    CertificateAuthority authority = CertificateAuthority.open(tls("ca.crt"), tls("ca.key"), clock);
    HostNames foreign = new HostNames(Set.of("bank.example"), Set.of());
    KeyedCertificate forged = authority.issue(foreign);
    assertThat(authority.mayIssue(foreign)).isFalse();
    assertThat(validates(forged, made.chain().getLast())).isFalse();
  }

  @Test
  void operatorsCertificate_isTakenAsItStands() throws Exception {
    store().current();
    KeyedCertificate operators =
        new CertificateStore(
                config(tls("server.pem"), tls("server.pem")), names(), new Home(root), clock)
            .current();
    assertThat(operators.certificate()).isEqualTo(store().current().certificate());
  }

  @Test
  void note_afterTheOperatorsCertificateWasTaken_namesThatOneAndNotOurs() throws Exception {
    KeyedCertificate own = store().current();
    KeyedCertificate shown = store("ai.example.com").current();
    store().note(own);
    store().note(shown);
    assertThat(Pem.certificates(tls("served.crt"))).containsExactly(shown.certificate());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tls("served.crt"))))
        .isEqualTo("rw-------");
  }

  @Test
  void operatorsKey_ofAnotherCertificate_isRefused() throws Exception {
    store().current();
    CertificateStore mixed =
        new CertificateStore(
            config(tls("server.pem"), tls("ca.key")), names(), new Home(root), clock);
    assertThatThrownBy(mixed::current)
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("is not the key of");
  }

  @Test
  void operatorsCertificate_withoutKey_isRefused() {
    CertificateStore half =
        new CertificateStore(config(tls("server.pem"), null), names(), new Home(root), clock);
    assertThatThrownBy(half::current).hasMessageContaining("holdfast.tls.key-file");
  }

  @Test
  void operatorsKey_thatIsNoKey_isRefused() throws Exception {
    store().current();
    Files.writeString(tls("other.key"), "-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    CertificateStore broken =
        new CertificateStore(
            config(tls("server.pem"), tls("other.key")), names(), new Home(root), clock);
    assertThatThrownBy(broken::current).hasMessageContaining("PKCS #8");
  }

  private boolean validates(KeyedCertificate server, X509Certificate anchor) throws Exception {
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(clock.instant()));
    try {
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509")
                  .generateCertPath(List.of(server.certificate())),
              parameters);
      return constraintsAllow(server, anchor);
    } catch (CertPathValidatorException invalid) {
      return false;
    }
  }

  /** Java looks at the constraints of intermediates only; browsers and OpenSSL at these too. */
  private static boolean constraintsAllow(KeyedCertificate server, X509Certificate anchor)
      throws Exception {
    NameConstraints constraints =
        NameConstraints.getInstance(
            ASN1OctetString.getInstance(anchor.getExtensionValue(Extension.nameConstraints.getId()))
                .getOctets());
    PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
    validator.intersectPermittedSubtree(constraints.getPermittedSubtrees());
    GeneralNames names =
        GeneralNames.getInstance(
            ASN1OctetString.getInstance(
                    server
                        .certificate()
                        .getExtensionValue(Extension.subjectAlternativeName.getId()))
                .getOctets());
    try {
      for (GeneralName name : names.getNames()) {
        validator.checkPermitted(name);
      }
      return true;
    } catch (NameConstraintValidatorException outside) {
      return false;
    }
  }

  @Test
  void acme_withoutACertificateYet_isOwn_andThenTheOneThatWasBrought() throws Exception {
    CertificateStore store = acme();
    KeyedCertificate own = store.current();
    assertThat(store.originOf(own)).isEqualTo(ServerCertificate.Origin.OWN);
    KeyedCertificate brought = brought();
    store.keep(brought);
    assertThat(acme().current().chain()).isEqualTo(brought.chain());
    assertThat(acme().current().key()).isEqualTo(brought.key());
    assertThat(acme().originOf(brought)).isEqualTo(ServerCertificate.Origin.ACME);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(tls("acme").resolve("certificate.pem"))))
        .isEqualTo("rw-------");
  }

  @Test
  void acme_whenItsCertificateHasEnded_isOwnAgain() throws Exception {
    acme().keep(brought());
    clock.advance(Duration.ofDays(398));
    assertThat(acme().originOf(acme().current())).isEqualTo(ServerCertificate.Origin.OWN);
    assertThat(acme().issued()).as("it is still known, for the order").isPresent();
  }

  @Test
  void acme_whenItsFileIsDamaged_isOwn() throws Exception {
    acme().keep(brought());
    Path file = tls("acme").resolve("certificate.pem");
    Files.writeString(file, Files.readString(file).substring(0, 400));
    assertThat(acme().issued()).isEmpty();
    assertThat(acme().originOf(acme().current())).isEqualTo(ServerCertificate.Origin.OWN);
  }

  @Test
  void keep_ofACertificateWithAnotherKey_changesNothing() throws Exception {
    KeyedCertificate one = brought();
    KeyedCertificate mixed = new KeyedCertificate(one.chain(), brought().key());
    assertThatThrownBy(() -> acme().keep(mixed)).isInstanceOf(GeneralSecurityException.class);
    assertThat(tls("acme")).doesNotExist();
  }

  @Test
  void keep_whereTheModeIsAnother_isRefused() throws Exception {
    KeyedCertificate one = brought();
    assertThatThrownBy(() -> store().keep(one)).isInstanceOf(IllegalStateException.class);
    assertThat(store().issued()).isEmpty();
  }

  @Test
  void mode_thatDoesNotFitTheFiles_isRefused() {
    assertThatThrownBy(() -> new TlsConfig("acme", "/x.crt", "/x.key", List.of()))
        .hasMessageContaining("holdfast.tls.certificate-file");
    assertThatThrownBy(() -> new TlsConfig("files", null, null, List.of()))
        .hasMessageContaining("holdfast.tls.certificate-file");
    assertThatThrownBy(() -> new TlsConfig("vault", null, null, List.of()))
        .hasMessageContaining("holdfast.tls.mode");
  }

  private CertificateStore acme() {
    return new CertificateStore(
        new TlsConfig("acme", null, null, List.of()), names(), new Home(root), clock);
  }

  /** A certificate with its chain, as an authority elsewhere would issue it. */
  private KeyedCertificate brought() throws Exception {
    Path elsewhere = Files.createTempDirectory(root, "authority");
    return CertificateAuthority.create(
            names(), elsewhere.resolve("ca.crt"), elsewhere.resolve("ca.key"), clock)
        .issue(names());
  }

  private CertificateStore store(String... names) {
    return new CertificateStore(
        config(null, null), HostNames.of(List.of(names)), new Home(root), clock);
  }

  private static HostNames names() {
    return HostNames.of(List.of());
  }

  private Path tls(String name) {
    return new Home(root).tls().resolve(name);
  }

  private static TlsConfig config(@Nullable Path certificate, @Nullable Path key) {
    return new TlsConfig(
        null,
        certificate == null ? null : certificate.toString(),
        key == null ? null : key.toString(),
        List.of());
  }
}
