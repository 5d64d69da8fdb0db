package dev.holdfast.vendor.keys;

import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
  private Map<String, String> files = new LinkedHashMap<>();

  @Option(
      names = "--passphrase-stdin",
      description = "Read one passphrase, for all keys, from the first line of the input.")
  private boolean stdin;

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

  private @Nullable String given(Terminal terminal, String name) throws IOException {
    String file = files.getOrDefault(name, files.get(""));
    if (file != null) {
      return firstLine(Path.of(file));
    }
    if (stdin && fromStdin == null) {
      fromStdin =
          new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8))
              .readLine();
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
          "no passphrase: say --passphrase-file FILE or --passphrase-stdin, or use a terminal");
    }
    return answer;
  }
}
