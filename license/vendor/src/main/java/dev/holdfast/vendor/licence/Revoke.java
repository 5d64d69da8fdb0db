package dev.holdfast.vendor.licence;

import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Wire;
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
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    description = {
      "Take a licence back: sign the next revocation list, which travels in every licence from now.",
      "An appliance that learns of it gives its customer 14 days to replace the licence."
    })
final class Revoke implements Callable<Integer> {
  private static final int MAX_TEXT = 400;
  private static final Pattern ID = Pattern.compile("lic_[0-9a-z]{26}");

  private final Terminal terminal;

  @Mixin private KeyOptions options = new KeyOptions();

  @Parameters(paramLabel = "ID", description = "The licence's id, lic_...")
  private String licence = "";

  @Option(
      names = "--up-to-sequence",
      description = "Default: the newest in the ledger. A later one of the same id holds.")
  private @Nullable Long upTo;

  @Option(names = "--reason", description = "Why, for people.", required = true)
  private String reason = "";

  @Option(names = "--out", paramLabel = "FILE", description = "A copy of the list, to hand over.")
  private @Nullable Path out;

  @Option(names = "--dry-run", description = "Say what would be signed; open no key.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  Revoke(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (!ID.matcher(licence).matches()) {
      throw new VendorException(Exit.USAGE, "a licence's id is lic_ and 26 characters");
    }
    KeyFolder folder = options.folder();
    Ledger.Entry issued = folder.ledger().newest(Ledger.LICENCE, licence).orElse(null);
    if (issued == null && upTo == null) {
      throw new VendorException(
          Exit.REFUSED, "the ledger knows no licence " + licence + "; say --up-to-sequence");
    }
    long sequence = upTo == null ? (issued == null ? 1 : issued.sequence()) : upTo;
    if (out != null && !dryRun) {
      Folders.requireFree(out);
    }
    RevocationList next = next(folder, sequence, terminal.now());
    if (!dryRun) {
      sign(folder, next);
    }
    report(next);
    return Exit.OK.code();
  }

  private RevocationList next(KeyFolder folder, long sequence, Instant now) throws IOException {
    List<RevocationList.Entry> entries = new ArrayList<>();
    long number = 1;
    long highest = sequence;
    RevocationList old = new Revocations(folder).list().orElse(null);
    if (old != null) {
      number = old.sequence() + 1;
      for (RevocationList.Entry entry : old.entries()) {
        if (entry.licence().equals(licence)) {
          // What was taken back once is not given again by taking back less.
          highest = Math.max(highest, entry.upToSequence());
        } else {
          entries.add(entry);
        }
      }
    }
    entries.add(new RevocationList.Entry(licence, highest, now, reason));
    // A list that no appliance reads would take nothing back, and keep every later one from it.
    byte[] payload = new RevocationList(KeyFolder.PRODUCT, number, now, entries).payload();
    return RevocationList.read(StrictJson.parse(payload, Envelope.MAX_PAYLOAD, MAX_TEXT));
  }

  private void sign(KeyFolder folder, RevocationList list) throws IOException {
    SigningKey key = folder.open(terminal, options, KeyFolder.roleName(Role.REVOCATION));
    List<Envelope> statements = new ArrayList<>(folder.travelling());
    Envelope signed = key.envelope(PayloadType.REVOCATIONS, list.payload());
    folder.trust().verify(signed, PayloadType.REVOCATIONS, KeyFolder.PRODUCT);
    statements.add(signed);
    byte[] bytes = new StatementFile(statements).bytes();
    new Revocations(folder).keep(list.issued(), licence, list.sequence(), reason, bytes);
    if (out != null) {
      Folders.createPublic(out, bytes);
    }
  }

  private void report(RevocationList list) {
    if (json) {
      terminal.json(
          "revocations",
          to -> {
            to.writeBooleanField("dryRun", dryRun);
            to.writeNumberField("sequence", list.sequence());
            to.writeArrayFieldStart("items");
            for (RevocationList.Entry entry : list.entries()) {
              to.writeStartObject();
              to.writeStringField("licence", entry.licence());
              to.writeNumberField("upToSequence", entry.upToSequence());
              to.writeStringField("from", Wire.of(entry.from()));
              to.writeStringField("reason", entry.reason());
              to.writeEndObject();
            }
            to.writeEndArray();
          });
      return;
    }
    terminal
        .out()
        .println(
            (dryRun ? "Would sign" : "Signed")
                + " the revocation list "
                + list.sequence()
                + ": "
                + list.entries().size()
                + " licences taken back.");
  }
}
