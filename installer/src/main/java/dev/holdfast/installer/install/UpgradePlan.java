package dev.holdfast.installer.install;

import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.answers.Answers.DatabaseKind;
import dev.holdfast.installer.machine.Layout;
import dev.holdfast.installer.procedure.Actions;
import dev.holdfast.installer.procedure.Actions.Rights;
import dev.holdfast.installer.procedure.TreeActions;
import dev.holdfast.installer.release.ReleaseSource;
import dev.holdfast.license.bundle.Upgrade;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The plan of an upgrade. All that takes long is done while the old release still serves; then
 * stop, snapshot, switch, start, look. Where the new release is not healthy, taking back is the
 * rollback.
 */
final class UpgradePlan {
  private static final Duration HEALTH = Duration.ofSeconds(45);

  private UpgradePlan() {}

  /**
   * @param gate what the signed manifest says of upgrading from what is installed
   * @param place where the release was found
   */
  static Plan of(
      Layout layout, Receipt installed, ReleaseSource source, Upgrade.Gate gate, Path place) {
    ReleaseSource.Release release = source.release();
    UnitFiles units = new UnitFiles(layout, installed.answers(), release.version());
    Plan.Builder plan = new Plan.Builder();
    Path reserve = layout.state().resolve("reserved");
    plan.add(new TreeActions.Reserve(reserve, gate.diskBytes()));
    plan.add(
        new TreeActions.Place("the release", layout.release(release.version()), source::extract));
    plan.add(new StartCaches(release.version()));
    plan.addIf(units.bundled(), postgres(layout, release.version()));
    plan.add(new TreeActions.Free(reserve));
    plan.add(new Actions.Stop(UnitFiles.SERVICE));
    plan.addIf(units.bundled(), new Actions.Stop(UnitFiles.DATABASE));
    plan.add(
        new Actions.MakeDirectory(
            layout.snapshots().resolve(installed.version()),
            new Rights("rwx------", "root", "root")));
    snapshots(layout, installed, gate.reversible()).forEach(plan::add);
    plan.add(new Actions.MakeLink(layout.current(), "releases/" + release.version()));
    if (units.bundled()) {
      plan.add(postgresLink(layout, release.version()));
    }
    units.write(plan);
    plan.addIf(units.bundled(), new ClusterLog());
    plan.addIf(units.bundled(), new Actions.Start(UnitFiles.DATABASE));
    plan.add(new Actions.Start(UnitFiles.SERVICE));
    plan.add(new Actions.AwaitHealth(HEALTH));
    plan.add(
        new Actions.WriteFile(
            layout.state().resolve("sequence"),
            machine -> Gates.highest(machine.layout(), release.sequence()),
            Rights.PUBLIC));
    Receipt receipt =
        new Receipt(release.version(), installed.version(), gate.reversible(), installed.answers());
    plan.add(new Actions.WriteFile(layout.receipt(), machine -> receipt.bytes(), Rights.ROOT_ONLY));
    return new Plan(
        "upgrade",
        Map.of(
            "release", place.toString(),
            "version", release.version(),
            "from", installed.version(),
            "reversible", Boolean.toString(gate.reversible()),
            "diskBytes", Long.toString(gate.diskBytes())),
        facts(layout, installed, release, gate),
        plan.actions());
  }

  static TreeActions.Place postgres(Layout layout, String version) {
    Path target = layout.program().resolve("postgresql-" + version);
    return new TreeActions.Place(
        "PostgreSQL", target, into -> PostgresArchive.extract(layout.release(version), into));
  }

  static Actions.MakeLink postgresLink(Layout layout, String version) {
    return new Actions.MakeLink(layout.postgresProgram(), "postgresql-" + version);
  }

  /** What the older release would need again, copied while nothing runs. */
  static List<TreeActions.Snapshot> snapshots(
      Layout layout, Receipt installed, boolean reversible) {
    Path folder = layout.snapshots().resolve(installed.version());
    List<TreeActions.Snapshot> all = new ArrayList<>();
    for (String name : List.of("data", "journal")) {
      all.add(
          new TreeActions.Snapshot(layout.home().resolve(name), folder.resolve(name), !reversible));
    }
    if (installed.answers().database().kind() == DatabaseKind.BUNDLED) {
      all.add(
          new TreeActions.Snapshot(
              layout.postgresHome().resolve("data"), folder.resolve("postgresql"), !reversible));
    }
    return all;
  }

  private static List<Plan.Fact> facts(
      Layout layout, Receipt installed, ReleaseSource.Release release, Upgrade.Gate gate) {
    List<Plan.Fact> facts = new ArrayList<>();
    facts.add(new Plan.Fact("from", "Holdfast " + installed.version()));
    facts.add(
        new Plan.Fact("to", "Holdfast " + release.version() + " (" + release.channel() + ")"));
    facts.add(
        new Plan.Fact(
            "migrations",
            gate.migrations().isEmpty() ? "none" : String.join(", ", gate.migrations())));
    facts.add(
        new Plan.Fact(
            "way back",
            gate.reversible()
                ? "the older release runs on the migrated database; nothing is lost"
                : "only with the snapshot that is taken; what came after it is lost"));
    facts.add(
        new Plan.Fact(
            "disk",
            (release.bytes() >> 20)
                + " MiB for the release, "
                + (gate.diskBytes() >> 20)
                + " MiB reserved before anything starts"));
    facts.add(
        new Plan.Fact(
            "downtime",
            "at most 10 s: stop, snapshot of "
                + snapshotOf(layout, installed.answers())
                + ", switch, start"));
    return facts;
  }

  private static String snapshotOf(Layout layout, Answers answers) {
    return switch (answers.database().kind()) {
      case H2 -> layout.home() + "/data";
      case BUNDLED -> "the bundled PostgreSQL";
      case POSTGRESQL -> "the audit journal (your PostgreSQL is backed up by you)";
    };
  }

  /** The bytes of a number, as mark files hold them. */
  static byte[] number(long number) {
    return (number + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
