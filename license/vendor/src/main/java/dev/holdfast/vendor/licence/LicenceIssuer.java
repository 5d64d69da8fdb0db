package dev.holdfast.vendor.licence;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.activation.Binding;
import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.vendor.keys.KeyFolder;
import dev.holdfast.vendor.keys.KeyOptions;
import dev.holdfast.vendor.keys.Ledger;
import dev.holdfast.vendor.keys.Revocations;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signs licences, proves that an appliance would take them, and writes the ledger first. */
public final class LicenceIssuer {
  private final Terminal terminal;
  private final KeyOptions options;

  public LicenceIssuer(Terminal terminal, KeyOptions options) {
    this.terminal = terminal;
    this.options = options;
  }

  /** Signs a licence into a new file, or shows what would be signed. */
  public void issue(Licence licence, @Nullable Path out, boolean dryRun, boolean json, String note)
      throws IOException {
    byte[] payload = licence.payload();
    // In a dry run too: it says what would be signed, and what is unsound would not be.
    LicenceFiles.payload(payload);
    if (dryRun) {
      report(licence, null, json);
      return;
    }
    Path file = out == null ? Path.of(name(licence.header())) : out;
    Folders.requireFree(file);
    KeyFolder folder = options.folder();
    SigningKey key = folder.open(terminal, options, KeyFolder.roleName(Role.LICENCE));
    List<Envelope> statements = new ArrayList<>(folder.travelling());
    Optional<byte[]> list = new Revocations(folder).newest();
    if (list.isPresent()) {
      statements.addAll(StatementFile.parse(list.get()).ofType(PayloadType.REVOCATIONS));
    }
    statements.add(key.envelope(PayloadType.LICENCE, payload));
    byte[] bytes = new StatementFile(statements).bytes();
    prove(folder, bytes, terminal.now());
    folder
        .ledger()
        .append(
            licence.term().issued(),
            Ledger.LICENCE,
            licence.header().id(),
            licence.header().sequence(),
            note,
            bytes);
    Folders.createPublic(file, bytes);
    report(licence, file, json);
  }

  /**
   * The next sequence of a licence, bound to an installation and to its machine.
   *
   * @param given the licence to bind
   */
  public Licence next(Licence given, String installation, Binding binding) throws IOException {
    Licence old = withoutLoss(given);
    Licence.Term term = old.term();
    Licence.Scope scope = old.scope();
    return new Licence(
        nextHeader(old),
        old.customer(),
        new Licence.Term(
            terminal.now(),
            term.notBefore(),
            term.expires(),
            term.graceDays(),
            term.updatesUntil()),
        new Licence.Scope(scope.modes(), scope.edition(), scope.versions(), installation, binding),
        old.grant(),
        old.support(),
        old.newer());
  }

  /** A header with the sequence after the newest that was issued. */
  Licence.Header nextHeader(Licence old) throws IOException {
    Licence.Header header = old.header();
    long newest =
        options
            .folder()
            .ledger()
            .newest(Ledger.LICENCE, header.id())
            .map(Ledger.Entry::sequence)
            .orElse(header.sequence());
    return new Licence.Header(
        header.id(),
        Math.max(newest, header.sequence()) + 1,
        header.product(),
        header.plan(),
        header.kind());
  }

  /** Refuses a licence that this version could not write again as it is. */
  static Licence withoutLoss(Licence old) {
    if (!old.newer().isEmpty()) {
      throw new VendorException(
          Exit.REFUSED, "it has fields that this version would lose: " + old.newer());
    }
    return old;
  }

  private static String name(Licence.Header header) {
    String sequence = header.sequence() == 1 ? "" : "-" + header.sequence();
    return header.id() + sequence + ".holdfast-licence";
  }

  private static void prove(KeyFolder folder, byte[] bytes, Instant now) throws IOException {
    LicenceVerifier.Result result =
        LicenceVerifier.verify(
            bytes, folder.trust(), new LicenceVerifier.Reader(KeyFolder.PRODUCT, null, null, now));
    if (result instanceof LicenceVerifier.Result.Refused refused) {
      throw new RefusedException(refused.refusal(), "an appliance would say: " + refused.detail());
    }
  }

  private void report(Licence licence, @Nullable Path file, boolean json) {
    if (json) {
      terminal.json(
          "licence",
          out -> {
            out.writeBooleanField("dryRun", file == null);
            if (file != null) {
              out.writeStringField("file", file.toString());
            }
            LicenceReport.write(out, licence, terminal.now());
          });
      return;
    }
    terminal.out().println(file == null ? "Would issue:" : "Issued " + file);
    LicenceReport.print(terminal.out(), licence, terminal.now());
  }
}
