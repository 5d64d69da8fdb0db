package dev.holdfast.vendor.support;

import dev.holdfast.vendor.shell.Noun;
import dev.holdfast.vendor.shell.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands about support bundles. */
public final class SupportCommands {
  private SupportCommands() {}

  /** {@code holdfast-vendor support}. */
  public static CommandLine support(Terminal terminal) {
    return new CommandLine(new Support())
        .addSubcommand(new SupportKeyMake(terminal))
        .addSubcommand(new SupportOpen(terminal))
        .addSubcommand(new SupportDiff(terminal));
  }

  @Command(name = "support", description = "Open the support bundles that installations send.")
  static final class Support extends Noun {}
}
