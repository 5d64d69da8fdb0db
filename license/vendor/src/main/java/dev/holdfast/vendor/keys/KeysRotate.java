package dev.holdfast.vendor.keys;

import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.Root;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.VerifyingKey;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    description = {
      "Make the next version of the root: new role keys, a new share, a denied key.",
      "Signed by enough holders of the old root and enough of the new one."
    })
final class KeysRotate implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private KeyOptions options = new KeyOptions();

  @Option(names = "--role", description = "Give this role a new key; the old one signs no more.")
  private Set<Role> roles = new LinkedHashSet<>();

  @Option(names = "--share", description = "Give this share of the root (1 to n) a new key.")
  private Set<Integer> shares = new LinkedHashSet<>();

  @Option(
      names = "--deny",
      paramLabel = "ROLE",
      description = "Deny what the role's present key signed since --since; implies --role.")
  private @Nullable Role deny;

  @Option(names = "--since", paramLabel = "INSTANT", description = "Default: now.")
  private @Nullable Instant since;

  @Option(
      names = "--reason",
      description = "Why the key is denied. Default: withdrawn by the vendor.")
  private @Nullable String reason;

  @Option(
      names = "--signers",
      split = ",",
      paramLabel = "N",
      description = "The shares that sign. Default: all whose key files are here.")
  private Set<Integer> signers = new LinkedHashSet<>();

  @Option(names = "--valid-days", description = "How long new role keys may sign.")
  private int validDays = 1825;

  @Option(names = "--dry-run", description = "Say what would change, and change nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  KeysRotate(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    KeyFolder folder = options.folder();
    Root old = folder.root();
    if (deny != null) {
      roles.add(deny);
    } else if (since != null || reason != null) {
      throw new VendorException(Exit.USAGE, "--since and --reason belong to --deny");
    }
    if (roles.isEmpty() && shares.isEmpty()) {
      throw new VendorException(Exit.USAGE, "say what to change: --role, --share or --deny");
    }
    if (shares.stream().anyMatch(share -> share < 1 || share > old.keys().size())) {
      throw new VendorException(Exit.USAGE, "shares are 1 to " + old.keys().size());
    }
    if (validDays < 1) {
      throw new VendorException(Exit.USAGE, "--valid-days is 1 or more");
    }
    List<SigningKey> holders = dryRun ? List.of() : open(folder, old);
    Map<String, NewKey> made = new LinkedHashMap<>();
    Root next = next(folder, old, made);
    if (!dryRun) {
      List<SigningKey> all = new ArrayList<>(holders);
      made.forEach(
          (name, key) -> all.addAll(name.startsWith("root-") ? List.of(key.key()) : List.of()));
      keep(folder, next, made, Ceremony.sign(next, all).statement());
    }
    report(next);
    return Exit.OK.code();
  }

  private Root next(KeyFolder folder, Root old, Map<String, NewKey> made) throws IOException {
    Instant now = terminal.now();
    Root next = old;
    if (deny != null) {
      Instant from = since == null ? now : since;
      String why = reason == null ? "withdrawn by the vendor" : reason;
      for (Root.Delegation delegation : old.delegations()) {
        if (delegation.role() == deny && now.isBefore(delegation.notAfter())) {
          for (String id : delegation.key().ids()) {
            next = Ceremony.withDenial(next, now, new Root.Denial(id, from, why));
          }
        }
      }
    }
    for (Role role : roles) {
      VerifyingKey key = newKey(folder, KeyFolder.roleName(role), made);
      next =
          Ceremony.withRoleKey(
              next, now, Ceremony.delegation(role, key, now, now.plus(Duration.ofDays(validDays))));
    }
    for (int share : shares) {
      VerifyingKey key = newKey(folder, KeyFolder.rootName(share), made);
      next = Ceremony.withShare(next, now, share, key);
    }
    return Ceremony.asVersion(next, old.version() + 1);
  }

  private VerifyingKey newKey(KeyFolder folder, String name, Map<String, NewKey> made)
      throws IOException {
    if (dryRun) {
      return SigningKey.generate(Suite.V2026_1).verifying();
    }
    NewKey key = NewKey.make(terminal, options, folder, name);
    made.put(name, key);
    return key.key().verifying();
  }

  private List<SigningKey> open(KeyFolder folder, Root old) throws IOException {
    List<SigningKey> opened = new ArrayList<>();
    for (int signer : signers) {
      if (signer < 1 || signer > old.keys().size()) {
        throw new VendorException(Exit.KEY_CLOSED, "there is no share " + signer);
      }
    }
    for (int share = 1; share <= old.keys().size(); share++) {
      boolean asked =
          signers.isEmpty() ? Files.exists(folder.rootKey(share)) : signers.contains(share);
      if (asked) {
        opened.add(folder.open(terminal, options, KeyFolder.rootName(share)));
      }
    }
    if (opened.size() < old.threshold()) {
      throw new VendorException(
          Exit.KEY_CLOSED, opened.size() + " shares are here, " + old.threshold() + " must sign");
    }
    return opened;
  }

  private void keep(KeyFolder folder, Root next, Map<String, NewKey> made, Envelope statement)
      throws IOException {
    // Proves the step before anything is written: an appliance must be able to follow.
    folder.trust().advance(List.of(statement));
    // What a rotation that broke off has put there may be the only copy of a key.
    for (String name : made.keySet()) {
      Folders.requireFree(ended(folder, name, next));
      Folders.requireFree(begins(folder, name, next));
    }
    // The old keys stay where they are until all that could fail on a full disk is written.
    try {
      for (Map.Entry<String, NewKey> entry : made.entrySet()) {
        entry.getValue().keep(begins(folder, entry.getKey(), next));
      }
      folder.append(statement);
    } catch (IOException | RuntimeException e) {
      for (String name : made.keySet()) {
        Files.deleteIfExists(begins(folder, name, next));
      }
      throw e;
    }
    for (String name : made.keySet()) {
      // A link to a key that is at its holder's is put aside as it is.
      if (Files.exists(folder.key(name), LinkOption.NOFOLLOW_LINKS)) {
        Files.move(folder.key(name), ended(folder, name, next), StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(begins(folder, name, next), folder.key(name), StandardCopyOption.ATOMIC_MOVE);
    }
    folder
        .ledger()
        .append(next.issued(), "root", next.name(), next.version(), "rotated", next.payload());
  }

  /** Where a new key waits. */
  private static Path begins(KeyFolder folder, String name, Root next) {
    return folder.key(name + ".from-" + next.version());
  }

  /** Where a key stays that signs no more. */
  private static Path ended(KeyFolder folder, String name, Root next) {
    return folder.key(name + ".until-" + next.version());
  }

  private void report(Root next) {
    if (json) {
      terminal.json("keys", out -> RootReport.write(out, next));
      return;
    }
    terminal.out().println(dryRun ? "Would make:" : "Made:");
    RootReport.print(terminal.out(), next);
  }
}
