package dev.holdfast.vendor.support;

import dev.holdfast.license.support.SupportKey;
import dev.holdfast.vendor.keys.KeyFolder;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = {
      "Make the key that support bundles are encrypted to: X25519 and ML-KEM-1024.",
      "support.key is for releases, support.pem stays with support.",
      "With --keys, every release made with those keys carries support.key from now on."
    })
final class SupportKeyMake implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private SupportKeyOptions options = new SupportKeyOptions();

  @Option(
      names = "--keys",
      paramLabel = "FOLDER",
      description = "The vendor's key folder, from which releases take support.key.")
  private @Nullable Path keys;

  SupportKeyMake(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    KeyFolder releases = keys == null ? null : new KeyFolder(keys);
    if (releases != null) {
      // What is no key folder, or has a broken ledger, is refused before a key is made.
      releases.root();
      releases.ledger().entries();
    }
    SupportKey key = SupportKeyFile.make(options.folder(), options.passphrase());
    terminal.out().println("Support key " + key.id() + " in " + options.folder());
    if (releases != null) {
      byte[] text = (key.text() + "\n").getBytes(StandardCharsets.US_ASCII);
      releases.ledger().append(terminal.now(), "support-key", key.id(), 1, "For releases", text);
      Folders.replace(releases.supportKey(), text);
      terminal.out().println("Releases made with " + keys + " carry it from now on.");
    }
    return Exit.OK.code();
  }
}
