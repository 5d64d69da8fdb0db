package dev.holdfast.installer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.installer.FakeAppliance.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs for the certificate, against an appliance that answers whatever a test wants. */
class TlsCommandTest {
  private static final String PATH = "/api/platform/certificate";

  @TempDir Path home = Path.of("");
  private FakeAppliance appliance;

  @SuppressWarnings("NullAway.Init")
  TlsCommandTest() {}

  @BeforeEach
  void start() throws IOException {
    appliance = new FakeAppliance(home);
  }

  @AfterEach
  void stop() {
    appliance.close();
  }

  private static String view(String origin, String acme) {
    return """
        {"subject":"CN=ai.example.com","issuer":"CN=Internal","names":["ai.example.com"],
         "notBefore":"2026-11-01T00:00:00Z","notAfter":"2027-01-01T00:00:00Z",
         "origin":"%s","problem":"","acme":%s}
        """
        .formatted(origin, acme);
  }

  private static String acme(String phase, String attempted, String code) {
    return """
        {"phase":"%s","dueAt":null,"attemptedAt":%s,"code":%s,"detail":"the server's words"}
        """
        .formatted(phase, attempted, code);
  }

  @Test
  void status_ofAnOwnCertificate_saysWhereItIsFrom() {
    appliance.answers(PATH, 200, view("own", "null"));

    Result result = appliance.run("tls", "status");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("from the appliance's own authority is in use, until 2027-01-01T00:00:00Z.")
        .doesNotContain("problem");
  }

  @Test
  void status_whileTheRenewalFails_warns() {
    appliance.answers(PATH, 200, view("acme", acme("retrying", "null", "\"acme_unreachable\"")));

    Result result = appliance.run("tls", "status");

    assertThat(result.code()).isEqualTo(4);
    assertThat(result.out()).contains("by ACME").contains("acme_unreachable").contains("words");
  }

  @Test
  void status_asJson_isADocument() {
    appliance.answers(PATH, 200, view("files", "null"));

    Result result = appliance.run("tls", "status", "--json");

    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("\"schema\"").contains("\"origin\"");
  }

  @Test
  void renew_thatEndsWell_isZero() {
    appliance
        .answers(PATH, 200, view("acme", acme("waiting", "null", "null")))
        .answers(PATH + "/renew", 202, view("acme", acme("waiting", "\"2026-11-21\"", "null")));

    Result result = appliance.run("tls", "renew");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("by ACME is in use");
  }

  @Test
  void renew_thatEndsBadly_isThree_withTheReason() {
    appliance
        .answers(PATH, 200, view("acme", acme("waiting", "null", "null")))
        .answers(
            PATH + "/renew",
            202,
            view("acme", acme("retrying", "\"2026-11-21\"", "\"acme_refused\"")));

    Result result = appliance.run("tls", "renew");

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).contains("acme_refused");
  }

  @Test
  void renew_thatDoesNotEnd_isGivenUp() {
    appliance
        .answers(PATH, 200, view("acme", acme("ordering", "null", "null")))
        .answers(PATH + "/renew", 202, view("acme", acme("ordering", "null", "null")));

    assertThat(appliance.run("tls", "renew", "--timeout", "1").code()).isEqualTo(3);
  }

  @Test
  void renew_whereThereIsNoAcme_saysSo() {
    appliance
        .answers(PATH, 200, view("own", "null"))
        .answers(
            PATH + "/renew",
            409,
            "{\"code\":\"acme_off\",\"detail\":\"The certificate is not from an ACME server.\","
                + "\"hint\":\"Set holdfast.tls.mode to acme.\"}");

    Result result = appliance.run("tls", "renew");

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("not from an ACME server").contains("holdfast.tls.mode");
  }

  @Test
  void verb_thatIsMissing_isAskedFor() {
    assertThat(appliance.run("tls").code()).isEqualTo(2);
  }
}
