package dev.holdfast.license.activation;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.key.SelfSigned;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.testkit.Installation;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests, fingerprints and bindings are read strictly, whoever signed them. */
class RequestFormatTest {
  private final Installation here = new Installation('a');
  private final ActivationRequest request = here.ask();
  private final String payload = payload(request);

  @Test
  void verify_whatWasWritten_isTheSameRequest() {
    ActivationRequest again =
        ActivationRequest.verify(request.file(here.key()), Suites.CURRENT).request();
    assertThat(again.installation()).isEqualTo(request.installation());
    assertThat(again.nonce()).isEqualTo(request.nonce());
    assertThat(again.fingerprint().signals()).isEqualTo(request.fingerprint().signals());
    assertThat(payload(again)).isEqualTo(payload);
  }

  @Test
  void verify_licenceInForce_isNamed() {
    String with =
        payload.replace(
            "\"version\" :",
            "\"licence\" : {\"id\" : \"lic_00000000000000000000000001\", \"sequence\" : 3},"
                + " \"version\" :");
    ActivationRequest.LicenceRef named = read(with).licence();
    assertThat(Objects.requireNonNull(named).sequence()).isEqualTo(3);
    assertThat(request.licence()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"format\" : 1 | \"format\" : 2 | FORMAT_UNKNOWN",
        "\"sequence\" : 1 | \"sequence\" : 0 | FIELD_VALUE",
        "ins_aaaa | ins_AAAA | FIELD_VALUE",
        "ins_aaaa | ten_aaaa | FIELD_VALUE",
        "\"nonce\" : \" | \"nonce\" : \"AAAA | FIELD_VALUE",
        "\"issued\" : \"2026-11-21T05:30:00Z\" | \"issued\" : \"yesterday\" | FIELD_VALUE",
        "\"mark\" | \"MARK\" | AMBIGUOUS_NAME",
        "\"mark\" | \"marks\" | FIELD_MISSING",
        "\"machine-id\" | \"Machine-Id\" | FIELD_VALUE",
        "\"machine-id\" | \"machine.id\" | FIELD_VALUE",
        "\"signals\" | \"hosts\" | FIELD_UNKNOWN",
      })
  void verify_unsoundField_isRefused(String part, String other, Refusal expected) {
    assertThat(payload).contains(part);
    assertRefused(() -> read(payload.replaceFirst(part, other)), expected);
  }

  @Test
  void verify_somethingAttached_isRefused() {
    byte[] file =
        SelfSigned.write(
            here.key(),
            PayloadType.ACTIVATION_REQUEST,
            payload.getBytes(StandardCharsets.UTF_8),
            "more\n".getBytes(StandardCharsets.UTF_8));
    assertRefused(() -> ActivationRequest.verify(file, Suites.CURRENT), Refusal.CONTENTS_WRONG);
  }

  @Test
  void fingerprint_sameMachineWithAnotherSalt_hasNothingInCommon() {
    byte[] salt = new byte[Fingerprint.SALT_BYTES];
    Fingerprint one = Fingerprint.of(salt, here.signals());
    salt = salt.clone();
    salt[0] = 1;
    Fingerprint other = Fingerprint.of(salt, here.signals());
    assertThat(one.signals().keySet()).isEqualTo(other.signals().keySet());
    assertThat(one.signals().values()).doesNotContainAnyElementsOf(other.signals().values());
  }

  @Test
  void fingerprint_valueMovedToAnotherName_hasAnotherDigest() {
    byte[] salt = new byte[Fingerprint.SALT_BYTES];
    Fingerprint one = Fingerprint.of(salt, Map.of("disk", "x", "cpu", "x"));
    assertThat(one.signals().get("disk")).isNotEqualTo(one.signals().get("cpu"));
  }

  @Test
  void fingerprint_tooManySignalsOrAShortSalt_cannotBeMade() {
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 17; i++) {
      many.put("signal-" + i, "x");
    }
    assertThatThrownBy(() -> Fingerprint.of(new byte[32], many))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fingerprint.of(new byte[31], Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 6})
  void binding_moreNeededThanThereAre_cannotBeMade(int needed) {
    assertThatThrownBy(() -> new Binding(1, request.nonce(), needed, request.fingerprint()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"needed\" : 3 | \"needed\" : 6 | FIELD_VALUE",
        "\"needed\" : 3 | \"needed\" : -1 | FIELD_VALUE",
        "\"request\" : 1 | \"request\" : 0 | FIELD_VALUE",
        "\"nonce\" : \" | \"nonce\" : \"AAAA | FIELD_VALUE",
        "\"needed\" | \"wanted\" | FIELD_UNKNOWN",
        "\"installation\" : | \"installed\" : | FIELD_MISSING",
        "\"salt\" : \" | \"salt\" : \"AAAA | FIELD_VALUE",
      })
  void licence_unsoundBinding_isRefused(String part, String other, Refusal expected) {
    String bound = new String(Installation.bound(request).payload(), StandardCharsets.UTF_8);
    assertThat(bound).contains(part, "\"critical\"");
    assertRefused(
        () ->
            Licence.read(
                StrictJson.parse(
                    bound.replaceFirst(part, other).getBytes(StandardCharsets.UTF_8),
                    65_536,
                    4096)),
        expected);
  }

  @Test
  void licence_boundOne_isReadBackTheSameAndIsCritical() {
    Licence bound = Installation.bound(request);
    Licence again = Licence.read(StrictJson.parse(bound.payload(), 65_536, 4096));
    assertThat(again.payload()).isEqualTo(bound.payload());
    assertThat(Objects.requireNonNull(again.scope().binding()).fit(here.signals()))
        .isInstanceOf(Binding.Fit.Same.class);
    assertThat(again.newer()).isEmpty();
  }

  @Test
  void fit_noneNeeded_isSameEverywhere() {
    Binding anywhere = new Binding(1, request.nonce(), 0, request.fingerprint());
    assertThat(anywhere.fit(Map.of()))
        .isInstanceOfSatisfying(
            Binding.Fit.Same.class, same -> assertThat(same.changed()).hasSize(5));
  }

  private ActivationRequest read(String text) {
    byte[] file =
        SelfSigned.write(
            here.key(), PayloadType.ACTIVATION_REQUEST, text.getBytes(StandardCharsets.UTF_8));
    return ActivationRequest.verify(file, Suites.CURRENT).request();
  }

  private String payload(ActivationRequest of) {
    String text = new String(of.file(here.key()), StandardCharsets.UTF_8);
    return text.substring(text.indexOf('{'), text.indexOf("\n}\n") + 2);
  }
}
