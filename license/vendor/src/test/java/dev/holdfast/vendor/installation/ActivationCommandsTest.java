package dev.holdfast.vendor.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.activation.Binding;
import dev.holdfast.license.activation.ClockReset;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.vendor.Customer;
import dev.holdfast.vendor.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests are answered with bound licences and with resets of the time, once and in order. */
class ActivationCommandsTest {
  private static final Instant FALSE_MARK = Instant.parse("2099-05-05T10:00:00Z");

  @TempDir private Path folder = Path.of("");
  private Session vendor = new Session(Path.of(""));
  private final Customer customer = new Customer();
  private Path licence = Path.of("");

  @BeforeEach
  void makeKeysAndALicence() {
    vendor = new Session(folder.resolve("keys"));
    ok(vendor.keyed("keys", "init", "--development"));
    licence = folder.resolve("bought.licence");
    ok(
        vendor.keyed(
            "license", "issue", "--customer", "C", "--plan", "team", "--out", text(licence)));
  }

  @Test
  void answer_request_bindsTheNextSequenceToItsMachine() throws IOException {
    Path answer = folder.resolve("answer");
    ok(answer(ask(), answer));
    Licence bound = verified(answer);
    assertThat(bound.header().sequence()).isEqualTo(2);
    assertThat(bound.scope().installation()).isEqualTo(Customer.ID);
    Binding binding = binding(bound);
    assertThat(binding.needed()).isEqualTo(3);
    assertThatCode(
            () -> customer.standing().requireAnswer(binding, Customer.ID, Customer.signals()))
        .doesNotThrowAnyException();
    assertThat(vendor.keyed("ledger", "show").out())
        .contains("answers request 1", "activation  " + Customer.ID + " #1");
  }

  @Test
  void answer_olderRequestAfterANewerOne_isRefused() throws IOException {
    Path first = ask();
    Path second = ask();
    ok(answer(second, folder.resolve("second")));
    Session.Answer refused = answer(first, folder.resolve("first"));
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("request 1 is older than request 2");
    assertThat(folder.resolve("first")).doesNotExist();
  }

  @Test
  void answer_sameInstallationWithAnotherKey_needsASayingSo() throws IOException {
    ok(answer(ask(), folder.resolve("first")));
    Path other = write(new Customer().ask(vendor.now(), vendor.now()));
    Session.Answer refused = answer(other, folder.resolve("second"));
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("signed with another key before", "--accept-new-key");
    ok(answer(other, folder.resolve("second"), "--accept-new-key"));
    assertThat(answer(ask(), folder.resolve("third")).code())
        .as("the new key is the one that counts now")
        .isEqualTo(3);
  }

  @Test
  void answer_requestChangedOnTheWay_isRefused() throws IOException {
    Path request = ask();
    Files.writeString(request, Files.readString(request).replace("0.1.0", "0.1.1"));
    Session.Answer refused = answer(request, folder.resolve("answer"));
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("[signature_invalid]");
  }

  @Test
  void answer_neededBeyondTheSigns_isRefused() throws IOException {
    assertThat(answer(ask(), folder.resolve("answer"), "--needed", "6").code()).isEqualTo(2);
    ok(answer(ask(), folder.resolve("answer"), "--needed", "5"));
    assertThat(binding(verified(folder.resolve("answer"))).needed()).isEqualTo(5);
  }

  @Test
  void answer_dryRun_writesNothing() throws IOException {
    String before = Files.readString(vendor.keys().resolve("ledger.jsonl"));
    Session.Answer answer = answer(ask(), folder.resolve("answer"), "--dry-run");
    assertThat(ok(answer).out()).contains("Would issue", Customer.ID);
    assertThat(folder.resolve("answer")).doesNotExist();
    assertThat(Files.readString(vendor.keys().resolve("ledger.jsonl"))).isEqualTo(before);
  }

  @Test
  void reset_fromARequest_isTakenByWhoAsked() throws IOException {
    Path request = write(customer.ask(vendor.now(), FALSE_MARK));
    Path out = folder.resolve("reset");
    Session.Answer answer =
        vendor.keyed("clock", "reset", "--request", text(request), "--out", text(out));
    assertThat(ok(answer).out())
        .contains("of 5 May 2099, 10:00 UTC", "until 8 June 2026, 12:00 UTC")
        .doesNotContain("2099-05");
    ClockReset reset = read(out);
    reset.require(customer.standing(), FALSE_MARK.plusSeconds(60), vendor.now().plusSeconds(60));
    assertThat(reset.to()).isEqualTo(vendor.now());
    assertThat(vendor.keyed("ledger", "show").out()).contains("clock-reset");
  }

  @Test
  void reset_byHand_needsInstallationAndMark() throws IOException {
    Path out = folder.resolve("reset");
    assertThat(vendor.keyed("clock", "reset", "--installation", Customer.ID).code()).isEqualTo(2);
    Session.Answer answer =
        vendor.keyed(
            "clock",
            "reset",
            "--installation",
            Customer.ID,
            "--mark",
            FALSE_MARK.toString(),
            "--out",
            text(out),
            "--json");
    assertThat(ok(answer).out()).contains("\"schema\" : \"holdfast-vendor/clock-reset/1\"");
    assertThat(read(out).asked()).isNull();
  }

  @Test
  void reset_timeThatIsNotAhead_isRefused() throws IOException {
    Path request = write(customer.ask(vendor.now(), vendor.now().minus(Duration.ofDays(1))));
    Session.Answer refused = vendor.keyed("clock", "reset", "--request", text(request));
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("there is nothing to reset");
    assertThat(vendor.keyed("clock", "reset", "--days", "31").code()).isEqualTo(2);
  }

  private Session.Answer answer(Path request, Path out, String... more) {
    String[] args = new String[7 + more.length];
    System.arraycopy(
        new String[] {
          "activation", "answer", text(request), "--licence", text(licence), "--out", text(out)
        },
        0,
        args,
        0,
        7);
    System.arraycopy(more, 0, args, 7, more.length);
    return vendor.keyed(args);
  }

  private Path ask() throws IOException {
    return write(customer.ask(vendor.now(), vendor.now()));
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "request", ""), bytes);
  }

  private TrustAnchors anchors() throws IOException {
    return TrustAnchors.parse(
        Files.readAllBytes(vendor.keys().resolve("anchors.json")), Suites.CURRENT);
  }

  private ClockReset read(Path file) throws IOException {
    return ClockReset.read(
        LicenceVerifier.single(
            Files.readAllBytes(file), PayloadType.CLOCK_RESET, anchors(), "holdfast"));
  }

  private Licence verified(Path file) throws IOException {
    LicenceVerifier.Result result =
        LicenceVerifier.verify(
            Files.readAllBytes(file),
            anchors(),
            new LicenceVerifier.Reader("holdfast", null, null, null));
    assertThat(result).isInstanceOf(LicenceVerifier.Result.Verified.class);
    return ((LicenceVerifier.Result.Verified) result).licence();
  }

  private static Binding binding(Licence licence) {
    Binding binding = licence.scope().binding();
    if (binding == null) {
      throw new AssertionError("it is bound");
    }
    return binding;
  }

  private static Session.Answer ok(Session.Answer answer) {
    assertThat(answer.code()).as(answer.err()).isZero();
    return answer;
  }

  private static String text(Path path) {
    return path.toString();
  }
}
