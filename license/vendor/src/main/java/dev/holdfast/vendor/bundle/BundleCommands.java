package dev.holdfast.vendor.bundle;

import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.bundle.BundleManifest;
import dev.holdfast.license.bundle.RollbackPermit;
import dev.holdfast.license.bundle.SignedManifest;
import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.VerifyingKey;
import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Wire;
import dev.holdfast.license.support.SupportKey;
import dev.holdfast.vendor.keys.KeyFolder;
import dev.holdfast.vendor.keys.KeyOptions;
import dev.holdfast.vendor.keys.Revocations;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.Noun;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What the bundle role's key signs: manifests, files for minisign, provenance, rollback permits.
 */
public final class BundleCommands {
  private BundleCommands() {}

  /** {@code holdfast-vendor bundle}. */
  public static CommandLine bundle(Terminal terminal) {
    return new CommandLine(new Bundle())
        .addSubcommand(new Sign(terminal))
        .addSubcommand(new ForMinisign(terminal))
        .addSubcommand(new PrintKey(terminal))
        .addSubcommand(new Attest(terminal))
        .addSubcommand(new Permit(terminal))
        .addSubcommand(new Trust(terminal));
  }

  @Command(name = "bundle", description = "Sign bundles and what goes with them.")
  static final class Bundle extends Noun {}

  /** What all these commands have. */
  abstract static class WithKey implements Callable<Integer> {
    final Terminal terminal;

    @Mixin final KeyOptions options = new KeyOptions();

    WithKey(Terminal terminal) {
      this.terminal = terminal;
    }

    SigningKey key() throws IOException {
      return options.folder().open(terminal, options, KeyFolder.roleName(Role.BUNDLE));
    }

    /** The public side, from the newest root: of several delegations the last one. */
    VerifyingKey publicKey() throws IOException {
      return options.folder().root().delegations().stream()
          .filter(delegation -> delegation.role() == Role.BUNDLE)
          .reduce((first, second) -> second)
          .orElseThrow(() -> new VendorException(Exit.FILE, "the root has no bundle key"))
          .key();
    }

    /** A file of this statement, with the roots that every reader needs to follow. */
    byte[] file(Envelope statement) throws IOException {
      List<Envelope> statements = new ArrayList<>(options.folder().travelling());
      statements.add(statement);
      return new StatementFile(statements).bytes();
    }
  }

  /** Signs a manifest. */
  @Command(
      name = "sign",
      mixinStandardHelpOptions = true,
      description = "Sign a bundle's manifest. The same manifest gives the same bytes.")
  static final class Sign extends WithKey {
    @Parameters(paramLabel = "DRAFT", description = "The manifest, as the build wrote it.")
    private Path draft = Path.of("");

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "A new file.")
    private Path out = Path.of("");

    Sign(Terminal terminal) {
      super(terminal);
    }

