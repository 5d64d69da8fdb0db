package dev.holdfast.vendor.installation;

import dev.holdfast.vendor.shell.Noun;
import dev.holdfast.vendor.shell.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands about what installations send. */
public final class InstallationCommands {
  private InstallationCommands() {}

  /** {@code holdfast-vendor activation}. */
  public static CommandLine activation(Terminal terminal) {
    return new CommandLine(new Activation()).addSubcommand(new ActivationAnswer(terminal));
  }

  /** {@code holdfast-vendor clock}. */
  public static CommandLine clock(Terminal terminal) {
    return new CommandLine(new OfClock()).addSubcommand(new ClockResetCommand(terminal));
  }

  /** {@code holdfast-vendor report}. */
  public static CommandLine report(Terminal terminal) {
    return new CommandLine(new Report()).addSubcommand(new ReportVerify(terminal));
  }

  @Command(name = "activation", description = "Bind licences to installations that asked.")
  static final class Activation extends Noun {}

  @Command(name = "clock", description = "Correct the time that an installation keeps.")
  static final class OfClock extends Noun {}

  @Command(name = "report", description = "What installations report of their use.")
  static final class Report extends Noun {}
}
