package dev.holdfast.vendor.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte of the ledger counts, and each number of a licence stands in it once. */
class LedgerDamageTest {
  private static final Instant AT = Instant.parse("2026-06-01T00:00:00Z");
  private static final byte[] FILE = {1, 2, 3};

  @TempDir private Path folder = Path.of("");
  private Ledger ledger = new Ledger(Path.of(""));

  @BeforeEach
  void writeThreeLines() throws IOException {
    ledger = new Ledger(folder.resolve("ledger.jsonl"));
    ledger.append(AT, "root", "acme", 1, "3 shares", FILE);
    ledger.append(AT.plusSeconds(1), Ledger.LICENCE, "lic_a", 1, "Grüße, 東京", FILE);
    ledger.append(
        new Ledger.Line(
            AT.plusSeconds(2), "report", "ins_a", 4, "rows 1 to 9", Map.of("last", "9")),
        FILE);
  }

  private void assertBroken() {
    assertThatThrownBy(() -> ledger.entries())
        .asInstanceOf(InstanceOfAssertFactories.type(VendorException.class))
        .extracting(VendorException::exit)
        .isEqualTo(Exit.LEDGER_BROKEN);
  }

  @Test
  void entries_anyByteOfALineChanged_areRefusedAsBroken() throws IOException {
    byte[] whole = Files.readAllBytes(ledger.file());
    for (int at = 0; at < whole.length - 1; at++) {
      for (int bit : new int[] {0, 7}) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) (1 << bit);
        Files.write(ledger.file(), changed);
        assertThatThrownBy(() -> ledger.entries())
            .as("byte %d, bit %d", at, bit)
            .asInstanceOf(InstanceOfAssertFactories.type(VendorException.class))
            .extracting(VendorException::exit)
            .isEqualTo(Exit.LEDGER_BROKEN);
      }
    }
    Files.write(ledger.file(), whole);
    assertThat(ledger.entries()).hasSize(3);
  }

  @Test
  void entries_anyByteOfTheHeadChanged_areRefusedAsBroken() throws IOException {
    Path head = folder.resolve("ledger.head");
    byte[] whole = Files.readAllBytes(head);
    for (int at = 0; at < whole.length - 1; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) 0x81;
      Files.write(head, changed);
      assertBroken();
    }
  }

  @Test
  void entries_cutAtAnyByteBeforeTheLastLine_areRefused() throws IOException {
    byte[] whole = Files.readAllBytes(ledger.file());
    int last = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf("{\"number\":3");
    for (int length = 1; length < last; length += 7) {
      Files.write(ledger.file(), Arrays.copyOf(whole, length));
      assertBroken();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\n", "\n\n", " \n", "{}\n", "null\n", "[]\n", "\u0000\n", "\ufeff\n", "#note\n"})
  void entries_somethingBehindTheLastLine_areRefused(String more) throws IOException {
    Files.writeString(ledger.file(), Files.readString(ledger.file()) + more);
    assertBroken();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"number\":2', '\"number\":2.0'",
    "'\"number\":2', '\"number\":2e0'",
    "'\"number\":2', '\"number\":02'",
    "'\"number\":2', '\"number\":\"2\"'",
    "'\"number\":2', '\"number\":2,\"number\":2'",
    "'\"number\":2', '\"number\":2,\"Number\":2'",
    "'\"sequence\":1,\"note\":\"G', '\"sequence\":-1,\"note\":\"G'",
    "'\"what\":\"licence\"', '\"what\":null'",
    "'\"what\":\"licence\"', '\"what\":\"root\"'",
    "'00:00:01Z', '00:00:01+00:00'",
    "'00:00:01Z', '00:00:01.000Z'"
  })
  void entries_lineThatSaysItInAnotherWay_areRefused(String part, String other) throws IOException {
    String whole = Files.readString(ledger.file());
    assertThat(whole).contains(part);
    Files.writeString(ledger.file(), whole.replace(part, other));
    assertBroken();
  }

  @ParameterizedTest
  @CsvSource({
    "licence, lic_a, 1, false",
    "licence, lic_a, 0, false",
    "licence, lic_a, 2, true",
    "licence, lic_a, 9007199254740991, true",
    "licence, lic_b, 1, true",
    "revocations, lic_a, 1, true",
    "root, acme, 1, true",
    "report, ins_a, 4, true",
    "bundle, 1.0-x86_64, 7, true"
  })
  void append_numberThatALicenceHas_isRefused(
      String what, String subject, long sequence, boolean taken) throws IOException {
    byte[] before = Files.readAllBytes(ledger.file());
    if (taken) {
      ledger.append(AT, what, subject, sequence, "n", FILE);
      assertThat(ledger.entries()).hasSize(4);
    } else {
      assertThatThrownBy(() -> ledger.append(AT, what, subject, sequence, "n", FILE))
          .hasMessageContaining("would not be the newest");
      assertThat(ledger.file()).hasBinaryContent(before);
    }
  }

  /** Lists are numbered all together, whatever licence each was signed for. */
  @Test
  void append_revocationListWithAnotherOnesNumber_isRefused() throws IOException {
    ledger.append(AT, Ledger.REVOCATIONS, "lic_a", 3, "n", FILE);
    assertThatThrownBy(() -> ledger.append(AT, Ledger.REVOCATIONS, "lic_b", 3, "n", FILE))
        .hasMessageContaining("revocation list 3");
    ledger.append(AT, Ledger.REVOCATIONS, "lic_b", 4, "n", FILE);
    assertThat(ledger.newest(Ledger.REVOCATIONS)).map(Ledger.Entry::sequence).contains(4L);
  }

  @Test
  void newest_linesOfTwoKindsAboutALicence_areToldApart() throws IOException {
    ledger.append(AT, Ledger.REVOCATIONS, "lic_a", 8, "n", FILE);
    assertThat(ledger.newest(Ledger.LICENCE, "lic_a")).map(Ledger.Entry::sequence).contains(1L);
    assertThat(ledger.newest(Ledger.REVOCATIONS, "lic_a")).map(Ledger.Entry::sequence).contains(8L);
    assertThat(ledger.newest("root", "lic_a")).isEmpty();
    assertThat(ledger.about("lic_a")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"1000, true", "1001, false", "0, false"})
  void append_noteOfSomeLength_isTakenWhereItCanBeReadAgain(int length, boolean taken)
      throws IOException {
    if (taken) {
      ledger.append(AT, "bundle", "b", 1, "語".repeat(length), FILE);
    } else {
      assertThatThrownBy(() -> ledger.append(AT, "bundle", "b", 1, "語".repeat(length), FILE))
          .hasMessageContaining("note");
    }
    assertThat(ledger.entries()).hasSize(taken ? 4 : 3);
  }

  /** Many facts of full length are more than a line has room for: refused before it is written. */
  @Test
  void append_moreFactsThanALineHolds_isRefusedAndTheLedgerHolds() throws IOException {
    Map<String, String> facts = new java.util.TreeMap<>();
    for (int i = 0; i < 9; i++) {
      facts.put("fact" + i, "x".repeat(1000));
    }
    Ledger.Line line = new Ledger.Line(AT, "report", "ins_a", 5, "n", facts);
    assertThatThrownBy(() -> ledger.append(line, FILE)).hasMessageContaining("larger");
    assertThat(ledger.entries()).hasSize(3);
  }

  @Test
  void entries_hundredsOfLines_holdAndTheNextOneFollows() throws IOException {
    for (int i = 0; i < 300; i++) {
      ledger.append(AT, "bundle", "b" + i % 7, i, "n", FILE);
    }
    List<Ledger.Entry> entries = ledger.entries();
    assertThat(entries).hasSize(303);
    assertThat(entries.getLast().number()).isEqualTo(303);
    assertThat(ledger.about("b3")).hasSize(43);
  }

  @Test
  void entries_noFile_areNoneAndTheFirstLineMakesIt() throws IOException {
    Ledger fresh = new Ledger(Files.createDirectory(folder.resolve("new")).resolve("l.jsonl"));
    assertThat(fresh.entries()).isEmpty();
    assertThat(fresh.newest(Ledger.LICENCE)).isEmpty();
    fresh.append(AT, "root", "acme", 1, "n", FILE);
    assertThat(fresh.entries()).hasSize(1);
  }

  @Test
  void append_whereNoFileCanBe_isSaidAndNothingIsMade() {
    Ledger nowhere = new Ledger(folder.resolve("missing/ledger.jsonl"));
    assertThatThrownBy(() -> nowhere.append(AT, "root", "acme", 1, "n", FILE))
        .isInstanceOf(IOException.class);
    assertThat(folder.resolve("missing")).doesNotExist();
    Ledger inAFile = new Ledger(ledger.file().resolve("ledger.jsonl"));
    assertThatThrownBy(() -> inAFile.append(AT, "root", "acme", 1, "n", FILE))
        .isInstanceOf(IOException.class);
    assertThatCode(() -> ledger.entries()).doesNotThrowAnyException();
  }
}
