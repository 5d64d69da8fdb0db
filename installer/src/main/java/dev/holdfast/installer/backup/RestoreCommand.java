package dev.holdfast.installer.backup;

import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.cli.Globals;
import dev.holdfast.installer.machine.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts a backup back; the appliance must be stopped. */
@Command(
    name = "restore",
    description = {
      "Put a backup back. The appliance must be stopped; nothing in use is touched before everything"
          + " is made and checked beside it.",
      "",
      "  systemctl stop holdfast",
      "  holdfastctl restore --dry-run",
      "  holdfastctl restore",
      "  systemctl start holdfast",
      "",
      "With --at any moment that the stored log of the PostgreSQL reaches, to the millisecond:",
      "",
      "  holdfastctl restore --at 2026-11-21T14:00:00Z --dry-run"
    },
    exitCodeListHeading = "%nExit codes%n",
    exitCodeList = {
      "0:it is restored, or could be (--dry-run)",
      "10:it was not restored; nothing in use was changed, or --resume finishes it"
    })
public final class RestoreCommand implements Callable<Integer> {
  private static final Path RUNTIME = Path.of("/run");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--backup", paramLabel = "ID", description = "Which one. Default: the newest.")
  private @Nullable String backup;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "A moment, such as 2026-11-21T14:00:00Z, in the place of a backup's. With --dry-run it"
              + " says what can be reached.")
  private @Nullable String at;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "Where backups lie, in the place of the configured directory or bucket.")
  private @Nullable Path from;

  @Option(
      names = "--share",
      paramLabel = "FILE",
      description =
          "A share of the recovery key; as often as needed. Without one the KMS opens it.")
  private List<Path> shares = new ArrayList<>();

  @Option(names = "--tenant", paramLabel = "ID", description = "This one tenant only.")
  private @Nullable String tenant;

  @Option(
      names = "--configuration",
      description = "Take the backup's configuration too where there is one already.")
  private boolean configuration;

  @Option(names = "--dry-run", description = "Check everything and change nothing.")
  private boolean dryRun;

  @Option(names = "--resume", description = "Finish a restore that was interrupted.")
  private boolean resume;

  @Option(names = "--abandon", description = "Throw away what an interrupted restore has staged.")
  private boolean abandon;

  @Override
  public Integer call() {
    Path home = Globals.of(spec).home().directory();
    try {
      List<String> owner = owner(home);
      return owner.isEmpty() ? run(List.of(), Map.of()) : runAsOwner(owner, home);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.SOFTWARE,
          "program_unusable",
          "The appliance's program cannot be started: " + e.getMessage(),
          "Check the installation with holdfastctl bundle verify --installed.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(
          ExitCode.SOFTWARE, "interrupted", "Interrupted.", "Run it again, or with --resume.");
    }
  }

  /**
   * As root, on an installed appliance: the program runs as the user whose the home is, so that
   * what it writes is that user's, and with what systemd would hand to the service. It may read
   * everything, for backups and shares come on disks with rights of their own.
   */
  private int runAsOwner(List<String> owner, Path home) throws IOException, InterruptedException {
    try (Credentials credentials =
        Credentials.of(new Layout(Path.of("/")).secrets(), RUNTIME, home, new SystemdCreds())) {
      int code = run(owner, credentials.environment());
      if (code == 0 && !dryRun && credentials.takeOver(home.resolve("keys/kms.key"))) {
        Console.of(spec.commandLine())
            .line(
                "The backup's local key was added to this machine's, in /etc/holdfast/credentials.");
      }
      return code;
    }
  }

  private int run(List<String> owner, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(owner);
    command.addAll(Program.find());
    command.addAll(arguments());
    ProcessBuilder program = new ProcessBuilder(command).inheritIO();
    program.environment().putAll(environment);
    program.environment().putIfAbsent("HOLDFAST_LOG_LEVEL", "ERROR");
    return exitCode(program.start().waitFor());
  }

  /**
   * The program's codes are the service's; 3 or 5 would be read as what holdfastctl means by it.
   */
  static int exitCode(int program) {
    return program == 0 || program == ExitCode.USAGE.number() ? program : ExitCode.REFUSED.number();
  }

  /** What makes a program run as the user whose the home is; empty where this is that user. */
  private static List<String> owner(Path home) throws IOException {
    if (!"root".equals(System.getProperty("user.name")) || !Files.isDirectory(home)) {
      return List.of();
    }
    Object user = Files.getAttribute(home, "unix:uid");
    Object group = Files.getAttribute(home, "unix:gid");
    return user.equals(0)
        ? List.of()
        : List.of(
            "setpriv",
            "--reuid=" + user,
            "--regid=" + group,
            "--clear-groups",
            "--inh-caps=+dac_read_search",
            "--ambient-caps=+dac_read_search",
            "--");
  }

  /** What the appliance's program is told. */
  List<String> arguments() {
    Globals globals = Globals.of(spec);
    List<String> told = new ArrayList<>(List.of("restore", "--home"));
    told.add(globals.home().directory().toString());
    option(told, "--backup", backup);
    option(told, "--at", at);
    option(told, "--from", from);
    shares.forEach(share -> option(told, "--share", share));
    option(told, "--tenant", tenant);
    flag(told, "--configuration", configuration);
    flag(told, "--dry-run", dryRun);
    flag(told, "--resume", resume);
    flag(told, "--abandon", abandon);
    flag(told, "--json", globals.json());
    return told;
  }

  private static void option(List<String> told, String name, @Nullable Object value) {
    if (value != null) {
      told.add(name);
      told.add(value instanceof Path path ? path.toAbsolutePath().toString() : value.toString());
    }
  }

  private static void flag(List<String> told, String name, boolean set) {
    if (set) {
      told.add(name);
    }
  }
}
