package dev.holdfast.vendor.support;

import dev.holdfast.license.support.SupportBundle;
import dev.holdfast.license.support.SupportKey;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.VendorException;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which support key, and how it is opened. A passphrase is never an argument. */
final class SupportKeyOptions {
  @Option(
      names = "--support-key",
      paramLabel = "FOLDER",
      description = "The folder with support.key and support.pem. Default: holdfast-support.")
  private Path folder = Path.of("holdfast-support");

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "A file whose first line is the passphrase.")
  private @Nullable Path passphraseFile;

  Path folder() {
    return folder;
  }

  char[] passphrase() throws IOException {
    if (passphraseFile != null) {
      return Files.readString(passphraseFile).lines().findFirst().orElse("").toCharArray();
    }
    Console console = System.console();
    char[] answer =
        console == null || !console.isTerminal() ? null : console.readPassword("Passphrase: ");
    if (answer == null) {
      throw new VendorException(
          Exit.KEY_CLOSED, "no passphrase: say --passphrase-file FILE, or use a terminal");
    }
    return answer;
  }

  /** Opens a bundle that was encrypted for this key. */
  SupportBundle.Opened open(Path file, SupportKey.Pair pair) throws IOException {
    if (Files.size(file) > SupportBundle.MOST) {
      throw new VendorException(Exit.REFUSED, file + " is larger than a support bundle may be");
    }
    byte[] bytes = Files.readAllBytes(file);
    SupportBundle.Outer outer = SupportBundle.outer(bytes);
    SupportBundle.Recipient recipient =
        outer.recipients().stream()
            .filter(one -> one.kind().equals(SupportBundle.VENDOR))
            .filter(one -> one.key().equals(pair.key().id()))
            .findFirst()
            .orElseThrow(
                () ->
                    new VendorException(
                        Exit.KEY_CLOSED,
                        "this bundle was not encrypted for the key " + pair.key().id()));
    if (!recipient.suite().equals(SupportKey.SUITE)) {
      throw new VendorException(
          Exit.REFUSED, "the suite of this bundle needs a newer holdfast-vendor");
    }
    return SupportBundle.open(
        bytes,
        pair.unwrap(recipient.wrapped(), SupportBundle.context(outer.id(), outer.createdAt())));
  }
}
