package dev.holdfast.installer;

import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;

/** holdfastctl: the operator's command line. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    if (args.length == 1 && args[0].equals("--train")) {
      System.exit(train());
    }
    if (args.length == 1 && args[0].equals("--version")) {
      // Scripts ask often, and the command model takes three times as long as the JVM's start.
      out.println(new Version().getVersion()[0]);
      return;
    }
    System.exit(run(out, err, args));
  }

  /**
   * Runs one command line.
   *
   * @param out takes the answer
   * @param err takes talk and errors
   * @return the exit code, one of {@link ExitCode}
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    int code = commandLine(out, err).execute(args);
    out.flush();
    err.flush();
    return code;
  }

  /** Does what most calls do, into the void, for the start-up cache to be made of. */
  private static int train() {
    int code = 0;
    for (String[] args :
        new String[][] {{"--version"}, {"--help"}, {"bundle", "verify", "--help"}, {"status"}}) {
      StringWriter sink = new StringWriter();
      int each = run(new PrintWriter(sink), new PrintWriter(sink), args);
      code = Math.max(code, each == ExitCode.UNREACHABLE.number() ? 0 : each);
    }
    return code;
  }

  /** The command model, from which help, completion and man pages are made. */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    Ansi ansi = Console.ansi(System.getenv(), System.console() != null);
    ColorScheme colors = CommandLine.Help.defaultColorScheme(ansi);
    CommandLine line =
        new CommandLine(new HoldfastCtl())
            .setOut(out)
            .setErr(err)
            .setColorScheme(colors)
            .setCaseInsensitiveEnumValuesAllowed(true);
    line.getSubcommands().values().forEach(Main::withoutExamples);
    line.setExecutionExceptionHandler(Main::explain);
    line.setExitCodeExceptionMapper(
        thrown ->
            (thrown instanceof CommandLine.ParameterException ? ExitCode.USAGE : ExitCode.SOFTWARE)
                .number());
    return line;
  }

  /** The examples of the top belong to the top; picocli hands them down with everything else. */
  private static void withoutExamples(CommandLine line) {
    line.getCommandSpec().usageMessage().footerHeading("").footer();
    line.getSubcommands().values().forEach(Main::withoutExamples);
  }

  private static int explain(Exception thrown, CommandLine line, CommandLine.ParseResult parsed) {
    CommandFailure failure =
        thrown instanceof CommandFailure known
            ? known
            : thrown instanceof FileSystemException file
                ? new CommandFailure(
                    ExitCode.SOFTWARE,
                    "file_unusable",
                    "A file cannot be used: " + CommandFailure.reason(file) + ".",
                    "Check the path, its rights and its disk.")
                : new CommandFailure(
                    ExitCode.SOFTWARE,
                    "internal",
                    thrown.getClass().getSimpleName() + ": " + thrown.getMessage(),
                    "This is a fault in holdfastctl; send the command and this text to support.");
    Console console = Console.of(line);
    console.error(failure);
    return failure.exitCode().number();
  }
}
