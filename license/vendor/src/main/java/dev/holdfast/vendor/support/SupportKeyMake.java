package dev.holdfast.vendor.support;

import dev.holdfast.license.support.SupportKey;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = {
      "Make the key that support bundles are encrypted to: X25519 and ML-KEM-1024.",
      "support.key goes into the releases; support.pem stays here."
    })
final class SupportKeyMake implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private SupportKeyOptions options = new SupportKeyOptions();

  SupportKeyMake(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    SupportKey key = SupportKeyFile.make(options.folder(), options.passphrase());
    terminal.out().println("Support key " + key.id() + " in " + options.folder());
    return Exit.OK.code();
  }
}
