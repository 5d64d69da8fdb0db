package dev.holdfast.vendor.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.vendor.Session;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was issued stays written; a change is seen. */
class LedgerTest {
  private static final Instant AT = Instant.parse("2026-06-01T00:00:00Z");

  @TempDir private Path folder = Path.of("");
  private Ledger ledger = new Ledger(Path.of(""));

  @BeforeEach
  void writeFourLines() throws IOException {
    ledger = new Ledger(folder.resolve("ledger.jsonl"));
    for (int i = 1; i <= 4; i++) {
      ledger.append(AT.plusSeconds(i), "licence", "lic_" + i % 2, i, "note", new byte[] {1});
    }
  }

  @Test
  void entries_untouched_areAllThere() throws IOException {
    assertThat(ledger.entries()).extracting(Ledger.Entry::number).containsExactly(1L, 2L, 3L, 4L);
    assertThat(ledger.newest(Ledger.LICENCE, "lic_0")).map(Ledger.Entry::sequence).contains(4L);
    assertThat(ledger.newest(Ledger.LICENCE, "lic_9")).isEmpty();
  }

  @Test
  void append_facts_areKeptWithTheLine() throws IOException {
    Map<String, String> facts = Map.of("head", "ab", "last", "7");
    ledger.append(new Ledger.Line(AT, "report", "ins_1", 3, "noted", facts), new byte[] {2});
    Ledger.Entry newest = ledger.newest("report", "ins_1").orElseThrow();
    assertThat(newest.facts()).isEqualTo(facts);
    assertThat(newest.digestHex()).hasSize(96);
    assertThat(ledger.entries().getFirst().facts()).isEmpty();
  }

