package dev.holdfast.appliance.licensing;

import dev.holdfast.appliance.licensing.clock.TrustedClock;
import dev.holdfast.appliance.licensing.installation.Installation;
import dev.holdfast.appliance.licensing.installation.Machine;
import dev.holdfast.appliance.licensing.kept.LicenceFolder;
import dev.holdfast.appliance.licensing.kept.LicenceSteps;
import dev.holdfast.appliance.licensing.kept.LicenceStore;
import dev.holdfast.appliance.licensing.mail.Postman;
import dev.holdfast.appliance.licensing.mail.Postmen;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.testkit.FakeKms;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.license.key.TrustAnchors;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A licensing service on a database, with a clock and an audit log that the test can see. */
final class Rig {
  final RecordedAudit audit;
  final LicenceStore store;
  final LicenceSteps steps;
  final LicensingService licensing;
  final Installation installation;
  final TrustedClock clock;
  private final Site site;
  private final Database database;

  /** What outlives a restart. */
  record Site(
      TrustAnchors anchors,
      SettableClock clock,
      Path home,
      FakeKms kms,
      RecordedAudit audit,
      Machine machine) {
    Site(TrustAnchors anchors, SettableClock clock, Path home) {
      this(
          anchors,
          clock,
          home,
          new FakeKms(),
          new RecordedAudit(clock, "node_1"),
          new Machine(home.resolve("machine")));
    }

    /** Where the sealed mark lies. */
    Path sealedMark() {
      return home.resolve("clock.mark");
    }
  }

  Rig(Database database, TrustAnchors anchors, SettableClock clock, Path home) {
    this(database, new Site(anchors, clock, home), Release.DEVELOPMENT, Postmen.without());
  }

  Rig(Database database, Site site) {
    this(database, site, Release.DEVELOPMENT, Postmen.without());
  }

  Rig(Database database, Site site, Release release, Postman postman) {
    this.site = site;
    this.database = database;
    audit = site.audit();
    store = new LicenceStore(database, new IdSource());
    steps = new LicenceSteps(database);
    installation = site.machine().installation(database, site.kms());
    clock =
        new TrustedClock(
            site.clock(),
            () -> 0L,
            database,
            site.sealedMark(),
            site.kms(),
            "node_1",
            () -> Optional.of(audit),
            () -> Optional.of(audit));
    licensing =
        new LicensingService(
            site.anchors(),
            release,
            store,
            new LicenceFolder(new Home(site.home())),
            clock,
            installation,
            new LicenceChronicle(() -> audit, steps, postman));
  }

  /** The same appliance, started again. */
  Rig restarted() {
    return new Rig(database, site);
  }

  Machine machine() {
    return site.machine();
  }

  FakeKms kms() {
    return site.kms();
  }

  LicenceView view() {
    return new LicenceViews(List.of(), site.kms())
        .view(licensing.state(), licensing.witnesses(), licensing.installationId().orElse(null));
  }
}
