package dev.holdfast.appliance.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.testkit.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names that a certificate is for, and the files that hold it. */
class HostNamesTest {
  @TempDir Path directory;

  private CertificateAuthority authority(HostNames names) throws Exception {
    return CertificateAuthority.create(
        names, directory.resolve("ca.crt"), directory.resolve("ca.key"), new SettableClock());
  }

  @Test
  void of_nothingConfigured_isThisMachineItself() {
    HostNames names = HostNames.of(List.of());

    assertThat(names.dns()).startsWith("localhost").isNotEmpty();
    assertThat(names.addresses()).containsExactly("127.0.0.1", "::1");
  }

  @Test
  void of_namesAndAddresses_areToldApartStrippedAndInLowerCase() {
    HostNames names =
        HostNames.of(
            List.of(" AI.Example.com ", " 10.0.0.7", "fd00::7 ", "", "  ", "ai.example.com"));

    assertThat(names.dns()).contains("ai.example.com").doesNotContain("", "10.0.0.7");
    assertThat(names.addresses()).containsExactly("127.0.0.1", "::1", "10.0.0.7", "fd00::7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::"})
  void of_theAddressOfEverywhere_isNoName(String any) {
    HostNames names = HostNames.of(List.of(any));

    assertThat(names.addresses()).doesNotContain(any);
    assertThat(names.dns()).doesNotContain(any);
  }

  @Test
  void issued_certificate_coversItsNamesAndNoOthers() throws Exception {
    HostNames names = HostNames.of(List.of("ai.example.com", " 10.0.0.7 ", "fd00::7"));
    KeyedCertificate issued = authority(names).issue(names);

    assertThat(names.coveredBy(issued.certificate())).isTrue();
    assertThat(HostNames.of(List.of()).coveredBy(issued.certificate())).isTrue();
    assertThat(HostNames.of(List.of("other.example.com")).coveredBy(issued.certificate()))
        .isFalse();
    assertThat(HostNames.of(List.of("10.0.0.8")).coveredBy(issued.certificate())).isFalse();
    assertThat(names.coveredBy(issued.chain().getLast())).isFalse();
  }

  @Test
  void authority_mayIssue_forItsOwnNamesOnly() throws Exception {
    CertificateAuthority authority = authority(HostNames.of(List.of("ai.example.com")));

    assertThat(authority.mayIssue(HostNames.of(List.of()))).isTrue();
    assertThat(authority.mayIssue(HostNames.of(List.of("ai.example.com")))).isTrue();
    assertThat(authority.mayIssue(HostNames.of(List.of("example.com")))).isFalse();
    assertThat(authority.mayIssue(HostNames.of(List.of("10.0.0.7")))).isFalse();
  }

  @Test
  void certificates_ofOneAuthority_haveSerialsAndKeysOfTheirOwn() throws Exception {
    HostNames names = HostNames.of(List.of());
    CertificateAuthority authority = authority(names);
    KeyedCertificate one = authority.issue(names);
    KeyedCertificate two = authority.issue(names);

    assertThat(one.certificate().getSerialNumber())
        .isNotEqualTo(two.certificate().getSerialNumber());
    assertThat(one.key()).isNotEqualTo(two.key());
    assertThat(one.certificate().getBasicConstraints()).isEqualTo(-1);
    assertThat(one.certificate().getExtendedKeyUsage()).isEqualTo(List.of("1.3.6.1.5.5.7.3.1"));
  }

  @Test
  void written_certificate_isReadBackAndItsKeyIsTheOwnersOnly() throws Exception {
    HostNames names = HostNames.of(List.of());
    KeyedCertificate issued = authority(names).issue(names);
    Path certificate = directory.resolve("server.crt");
    Path key = directory.resolve("server.key");

    issued.write(certificate, key);
    issued.write(certificate, key);

    KeyedCertificate read = KeyedCertificate.read(certificate, key);
    assertThat(read.chain()).isEqualTo(issued.chain());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("ca.crt", "ca.key", "server.crt", "server.key");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"
      })
  void key_thatIsNone_isToldByName(String text) throws IOException {
    Path file = directory.resolve("server.key");
    Files.writeString(file, text);

    assertThatThrownBy(() -> Pem.privateKey(file))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("server.key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nnot base 64!\n-----END CERTIFICATE-----\n"
      })
  void certificate_thatIsNone_isRefused(String text) throws IOException {
    Path file = directory.resolve("server.crt");
    Files.write(file, text.getBytes(StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> KeyedCertificate.read(file, file))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void names_sets_keepTheirOrder() {
    HostNames names = HostNames.of(List.of("b.example", "a.example"));

    assertThat(names.dns()).containsSubsequence("localhost", "b.example", "a.example");
    assertThat(names.alternatives()).hasSize(names.dns().size() + names.addresses().size());
    assertThat(names.permitted()).hasSameSizeAs(names.alternatives());
    assertThat(Set.copyOf(names.addresses())).hasSize(2);
  }
}