  @Test
  void append_textThatCouldNotBeReadAgain_isRefusedAndTheLedgerHolds() throws IOException {
    assertThatThrownBy(() -> ledger.append(AT, "licence", "x", 1, "a\nb", new byte[0]))
        .isInstanceOf(RefusedException.class);
    assertThat(ledger.entries()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"edit", "delete", "reorder", "truncate", "empty", "garbage", "duplicate"})
  void entries_changed_areRefused(String how) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(ledger.file()));
    switch (how) {
      case "edit" -> lines.set(1, lines.get(1).replace("note", "nota"));
      case "delete" -> lines.remove(1);
      case "reorder" -> lines.add(1, lines.remove(2));
      case "truncate" -> lines.subList(2, 4).clear();
      case "empty" -> lines.clear();
      case "garbage" -> lines.add("{}");
      default -> lines.add(lines.getLast());
    }
    Files.write(ledger.file(), lines);
    assertThatThrownBy(() -> ledger.entries())
        .isInstanceOf(VendorException.class)
        .hasMessageContaining("the ledger was changed");
    assertThatThrownBy(() -> ledger.append(AT, "licence", "x", 1, "n", new byte[0]))
        .isInstanceOf(VendorException.class);
  }

  @Test
  void entries_headOneLineBehind_areWhatACrashLeaves() throws IOException {
    Path head = folder.resolve("ledger.head");
    byte[] before = Files.readAllBytes(head);
    ledger.append(AT, "licence", "lic_5", 5, "note", new byte[] {1});
    Files.write(head, before);
    assertThat(ledger.entries()).hasSize(5);
    ledger.append(AT, "licence", "lic_6", 6, "note", new byte[] {1});
    assertThat(ledger.entries()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 0.99, 1})
  void entries_lastLineCutOffByAPowerCut_areAllBeforeItAndTheNextOneTakesItsPlace(double part)
      throws IOException {
    Path head = folder.resolve("ledger.head");
    byte[] before = Files.readAllBytes(head);
    String four = Files.readString(ledger.file());
    ledger.append(AT, "licence", "lic_torn", 5, "note", new byte[] {1});
    String five = Files.readString(ledger.file()).substring(four.length());
    // All of it but its line end is torn, too.
    String torn = five.substring(0, Math.max(1, (int) ((five.length() - 1) * part)));
    Files.writeString(ledger.file(), four + torn);
    Files.write(head, before);

    assertThat(ledger.entries()).hasSize(4);
    ledger.append(AT, "licence", "lic_next", 6, "note", new byte[] {1});

    assertThat(ledger.entries()).extracting(Ledger.Entry::number).endsWith(4L, 5L);
    assertThat(ledger.newest(Ledger.LICENCE, "lic_torn")).isEmpty();
    assertThat(Files.readString(ledger.file())).startsWith(four).endsWith("}\n");
  }

  @Test
  void append_firstLineOfAllCutOff_startsAnew() throws IOException {
    Ledger fresh = new Ledger(Files.createDirectory(folder.resolve("f")).resolve("ledger.jsonl"));
    Files.writeString(fresh.file(), "{\"number\":1,\"prev");
    assertThat(fresh.entries()).isEmpty();
    fresh.append(AT, "licence", "lic_1", 1, "note", new byte[] {1});
    assertThat(fresh.entries()).hasSize(1);
  }

  /** As some editors save a file. */
  @Test
  void append_lastLineEndTakenAway_writesALineOfItsOwn() throws IOException {
    String text = Files.readString(ledger.file());
    Files.writeString(ledger.file(), text.substring(0, text.length() - 1));
    assertThat(ledger.entries()).hasSize(4);
    ledger.append(AT, "licence", "lic_5", 5, "note", new byte[] {1});
    assertThat(ledger.entries()).hasSize(5);
    assertThat(Files.readString(ledger.file())).startsWith(text);
  }

  @Test
  void entries_tailThatIsNoCrash_isRefused() throws IOException {
    // The head says that five lines were written: a cut in the fifth is no power cut.
    ledger.append(AT, "licence", "lic_5", 5, "note", new byte[] {1});
    String text = Files.readString(ledger.file());
    Files.writeString(ledger.file(), text.substring(0, text.length() - 30));
    assertThatThrownBy(() -> ledger.entries())
        .isInstanceOf(VendorException.class)
        .hasMessageContaining("the ledger was changed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "", "AAAA"})
  void entries_headThatIsNone_isRefused(String head) throws IOException {
    Files.writeString(folder.resolve("ledger.head"), head);
    assertThatThrownBy(() -> ledger.entries()).isInstanceOf(VendorException.class);
  }

  @Test
  void entries_headGone_isRefused() throws IOException {
    Files.delete(folder.resolve("ledger.head"));
    assertThatThrownBy(() -> ledger.entries()).isInstanceOf(VendorException.class);
  }

  @Test
  void append_byTwoAtOnce_losesNoLine() throws Exception {
    Thread[] writers = new Thread[4];
    List<Throwable> failed = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < writers.length; i++) {
      int who = i;
      writers[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      for (int n = 0; n < 5; n++) {
                        ledger.append(AT, "licence", "lic_w" + who, n, "note", new byte[] {1});
                      }
                    } catch (IOException | RuntimeException e) {
                      failed.add(e);
                    }
                  });
    }
    for (Thread writer : writers) {
      writer.join();
    }
    int lines = ledger.entries().size();
    // Within one program a lock is refused; what was not refused is all there, and in order.
    assertThat(lines).isBetween(5, 24);
    assertThat(failed).allMatch(e -> e instanceof java.nio.channels.OverlappingFileLockException);
  }

  @Test
  void verify_changedLedger_endsWithItsOwnCode() throws IOException {
    Session session = new Session(folder);
    assertThat(session.keyed("ledger", "verify").code()).isZero();
    assertThat(session.keyed("ledger", "show").out().lines()).hasSize(4);
    Files.writeString(ledger.file(), "tampered\n");
    assertThat(session.keyed("ledger", "verify").code()).isEqualTo(6);
    assertThat(session.keyed("ledger", "show", "--json").code()).isEqualTo(6);
  }
}
