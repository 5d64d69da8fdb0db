package dev.holdfast.vendor.keys;

import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.Root;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example, each share in the token of its holder:",
      "  holdfast-vendor keys init --name acme --token /usr/lib/softhsm/libsofthsm2.so \\",
      "    --token-label root-1=alice --token-label root-2=bob --token-label root-3=carol \\",
      "    --token-label licence=desk"
    },
    description = {
      "Make a root of m out of n shares, and a key for each role.",
      "Each key stands in a file of its own, encrypted; move the shares to their holders afterwards.",
      "With --token and --token-label a key is made in a PKCS #11 token and needs it ever after.",
      "With --development: for the build of this checkout, with a passphrase beside the keys."
    })
final class KeysInit implements Callable<Integer> {
  private static final int PASSPHRASE_BYTES = 24;
  private static final int NAME_BYTES = 4;

  private final Terminal terminal;

  @Mixin private KeyOptions options = new KeyOptions();

  @Option(names = "--name", description = "The root's name. Default: ${DEFAULT-VALUE}.")
  private String name = "holdfast";

  @Option(names = "--shares", description = "How many root keys. Default: ${DEFAULT-VALUE}.")
  private int shares = 3;

  @Option(names = "--threshold", description = "How many must sign. Default: ${DEFAULT-VALUE}.")
  private int threshold = 2;

  @Option(
      names = "--valid-days",
      description = "How long the role keys may sign. Default: ${DEFAULT-VALUE}.")
  private int validDays = 1825;

  @Option(names = "--if-missing", description = "Do nothing, and succeed, if there are keys.")
  private boolean ifMissing;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  KeysInit(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (threshold < 1 || threshold > shares || shares > 16 || validDays < 1) {
      throw new VendorException(Exit.USAGE, "1 <= threshold <= shares <= 16, and at least one day");
    }
    KeyFolder folder = options.folder();
    if (Files.exists(folder.roots())) {
      if (ifMissing) {
        return Exit.OK.code();
      }
      throw new VendorException(Exit.FILE, "there are keys in " + folder.path() + " already");
    }
    report(folder, options.development() ? makeForDevelopment(folder) : make(folder));
    return Exit.OK.code();
  }

  /** The passphrase lies beside the keys, and goes again where no keys come of it. */
  private Root makeForDevelopment(KeyFolder folder) throws IOException {
    boolean fresh = !Files.exists(folder.path());
    Folders.create(folder.path());
    developmentPassphrase(folder);
    try {
      return make(folder);
    } catch (IOException | RuntimeException e) {
      if (fresh) {
        Files.deleteIfExists(folder.developmentPassphrase());
        Files.deleteIfExists(folder.path());
      }
      throw e;
    }
  }

  private Root make(KeyFolder folder) throws IOException {
    Instant now = terminal.now();
    Map<String, NewKey> made = new LinkedHashMap<>();
    List<SigningKey> rootKeys = new ArrayList<>();
    for (int share = 1; share <= shares; share++) {
      rootKeys.add(newKey(folder, KeyFolder.rootName(share), made));
    }
    List<Root.Delegation> delegations = new ArrayList<>();
    for (Role role : Role.values()) {
      delegations.add(
          Ceremony.delegation(
              role,
              newKey(folder, KeyFolder.roleName(role), made).verifying(),
              now,
              now.plus(Duration.ofDays(validDays))));
    }
    Root root =
        new Root(
            options.development() ? "development-" + random(NAME_BYTES) : name,
            1,
            now,
            options.development(),
            threshold,
            rootKeys.stream().map(SigningKey::verifying).toList(),
            delegations,
            List.of());
    Ceremony.Made signed = Ceremony.sign(root, rootKeys);
    Root.read(signed.statement(), Suites.CURRENT);
    // Only now is anything written: a passphrase that is missing half way leaves no half behind.
    Folders.create(folder.path());
    for (String keyName : made.keySet()) {
      Folders.requireFree(folder.key(keyName));
    }
    for (Map.Entry<String, NewKey> key : made.entrySet()) {
      key.getValue().keep(folder.key(key.getKey()));
    }
    folder.append(signed.statement());
    folder.ledger().append(now, "root", root.name(), 1, shares + " shares", root.payload());
    return root;
  }

  private SigningKey newKey(KeyFolder folder, String keyName, Map<String, NewKey> made)
      throws IOException {
    NewKey fresh = NewKey.make(terminal, options, folder, keyName);
    made.put(keyName, fresh);
    return fresh.key();
  }

  private static void developmentPassphrase(KeyFolder folder) throws IOException {
    if (!Files.exists(folder.developmentPassphrase())) {
      Folders.createPrivate(folder.developmentPassphrase(), random(PASSPHRASE_BYTES) + "\n");
    }
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private void report(KeyFolder folder, Root root) {
    if (json) {
      terminal.json("keys", out -> RootReport.write(out, root));
      return;
    }
    terminal
        .out()
        .println("Made the root " + root.name() + ", " + threshold + " of " + shares + ".");
    terminal.out().println("Keys: " + folder.path());
    terminal.out().println("Anchors for a build: " + folder.anchors());
  }
}
