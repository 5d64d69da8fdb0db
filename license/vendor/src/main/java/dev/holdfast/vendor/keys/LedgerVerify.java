package dev.holdfast.vendor.keys;

import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Files;
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
    KeyFolder folder = options.folder();
    int lines = folder.ledger().entries().size();
    if (lines == 0 && Files.exists(folder.roots())) {
      throw new VendorException(
          Exit.LEDGER_BROKEN, "the ledger is gone: its first line tells of the root");
    }
    terminal.out().println("The ledger holds: " + lines + " lines.");
    return Exit.OK.code();
  }
}
