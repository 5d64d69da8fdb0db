package dev.holdfast.installer.install;

import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.answers.Answers.LicenceKind;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.machine.Layout;
import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.procedure.Journal;
import dev.holdfast.installer.procedure.Procedure;
import dev.holdfast.installer.procedure.Procedure.Outcome;
import dev.holdfast.installer.procedure.Procedure.Watcher;
import dev.holdfast.installer.release.ReleaseSource;
import dev.holdfast.license.bundle.Upgrade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes plans and carries them out, one at a time on a machine. A procedure that was cut off must
 * be gone on with, or given up, before another can begin.
 */
final class Operations {
  private final Machine machine;
  private final Layout layout;
  private final Function<Path, ReleaseSource> releases;

  /**
   * @param releases opens and verifies the release at a place
   */
  Operations(Machine machine, Function<Path, ReleaseSource> releases) {
    this.machine = machine;
    this.layout = machine.layout();
    this.releases = releases;
  }

  /** What was cut off. */
  record Unfinished(String kind, int done, int total, boolean undoing) {}

  Plan planInstall(Answers answers, Path place) throws IOException {
    if (Files.exists(layout.receipt()) || Files.isSymbolicLink(layout.current())) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "already_installed",
          "Holdfast is installed on this machine.",
          "holdfastctl upgrade takes it to another release, holdfastctl uninstall removes it.");
    }
    if (answers.licence().kind() == LicenceKind.REQUEST) {
      requestable(Path.of(answers.licence().requestFile()));
    }
    return InstallPlan.of(layout, answers, releases.apply(place), place);
  }

  /** Written last of all; so it is looked at before anything is changed. */
  private static void requestable(Path file) {
    if (Files.exists(file)) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "file_exists",
          file + " is there already.",
          "Name another file in licence.requestFile, or move that one away.");
    }
    if (!Files.isDirectory(file.resolveSibling("").toAbsolutePath())) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "folder_missing",
          "The folder of " + file + " is not there.",
          "Make it, or name another file in licence.requestFile.");
    }
  }

  Plan planUpgrade(Path place, boolean permitted) throws IOException {
    Receipt installed = installed();
    // Without it nothing says which release a permit would have to be held against.
    if (!Files.exists(layout.current())) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "installation_broken",
          layout.current() + " leads to no release, although Holdfast is installed.",
          "Make it a link to releases/" + installed.version() + ", then run it again.");
    }
    ReleaseSource source = releases.apply(place);
    Upgrade.Gate gate = Gates.check(layout, installed, source.release(), permitted);
    return UpgradePlan.of(layout, installed, source, gate, place);
  }

  Plan planRollback(boolean losesData) throws IOException {
    Receipt installed = installed();
    if (installed.previous().isEmpty()) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "nothing_to_go_back_to",
          "There is no release to go back to: no upgrade was made, or it was taken back already.",
          "An older bundle can be installed with the vendor's permit: holdfastctl upgrade"
              + " --permit.");
    }
    if (!installed.reversible() && !losesData) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "data_would_be_lost",
          "Holdfast "
              + installed.previous()
              + " cannot run on the migrated database; what came after the upgrade would be lost.",
          "Make a backup, then say --accept-data-loss.");
    }
    return RollbackPlan.of(layout, installed);
  }

  Plan planUninstall(boolean keepData) throws IOException {
    return UninstallPlan.of(layout, installed(), keepData);
  }

  Receipt installed() throws IOException {
    return Receipt.read(layout)
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.REFUSED,
                    "not_installed",
                    "Holdfast is not installed at " + layout.root() + ".",
                    "holdfastctl install installs it; --root names another place."));
  }

  private Optional<Journal> journal() throws IOException {
    try {
      return Journal.open(layout.journal(), machine.clock());
    } catch (Journal.InUseException e) {
      throw underWay();
    }
  }

  private static CommandFailure underWay() {
    return new CommandFailure(
        ExitCode.REFUSED,
        "under_way",
        "Another holdfastctl is changing this installation right now. This one changed nothing.",
        "Wait until it has ended; `pgrep -af dev.holdfast.installer` finds it.");
  }

  /** What was cut off; empty where nothing was. */
  Optional<Unfinished> unfinished() throws IOException {
    try (Journal journal = journal().orElse(null)) {
      if (journal == null) {
        return Optional.empty();
      }
      if (!journal.ended().isEmpty()) {
        clear(journal);
        return Optional.empty();
      }
      return Optional.of(
          new Unfinished(
              journal.header().kind(),
              journal.progress(),
              journal.header().actions(),
              !journal.failure().isEmpty()));
    }
  }

  /** Carries a plan out. */
  Outcome carryOut(Plan plan, Watcher watcher) throws IOException {
    boolean fresh = !Files.isDirectory(layout.state());
    try {
      machine.disk().directory(layout.state(), "rwx------");
      Journal.Header header =
          new Journal.Header(plan.kind(), plan.parameters(), plan.actions().size());
      Journal.create(layout.journal(), header, machine.clock()).close();
    } catch (Journal.InUseException e) {
      throw underWay();
    } catch (IOException e) {
      Files.deleteIfExists(layout.journal().resolveSibling("journal.new"));
      if (fresh) {
        machine.disk().deleteIfEmpty(layout.state());
      }
      throw new CommandFailure(
          ExitCode.REFUSED,
          "no_journal",
          "The journal cannot be begun: " + CommandFailure.reason(e) + ". Nothing was changed.",
          "Free some space on the file system of " + layout.state() + ".");
    }
    return proceed(plan, watcher, false);
  }

  /** Goes on with what was cut off, or gives it up. */
  Outcome resume(Watcher watcher, boolean giveUp) throws IOException {
    Plan plan;
    try (Journal journal = journal().orElseThrow()) {
      plan = again(journal.header());
    }
    return proceed(plan, watcher, giveUp);
  }

  private Outcome proceed(Plan plan, Watcher watcher, boolean giveUp) throws IOException {
    try (Journal journal = journal().orElseThrow()) {
      Procedure procedure = new Procedure(machine, journal, plan.actions(), watcher);
      Outcome outcome = giveUp ? procedure.giveUp() : procedure.run();
      if (!(outcome instanceof Outcome.Stuck || outcome instanceof Outcome.Stopped)) {
        clear(journal);
      }
      return outcome;
    }
  }

  /** Makes the same actions again that the journal speaks of. */
  private Plan again(Journal.Header header) throws IOException {
    Map<String, String> parameters = header.parameters();
    Path place = Path.of(parameters.getOrDefault("release", "/"));
    return switch (header.kind()) {
      case "install" ->
          InstallPlan.of(
              layout,
              AnswerFile.parse(parameters.getOrDefault("answers", "")),
              source(place, parameters),
              place);
      case "upgrade" -> {
        ReleaseSource source = source(place, parameters);
        Receipt before = receiptBefore(parameters);
        yield UpgradePlan.of(
            layout, before, source, Gates.recalled(source.release(), parameters), place);
      }
      case "rollback" ->
          RollbackPlan.of(
              layout,
              new Receipt(
                  parameters.getOrDefault("from", ""),
                  parameters.getOrDefault("version", ""),
                  Boolean.parseBoolean(parameters.get("reversible")),
                  answers()));
      case "uninstall" ->
          UninstallPlan.of(
              layout,
              new Receipt(
                  parameters.getOrDefault("version", ""), "", false, uninstallAnswers(parameters)),
              Boolean.parseBoolean(parameters.get("keepData")));
      default ->
          throw new CommandFailure(
              ExitCode.UNFINISHED,
              "journal_unknown",
              "The journal speaks of " + header.kind() + ", which this holdfastctl does not know.",
              "Use the holdfastctl that began it.");
    };
  }

  private static Answers uninstallAnswers(Map<String, String> parameters) {
    return AnswerFile.parse(parameters.getOrDefault("answers", ""));
  }

  private Receipt receiptBefore(Map<String, String> parameters) throws IOException {
    return new Receipt(parameters.getOrDefault("from", ""), "", false, answers());
  }

  private Answers answers() throws IOException {
    return installed().answers();
  }

  /** The release that the journal speaks of: from where it was, or already in its place. */
  private ReleaseSource source(Path place, Map<String, String> parameters) {
    Path installed = layout.release(parameters.getOrDefault("version", ""));
    ReleaseSource source =
        releases.apply(Files.exists(place) || !Files.isDirectory(installed) ? place : installed);
    String version = parameters.getOrDefault("version", "");
    if (!source.release().version().equals(version)) {
      throw new CommandFailure(
          ExitCode.UNFINISHED,
          "another_release",
          "What was cut off was about Holdfast "
              + version
              + ", this is "
              + source.release().version()
              + ".",
          "Name the bundle of " + version + ".");
    }
    return source;
  }

  /** Moves an ended journal into the history, or takes it away with all other traces. */
  private void clear(Journal journal) throws IOException {
    String end = journal.header().kind() + " " + journal.ended();
    boolean gone = end.equals("install undone") || end.equals("uninstall done");
    if (gone) {
      removeState();
      return;
    }
    Path history = layout.state().resolve("history");
    machine.disk().directory(history, "rwx------");
    String name =
        journal.header().kind() + "-" + machine.clock().instant().toString().replace(":", "");
    machine.disk().write(history.resolve(name + ".jsonl"), journal.text(), "rw-------");
    machine.disk().delete(layout.journal());
  }

  private void removeState() throws IOException {
    machine.disk().delete(layout.journal());
    machine.disk().deleteTree(layout.state());
  }
}
