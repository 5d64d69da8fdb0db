package dev.holdfast.offline;

import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.Root;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.vendor.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/** The vendor's tool and keys, as the assembly uses them. */
final class Vendor {
  private final Path keys;

  Vendor(Path keys) {
    this.keys = keys;
  }

  /** The trust that a build with these keys has. */
  TrustAnchors anchors() throws IOException {
    return TrustAnchors.parse(Files.readAllBytes(keys.resolve("anchors.json")), Suites.CURRENT);
  }

  private Root root() throws IOException {
    byte[] chain = Files.readAllBytes(keys.resolve("roots.json"));
    return Root.read(StatementFile.parse(chain).ofType(PayloadType.ROOT).getLast(), Suites.CURRENT);
  }

  /** Whether these are the keys that a checkout made for itself. */
  boolean development() throws IOException {
    return root().development();
  }

  /** When a bundle was made: not before its key could sign, so that a younger key can too. */
  Instant notBefore(Instant committed) throws IOException {
    return root().delegations().stream()
        .filter(delegation -> delegation.role() == Role.BUNDLE)
        .map(Root.Delegation::notBefore)
        .reduce(committed, (a, b) -> a.isAfter(b) ? a : b);
  }

  /** The root chain, the revocation list and the key for minisign. */
  void trust(Path folder) throws IOException {
    Files.createDirectories(folder);
    call("bundle", "trust", folder.toString());
    for (Path file : Trees.files(folder)) {
      Trees.mode(file, false);
    }
  }

  /** The public key as {@code minisign -P} takes it. */
  String minisignKey() throws IOException {
    return call("bundle", "key").strip();
  }

  void minisign(Path file, String comment) throws IOException {
    Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".minisig"));
    call("bundle", "minisign", file.toString(), "--comment", comment);
  }

  void attest(Path statement, Path out) throws IOException {
    Files.deleteIfExists(out);
    call("bundle", "attest", statement.toString(), "--out", out.toString());
  }

  void sign(Path draft, Path out) throws IOException {
    Files.deleteIfExists(out);
    call("bundle", "sign", draft.toString(), "--out", out.toString());
  }

  private String call(String... words) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] args = Arrays.copyOf(words, words.length + 2);
    args[words.length] = "--keys";
    args[words.length + 1] = keys.toString();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    if (code != 0) {
      throw new IOException(err.toString().strip());
    }
    return out.toString();
  }
}
