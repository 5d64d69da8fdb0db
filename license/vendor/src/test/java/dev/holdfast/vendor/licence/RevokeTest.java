package dev.holdfast.vendor.licence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.vendor.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list that travels in every licence: once it cannot be read, no licence can. */
class RevokeTest {
  private static final String ID = "lic_00000000000000000000000009";
  private static final String OTHER = "lic_00000000000000000000000008";

  @TempDir private Path folder = Path.of("");
  private Session session = new Session(Path.of(""));

  @BeforeEach
  void makeKeys() {
    session = new Session(folder.resolve("keys"));
    ok(session.keyed("keys", "init", "--development"));
    session.advance(Duration.ofMinutes(1));
  }

  private static Session.Answer ok(Session.Answer answer) {
    assertThat(answer.code()).as(answer.err()).isZero();
    return answer;
  }

  private Session.Answer revoke(String id, long upTo, String... more) {
    session.advance(Duration.ofSeconds(1));
    String[] args = {"revoke", id, "--up-to-sequence", Long.toString(upTo)};
    String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return session.keyed(all);
  }

  /** The list as an appliance of this vendor reads it. */
  private RevocationList list() throws IOException {
    TrustAnchors anchors =
        TrustAnchors.parse(
            Files.readAllBytes(session.keys().resolve("anchors.json")), Suites.CURRENT);
    return LicenceVerifier.revocations(
        Files.readAllBytes(session.keys().resolve("revocations.json")), anchors, "holdfast");
  }

  private int ledgerLines() throws IOException {
    return Files.readAllLines(session.keys().resolve("ledger.jsonl")).size();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u001b[2Jb", "a\nb", "\u202ea", "\u0000"})
  void revoke_reasonThatNoApplianceReads_isRefusedAndNothingIsSigned(String reason)
      throws IOException {
    int before = ledgerLines();
    for (String[] more : new String[][] {{}, {"--dry-run"}}) {
      String[] args = java.util.Arrays.copyOf(more, more.length + 2);
      args[more.length] = "--reason";
      args[more.length + 1] = reason;
      assertThat(revoke(ID, 1, args).code()).isEqualTo(3);
    }
    assertThat(revoke(ID, 1, "--reason", "x".repeat(401)).code()).isEqualTo(3);
    assertThat(ledgerLines()).isEqualTo(before);
    assertThat(session.keys().resolve("revocations.json")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "lic_0000000000000000000000000",
    "lic_000000000000000000000000099",
    "LIC_00000000000000000000000009",
    "ins_00000000000000000000000009",
    "' lic_00000000000000000000000009'",
    "''"
  })
  void revoke_idThatNoLicenceHas_isRefused(String id) {
    assertThat(revoke(id, 1, "--reason", "x").code()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 9_007_199_254_740_992L})
  void revoke_sequenceThatNoLicenceHas_isRefused(long upTo) {
    assertThat(revoke(ID, upTo, "--reason", "x").code()).isEqualTo(3);
    assertThat(session.keys().resolve("revocations.json")).doesNotExist();
  }

  @Test
  void revoke_lessThanBefore_givesNothingBack() throws IOException {
    ok(revoke(ID, 5, "--reason", "not paid"));
    ok(revoke(OTHER, 1, "--reason", "another"));
    ok(revoke(ID, 2, "--reason", "said again"));
    RevocationList list = list();
    assertThat(list.sequence()).isEqualTo(3);
    assertThat(list.entries()).hasSize(2);
    assertThat(list.entries())
        .filteredOn(entry -> entry.licence().equals(ID))
        .extracting(RevocationList.Entry::upToSequence)
        .containsExactly(5L);
    ok(revoke(ID, 9, "--reason", "and more"));
    assertThat(list().entries().getLast().upToSequence()).isEqualTo(9);
  }

  @Test
  void revoke_copyThatCannotBeWritten_signsNothing() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "mine");
    int before = ledgerLines();
    for (Path out : new Path[] {taken, folder.resolve("no/folder"), folder}) {
      assertThat(revoke(ID, 1, "--reason", "x", "--out", out.toString()).code()).isEqualTo(5);
    }
    assertThat(ledgerLines()).isEqualTo(before);
    assertThat(session.keys().resolve("revocations.json")).doesNotExist();
    assertThat(taken).hasContent("mine");
  }

  @Test
  void revoke_listThatWasChanged_isRefusedAndStays() throws IOException {
    ok(revoke(ID, 1, "--reason", "not paid"));
    Path file = session.keys().resolve("revocations.json");
    String text = Files.readString(file);
    for (String changed : new String[] {"", "{}", text.substring(1), text + "x"}) {
      Files.writeString(file, changed);
      assertThat(revoke(OTHER, 1, "--reason", "x").code()).isEqualTo(3);
      assertThat(file).hasContent(changed);
    }
  }

  @Test
  void issue_withAList_carriesItAndAnUnreadableOneIsRefused() throws IOException {
    ok(revoke(ID, 1, "--reason", "not paid"));
    Path file = session.keys().resolve("revocations.json");
    Path out = folder.resolve("a.licence");
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() / 2));
    assertThat(session.keyed("license", "issue", "--customer", "C", "--out", out.toString()).code())
        .isEqualTo(3);
    assertThat(out).doesNotExist();
    Files.writeString(file, text);
    ok(session.keyed("license", "issue", "--customer", "C", "--out", out.toString()));
  }
}