    @Override
    public Integer call() throws IOException {
      byte[] payload = Files.readAllBytes(draft);
      PayloadType type = PayloadType.BUNDLE_MANIFEST;
      BundleManifest manifest =
          BundleManifest.read(
              StrictJson.parse(
                  payload, type.maxPayload(), StrictJson.MAX_MEMBERS, type.maxElements()));
      if (!Arrays.equals(manifest.payload(), payload)) {
        throw new RefusedException(
            Refusal.NOT_CANONICAL, "the draft is not as the build writes it");
      }
      Folders.requireFree(out);
      byte[] bytes = file(key().repeatableEnvelope(type, payload));
      SignedManifest.verify(bytes, options.folder().trust());
      BundleManifest.Release release = manifest.release();
      options
          .folder()
          .ledger()
          .append(
              terminal.now(),
              "bundle",
              release.version() + "-" + release.architecture(),
              release.sequence(),
              release.channel() + " " + manifest.snapshot(),
              bytes);
      Folders.createPublic(out, bytes);
      terminal
          .out()
          .println(
              "Signed the manifest of "
                  + release.version()
                  + " ("
                  + release.architecture()
                  + ", "
                  + release.channel()
                  + "), sequence "
                  + release.sequence()
                  + ", "
                  + manifest.entries().size()
                  + " entries.");
      return Exit.OK.code();
    }
  }

  /** Signs any file for minisign. */
  @Command(
      name = "minisign",
      mixinStandardHelpOptions = true,
      description = "Sign a file so that minisign can verify it, into FILE.minisig.")
  static final class ForMinisign extends WithKey {
    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("");

    @Option(names = "--comment", required = true, description = "The trusted comment.")
    private String comment = "";

    ForMinisign(Terminal terminal) {
      super(terminal);
    }

    @Override
    public Integer call() throws IOException {
      if (!comment.matches("[\\x20-\\x7e]{1,500}")) {
        throw new VendorException(Exit.REFUSED, "a comment is one line of ASCII");
      }
      Path out = file.resolveSibling(file.getFileName() + ".minisig");
      Folders.createPublic(out, Minisign.sign(key(), file, comment));
      terminal.out().println("Signed " + file + " into " + out.getFileName() + ".");
      return Exit.OK.code();
    }
  }

  /** Prints the public key for minisign. */
  @Command(
      name = "key",
      mixinStandardHelpOptions = true,
      description = "Show the bundle key as minisign's public key. Opens no key.")
  static final class PrintKey extends WithKey {
    @Option(names = "--out", paramLabel = "FILE", description = "A new file, for minisign -p.")
    private @Nullable Path out;

    PrintKey(Terminal terminal) {
      super(terminal);
    }

    @Override
    public Integer call() throws IOException {
      VerifyingKey key = publicKey();
      if (out != null) {
        Folders.createPublic(out, Minisign.publicKey(key));
      }
      terminal.out().println(Minisign.printed(key));
      return Exit.OK.code();
    }
  }

  /** Signs an in-toto statement as DSSE says, by both halves of the key. */
  @Command(
      name = "attest",
      mixinStandardHelpOptions = true,
      description = "Sign an in-toto statement (provenance, VEX) as a DSSE envelope.")
  public static final class Attest extends WithKey {
    private static final String TYPE = "application/vnd.in-toto+json";

    @Parameters(paramLabel = "STATEMENT")
    private Path statement = Path.of("");

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "A new file.")
    private Path out = Path.of("");

    Attest(Terminal terminal) {
      super(terminal);
    }

    @Override
    public Integer call() throws IOException {
      byte[] payload = Files.readAllBytes(statement);
      SigningKey key = key();
      List<byte[]> values = key.signRepeatably(encoded(payload));
      Base64.Encoder base64 = Base64.getEncoder();
      Folders.createPublic(
          out,
          Wire.compact(
              json -> {
                json.writeStringField("payloadType", TYPE);
                json.writeStringField("payload", base64.encodeToString(payload));
                json.writeArrayFieldStart("signatures");
                for (int i = 0; i < values.size(); i++) {
                  json.writeStartObject();
                  json.writeStringField("keyid", key.verifying().ids().get(i));
                  json.writeStringField("sig", base64.encodeToString(values.get(i)));
                  json.writeEndObject();
                }
                json.writeEndArray();
              }));
      terminal.out().println("Signed " + statement + " into " + out + ".");
      return Exit.OK.code();
    }

    /** DSSE's pre-authentication encoding. */
    public static byte[] encoded(byte[] payload) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(
          ("DSSEv1 " + TYPE.length() + " " + TYPE + " " + payload.length + " ")
              .getBytes(StandardCharsets.US_ASCII));
      bytes.writeBytes(payload);
      return bytes.toByteArray();
    }
  }

  /** Lets a site go back. */
  @Command(
      name = "permit",
      mixinStandardHelpOptions = true,
      description = "Let a site go back to one older release.")
  static final class Permit extends WithKey {
    @Option(names = "--to", paramLabel = "MANIFEST", required = true, description = "manifest.json")
    private Path to = Path.of("");

    @Option(
        names = "--from-sequence",
        required = true,
        description = "The newest sequence that the site may know.")
    private long from;

    @Option(names = "--installation", description = "The one site that may. Default: any.")
    private @Nullable String installation;

    @Option(names = "--days", defaultValue = "14", description = "How long it holds.")
    private int days;

    @Option(names = "--reason", required = true, description = "Why, for people.")
    private String reason = "";

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "A new file.")
    private Path out = Path.of("");

    Permit(Terminal terminal) {
      super(terminal);
    }

    @Override
    public Integer call() throws IOException {
      if (installation != null && !ActivationRequest.isInstallation(installation)) {
        throw new VendorException(Exit.USAGE, "an installation's id is ins_ and 26 characters");
      }
      Instant now = terminal.now();
      String snapshot =
          SignedManifest.verify(Files.readAllBytes(to), options.folder().trust())
              .manifest()
              .snapshot();
      String id = "prm_" + now.getEpochSecond();
      RollbackPermit permit =
          new RollbackPermit(
              id, from, snapshot, installation, now, now.plus(Duration.ofDays(days)), reason);
      Folders.requireFree(out);
      byte[] bytes = file(key().envelope(PayloadType.ROLLBACK_PERMIT, permit.payload()));
      // Proves it as a site will, before anything is written.
      RollbackPermit.verify(bytes, options.folder().trust());
      options.folder().ledger().append(now, "permit", id, from, reason, bytes);
      Folders.createPublic(out, bytes);
      terminal.out().println("Signed the permit " + id + " into " + out + ".");
      return Exit.OK.code();
    }
  }

  /**
   * What a site needs to follow the vendor: roots, revocations, the keys of minisign and support.
   */
  @Command(
      name = "trust",
      mixinStandardHelpOptions = true,
      description = {
        "Write the root chain, the revocation list and minisign's key into a folder.",
        "Where the key folder has a support.key (support key --keys), write that too."
      })
  static final class Trust extends WithKey {
    @Parameters(paramLabel = "FOLDER", description = "A folder without these files.")
    private Path target = Path.of("");

    Trust(Terminal terminal) {
      super(terminal);
    }

    @Override
    public Integer call() throws IOException {
      KeyFolder folder = options.folder();
      SupportKey support = support(folder);
      Map<String, byte[]> files = new LinkedHashMap<>();
      files.put("roots.json", Files.readAllBytes(folder.roots()));
      files.put("minisign.pub", Minisign.publicKey(publicKey()));
      if (support != null) {
        files.put("support.key", (support.text() + "\n").getBytes(StandardCharsets.US_ASCII));
      }
      // All or nothing: half of it would let a site follow new roots and not the revocations.
      for (String name : files.keySet()) {
        Folders.requireFree(target.resolve(name));
      }
      Folders.requireFree(target.resolve("revocations.json"));
      Optional<byte[]> list = new Revocations(folder).newest();
      files.put("revocations.json", list.isPresent() ? list.get() : firstList(folder));
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Folders.createPublic(target.resolve(file.getKey()), file.getValue());
      }
      terminal
          .out()
          .println(
              "Wrote roots, revocations and minisign's key into "
                  + target
                  + (support == null ? "." : ", and the support key."));
      return Exit.OK.code();
    }

    /** What is no support key would keep every site from writing a bundle for support. */
    private static @Nullable SupportKey support(KeyFolder folder) throws IOException {
      return Files.exists(folder.supportKey())
          ? SupportKey.parse(Files.readString(folder.supportKey()))
          : null;
    }

    /** The list with nothing on it, so that a site can tell "none" from "kept from me". */
    private byte[] firstList(KeyFolder folder) throws IOException {
      Instant issued = folder.root().issued();
      RevocationList none = new RevocationList(KeyFolder.PRODUCT, 1, issued, List.of());
      SigningKey key = folder.open(terminal, options, KeyFolder.roleName(Role.REVOCATION));
      byte[] bytes = file(key.repeatableEnvelope(PayloadType.REVOCATIONS, none.payload()));
      new Revocations(folder).keep(issued, "-", 1, "The first list, empty", bytes);
      return bytes;
    }
  }
}
