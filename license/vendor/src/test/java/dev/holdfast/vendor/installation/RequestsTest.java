package dev.holdfast.vendor.installation;

import static dev.holdfast.vendor.licence.Vendors.licence;
import static dev.holdfast.vendor.licence.Vendors.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.activation.Fingerprint;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.usage.UsageChain;
import dev.holdfast.license.usage.UsageReport;
import dev.holdfast.vendor.Customer;
import dev.holdfast.vendor.Session;
import dev.holdfast.vendor.licence.Vendors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What arrives from installations is signed by whoever wrote it: it says who it is, and the vendor
 * remembers who that was before.
 */
class RequestsTest {
  @TempDir private Path folder = Path.of("");
  private Vendors vendor = Vendors.none();
  private Path licence = Path.of("");
  private int number;

  @BeforeEach
  void sellALicence() {
    vendor = Vendors.in(folder);
    licence = vendor.issue("bought");
  }

  private Instant now() {
    return vendor.session().now();
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("sent-" + ++number), bytes);
  }

  private Session.Answer answer(byte[] request, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("activation", "answer", write(request).toString()));
    args.addAll(List.of("--licence", licence.toString()));
    args.addAll(List.of("--out", folder.resolve("answer-" + number).toString()));
    args.addAll(List.of(more));
    return vendor.keyed(args.toArray(String[]::new));
  }

  private Session.Answer reset(byte[] request, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("clock", "reset", "--request"));
    args.add(write(request).toString());
    args.addAll(List.of("--out", folder.resolve("reset-" + number).toString()));
    args.addAll(List.of(more));
    return vendor.keyed(args.toArray(String[]::new));
  }

  private byte[] request(SigningKey key, String product, String installation, long sequence) {
    return new ActivationRequest(
            product,
            installation,
            sequence,
            new byte[ActivationRequest.NONCE_BYTES],
            now(),
            now().plus(Duration.ofDays(900)),
            "0.1.0",
            null,
            Fingerprint.of(new byte[Fingerprint.SALT_BYTES], Customer.signals()))
        .file(key);
  }

  /** Installed anew once, it counts its requests anew, and nobody is asked each time again. */
  @Test
  void answer_secondRequestAfterANewKeyWasAccepted_needsNoSayingSo() throws IOException {
    Customer before = new Customer();
    for (int i = 0; i < 4; i++) {
      ok(answer(before.ask(now(), now())));
    }
    Customer anew = new Customer();
    assertThat(answer(anew.ask(now(), now())).code()).isEqualTo(3);
    ok(answer(anew.ask(now(), now()), "--accept-new-key"));
    ok(answer(anew.ask(now(), now())));
    ok(answer(anew.ask(now(), now())));
  }

  @Test
  void answer_olderRequestOfTheNewKey_isRefusedAsEver() throws IOException {
    ok(answer(new Customer().ask(now(), now())));
    Customer anew = new Customer();
    byte[] first = anew.ask(now(), now());
    ok(answer(anew.ask(now(), now()), "--accept-new-key"));
    Session.Answer refused = answer(first);
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("request 1 is older than request 2");
  }

  @Test
  void answer_sameRequestTwice_isAnsweredTwiceWithTwoNumbers() throws IOException {
    byte[] request = new Customer().ask(now(), now());
    ok(answer(request));
    long first = licence(folder.resolve("answer-" + number)).header().sequence();
    ok(answer(request));
    assertThat(licence(folder.resolve("answer-" + number)).header().sequence())
        .isEqualTo(first + 1);
  }

  @ParameterizedTest
  @CsvSource({"other", "Holdfast", "holdfast2"})
  void requests_forAnotherProduct_areRefused(String product) throws IOException {
    byte[] request = request(SigningKey.generate(Suite.V2026_1), product, Customer.ID, 1);
    Map<String, String> before = vendor.keys();
    assertThat(answer(request).code()).isEqualTo(3);
    Session.Answer reset = reset(request);
    assertThat(reset.code()).isEqualTo(3);
    assertThat(reset.err()).contains("the request is for " + product);
    assertThat(vendor.keys()).isEqualTo(before);
  }

  @Test
  void reset_signedByAnotherKeyThanBefore_needsASayingSo() throws IOException {
    ok(answer(new Customer().ask(now(), now())));
    byte[] other = request(SigningKey.generate(Suite.V2026_1), "holdfast", Customer.ID, 9);
    Session.Answer refused = reset(other);
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("--accept-new-key");
    assertThat(folder.resolve("reset-" + number)).doesNotExist();
    ok(reset(other, "--accept-new-key"));
  }

  /** A reset is no answer to a request for a licence, and does not count as one. */
  @Test
  void answer_afterAResetOfALaterRequest_isGiven() throws IOException {
    SigningKey key = SigningKey.generate(Suite.V2026_1);
    ok(reset(request(key, "holdfast", Customer.ID, 8)));
    ok(answer(request(key, "holdfast", Customer.ID, 3)));
  }

  @Test
  void answer_ofTwoInstallations_isCountedApart() throws IOException {
    SigningKey one = SigningKey.generate(Suite.V2026_1);
    SigningKey other = SigningKey.generate(Suite.V2026_1);
    ok(answer(request(one, "holdfast", "ins_" + "1".repeat(26), 7)));
    ok(answer(request(other, "holdfast", "ins_" + "2".repeat(26), 1)));
    assertThat(answer(request(one, "holdfast", "ins_" + "2".repeat(26), 2)).code()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5})
  void answer_neededUpToAllSigns_isWhatTheLicenceSays(int needed) throws IOException {
    ok(answer(new Customer().ask(now(), now()), "--needed", Integer.toString(needed)));
    var binding = licence(folder.resolve("answer-" + number)).scope().binding();
    assertThat(binding).isNotNull();
    assertThat(binding).extracting("needed").isEqualTo(needed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "6", "2147483647", "1.5", "all"})
  void answer_neededBeyond_isMisunderstoodAndWritesNothing(String needed) throws IOException {
    Map<String, String> before = vendor.keys();
    assertThat(answer(new Customer().ask(now(), now()), "--needed", needed).code()).isEqualTo(2);
    assertThat(vendor.keys()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "1, 0", "30, 0", "31, 2", "-7, 2", "2147483647, 2"})
  void reset_usableForSomeDays_isTakenFrom1To30(int days, int code) throws IOException {
    Session.Answer answer =
        reset(
            request(SigningKey.generate(Suite.V2026_1), "holdfast", Customer.ID, 1),
            "--days",
            Integer.toString(days));
    assertThat(answer.code()).as(answer.err()).isEqualTo(code);
  }

  /** Somebody reports as an installation that cannot be: as a licence, or as the vendor's root. */
  @ParameterizedTest
  @ValueSource(strings = {"holdfast", "lic_00000000000000000000000001", "ins_1", "-"})
  void verify_reportOfNoInstallation_isRefusedAndNotWrittenDown(String installation)
      throws IOException {
    LocalDate day = LocalDate.of(2026, 6, 1);
    String start = UsageChain.start(installation);
    byte[] report =
        new UsageReport(
                "holdfast",
                installation,
                2_000_000_000,
                now(),
                "0.1.0",
                null,
                day,
                day,
                1,
                0,
                start,
                start)
            .file(SigningKey.generate(Suite.V2026_1), List.of());
    Map<String, String> before = vendor.keys();
    Session.Answer answer =
        vendor.keyed("report", "verify", write(report).toString(), "--accept", "whatever");
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains("is no installation's id");
    assertThat(vendor.keys()).isEqualTo(before);
  }

  /**
   * The ledger takes a report first and signs its receipt then: what breaks off can be done again.
   */
  @Test
  void verify_receiptThatCouldNotBeSigned_isSignedTheNextTime() throws IOException {
    Path report = write(new Customer().day(10, 1).report(1));
    Path key = vendor.session().keys().resolve("receipt.pem");
    Path away = folder.resolve("away.pem");
    Files.move(key, away);
    Path receipt = folder.resolve("receipt");
    String[] args = {"report", "verify", report.toString(), "--receipt", receipt.toString()};
    assertThat(vendor.keyed(args).code()).isEqualTo(5);
    assertThat(receipt).doesNotExist();
    Files.move(away, key);
    Session.Answer again = ok(vendor.keyed(args));
    assertThat(again.out()).contains("this very file came before");
    assertThat(receipt).exists();
    // And never over the one that was handed over.
    assertThat(vendor.keyed(args).code()).isEqualTo(5);
  }
}
