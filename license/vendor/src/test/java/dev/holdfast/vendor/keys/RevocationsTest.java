package dev.holdfast.vendor.keys;

import static dev.holdfast.vendor.licence.Vendors.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.vendor.Session;
import dev.holdfast.vendor.licence.Vendors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The newest list is the one that the ledger tells of. A list that was lost must be missed before
 * the next one is signed: appliances never take a lower number, so it would revoke nothing.
 */
class RevocationsTest {
  private static final String ONE = "lic_" + "1".repeat(26);
  private static final String TWO = "lic_" + "2".repeat(26);
  private static final String THREE = "lic_" + "3".repeat(26);

  @TempDir private Path folder = Path.of("");
  private Vendors vendor = Vendors.none();
  private Path kept = Path.of("");

  @BeforeEach
  void takeTwoBack() throws IOException {
    vendor = Vendors.in(folder);
    kept = vendor.session().keys().resolve("revocations.json");
    ok(revoke(ONE));
    Files.copy(kept, folder.resolve("list-1"));
    ok(revoke(TWO));
    Files.copy(kept, folder.resolve("list-2"));
  }

  private Session.Answer revoke(String id, String... more) {
    String[] args = new String[6 + more.length];
    String[] fixed = {"revoke", id, "--reason", "not paid", "--up-to-sequence", "1"};
    System.arraycopy(fixed, 0, args, 0, 6);
    System.arraycopy(more, 0, args, 6, more.length);
    return vendor.keyed(args);
  }

  private RevocationList list() throws IOException {
    return new Revocations(new KeyFolder(vendor.session().keys())).list().orElseThrow();
  }

  @Test
  void list_inOrder_hasAllThatWasTakenBack() throws IOException {
    assertThat(list().sequence()).isEqualTo(2);
    assertThat(list().entries())
        .extracting(RevocationList.Entry::licence)
        .containsExactly(ONE, TWO);
    assertThat(vendor.session().keys().resolve("revocations.json.signed")).doesNotExist();
  }

  @Test
  void revoke_listFileLost_isRefusedAndNothingIsSigned() throws IOException {
    Files.delete(kept);
    Map<String, String> before = vendor.keys();

    Session.Answer answer = revoke(THREE);

    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err())
        .contains("the ledger knows revocation list 2", "is missing", "put the newest back");
    assertThat(revoke(THREE, "--dry-run").code()).isEqualTo(3);
    assertThat(vendor.keys()).isEqualTo(before);
  }

  @Test
  void revoke_listFileOfYesterdaysBackup_isRefusedUntilTheNewestIsBack() throws IOException {
    Files.copy(folder.resolve("list-1"), kept, StandardCopyOption.REPLACE_EXISTING);
    Session.Answer answer = revoke(THREE);
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains("is list 1");

    Files.copy(folder.resolve("list-2"), kept, StandardCopyOption.REPLACE_EXISTING);
    ok(revoke(THREE));

    assertThat(list().sequence()).isEqualTo(3);
    assertThat(list().entries()).hasSize(3);
  }

  /** A licence without the list would let an appliance go on that should learn of it. */
  @Test
  void issue_listFileLost_isRefused() throws IOException {
    Files.delete(kept);
    Session.Answer answer =
        vendor.keyed("license", "issue", "--customer", "C", "--out", folder + "/licence");
    assertThat(answer.code()).isEqualTo(3);
    assertThat(folder.resolve("licence")).doesNotExist();
  }

  @Test
  void trust_listFileLost_signsNoFirstListAgain() throws IOException {
    Files.delete(kept);
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Map<String, String> before = vendor.keys();
    assertThat(vendor.keyed("bundle", "trust", trust.toString()).code()).isEqualTo(3);
    assertThat(trust).isEmptyDirectory();
    assertThat(vendor.keys()).isEqualTo(before);
  }

  /** The power goes after the ledger's line: what was written down is what the next one goes on. */
  @Test
  void revoke_interruptedBehindTheLedger_losesNoRevocation() throws IOException {
    ok(revoke(THREE));
    Path aside = vendor.session().keys().resolve("revocations.json.signed");
    Files.move(kept, aside);
    Files.copy(folder.resolve("list-2"), kept);

    assertThat(list().sequence()).isEqualTo(3);
    ok(revoke(ONE));

    assertThat(list().sequence()).isEqualTo(4);
    assertThat(list().entries())
        .extracting(RevocationList.Entry::licence)
        .containsExactlyInAnyOrder(ONE, TWO, THREE);
    assertThat(aside).doesNotExist();
  }

  /**
   * The power goes before the ledger's line: the list was never signed, as far as anybody knows.
   */
  @Test
  void revoke_interruptedBeforeTheLedger_countsTheListAsNeverSigned() throws IOException {
    Map<String, String> before = vendor.keys();
    ok(revoke(THREE));
    Files.move(kept, vendor.session().keys().resolve("revocations.json.signed"));
    for (String name : new String[] {"ledger.jsonl", "ledger.head", "revocations.json"}) {
      Files.writeString(vendor.session().keys().resolve(name), before.get(name));
    }

    assertThat(list().sequence()).isEqualTo(2);
    ok(revoke(ONE));

    assertThat(list().sequence()).isEqualTo(3);
    assertThat(list().entries())
        .extracting(RevocationList.Entry::licence)
        .containsExactlyInAnyOrder(ONE, TWO);
  }

  /** Something that lies there and is not what the ledger tells of is nobody's list. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "a note"})
  void list_anotherFileAside_isNotTaken(String text) throws IOException {
    Path aside = vendor.session().keys().resolve("revocations.json.signed");
    Files.writeString(aside, text);
    assertThat(list().sequence()).isEqualTo(2);
    ok(revoke(THREE));
    assertThat(aside).doesNotExist();
  }

  @Test
  void revoke_listOfAnotherKind_isRefused() throws IOException {
    Files.copy(
        vendor.session().keys().resolve("roots.json"), kept, StandardCopyOption.REPLACE_EXISTING);
    Session.Answer answer = revoke(THREE);
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains("one revocation list is expected");
  }

  /** Two who revoke at once have read the same list; the later one must read it again. */
  @Test
  void keep_numberThatSomebodyElseTookMeanwhile_isRefusedAndTheirListStays() throws IOException {
    KeyFolder keys = new KeyFolder(vendor.session().keys());
    byte[] theirs = Files.readAllBytes(kept);
    byte[] stale = Files.readAllBytes(folder.resolve("list-1"));
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> new Revocations(keys).keep(vendor.session().now(), ONE, 2, "late", stale))
        .hasMessageContaining("the ledger knows 2");
    assertThat(kept).hasBinaryContent(theirs);
    assertThat(list().sequence()).isEqualTo(2);
  }

  @Test
  void newest_beforeTheFirst_isNone() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Vendors fresh = Vendors.in(other);
    assertThat(new Revocations(new KeyFolder(fresh.session().keys())).newest()).isEmpty();
  }
}
