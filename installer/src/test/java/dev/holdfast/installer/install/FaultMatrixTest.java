package dev.holdfast.installer.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.machine.Disk;
import dev.holdfast.installer.machine.Probe;
import dev.holdfast.installer.procedure.Procedure.Outcome;
import dev.holdfast.installer.procedure.Procedure.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cuts the power, or fills the disk, before every single change of install, upgrade, rollback and
 * uninstall; then goes on, or gives up, and compares the whole machine with what it has to be.
 */
final class FaultMatrixTest {
  private static final String H2 = "{\"schema\":\"holdfast/answers/1\"}";

  private Path folder = Path.of("unset");
  private int machines;

  /** In memory where there is room: thousands of machines are made, and each change is synced. */
  @BeforeEach
  void makeFolder() throws IOException {
    Path memory = Path.of("/dev/shm");
    folder =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "holdfast-matrix")
            : Files.createTempDirectory("holdfast-matrix");
  }

  @AfterEach
  void deleteFolder() throws IOException {
    new Disk(Probe.NONE).deleteTree(folder);
  }

  /** What is driven. */
  private interface Drive {
    /** Makes the machine ready for it. */
    void prepare(TestMachine machine) throws IOException;

    Outcome run(TestMachine machine, Fault fault) throws IOException;

    /** Whether it can be taken back; a deletion only goes on. */
    default boolean reversible() {
      return true;
    }
  }

  /** Faults that struck, each on a machine of its own. */
  private static final class Tally {
    private int goneOn;
    private int givenUp;
    private int killedTwice;
    private int full;

    private int all() {
      return goneOn + givenUp + killedTwice + full;
    }
  }

  private record Install(Answers answers) implements Drive {
    @Override
    public void prepare(TestMachine machine) {
      // A machine on which there is nothing yet.
    }

    @Override
    public Outcome run(TestMachine machine, Fault fault) throws IOException {
      return machine.install(answers, fault);
    }
  }

  private record Upgrading(Answers answers, boolean losesNothing) implements Drive {
    @Override
    public void prepare(TestMachine machine) throws IOException {
      if (!losesNothing) {
        machine.irreversible();
      }
      assertThat(machine.install(answers, TestMachine.noFault())).isInstanceOf(Outcome.Done.class);
    }

    @Override
    public Outcome run(TestMachine machine, Fault fault) throws IOException {
      return machine.upgrade(fault);
    }
  }

  private record RollingBack(Answers answers) implements Drive {
    @Override
    public void prepare(TestMachine machine) throws IOException {
      new Upgrading(answers, true).prepare(machine);
      assertThat(machine.upgrade(TestMachine.noFault())).isInstanceOf(Outcome.Done.class);
    }

    @Override
    public Outcome run(TestMachine machine, Fault fault) throws IOException {
      Operations operations = machine.with(fault);
      return operations.carryOut(operations.planRollback(true), Watcher.SILENT);
    }
  }

  private record Uninstalling(Answers answers, boolean keepsData) implements Drive {
    @Override
    public void prepare(TestMachine machine) throws IOException {
      new RollingBack(answers).prepare(machine);
    }

    @Override
    public Outcome run(TestMachine machine, Fault fault) throws IOException {
      Operations operations = machine.with(fault);
      return operations.carryOut(operations.planUninstall(keepsData), Watcher.SILENT);
    }

    @Override
    public boolean reversible() {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {H2, TestMachine.BUNDLED})
  void install_cutOffOrFullAnywhere_goesOnOrLeavesNothing(String answers, TestInfo test)
      throws IOException {
    matrix(new Install(TestMachine.answers(answers)), test);
  }

  @ParameterizedTest
  @ValueSource(strings = {H2, TestMachine.BUNDLED})
  void upgrade_cutOffOrFullAnywhere_goesOnOrIsTakenBack(String answers, TestInfo test)
      throws IOException {
    matrix(new Upgrading(TestMachine.answers(answers), true), test);
    matrix(new Upgrading(TestMachine.answers(answers), false), test);
  }

  @ParameterizedTest
  @ValueSource(strings = {H2, TestMachine.BUNDLED})
  void rollback_cutOffOrFullAnywhere_goesOnOrIsTakenBack(String answers, TestInfo test)
      throws IOException {
    matrix(new RollingBack(TestMachine.answers(answers)), test);
  }

  @ParameterizedTest
  @ValueSource(strings = {H2, TestMachine.BUNDLED})
  void uninstall_cutOffOrFullAnywhere_goesOnToItsEnd(String answers, TestInfo test)
      throws IOException {
    matrix(new Uninstalling(TestMachine.answers(answers), false), test);
    matrix(new Uninstalling(TestMachine.answers(answers), true), test);
  }

  private void matrix(Drive drive, TestInfo test) throws IOException {
    TestMachine clean = machine(drive);
    String before = clean.state();
    Fault counter = TestMachine.noFault();
    assertThat(drive.run(clean, counter)).isInstanceOf(Outcome.Done.class);
    String after = clean.state();
    Tally tally = new Tally();
    for (int at = 1; at <= counter.count(); at++) {
      tally.goneOn += killedThenGoneOn(drive, at, after) ? 1 : 0;
      tally.givenUp += killedThenGivenUp(drive, at, before, after) ? 1 : 0;
      tally.killedTwice += killedTwice(drive, at, after) ? 1 : 0;
      tally.full += full(drive, at, before, after) ? 1 : 0;
    }
    assertThat(tally.goneOn).as("killed before each change").isEqualTo(counter.count());
    assertThat(tally.full).as("full at each change that grows").isPositive();
    System.out.printf(
        "%s: %d changes; kill -9: %d gone on, %d given up, %d killed twice; disk full: %d; all %d%n",
        test.getTestMethod().orElseThrow().getName().replaceFirst("_.*", ""),
        counter.count(),
        tally.goneOn,
        tally.givenUp,
        tally.killedTwice,
        tally.full,
        tally.all());
  }

  private boolean killedThenGoneOn(Drive drive, int at, String after) throws IOException {
    TestMachine machine = machine(drive);
    Fault fault = new Fault(Fault.Kind.KILL, at);
    boolean killed = killed(drive, machine, fault);
    if (killed) {
      finish(drive, machine, fault);
      assertThat(machine.state()).as("killed before: " + fault.where()).isEqualTo(after);
    }
    return killed;
  }

  private boolean killedThenGivenUp(Drive drive, int at, String before, String after)
      throws IOException {
    TestMachine machine = machine(drive);
    Fault fault = new Fault(Fault.Kind.KILL, at);
    if (!killed(drive, machine, fault)) {
      return false;
    }
    Operations operations = machine.with(TestMachine.noFault());
    if (operations.unfinished().isEmpty()) {
      return false;
    }
    if (!drive.reversible()) {
      Outcome outcome = operations.resume(Watcher.SILENT, true);
      if (outcome instanceof Outcome.Stopped) {
        assertThat(operations.resume(Watcher.SILENT, false)).isInstanceOf(Outcome.Done.class);
      }
      assertThat(machine.state())
          .as("given up after: " + fault.where() + " (" + outcome + ")")
          .isEqualTo(outcome instanceof Outcome.Stopped ? after : before);
      return true;
    }
    assertThat(operations.resume(Watcher.SILENT, true))
        .as("given up after: " + fault.where())
        .isInstanceOf(Outcome.Undone.class);
    assertThat(undone(drive, machine)).as("given up after: " + fault.where()).isEqualTo(before);
    return true;
  }

  /** Killed on the way, and killed again while it goes on. */
  private boolean killedTwice(Drive drive, int at, String after) throws IOException {
    TestMachine machine = machine(drive);
    Fault fault = new Fault(Fault.Kind.KILL, at);
    boolean killed = killed(drive, machine, fault);
    if (killed) {
      Fault second = new Fault(Fault.Kind.KILL, 2);
      try {
        Operations operations = machine.with(second);
        if (operations.unfinished().isPresent()) {
          operations.resume(Watcher.SILENT, false);
        }
      } catch (Fault.Killed again) {
        assertThat(again).isNotNull();
      }
      finish(drive, machine, fault);
      assertThat(machine.state())
          .as("killed twice, first before: " + fault.where())
          .isEqualTo(after);
    }
    return killed;
  }

  /** The disk is full from one change on, also for what would take back. */
  private boolean full(Drive drive, int at, String before, String after) throws IOException {
    TestMachine machine = machine(drive);
    Fault fault = new Fault(Fault.Kind.DISK_FULL, at);
    try {
      Outcome outcome = drive.run(machine, fault);
      if (outcome instanceof Outcome.Stuck) {
        // Taking back needed space; with some freed, it goes on where it stopped.
        outcome = machine.with(TestMachine.noFault()).resume(Watcher.SILENT, false);
        assertThat(outcome).isInstanceOf(Outcome.Undone.class);
      }
      if (outcome instanceof Outcome.Stopped) {
        assertThat(drive.reversible()).as("only a deletion stops").isFalse();
        outcome = machine.with(TestMachine.noFault()).resume(Watcher.SILENT, false);
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
      }
      boolean done = outcome instanceof Outcome.Done;
      assertThat(done ? machine.state() : undone(drive, machine))
          .as("full at: " + fault.where() + " (" + outcome + ")")
          .isEqualTo(done ? after : before);
    } catch (CommandFailure refused) {
      assertThat(refused.code()).isEqualTo("no_journal");
      assertThat(machine.state()).as("full at: " + fault.where()).isEqualTo(before);
    } catch (IOException historyNotWritten) {
      // The procedure ended; only its record could not be filed. The next command files it.
      assertThat(machine.with(TestMachine.noFault()).unfinished()).isEmpty();
      assertThat(machine.state()).as("full at: " + fault.where()).isIn(before, after);
    }
    return !fault.where().isEmpty();
  }

  /**
   * Where the older release can run on the migrated database, a migration that was made stays, and
   * so does the cluster's bound; where it cannot, not even that may differ.
   */
  private static String undone(Drive drive, TestMachine machine) {
    boolean keeps = drive instanceof Upgrading upgrading && upgrading.losesNothing();
    return keeps
        ? machine
            .state()
            .replace("migrated by 1.1.0|", "")
            .replaceFirst("(?m)^.*/postgresql\\.auto\\.conf .*\n", "")
        : machine.state();
  }

  /** Runs it until the fault. */
  private static boolean killed(Drive drive, TestMachine machine, Fault fault) throws IOException {
    try {
      drive.run(machine, fault);
      return false;
    } catch (Fault.Killed power) {
      return true;
    }
  }

  /** What the operator does after a cut: the same command again. */
  private static void finish(Drive drive, TestMachine machine, Fault fault) throws IOException {
    Operations operations = machine.with(TestMachine.noFault());
    if (operations.unfinished().isPresent()) {
      assertThat(operations.resume(Watcher.SILENT, false))
          .as("gone on after: " + fault.where())
          .isInstanceOf(Outcome.Done.class);
    } else if (!Files.exists(machine.layout().state().resolve("history"))
        || fault.where().contains("holdfast-install")) {
      try {
        drive.run(machine, TestMachine.noFault());
      } catch (CommandFailure alreadyDone) {
        assertThat(alreadyDone.code())
            .isIn("already_installed", "nothing_to_go_back_to", "not_installed");
      }
    }
  }

  private TestMachine machine(Drive drive) throws IOException {
    new Disk(Probe.NONE).deleteTree(folder.resolve("m" + (machines - 1)));
    TestMachine machine = new TestMachine(folder.resolve("m" + machines++));
    drive.prepare(machine);
    return machine;
  }

  @Test
  void upgrade_ofReleaseThatIsNotHealthy_isTakenBackByItself() throws IOException {
    for (boolean reversible : new boolean[] {true, false}) {
      TestMachine machine = new TestMachine(folder.resolve("sick" + reversible));
      if (!reversible) {
        machine.irreversible();
      }
      machine.install(TestMachine.answers(H2), TestMachine.noFault());
      String before = machine.state();
      machine.services().sick(TestMachine.NEW);

      Outcome outcome = machine.upgrade(TestMachine.noFault());

      assertThat(outcome)
          .isEqualTo(
              new Outcome.Undone("Wait until the appliance is healthy", "503 database down"));
      String expected = reversible ? before.replace("1.0.0|  ", "1.0.0|  ") : before;
      assertThat(machine.state().replace("migrated by 1.1.0|", "")).isEqualTo(expected);
      assertThat(Files.readString(machine.layout().home().resolve("data/holdfast.mv.db")))
          .as("an irreversible migration is gone with the snapshot put back")
          .isEqualTo(reversible ? "migrated by 1.0.0\nmigrated by 1.1.0\n" : "migrated by 1.0.0\n");
    }
  }

  @Test
  void T41_powerLossAtEachStep_leavesTheOldOrTheNewTreeAndNothingBetween() throws IOException {
    TestMachine clean = machine(new Upgrading(TestMachine.answers(H2), true));
    Fault counter = TestMachine.noFault();
    clean.upgrade(counter);
    int old = 0;
    int fresh = 0;
    for (int at = 1; at <= counter.count(); at++) {
      TestMachine machine = machine(new Upgrading(TestMachine.answers(H2), true));
      Fault fault = new Fault(Fault.Kind.KILL, at);
      killed(new Upgrading(TestMachine.answers(H2), true), machine, fault);
      Path current = machine.layout().current().toRealPath();
      String version = Files.readString(current.resolve("VERSION")).strip();
      assertThat(current.getFileName().toString()).as(fault.where()).isEqualTo(version);
      assertThat(Files.readString(current.resolve("bin/holdfast"))).contains(version);
      assertThat(current.resolve("systemd").toFile().list()).hasSize(10);
      old += version.equals(TestMachine.OLD) ? 1 : 0;
      fresh += version.equals(TestMachine.NEW) ? 1 : 0;
    }
    assertThat(old + fresh).isEqualTo(counter.count());
    assertThat(old).isPositive();
    assertThat(fresh).isPositive();
    System.out.println(
        "T41: " + counter.count() + " power cuts, " + old + " old, " + fresh + " new");
  }
}
