package dev.holdfast.vendor.licence;

import dev.holdfast.vendor.shell.Noun;
import dev.holdfast.vendor.shell.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands about licences. */
public final class LicenceCommands {
  private LicenceCommands() {}

  /** {@code holdfast-vendor license}. */
  public static CommandLine license(Terminal terminal) {
    return new CommandLine(new License())
        .addSubcommand(new LicenseIssue(terminal))
        .addSubcommand(new LicenseInspect(terminal))
        .addSubcommand(new LicenseRenew(terminal))
        .addSubcommand(new LicensePlans(terminal));
  }

  /** {@code holdfast-vendor revoke}. */
  public static CommandLine revoke(Terminal terminal) {
    return new CommandLine(new Revoke(terminal));
  }

  @Command(
      name = "license",
      aliases = "licence",
      description = "Issue, inspect and renew licences.")
  static final class License extends Noun {}
}
