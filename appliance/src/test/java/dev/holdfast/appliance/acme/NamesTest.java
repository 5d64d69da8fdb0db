package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shredzone.acme4j.Identifier;

final class NamesTest {
  private static final FakeAuthority AUTHORITY = new FakeAuthority();
  private static final KeyPair KEYS = FakeAuthority.newKeys();

  private static X509Certificate certificate(String... names) {
    return AUTHORITY
        .issue(
            List.of(names),
            KEYS.getPublic(),
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2027-01-01T00:00:00Z"))
        .getFirst();
  }

  @Test
  void of_namesAndAddresses_areEachOnce_asTheyAreCompared() {
    assertThat(Names.of(List.of(" AI.example.com ", "ai.example.com", "::1", "", "10.0.0.1")))
        .containsExactly("ai.example.com", "0:0:0:0:0:0:0:1", "10.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.example.com", "a b", "https://x", "x/y", "-x.example", "a..b"})
  void of_whatAChallengeCannotProve_isRefused(String name) {
    assertThatThrownBy(() -> Names.of(List.of(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holdfast.tls.names");
  }

  @Test
  void of_none_isRefused() {
    assertThatThrownBy(() -> Names.of(List.of(" "))).hasMessageContaining("holdfast.tls.names");
  }

  @Test
  void identifiers_areOfTwoKinds() {
    assertThat(Names.identifiers(List.of("a.example", "10.0.0.1")))
        .extracting(Identifier::getType)
        .containsExactly("dns", "ip");
  }

  @Test
  void exactly_isTheSameNamesInWhateverOrder_andNoMore() {
    X509Certificate certificate = certificate("b.example", "A.example", "10.0.0.1", "::1");
    assertThat(
            Names.exactly(
                Names.of(List.of("a.example", "b.example", "::1", "10.0.0.1")), certificate))
        .isTrue();
    assertThat(Names.exactly(List.of("a.example", "b.example", "10.0.0.1"), certificate)).isFalse();
    assertThat(Names.exactly(List.of("c.example"), certificate)).isFalse();
    assertThat(Names.exactly(List.of("a.example"), AUTHORITY.root())).isFalse();
  }
}
