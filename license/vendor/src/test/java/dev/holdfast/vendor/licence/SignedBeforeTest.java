package dev.holdfast.vendor.licence;

import static dev.holdfast.vendor.licence.Vendors.licence;
import static dev.holdfast.vendor.licence.Vendors.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.Quota;
import dev.holdfast.vendor.Customer;
import dev.holdfast.vendor.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a customer sends back is not signed again because it looks like a licence of ours. */
class SignedBeforeTest {
  @TempDir private Path folder = Path.of("");
  @TempDir private Path elsewhere = Path.of("");
  private Vendors vendor = Vendors.none();
  private Path bought = Path.of("");

  @BeforeEach
  void sellALicence() {
    vendor = Vendors.in(folder);
    bought = vendor.issue("bought.licence");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"amount\" : 50', '\"amount\" : 50000'",
    "'\"percent\" : 10', '\"percent\" : 1000'",
    "'\"gateway.chat\"', '\"sso.saml\"'",
    "'\"graceDays\" : 30', '\"graceDays\" : 366'",
    "'\"plan\" : \"team\"', '\"plan\" : \"enterprise\"'",
    "'\"kind\" : \"paid\"', '\"kind\" : \"internal\"'",
    "'\"name\" : \"C\"', '\"name\" : \"D\"'",
    "'\"sequence\" : 1', '\"sequence\" : 900'"
  })
  void renew_licenceThatTheCustomerChanged_isRefusedAndNothingIsSigned(String part, String other)
      throws IOException {
    Path changed = vendor.changed(bought, "changed.licence", part, other);
    Map<String, String> before = vendor.keys();

    Session.Answer answer = vendor.renew(changed, "next.licence");

    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains("is not as these keys signed it", "--accept-unsigned");
    assertThat(vendor.file("next.licence")).doesNotExist();
    assertThat(vendor.keys()).isEqualTo(before);
  }

  /** A dry run says what would be signed, so it must not say it of what would not be. */
  @Test
  void renew_changedLicenceInADryRun_isRefusedToo() throws IOException {
    Path changed = vendor.changed(bought, "c", "\"amount\" : 50", "\"amount\" : 51");
    assertThat(vendor.renew(changed, "next", "--dry-run").code()).isEqualTo(3);
  }

  @Test
  void renew_changedAndThatIsKnown_isSignedAsItStands() throws IOException {
    Path changed = vendor.changed(bought, "c", "\"amount\" : 50,", "\"amount\" : 70,");
    ok(vendor.renew(changed, "next", "--accept-unsigned"));
    Licence next = licence(vendor.file("next"));
    assertThat(next.grant().quota("users"))
        .contains(new Quota.Bounded(70, Quota.Overage.ALLOW, 10));
    assertThat(next.header().sequence()).isEqualTo(2);
  }

  @Test
  void renew_licenceOfAnotherVendor_isRefused() {
    Path foreign = Vendors.in(elsewhere).issue("foreign.licence");
    Session.Answer answer = vendor.renew(foreign, "next");
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains("not trusted here");
  }

  @Test
  void renew_licenceOfAKeyThatWasRotated_holds() throws IOException {
    ok(vendor.keyed("keys", "rotate", "--role", "licence"));
    ok(vendor.renew(bought, "next"));
    assertThat(licence(vendor.file("next")).header().sequence()).isEqualTo(2);
  }

  /** Whoever has the leaked key has signed it, or the vendor has: the tool cannot tell. */
  @Test
  void renew_licenceOfAKeyThatWasDenied_needsASayingSo() {
    ok(vendor.keyed("keys", "rotate", "--deny", "licence", "--since", "2026-01-01T00:00:00Z"));
    Session.Answer answer = vendor.renew(bought, "next");
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains("withdrawn");
    ok(vendor.renew(bought, "next", "--accept-unsigned"));
  }

  @Test
  void renew_licenceCutOrWithSomethingBehindIt_isRefused() throws IOException {
    String text = Files.readString(bought);
    for (String other :
        new String[] {text + text, text + " ", "\ufeff" + text, text.replace("\n", "") + "\n\n"}) {
      Path file = Files.writeString(vendor.file("other"), other);
      assertThat(vendor.renew(file, "next").code()).as(other.substring(0, 20)).isEqualTo(3);
    }
    // Editors end a file with a line; that is no other licence.
    ok(vendor.renew(Files.writeString(vendor.file("crlf"), text.strip() + "\r\n"), "next"));
  }

  @Test
  void answer_licenceThatTheCustomerChanged_isRefusedAndNothingIsSigned() throws IOException {
    Path changed = vendor.changed(bought, "c", "\"amount\" : 50", "\"amount\" : 50000");
    Path request = Files.write(vendor.file("request"), new Customer().ask(now(), now()));
    Map<String, String> before = vendor.keys();

    Session.Answer answer = answer(request, changed);

    assertThat(answer.code()).isEqualTo(3);
    assertThat(vendor.keys()).isEqualTo(before);
    ok(answer(request, bought));
    assertThat(licence(vendor.file("answer")).grant().quota("users"))
        .contains(new Quota.Bounded(50, Quota.Overage.ALLOW, 10));
  }

  /** Compared with a licence that was changed, no use would ever be beyond it. */
  @Test
  void verify_againstALicenceThatWasChanged_isRefused() throws IOException {
    Path report = Files.write(vendor.file("report"), new Customer().day(10, 60).report(1));
    Path changed = vendor.changed(bought, "c", "\"amount\" : 50", "\"amount\" : 50000");
    assertThat(verify(report, changed).code()).isEqualTo(3);
    assertThat(ok(verify(report, bought)).out()).contains("60 of 50: 10 beyond the licence");
  }

  @Test
  void renew_anythingElseThanALicence_isRefused() throws IOException {
    Path request = Files.write(vendor.file("request"), new Customer().ask(now(), now()));
    assertThat(vendor.renew(request, "next").code()).isEqualTo(3);
    assertThat(vendor.renew(vendor.session().keys().resolve("roots.json"), "next").code())
        .isEqualTo(3);
    assertThat(vendor.renew(vendor.file("missing"), "next").code()).isEqualTo(5);
    assertThat(vendor.renew(folder, "next").code()).isEqualTo(5);
  }

  @Test
  void renew_expiredLongAgo_holdsFromNowOn() throws IOException {
    vendor.session().advance(Duration.ofDays(800));
    ok(vendor.renew(bought, "next", "--days", "10"));
    assertThat(licence(vendor.file("next")).term().expires())
        .isEqualTo(vendor.session().now().plus(Duration.ofDays(10)));
  }

  private java.time.Instant now() {
    return vendor.session().now();
  }

  private Session.Answer answer(Path request, Path licence) {
    return vendor.keyed(
        "activation",
        "answer",
        request.toString(),
        "--licence",
        licence.toString(),
        "--out",
        vendor.file("answer").toString());
  }

  private Session.Answer verify(Path report, Path licence) {
    return vendor.keyed(
        "report", "verify", report.toString(), "--licence", licence.toString(), "--dry-run");
  }
}
