package dev.holdfast.vendor.keys;

import dev.holdfast.license.key.Root;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Show the newest root: shares, roles, denied keys. Opens no key.")
final class KeysShow implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private KeyOptions options = new KeyOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  KeysShow(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Root root = options.folder().root();
    if (json) {
      terminal.json("keys", out -> RootReport.write(out, root));
    } else {
      RootReport.print(terminal.out(), root);
    }
    return Exit.OK.code();
  }
}
