package dev.holdfast.vendor;

import static dev.holdfast.vendor.licence.Vendors.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vendor.licence.Vendors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
 * Flags that cannot both count: whoever says both believes in one of them, and would not see which
 * one was signed.
 */
class ContradictionsTest {
  @TempDir private Path folder = Path.of("");
  private Vendors vendor = Vendors.none();
  private Path draft = Path.of("");

  @BeforeEach
  void makeADraft() throws IOException {
    vendor = Vendors.in(folder);
    Path issued = vendor.issue("issued");
    String text =
        new String(Vendors.licence(issued).payload(), java.nio.charset.StandardCharsets.UTF_8);
    draft =
        Files.writeString(
            folder.resolve("draft"),
            text.replaceFirst("lic_[0-9a-z]{26}", "lic_" + "7".repeat(26)));
  }

  private Session.Answer from(String... more) {
    List<String> args = new ArrayList<>(List.of("license", "issue", "--from", draft.toString()));
    args.addAll(List.of("--out", folder.resolve("out").toString()));
    args.addAll(List.of(more));
    return vendor.keyed(args.toArray(String[]::new));
  }

  private void assertMisunderstood(Session.Answer answer, String... words) throws IOException {
    assertThat(answer.code()).as(answer.err()).isEqualTo(2);
    assertThat(answer.err()).contains(words);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--customer, D",
    "--customer-id, d",
    "--plan, trial",
    "--kind, trial",
    "--days, 30",
    "--not-before, 2026-07-01T00:00:00Z",
    "--expires, 2027-07-01T00:00:00Z",
    "--grace-days, 0",
    "--updates-until, 2027-07-01T00:00:00Z",
    "--capability, kms.vault",
    "--quota, users=5",
    "--mode, byoc",
    "--installation, ins_1",
    "--from-version, 1.0",
    "--before-version, 2.0",
    "--contact, operator=a@example.org",
    "--template, plan.json"
  })
  void issue_fromAFileWithAChangeByFlag_isRefusedAndNamesTheFlag(String flag, String value)
      throws IOException {
    Map<String, String> before = vendor.keys();
    assertMisunderstood(from(flag, value), "--from signs the file as it stands", flag);
    assertMisunderstood(from(flag, value, "--dry-run"), flag);
    assertThat(vendor.keys()).isEqualTo(before);
  }

  @Test
  void issue_fromAFileByQuestions_isRefusedBeforeTheFirst() throws IOException {
    Session.Answer answer = from("--guided");
    assertMisunderstood(answer, "--guided");
    assertThat(answer.out()).doesNotContain("The customer's name");
  }

  @Test
  void issue_fromAFileAlone_isSigned() {
    ok(from());
    assertThat(folder.resolve("out")).exists();
    assertThat(ok(from("--dry-run", "--json")).out()).contains("\"dryRun\" : true");
  }

  @Test
  void issue_fromAFileThatIsNotThere_isSaid() {
    draft = folder.resolve("missing");
    assertThat(from().code()).isEqualTo(5);
    draft = folder;
    assertThat(from().code()).isEqualTo(5);
  }

  @Test
  void issue_daysAndAnEnd_isRefused() throws IOException {
    assertMisunderstood(
        vendor.keyed(
            "license",
            "issue",
            "--customer",
            "C",
            "--days",
            "30",
            "--expires",
            "2027-07-01T00:00:00Z",
            "--out",
            folder.resolve("out").toString()),
        "say --days or --expires, not both");
  }

  @ParameterizedTest
  @CsvSource({"--since, 2026-05-01T00:00:00Z", "--reason, a laptop was lost"})
  void rotate_withoutADenialWithWhatBelongsToOne_isRefused(String flag, String value)
      throws IOException {
    Map<String, String> before = vendor.keys();
    Session.Answer answer = vendor.keyed("keys", "rotate", "--role", "licence", flag, value);
    assertMisunderstood(answer, "--since and --reason belong to --deny");
    assertThat(vendor.keys()).isEqualTo(before);
    ok(vendor.keyed("keys", "rotate", "--deny", "licence", flag, value));
  }

  @Test
  void rotate_twoDenials_isRefused() throws IOException {
    assertMisunderstood(
        vendor.keyed("keys", "rotate", "--deny", "licence", "--deny", "bundle"), "--deny");
  }

  /** A signer that does not exist, among enough that do, is a slip; the root's holders are few. */
  @ParameterizedTest
  @ValueSource(strings = {"1,2,4", "0,1,2", "-1,1,2", "2,1,17"})
  void rotate_signerThatIsNone_isRefused(String signers) throws IOException {
    Map<String, String> before = vendor.keys();
    Session.Answer answer =
        vendor.keyed("keys", "rotate", "--role", "bundle", "--signers", signers);
    assertThat(answer.code()).isEqualTo(4);
    assertThat(answer.err()).contains("there is no share");
    assertThat(vendor.keys()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,1", "2,2,2"})
  void rotate_oneSignerSaidTwice_isOne(String signers) {
    Session.Answer answer =
        vendor.keyed("keys", "rotate", "--role", "bundle", "--signers", signers);
    assertThat(answer.code()).isEqualTo(4);
    assertThat(answer.err()).contains("1 shares are here, 2 must sign");
  }

  @Test
  void rotate_roleAndShareSaidTwice_areMadeOnce() {
    ok(
        vendor.keyed(
            "keys", "rotate", "--role", "bundle", "--role", "bundle", "--share", "1", "--share",
            "1", "--deny", "bundle"));
    Session.Answer shown = ok(vendor.keyed("keys", "show"));
    assertThat(shown.out().lines().filter(line -> line.strip().startsWith("bundle"))).hasSize(2);
    assertThat(shown.out()).contains("version 2");
  }

  @ParameterizedTest
  @CsvSource({"--mark, 2099-01-01T00:00:00Z", "--installation, ins_77777777777777777777777777"})
  void reset_fromARequestAndByHand_isRefused(String flag, String value) throws IOException {
    Customer customer = new Customer();
    java.time.Instant now = vendor.session().now();
    Path request =
        Files.write(folder.resolve("request"), customer.ask(now, now.plus(Duration.ofDays(900))));
    assertMisunderstood(
        vendor.keyed(
            "clock",
            "reset",
            "--request",
            request.toString(),
            flag,
            value,
            "--out",
            folder.resolve("out").toString()),
        "leave out what it says");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ins_1", "77777777777777777777777777", "ins_7777777777777777777777777A", "any"})
  void permit_forAnInstallationThatIsNone_isRefused(String installation) throws IOException {
    assertMisunderstood(
        vendor.keyed(
            "bundle",
            "permit",
            "--to",
            draft.toString(),
            "--from-sequence",
            "3",
            "--reason",
            "a regression",
            "--installation",
            installation,
            "--out",
            folder.resolve("out").toString()),
        "ins_ and 26 characters");
  }
}
