package dev.holdfast.appliance.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.licensing.kept.LicenceSteps;
import dev.holdfast.appliance.licensing.mail.Postman;
import dev.holdfast.appliance.licensing.mail.Postmen;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** People are told of each step: once, whatever number of nodes there is, and not again. */
class ChronicleTest {
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  @TempDir private Path home = Path.of("");
  @TempDir private Path keys = Path.of("");

  private static List<String> stages(Rig rig) {
    return rig.audit.events("licence.change").stream()
        .map(AuditEvent::details)
        .map(details -> String.valueOf(details.get("stage")))
        .toList();
  }

  @BothDatabases
  void follow_noLicenceEver_tellsNothing(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = new Rig(database, vendor.anchors(), clock, home);
    rig.licensing.refresh();
    assertThat(stages(rig)).isEmpty();
    assertThat(rig.steps.newest(9)).isEmpty();
  }

  @BothDatabases
  void follow_restart_tellsNothingAgain(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = new Rig(database, new Rig.Site(vendor.anchors(), clock, home));
    rig.licensing.add(vendor.licence("--plan", "team", "--days", "90"), "upload");
    for (int i = 0; i < 3; i++) {
      rig.restarted().licensing.refresh();
    }
    assertThat(stages(rig)).containsExactly("active");
  }

  @BothDatabases
  void follow_allNotices_areToldOnTheirDays(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = new Rig(database, vendor.anchors(), clock, home);
    rig.licensing.add(vendor.licence("--plan", "team", "--days", "90"), "upload");
    List<Long> days = new ArrayList<>();
    for (int day = 1; day <= 90; day++) {
      clock.set(START.plus(Duration.ofDays(day)));
      int before = stages(rig).size();
      rig.licensing.refresh();
      if (stages(rig).size() > before) {
        days.add(90L - day);
      }
    }
    assertThat(days).containsExactly(60L, 30L, 15L, 7L, 1L, 0L);
  }

  @BothDatabases
  void follow_thirtyDayLicence_hasItsThirtyDayNoticeFromTheFirst(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = new Rig(database, vendor.anchors(), clock, home);
    rig.licensing.add(vendor.licence("--plan", "trial", "--days", "30"), "upload");
    assertThat(rig.view().ladder())
        .extracting(LicenceView.RungView::sentence)
        .filteredOn(sentence -> sentence.contains("or less"))
        .containsExactly(
            "The licence ends in 30 days or less.",
            "The licence ends in 15 days or less.",
            "The licence ends in 7 days or less.",
            "The licence ends in 1 day or less.");
  }

  @BothDatabases
  void follow_twoNodes_oneOfThemTells(TestDatabase database) {
    try (Database second = database.secondNode()) {
      Vendor vendor = new Vendor(keys, clock);
      Rig one = new Rig(database, vendor.anchors(), clock, home.resolve("one"));
      Rig two = new Rig(second, vendor.anchors(), clock, home.resolve("two"));
      one.licensing.add(vendor.licence("--plan", "team", "--days", "90"), "upload");
      two.licensing.refresh();
      clock.advance(Duration.ofDays(30));
      two.licensing.refresh();
      one.licensing.refresh();
      List<String> all = new ArrayList<>(stages(one));
      all.addAll(stages(two));
      assertThat(all).containsExactlyInAnyOrder("active", "notice");
      assertThat(one.steps.newest(9))
          .extracting(LicenceSteps.Step::stage)
          .containsExactly("notice", "active");
    }
  }

  @BothDatabases
  void follow_auditLogDown_isToldWhenItIsBack(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = new Rig(database, vendor.anchors(), clock, home);
    rig.audit.down(true);
    assertThat(rig.licensing.add(vendor.licence("--plan", "team"), "upload")).isEmpty();
    assertThat(rig.licensing.current().grants(Capability.AUDIT_EXPORT))
        .as("the licence does not wait for its record")
        .isTrue();
    assertThat(stages(rig)).isEmpty();
    rig.audit.down(false);
    rig.licensing.refresh();
    rig.licensing.refresh();
    assertThat(stages(rig)).containsExactly("active");
  }

  @BothDatabases
  void follow_removedAndAddedAgain_areTwoSteps(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = new Rig(database, vendor.anchors(), clock, home);
    String licence = vendor.licence("--plan", "team");
    rig.licensing.add(licence, "upload");
    rig.licensing.remove(null);
    rig.licensing.add(licence, "upload");
    assertThat(stages(rig)).containsExactly("active", "community", "active");
  }

  @BothDatabases
  void follow_notice_isMailedWithWhatComesNext(TestDatabase database) throws Exception {
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    server.start();
    try {
      Vendor vendor = new Vendor(keys, clock);
      Postman postman = Postmen.to(server.getSmtp().getPort());
      Rig rig =
          new Rig(
              database, new Rig.Site(vendor.anchors(), clock, home), Release.DEVELOPMENT, postman);
      rig.licensing.add(vendor.licence("--plan", "team", "--days", "90"), "upload");
      clock.advance(Duration.ofDays(75));
      rig.licensing.refresh();
      Patience.until("the letter has gone", () -> postman.sent() > 0);
      MimeMessage letter = server.getReceivedMessages()[0];
      assertThat(letter.getSubject())
          .isEqualTo("Holdfast licence: The licence ends in 15 days or less.");
      assertThat((String) letter.getContent())
          .contains("plan team, for Test")
          .contains("Ends: 30 August 2026, 00:00 UTC")
          .contains("Next, on 23 August 2026, 00:00 UTC: The licence ends in 7 days or less.")
          .contains("Never stops: signing in");
      assertThat(postman.sent()).as("a licence that begins is no news").isEqualTo(1);
    } finally {
      server.stop();
    }
  }

  @BothDatabases
  void steps_twoNodesAtOnce_addOne(TestDatabase database) {
    LicenceSteps one = new LicenceSteps(database);
    LicenceSteps two = new LicenceSteps(database);
    LicenceSteps.Step step =
        new LicenceSteps.Step(START, "lic_1", "notice", "lic_1#1/notice", "It ends.");
    assertThat(one.add(step)).isTrue();
    assertThat(two.add(step)).isFalse();
    assertThat(two.add(new LicenceSteps.Step(START, "lic_1", "grace", "other", "It ended.")))
        .isTrue();
    assertThat(one.add(step)).as("it came back").isTrue();
    assertThat(one.newest(2))
        .extracting(LicenceSteps.Step::stage)
        .containsExactly("notice", "grace");
  }
}
