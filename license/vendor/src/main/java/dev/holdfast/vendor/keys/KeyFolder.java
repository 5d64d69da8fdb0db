package dev.holdfast.vendor.keys;

import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.Root;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.statement.Wire;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The vendor's folder: {@code roots.json} (every version of the root), {@code anchors.json} (the
 * newest one, for a build), {@code revocations.json}, {@code ledger.jsonl}, the key files, and
 * {@code support.key} where releases are to carry one.
 */
public record KeyFolder(Path path) {
  /** The product that the keys sign for. */
  public static final String PRODUCT = "holdfast";

  private static final Pattern SHARE = Pattern.compile("root-[1-9][0-9]?");

  public Path roots() {
    return path.resolve("roots.json");
  }

  public Path anchors() {
    return path.resolve("anchors.json");
  }

  public Path revocations() {
    return path.resolve("revocations.json");
  }

  public Ledger ledger() {
    return new Ledger(path.resolve("ledger.jsonl"));
  }

  public Path developmentPassphrase() {
    return path.resolve("development-passphrase");
  }

  /** The public half of the support key, where releases are to carry one. */
  public Path supportKey() {
    return path.resolve("support.key");
  }

  public Path rootKey(int share) {
    return path.resolve(rootName(share) + ".pem");
  }

  public Path key(String name) {
    return path.resolve(name + ".pem");
  }

  /** The name of a share's key file and passphrase. */
  public static String rootName(int share) {
    return "root-" + share;
  }

  /** The name of a role's key file and passphrase. */
  public static String roleName(Role role) {
    return Wire.of(role);
  }

  /** Whether some key of a vendor has this name. */
  static boolean isName(String text) {
    return SHARE.matcher(text).matches()
        || Arrays.stream(Role.values()).anyMatch(role -> roleName(role).equals(text));
  }

  /** All versions of the root, oldest first. */
  public List<Envelope> chain() throws IOException {
    if (!Files.exists(roots())) {
      throw new VendorException(
          Exit.FILE, "there are no keys in " + path + "; holdfast-vendor keys init makes them");
    }
    List<Envelope> chain =
        StatementFile.parse(Files.readAllBytes(roots())).ofType(PayloadType.ROOT);
    if (chain.isEmpty()) {
      throw new RefusedException(Refusal.CONTENTS_WRONG, roots() + " has no root");
    }
    return chain;
  }

  /** The newest root. */
  public Root root() throws IOException {
    return Root.read(chain().getLast(), Suites.CURRENT);
  }

  /** The trust that a build with these keys has. */
  public TrustAnchors trust() throws IOException {
    TrustAnchors oldest =
        TrustAnchors.parse(new StatementFile(List.of(chain().getFirst())).bytes(), Suites.CURRENT);
    return oldest.advance(chain());
  }

  /** Whether the keys are of a build on some machine, with their passphrase beside them. */
  public boolean isDevelopment() {
    return Files.exists(developmentPassphrase());
  }

  /** Opens a key: by its passphrase, or in its token. */
  public SigningKey open(Terminal terminal, KeyOptions options, String name) throws IOException {
    Optional<TokenRef> token = KeyFile.token(key(name));
    if (token.isPresent()) {
      return KeyFile.read(
          key(name), Suite.V2026_1, token.get(), options.module(), options.pin(terminal, name));
    }
    return KeyFile.read(key(name), Suite.V2026_1, options.passphrase(terminal, this, name));
  }

  /** Keeps a new root: the chain grows, and the anchors are the newest one. */
  public void append(Envelope root) throws IOException {
    List<Envelope> chain = Files.exists(roots()) ? new ArrayList<>(chain()) : new ArrayList<>();
    chain.add(root);
    Folders.replace(roots(), new StatementFile(chain).bytes());
    Folders.replace(anchors(), new StatementFile(List.of(root)).bytes());
  }

  /**
   * The roots that a file must carry so that every appliance can follow: all but the first, which
   * nobody needs to be told.
   */
  public List<Envelope> travelling() throws IOException {
    List<Envelope> chain = chain();
    return chain.subList(1, chain.size());
  }
}
