package dev.holdfast.vendor.licence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.Quota;
import dev.holdfast.vendor.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issuing by questions, from plans and templates; and reading the result without any key. */
class GuidedIssueTest {
  @TempDir private Path folder = Path.of("");
  private Session vendor = new Session(Path.of(""));

  @BeforeEach
  void makeKeys() {
    vendor = new Session(folder.resolve("keys"));
    assertThat(vendor.keyed("keys", "init", "--development").code()).isZero();
  }

  @Test
  void guided_answered_signsAfterAYesAndTellsTheFlags() throws IOException {
    Path out = folder.resolve("a.licence");
    Session.Answer answer =
        vendor
            .input("St. Elsewhere\nteam\n90\nusers=200\n\nops@example.org\nyes\n")
            .keyed("license", "issue", "--guided", "--out", out.toString());
    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains(
            "Would issue:",
            "--customer 'St. Elsewhere' --plan team --days 90 --quota users=200 --contact"
                + " operator=ops@example.org",
            "Issued " + out);
    Licence licence = LicenceFiles.unverified(out);
    assertThat(licence.term().expires()).isEqualTo(vendor.now().plus(Duration.ofDays(90)));
    assertThat(licence.grant().quota("users"))
        .contains(new Quota.Bounded(200, Quota.Overage.BLOCK, 0));
  }

  @Test
  void guided_wrongAnswers_areAskedAgain() throws IOException {
    Path out = folder.resolve("a.licence");
    Session.Answer answer =
        vendor
            .input("\nC\ngold\nnone.json\nteam\nmany\n0\n\nusers\nusers=x\n\n\nyes\n")
            .keyed("license", "issue", "--guided", "--out", out.toString());
    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains(
            "No: there is no plan gold",
            "There is no file none.json.",
            "A number from 1 to 99999.",
            "No: say NAME=AMOUNT.",
            "No: a quota is not a number: x.");
    assertThat(out).exists();
  }

  @Test
  void guided_noYes_signsNothing() {
    Session.Answer answer =
        vendor.input("C\ntrial\n\n\n\ny\n").keyed("license", "issue", "--guided");
    assertThat(answer.code()).isZero();
    assertThat(answer.out()).contains("Nothing was signed.");
    assertThat(vendor.keyed("ledger", "show").out()).doesNotContain("lic_");
  }

  @Test
  void guided_inputEnds_isSaid() {
    Session.Answer answer = vendor.input("C\n").keyed("license", "issue", "--guided");
    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).contains("the input ended at a question");
  }

  @Test
  void plans_printed_areTemplates() throws IOException {
    assertThat(vendor.run("license", "plans").out())
        .contains("trial", "team", "enterprise", "days and");
    Path mine = folder.resolve("clinic.json");
    Files.writeString(
        mine,
        vendor.run("license", "plans", "team").out().replace("\"days\": 365", "\"days\": 77"));
    Session.Answer answer =
        vendor.keyed(
            "license",
            "issue",
            "--customer",
            "C",
            "--plan",
            "clinic",
            "--template",
            mine.toString(),
            "--dry-run");
    assertThat(answer.out()).contains("clinic, paid", "to 17 August 2026, 12:00 UTC");
    assertThat(vendor.run("license", "plans", "gold").code()).isEqualTo(2);
  }

  @Test
  void inspect_needsNoKey_andSaysTodayAndIn30AndIn90Days() {
    Path out = folder.resolve("a.licence");
    vendor.keyed(
        "license",
        "issue",
        "--customer",
        "C",
        "--plan",
        "trial",
        "--days",
        "60",
        "--grace-days",
        "14",
        "--out",
        out.toString());
    Session.Answer answer = vendor.run("license", "inspect", out.toString());
    assertThat(answer.code()).isZero();
    assertThat(answer.out())
        .contains(
            "today           1 June 2026, 12:00 UTC: The licence",
            "in 30 days      1 July 2026, 12:00 UTC: The licence ends in 30 days or less.",
            "in 90 days      30 August 2026, 12:00 UTC: The licence has ended: nothing new",
            "next            1 July 2026, 12:00 UTC")
        .doesNotContainPattern("\\d{4}-\\d\\d-\\d\\dT");
  }

  @Test
  void show_rootAndLedger_sayTimesAsPeopleReadThem() {
    assertThat(vendor.keyed("keys", "show").out())
        .contains("1 June 2026, 12:00 UTC to 31 May 2031")
        .doesNotContainPattern("\\d{4}-\\d\\d-\\d\\dT");
    assertThat(vendor.keyed("ledger", "show").out())
        .contains("1 June 2026, 12:00 UTC")
        .doesNotContainPattern("\\d{4}-\\d\\d-\\d\\dT");
  }
}
