package dev.holdfast.vendor.keys;

import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which keys, and how they are opened. A passphrase is never an argument, nor in the environment.
 */
public final class KeyOptions {
  private static final int MINIMUM_PASSPHRASE = 15;

  @Option(
      names = "--keys",
      paramLabel = "FOLDER",
      description = "The folder with the keys. Default: holdfast-keys.")
  private @Nullable Path keys;

  @Option(
      names = "--development",
      description = "The keys that the build of this checkout made for itself.")
  private boolean development;

  @Option(
      names = "--passphrase-file",
      paramLabel = "[NAME=]FILE",
      description = "A file with the passphrase, for the key NAME or for all. Repeatable.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--passphrase-stdin",
      description = "Read one passphrase, for all keys, from the first line of the input.")
  private boolean stdin;

  @Option(
      names = "--token",
      paramLabel = "MODULE",
      description =
          "The PKCS #11 module of the tokens, for example /usr/lib/softhsm/libsofthsm2.so.")
  private @Nullable Path module;

  @Option(
      names = "--token-label",
      paramLabel = "[NAME=]LABEL",
      description = "Make the key NAME, or all, in the token with this label. Repeatable.")
  private List<String> labels = new ArrayList<>();

  @Option(
      names = "--pin-file",
      paramLabel = "[NAME=]FILE",
      description = "A file with the token's PIN, for the key NAME or for all. Repeatable.")
  private List<String> pins = new ArrayList<>();

  private @Nullable String fromStdin;

  public boolean development() {
    return development;
  }

  /** Whether a folder was named at all. */
  public boolean chosen() {
    return development || keys != null;
  }

  public KeyFolder folder() {
    if (development && keys == null) {
      return new KeyFolder(Folders.development());
    }
    return new KeyFolder(keys == null ? Path.of("holdfast-keys") : keys);
  }

  /** The passphrase of a key that exists. */
  public char[] passphrase(Terminal terminal, KeyFolder folder, String name) throws IOException {
    String given = given(terminal, name);
    if (given != null) {
      return given.toCharArray();
    }
    if (Files.exists(folder.developmentPassphrase())) {
      return firstLine(folder.developmentPassphrase()).toCharArray();
    }
    return prompt("Passphrase of the key " + name + ": ");
  }

  /** A passphrase for a key that is being made. */
  public char[] newPassphrase(Terminal terminal, String name) throws IOException {
    String given = given(terminal, name);
    char[] passphrase =
        given == null ? prompt("New passphrase for the key " + name + ": ") : given.toCharArray();
    if (passphrase.length < MINIMUM_PASSPHRASE) {
      throw new VendorException(
          Exit.REFUSED, "a passphrase has " + MINIMUM_PASSPHRASE + " characters or more");
    }
    if (given == null
        && !String.valueOf(prompt("Once more: ")).equals(String.valueOf(passphrase))) {
      throw new VendorException(Exit.KEY_CLOSED, "the two passphrases differ");
    }
    return passphrase;
  }

  /** The module of the tokens. */
  Path module() {
    if (module == null) {
      throw new VendorException(
          Exit.USAGE,
          "the key is in a token: say --token MODULE, the PKCS #11 library of its maker");
    }
    return module;
  }

  /** The token that a new key is to be made in; null for none. */
  @Nullable String tokenLabel(String name) {
    return named(labels, name);
  }

  /** The PIN of the token that has a key. */
  char[] pin(Terminal terminal, String name) throws IOException {
    String file = named(pins, name);
    return file == null
        ? prompt("PIN of the token with the key " + name + ": ")
        : firstLine(Path.of(file)).toCharArray();
  }

  /** The last value that was given for a name, else the last one for all. */
  private static @Nullable String named(List<String> values, String name) {
    String forAll = null;
    String forName = null;
    for (String value : values) {
      int equals = value.indexOf('=');
      if (equals == 0) {
        forAll = value.substring(1);
      } else if (equals < 0 || !KeyFolder.isName(value.substring(0, equals))) {
        // A path may have an equals sign; and a name that no key has would be passed over.
        forAll = value;
      } else if (value.substring(0, equals).equals(name)) {
        forName = value.substring(equals + 1);
      }
    }
    return forName == null ? forAll : forName;
  }

  private @Nullable String given(Terminal terminal, String name) throws IOException {
    String file = named(files, name);
    if (file != null) {
      return firstLine(Path.of(file));
    }
    if (stdin && fromStdin == null) {
      fromStdin = terminal.in().readLine();
    }
    return fromStdin;
  }

  private static String firstLine(Path file) throws IOException {
    return Files.readString(file).lines().findFirst().orElse("");
  }

  private static char[] prompt(String text) {
    Console console = System.console();
    char[] answer =
        console == null || !console.isTerminal() ? null : console.readPassword("%s", text);
    if (answer == null) {
      throw new VendorException(
          Exit.KEY_CLOSED,
          "no passphrase or PIN: say --passphrase-file FILE, --passphrase-stdin or --pin-file FILE,"
              + " or use a terminal");
    }
    return answer;
  }
}
