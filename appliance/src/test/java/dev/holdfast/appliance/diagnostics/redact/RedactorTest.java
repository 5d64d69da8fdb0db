package dev.holdfast.appliance.diagnostics.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactorTest {
  private final Names names = new Names(number -> "t" + number);
  private final Redactor redactor = new Redactor(names);

  static Stream<Arguments> shapes() {
    return Canaries.shapes().entrySet().stream()
        .map(shape -> Arguments.of(shape.getKey(), shape.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void t43_secretOfEveryShape_isGoneAndTheGuardFindsNothing(String shape, String text) {
    String safe = redactor.redact("before " + text + "\nafter");

    assertThat(safe).as(shape).doesNotContainIgnoringCase(Canaries.MARK).contains("after");
    assertThat(new LeakGuard(names, List.of(), name -> false).look(bytes("x.txt", safe)))
        .as(safe)
        .isEmpty();
    assertThat(redactor.redact(safe)).as("redacted twice").isEqualTo(safe);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void guard_onTheUnredactedText_findsTheLeak(String shape, String text) {
    if (!shape.equals("email")) {
      assertThat(new LeakGuard(names, List.of(), name -> false).look(bytes("x.txt", text)))
          .as(shape)
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-21T10:00:00Z INFO Started in 1.2 s on 127.0.0.1:8443",
        "\"level\":\"ERROR\",\"logger\":\"dev.holdfast.appliance.audit.Shipper\"",
        "at dev.holdfast.appliance.gateway.Exchange.run(Exchange.java:120)",
        "holdfast_audit_records_total 12345.0",
        "heap.used.percent=41",
        "hasSecret: true, tokens: null"
      })
  void redact_whatSupportNeeds_staysAsItIs(String text) {
    assertThat(redactor.redact(text)).isEqualTo(text);
  }

  @Test
  void tokenise_knownNamesAndAddresses_haveTheSameTokenEverywhere() {
    names.know("tenant", List.of("Brauerei Müller & Söhne", "acme"));
    names.know("host", List.of("db7.customer.example"));

    String safe =
        redactor.redact(
            "ACME and acme, not acmesque; brauerei müller & söhne on DB7.customer.example"
                + " from 10.1.2.3, 10.1.2.3 and fe80::1ff:fe23:4567:890a by Ann@acme.example");

    assertThat(safe)
        .doesNotContainIgnoringCase("müller")
        .doesNotContain("10.1.2.3")
        .doesNotContain("db7.customer")
        .doesNotContain("Ann@")
        .doesNotContain("fe80")
        .contains("acmesque");
    assertThat(safe.split("<tenant-t2>", -1)).hasSize(3);
    assertThat(safe.split("<ip-", -1)).hasSize(4);
    assertThat(names.leaks(safe)).isZero();
    assertThat(names.map()).containsEntry("<tenant-t2>", "acme").containsValue("ann@acme.example");
  }

  @Test
  void guard_knownNameOwnSecretOrNameInAFileName_isALeak() {
    names.know("tenant", List.of("acme"));
    LeakGuard guard = new LeakGuard(names, List.of("correct-horse-battery"), "own.txt"::equals);

    assertThat(guard.look(bytes("x.txt", "for ACME today"))).hasSize(1);
    assertThat(guard.look(bytes("x.txt", "it is correct-horse-battery.")))
        .extracting(LeakGuard.Leak::kind)
        .containsExactly("secret of this appliance");
    assertThat(guard.look(bytes("acme.txt", "nothing"))).hasSize(1);
    assertThat(guard.look(bytes("own.txt", "nothing"))).isEmpty();
    assertThat(guard.look(bytes("x.txt", "nothing"))).isEmpty();
  }

  @Test
  void tokenise_namesThatAreWordsOfMasks_areLeftAlone() {
    names.know("tenant", List.of("Cookie", "person", "acme"));

    String safe = redactor.redact("Cookie: a=bcdefgh; acme");

    assertThat(names.leaks(safe)).isZero();
    assertThat(safe).startsWith("Cookie: [redacted:cookie]");
  }

  @Test
  void t43_dataSourceOfAUserWhoIsCalledLikeTheMask_isMaskedAndFound() {
    String text = "dsn redacted:" + Canaries.MARK + "pw@tcp(db:3306)/app";

    assertThat(redactor.redact(text)).isEqualTo("dsn [redacted:dsn]@tcp(db:3306)/app");
    assertThat(new LeakGuard(names, List.of(), name -> false).look(bytes("x.txt", text)))
        .isNotEmpty();
  }

  @Test
  void redact_twoMegabytesOfLog_takesSecondsNotMinutes() {
    names.know(
        "tenant",
        Stream.iterate(1, n -> n + 1).limit(3_000).map(n -> "tenant number " + n).toList());
    String line =
        "{\"at\":\"2026-11-21T10:00:00Z\",\"level\":\"INFO\",\"logger\":\"dev.holdfast.x.Y\",\"message\":\"GET"
            + " /api/tenants/ten_01h455vb4pex5vsknk084sn02q/keys from 10.0.0.7 took 12 ms\"}\n";
    String text = line.repeat((2 << 20) / line.length());

    assertThat(redactor.redact(text)).doesNotContain("10.0.0.7").contains("took 12 ms");
  }

  private static Map<String, byte[]> bytes(String name, String text) {
    return Map.of(name, text.getBytes(StandardCharsets.UTF_8));
  }
}
