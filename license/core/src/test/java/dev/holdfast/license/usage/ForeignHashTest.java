package dev.holdfast.license.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.testkit.Programs;
import dev.holdfast.license.testkit.UsageBook;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A customer can follow the chain with a shell: what the README says to type gives the hashes. */
class ForeignHashTest {
  @TempDir private Path folder = Path.of("");

  private String sha384sum(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Programs.run(folder, bytes, "sha384sum").out().substring(0, 96);
  }

  @Test
  void chain_followedByHand_givesEveryHash() throws Exception {
    UsageBook book =
        new UsageBook()
            .mark(UsageRow.Mark.INSTALLED, "")
            .days(2, 1200)
            .mark(UsageRow.Mark.RESTORED, "A backup of (yesterday): 1/2 #3");
    String previous = sha384sum("holdfast-usage-1 " + UsageBook.INSTALLATION);
    assertThat(previous).isEqualTo(UsageChain.start(UsageBook.INSTALLATION));
    for (UsageChain.Linked linked : book.rows()) {
      UsageRow row = linked.row();
      previous =
          sha384sum(
              "{\"previous\":\""
                  + previous
                  + "\",\"number\":"
                  + row.number()
                  + ",\"day\":\""
                  + row.day()
                  + "\",\"kind\":\""
                  + row.kind().name().toLowerCase(java.util.Locale.ROOT)
                  + "\",\"name\":\""
                  + row.name()
                  + "\",\"amount\":"
                  + row.amount()
                  + ",\"at\":\""
                  + row.at()
                  + "\",\"note\":\""
                  + row.note()
                  + "\"}");
      assertThat(linked.hash()).isEqualTo(previous);
    }
  }

  /** What is attached to the signed file is the CSV file, cut out between two lines. */
  @Test
  void sidecar_attachedPart_isTheCsvFileToAnyTool() throws Exception {
    UsageBook book = new UsageBook().days(3, 7);
    Files.write(folder.resolve("r.holdfast-usage"), book.report(1).file());
    Programs.Answer cut =
        Programs.run(
            folder,
            new byte[0],
            "sed",
            "-n",
            "/^-----ATTACHED-----$/,/^-----SIGNED-----$/{/^-----/!p}",
            "r.holdfast-usage");
    byte[] csv = UsageCsv.write(book.rows());
    assertThat(cut.out()).isEqualTo(new String(csv, StandardCharsets.US_ASCII));
    Programs.Answer payload =
        Programs.run(
            folder,
            new byte[0],
            "sed",
            "-n",
            "2,/^-----ATTACHED-----$/{/^-----/!p}",
            "r.holdfast-usage");
    assertThat(payload.out())
        .contains("\"bytes\" : " + csv.length)
        .contains(sha384sum(new String(csv, StandardCharsets.US_ASCII)));
  }

  /** Sorted by a spreadsheet's users as they like: awk adds up what the totals say. */
  @Test
  void totals_byAwk_areTheSame() throws Exception {
    UsageBook book = new UsageBook().days(40, 123);
    Files.write(folder.resolve("u.csv"), UsageCsv.write(book.rows()));
    Programs.Answer sums =
        Programs.run(
            folder,
            new byte[0],
            "awk",
            "-F,",
            "$4 == \"tokens.month\" { s[substr($2, 1, 7)] += $5 }"
                + " END { for (m in s) print m \"=\" s[m] }",
            "u.csv");
    assertThat(sums.out().lines())
        .containsExactlyInAnyOrderElementsOf(
            UsageTotals.of(book.rows()).totals().stream()
                .filter(total -> total.name().equals("tokens.month"))
                .map(total -> total.period() + "=" + total.amount())
                .toList());
  }
}
