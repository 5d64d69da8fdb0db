package dev.holdfast.appliance;

import dev.holdfast.appliance.backup.RestoreCommand;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.home.Home;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The program: takes a home directory, starts the appliance on it, says in one line that it is
 * ready, and serves until it is asked to stop. Whatever keeps it from starting becomes one message
 * with a code and a hint, and one of the exit codes of {@code --help}; the log has the stack.
 */
public final class Application {
  private static final int OLDEST_JAVA = 25;
  private static final String HOME_VARIABLE = "HOLDFAST_HOME";
  private static final String DEFAULT_HOME = "var";
  private static final int SIGNAL_EXIT_BASE = 128;

  private Application() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)).number());
  }

  static ExitCode run(List<String> arguments) {
    if (!arguments.isEmpty() && arguments.getFirst().equals(RestoreCommand.NAME)) {
      return restore(arguments.subList(1, arguments.size()));
    }
    CommandLine line;
    try {
      line = CommandLine.parse(arguments);
    } catch (CommandLine.UsageException e) {
      System.err.println("holdfast: " + e.getMessage() + "\nhint: --help lists the options.");
      return ExitCode.USAGE;
    }
    if (line.help()) {
      System.out.println(CommandLine.USAGE + exitCodes());
      return ExitCode.OK;
    }
    try {
      serve(line);
      return ExitCode.OK;
    } catch (Exception | Error fault) {
      return complain(fault);
    }
  }

  private static ExitCode restore(List<String> arguments) {
    RestoreCommand.Options options;
    try {
      options = RestoreCommand.Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(
          "holdfast: " + e.getMessage() + "\nhint: restore --help lists the options.");
      return ExitCode.USAGE;
    }
    if (options.mode() == RestoreCommand.Mode.HELP) {
      System.out.println(RestoreCommand.USAGE);
      return ExitCode.OK;
    }
    try (HomeLock lock = HomeLock.take(home(options.home()))) {
      new RestoreCommand(
              options,
              home -> Appliance.configured(home, Map.of()).start(),
              Clock.systemUTC(),
              System.out)
          .run(lock.home());
      return ExitCode.OK;
    } catch (BackupException e) {
      if (e.getCause() != null) {
        LoggerFactory.getLogger(Application.class).error("The restore failed", e);
      }
      ErrorCode code = e.reason().code();
      System.err.println(
          "holdfast: " + code.code() + ": " + e.getMessage() + "\nhint: " + code.hint());
      return ExitCode.RESTORE_FAILED;
    } catch (ProblemException refused) {
      return complain(refused.problem());
    } catch (Exception | Error fault) {
      ExitCode code = complain(fault);
      return code == ExitCode.FAULT ? ExitCode.RESTORE_FAILED : code;
    }
  }

  private static Home home(Optional<String> said) {
    return new Home(
        Path.of(
            said.or(() -> Optional.ofNullable(System.getenv(HOME_VARIABLE)))
                .filter(text -> !text.isBlank())
                .orElse(DEFAULT_HOME)));
  }

  private static void serve(CommandLine line) throws Exception {
    if (Runtime.version().feature() < OLDEST_JAVA) {
      throw Problem.of(ErrorCode.JAVA_TOO_OLD, "This is Java " + Runtime.version() + ".")
          .asException();
    }
    Home home = home(line.home());
    if (RestoreCommand.mustGoOn(home)) {
      throw Problem.of(ErrorCode.RESTORE_UNFINISHED, "See " + home.root() + "/restore.")
          .asException();
    }
    CountDownLatch stop = stopOnSignal();
    HeadStart.begin();
    try (HomeLock lock = HomeLock.take(home);
        ServiceManager manager = ServiceManager.of(System.getenv(), ProcessHandle.current().pid());
        Appliance appliance = Appliance.start(lock.home(), line.properties())) {
      // What a service says stands in the machine's journal, which others may read.
      say(appliance.readyLine(System.getenv("NOTIFY_SOCKET") == null));
      manager.ready("Serving at " + appliance.address(), appliance::alive);
      if (line.train()) {
        Training.requests(appliance, Training.CALLS);
      } else {
        stop.await();
      }
      manager.stopping();
      long cut = appliance.drain();
      if (cut > 0) {
        System.err.println("holdfast: " + cut + " connections were still in use and are cut off.");
      }
    }
  }

  /**
   * Past the buffers of {@code System.out}, which keep the last line for as long as nothing else is
   * said: the set-up link may be in it.
   */
  private static void say(String line) throws IOException {
    System.out.flush();
    byte[] bytes = (line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    new FileOutputStream(FileDescriptor.out).write(bytes);
  }

  /** The first signal asks to drain and stop; a second one does not wait for that. */
  private static CountDownLatch stopOnSignal() {
    CountDownLatch asked = new CountDownLatch(1);
    SignalHandler handler =
        signal -> {
          if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(SIGNAL_EXIT_BASE + signal.getNumber());
          }
          asked.countDown();
        };
    Signal.handle(new Signal("INT"), handler);
    Signal.handle(new Signal("TERM"), handler);
    return asked;
  }

  private static ExitCode complain(Throwable fault) {
    Problem problem = StartFaults.diagnose(fault);
    LoggerFactory.getLogger(Application.class).error("The appliance did not start or stop", fault);
    return complain(problem);
  }

  private static ExitCode complain(Problem problem) {
    System.err.println(
        "holdfast: "
            + problem.code().code()
            + ": "
            + problem.detail()
            + "\nhint: "
            + problem.code().hint());
    return ExitCode.of(problem.code());
  }

  private static String exitCodes() {
    return Arrays.stream(ExitCode.values())
        .map(code -> String.format("  %2d  %s", code.number(), code.sentence()))
        .collect(Collectors.joining("\n"));
  }
}
