package dev.holdfast.vendor.keys;

import dev.holdfast.vendor.shell.Noun;
import dev.holdfast.vendor.shell.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands about keys and about the ledger. */
public final class KeyCommands {
  private KeyCommands() {}

  /** {@code holdfast-vendor keys}. */
  public static CommandLine keys(Terminal terminal) {
    return new CommandLine(new Keys())
        .addSubcommand(new KeysInit(terminal))
        .addSubcommand(new KeysShow(terminal))
        .addSubcommand(new KeysRotate(terminal))
        .addSubcommand(new KeysCheckAnchors(terminal));
  }

  /** {@code holdfast-vendor ledger}. */
  public static CommandLine ledger(Terminal terminal) {
    return new CommandLine(new OfLedger())
        .addSubcommand(new LedgerShow(terminal))
        .addSubcommand(new LedgerVerify(terminal));
  }

  @Command(name = "keys", description = "The root's shares and the role keys.")
  static final class Keys extends Noun {}

  @Command(name = "ledger", description = "The record of everything issued.")
  static final class OfLedger extends Noun {}
}
