package dev.holdfast.vendor;

import dev.holdfast.vendor.bundle.BundleCommands;
import dev.holdfast.vendor.installation.InstallationCommands;
import dev.holdfast.vendor.keys.KeyCommands;
import dev.holdfast.vendor.licence.LicenceCommands;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.support.SupportCommands;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The launch class of {@code holdfast-vendor}. */
public final class Main {
  private Main() {}

  /** Runs one command, and leaves the process only where it failed. */
  public static void main(String[] args) {
    int code =
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            args);
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Runs one command. Answers the exit code; {@code holdfast-vendor --help} lists them. */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(new Terminal(out, err, System.in, Clock.systemUTC()), args);
  }

  /** Runs one command at a time of the caller's choice, with an input of its own. */
  public static int run(
      PrintWriter out, PrintWriter err, InputStream in, Clock clock, String... args) {
    return run(new Terminal(out, err, in, clock), args);
  }

  private static int run(Terminal terminal, String... args) {
    int code = commandLine(terminal).execute(args);
    terminal.out().flush();
    terminal.err().flush();
    return code;
  }

  /** An empty path is a variable that was not set, and would be the folder that one is in. */
  private static Path path(String text) {
    if (text.isBlank()) {
      throw new CommandLine.TypeConversionException("a path is empty");
    }
    return Path.of(text);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new CommandLine.TypeConversionException(
          "'" + text + "' is no time; write it as 2027-01-01T00:00:00Z");
    }
  }

  /** The command model; the pages that tell people what to type are compared with it. */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return commandLine(new Terminal(out, err, System.in, Clock.systemUTC()));
  }

  /** The command model, from which help, completion and man pages are made. */
  static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new VendorCommand())
        .addSubcommand(KeyCommands.keys(terminal))
        .addSubcommand(BundleCommands.bundle(terminal))
        .addSubcommand(LicenceCommands.license(terminal))
        .addSubcommand(LicenceCommands.revoke(terminal))
        .addSubcommand(InstallationCommands.activation(terminal))
        .addSubcommand(InstallationCommands.clock(terminal))
        .addSubcommand(InstallationCommands.report(terminal))
        .addSubcommand(SupportCommands.support(terminal))
        .addSubcommand(KeyCommands.ledger(terminal))
        .addSubcommand(new AutoComplete.GenerateCompletion())
        .registerConverter(Path.class, Main::path)
        .registerConverter(Instant.class, Main::instant)
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, line, result) -> terminal.failed(e));
  }
}
