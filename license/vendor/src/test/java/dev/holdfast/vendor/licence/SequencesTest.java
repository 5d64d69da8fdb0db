package dev.holdfast.vendor.licence;

import static dev.holdfast.vendor.licence.Vendors.licence;
import static dev.holdfast.vendor.licence.Vendors.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.vendor.Customer;
import dev.holdfast.vendor.Session;
import dev.holdfast.vendor.keys.KeyFolder;
import dev.holdfast.vendor.keys.Revocations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sequences only rise, whatever file somebody starts from: a number that was given twice would make
 * two licences of which an appliance takes either, and one that was taken back would come back.
 */
class SequencesTest {
  @TempDir private Path folder = Path.of("");
  private Vendors vendor = Vendors.none();
  private Path first = Path.of("");
  private String id = "";

  @BeforeEach
  void sellALicence() throws IOException {
    vendor = Vendors.in(folder);
    first = vendor.issue("1");
    id = licence(first).header().id();
  }

  private static long sequence(Path file) throws IOException {
    return licence(file).header().sequence();
  }

  private RevocationList list() throws IOException {
    return new Revocations(new KeyFolder(vendor.session().keys())).list().orElseThrow();
  }

  private Session.Answer revoke(String licence, String... more) {
    String[] args = new String[4 + more.length];
    System.arraycopy(new String[] {"revoke", licence, "--reason", "not paid"}, 0, args, 0, 4);
    System.arraycopy(more, 0, args, 4, more.length);
    return vendor.keyed(args);
  }

  /** The ledger's newest line about it tells of the revocation, whose number is the list's. */
  @Test
  void renew_fromTheFirstFileAfterARevocation_isNewerThanAllThatWasTakenBack() throws IOException {
    ok(vendor.renew(first, "2"));
    ok(vendor.renew(first, "3"));
    ok(revoke(id));
    assertThat(list().entries().getFirst().upToSequence()).isEqualTo(3);

    ok(vendor.renew(first, "4"));

    assertThat(sequence(vendor.file("4"))).isEqualTo(4);
    assertThat(list().revocationOf(licence(vendor.file("4")).header())).isEmpty();
    assertThat(list().revocationOf(licence(vendor.file("3")).header())).isPresent();
  }

  @Test
  void revoke_againWithoutARenewal_takesNoLaterLicenceBack() throws IOException {
    for (int other = 0; other < 3; other++) {
      ok(revoke("lic_" + String.valueOf(other).repeat(26), "--up-to-sequence", "1"));
    }
    ok(revoke(id));
    ok(revoke(id));
    RevocationList.Entry entry =
        list().entries().stream().filter(one -> one.licence().equals(id)).findFirst().orElseThrow();
    assertThat(list().sequence()).isEqualTo(5);
    assertThat(entry.upToSequence()).isEqualTo(1);
  }

  @Test
  void revoke_afterARenewal_takesTheRenewedOneBackToo() throws IOException {
    ok(revoke(id));
    ok(vendor.renew(first, "2"));
    assertThat(list().revocationOf(licence(vendor.file("2")).header())).isEmpty();
    ok(revoke(id));
    assertThat(list().revocationOf(licence(vendor.file("2")).header())).isPresent();
  }

