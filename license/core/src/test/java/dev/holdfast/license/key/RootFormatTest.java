package dev.holdfast.license.key;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.testkit.Roots;
import dev.holdfast.license.testkit.TestVendor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The root's payload, with one thing wrong at a time; whoever signed it. */
class RootFormatTest {
  private static final TestVendor VENDOR = TestVendor.named("acme");
  private static final String DENIED = VENDOR.key(Role.LICENCE).verifying().ids().getFirst();
  private static final Root ROOT =
      Roots.denying(
          VENDOR.root(), List.of(new Root.Denial(DENIED, TestVendor.START, "a laptop was lost")));
  private static final String TEXT = new String(ROOT.payload(), UTF_8);

  private static Root read(String payload) {
    return Root.read(
        new Envelope(PayloadType.ROOT, payload.getBytes(UTF_8), List.of()), Suites.CURRENT);
  }

  @Test
  void read_whatWasWritten_isTheSameRoot() {
    assertThat(read(TEXT)).isEqualTo(ROOT);
    assertThat(new String(read(TEXT).payload(), UTF_8)).isEqualTo(TEXT);
  }

  @Test
  void toString_ofRootsAndKeys_namesIdsAndNoKey() {
    assertThat(ROOT.keys().getFirst().shortId()).matches("[0-9a-f]{12}\\+[0-9a-f]{12}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"format\" : 1 | \"format\" : 2 | FORMAT_UNKNOWN",
        "\"format\" : 1 | \"format\" : true | FIELD_TYPE",
        "\"name\" : \"acme\" | \"name\" : \"\" | FIELD_VALUE",
        "\"name\" : \"acme\" | \"Name\" : \"acme\" | AMBIGUOUS_NAME",
        "\"version\" : 1 | \"version\" : 0 | FIELD_VALUE",
        "\"version\" : 1 | \"version\" : 2147483648 | FIELD_VALUE",
        "\"version\" : 1 | \"version\" : 1.0 | BAD_NUMBER",
        "\"development\" : false | \"development\" : 0 | FIELD_TYPE",
        "\"development\" : false | \"development\" : \"false\" | FIELD_TYPE",
        "\"threshold\" : 2 | \"threshold\" : 0 | FIELD_VALUE",
        "\"threshold\" : 2 | \"threshold\" : 4 | FIELD_VALUE",
        "\"threshold\" : 2 | \"threshold\" : -2 | FIELD_VALUE",
        "\"suite\" : \"2026-1\" | \"suite\" : \"2027-1\" | SUITE_UNKNOWN",
        "\"suite\" : \"2026-1\" | \"suite\" : \"none\" | SUITE_UNKNOWN",
        "\"role\" : \"licence\" | \"role\" : \"LICENCE\" | FIELD_VALUE",
        "\"role\" : \"licence\" | \"role\" : \"root\" | FIELD_VALUE",
        "\"role\" : \"licence\" | \"rule\" : \"licence\" | FIELD_UNKNOWN",
        "\"products\" : [ | \"products\" : [ \"holdfast\", | FIELD_VALUE",
        "\"notBefore\" : \"2026-01-01T00:00:00Z\" | \"notBefore\" : \"2026-01-01\" | FIELD_VALUE",
        "\"reason\" : \"a laptop was lost\" | \"reason\" : \"\" | FIELD_VALUE",
        "\"reason\" : \"a laptop was lost\" | \"because\" : \"a laptop was lost\" | FIELD_UNKNOWN",
        "\"from\" : \"2026-01-01T00:00:00Z\" | \"from\" : \"2026-01-01T00:00:00+00:00\" |"
            + " FIELD_VALUE",
        "\"issued\" : \"2026-01-01T00:00:00Z\" | \"issued\" : null | FIELD_TYPE"
      })
  void read_unsoundMember_isRefused(String part, String other, String expected) {
    assertThat(TEXT).contains(part);
    String text = TEXT.replaceFirst(java.util.regex.Pattern.quote(part), other);
    assertRefused(() -> read(text), Refusal.valueOf(expected));
  }

  /** A denial that is misspelt would deny nobody, and nobody would notice. */
  @Test
  void read_denialOfWhatCannotBeAKey_isRefused() {
    for (String id :
        List.of("licence", DENIED.substring(1), DENIED.toUpperCase(java.util.Locale.ROOT))) {
      assertRefused(
          () -> read(TEXT.replace("\"keyId\" : \"" + DENIED, "\"keyId\" : \"" + id)),
          Refusal.FIELD_VALUE,
          "keyId");
    }
  }

  @Test
  void read_tooManyKeysOrDelegations_areRefused() {
    Root crowded =
        Roots.keys(
            ROOT,
            2,
            java.util.stream.Stream.generate(() -> ROOT.keys().getFirst()).limit(17).toList());
    assertRefused(() -> read(new String(crowded.payload(), UTF_8)), Refusal.TOO_MANY, "keys");
  }

  @Test
  void read_statementOfAnotherType_isRefused() {
    Envelope licence = new Envelope(PayloadType.LICENCE, ROOT.payload(), List.of());
    assertRefused(() -> Root.read(licence, Suites.CURRENT), Refusal.PAYLOAD_TYPE_WRONG);
  }

  @Test
  void denies_onlyWhatWasSignedFromThen() {
    VerifyingKey key = VENDOR.key(Role.LICENCE).verifying();
    assertThat(ROOT.denies(key, TestVendor.START)).isTrue();
    assertThat(ROOT.denies(key, TestVendor.START.minusSeconds(1))).isFalse();
    assertThat(ROOT.denies(VENDOR.key(Role.BUNDLE).verifying(), TestVendor.START)).isFalse();
  }

  @Test
  void delegation_itsTime_includesItsFirstInstantAndNotItsLast() {
    Root.Delegation delegation = ROOT.delegations().getFirst();
    assertThat(delegation.validAt(TestVendor.START)).isTrue();
    assertThat(delegation.validAt(TestVendor.START.minusSeconds(1))).isFalse();
    assertThat(delegation.validAt(TestVendor.END.minusSeconds(1))).isTrue();
    assertThat(delegation.validAt(TestVendor.END)).isFalse();
  }

  @Test
  void roles_all_signSomethingAndNoTypeHasTwo() {
    for (PayloadType type : PayloadType.values()) {
      long signing = java.util.Arrays.stream(Role.values()).filter(r -> r.maySign(type)).count();
      assertThat(signing).as(type.name()).isLessThanOrEqualTo(1);
    }
    for (Role role : Role.values()) {
      assertThat(role.sentence()).isNotBlank();
      assertThat(java.util.Arrays.stream(PayloadType.values()).anyMatch(role::maySign)).isTrue();
      assertThat(role.maySign(PayloadType.ROOT)).isFalse();
    }
  }
}