  /** A report is signed by whoever wrote it; its numbers must not become a licence's. */
  @Test
  void renew_afterRequestsOfAnInstallation_countsLicencesOnly() throws IOException {
    Customer customer = new Customer();
    Instant now = vendor.session().now();
    for (int i = 0; i < 3; i++) {
      customer.ask(now, now);
    }
    Path request = Files.write(vendor.file("request"), customer.ask(now, now));
    Path answer = vendor.file("answer");
    ok(
        vendor.keyed(
            "activation",
            "answer",
            request.toString(),
            "--licence",
            first.toString(),
            "--out",
            answer.toString()));
    assertThat(sequence(answer)).isEqualTo(2);
    ok(vendor.renew(answer, "3"));
    assertThat(sequence(vendor.file("3"))).isEqualTo(3);
    assertThat(licence(vendor.file("3")).scope().binding()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void issue_fromAFileWithANumberThatWasGiven_isRefusedAndNothingIsWritten(long sequence)
      throws IOException {
    ok(vendor.renew(first, "2"));
    Path file = payload(first, "\"sequence\" : 1", "\"sequence\" : " + sequence);
    Map<String, String> before = vendor.keys();

    Session.Answer answer = from(file, "again");

    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains(id, "the ledger knows 2");
    assertThat(vendor.file("again")).doesNotExist();
    assertThat(vendor.keys()).isEqualTo(before);
  }

  @Test
  void issue_fromAFileWithTheNextNumber_isSignedAndRenewalsGoOnFromThere() throws IOException {
    ok(from(payload(first, "\"sequence\" : 1", "\"sequence\" : 9"), "9"));
    ok(vendor.renew(first, "10"));
    assertThat(sequence(vendor.file("10"))).isEqualTo(10);
  }

  @Test
  void issue_fromAFileWithTheLastNumber_cannotBeRenewedAndSaysSo() throws IOException {
    ok(from(payload(first, "\"sequence\" : 1", "\"sequence\" : 9007199254740991"), "last"));
    Session.Answer answer = vendor.renew(first, "more");
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains("bad_number");
    assertThat(vendor.file("more")).doesNotExist();
  }

  /** What no appliance would take is not handed over: a slip of the pen in the year. */
  @ParameterizedTest
  @CsvSource({
    "2027-06-01T12:01:01Z, 3, issued in the future",
    "2026-06-03T12:01:01Z, 3, issued in the future",
    "2026-06-02T12:00:00Z, 0, ''",
    "2026-06-01T12:01:01Z, 0, ''",
    "2025-06-01T12:01:01Z, 3, was not valid when it was signed"
  })
  void issue_fromAFileIssuedAtAnotherTime_isSignedWhereAnApplianceTakesIt(
      String issued, int code, String words) throws IOException {
    String text = new String(licence(first).payload(), StandardCharsets.UTF_8);
    String other =
        text.replaceFirst("\"issued\" : \"[^\"]*\"", "\"issued\" : \"" + issued + "\"")
            .replace(id, "lic_" + "6".repeat(26));
    Session.Answer answer = from(Files.writeString(vendor.file("draft"), other), "signed");
    assertThat(answer.code()).as(answer.err()).isEqualTo(code);
    assertThat(answer.err()).contains(words);
  }

  @Test
  void nextHeader_oldKeysFolderWithoutALedger_startsFromTheFile() throws IOException {
    Files.delete(vendor.session().keys().resolve("ledger.jsonl"));
    Files.delete(vendor.session().keys().resolve("ledger.head"));
    ok(vendor.renew(first, "2"));
    assertThat(sequence(vendor.file("2"))).isEqualTo(2);
  }

  @Test
  void verify_ledgerThatIsGoneBesideItsRoots_isBroken() throws IOException {
    Files.delete(vendor.session().keys().resolve("ledger.jsonl"));
    Files.delete(vendor.session().keys().resolve("ledger.head"));
    Session.Answer answer = vendor.keyed("ledger", "verify");
    assertThat(answer.code()).isEqualTo(6);
    assertThat(answer.err()).contains("the ledger is gone");
  }

  @Test
  void renew_manyTimes_neverGivesANumberTwice() throws IOException {
    List<Path> files = new java.util.ArrayList<>(List.of(first));
    for (int i = 2; i <= 6; i++) {
      vendor.session().advance(Duration.ofDays(3));
      // From a file of any age.
      ok(vendor.renew(files.get(files.size() / 2), Integer.toString(i)));
      files.add(vendor.file(Integer.toString(i)));
    }
    for (int i = 0; i < files.size(); i++) {
      assertThat(sequence(files.get(i))).isEqualTo(i + 1L);
    }
  }

  private Path payload(Path file, String part, String other) throws IOException {
    String text = new String(licence(file).payload(), StandardCharsets.UTF_8);
    assertThat(text).contains(part);
    return Files.writeString(vendor.file("draft"), text.replace(part, other));
  }

  private Session.Answer from(Path file, String out) {
    return vendor.keyed(
        "license", "issue", "--from", file.toString(), "--out", vendor.file(out).toString());
  }
}
