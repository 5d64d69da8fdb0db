package dev.holdfast.vendor.installation;

import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.activation.ClockReset;
import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.statement.Times;
import dev.holdfast.license.statement.Wire;
import dev.holdfast.vendor.keys.KeyFolder;
import dev.holdfast.vendor.keys.KeyOptions;
import dev.holdfast.vendor.keys.Ledger;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "reset",
    mixinStandardHelpOptions = true,
    description = {
      "Tell an installation that the time which it keeps is wrong, after its clock was far ahead.",
      "From its request file, or from the installation and the time that its licence page shows.",
      "It is good for that installation and that false time only. The customer sets the clock first."
    })
final class ClockResetCommand implements Callable<Integer> {
  private static final String WHAT = "clock-reset";

  private final Terminal terminal;

  @Mixin private KeyOptions options = new KeyOptions();

  @Option(names = "--request", paramLabel = "FILE", description = "Its request file.")
  private @Nullable Path request;

  @Option(names = "--installation", paramLabel = "ID", description = "ins_..., without a request.")
  private @Nullable String installation;

  @Option(
      names = "--mark",
      paramLabel = "INSTANT",
      description = "The false time, for example 2099-05-05T10:00:00Z, without a request.")
  private @Nullable Instant mark;

  @Option(names = "--to", paramLabel = "INSTANT", description = "The right time. Default: now.")
  private @Nullable Instant to;

  @Option(
      names = "--days",
      description = "How long it may be used, 1 to 30. Default: ${DEFAULT-VALUE}.")
  private int days = 7;

  @Option(
      names = "--accept-new-key",
      description = "The installation signs with another key than before, and that is known.")
  private boolean acceptNewKey;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where it goes. Default: the installation with .holdfast-clock.")
  private @Nullable Path out;

  @Option(names = "--dry-run", description = "Say what would be signed; open no key.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ClockResetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (days < 1 || days > ClockReset.LONGEST.toDays()) {
      throw new VendorException(Exit.USAGE, "--days is 1 to " + ClockReset.LONGEST.toDays());
    }
    if (request != null && (installation != null || mark != null)) {
      throw new VendorException(
          Exit.USAGE, "the request says which installation and what time; leave out what it says");
    }
    byte[] asked = request == null ? null : Files.readAllBytes(request);
    ActivationRequest.Verified verified =
        asked == null ? null : ActivationRequest.verify(asked, Suites.CURRENT);
    Installations installations = new Installations(options.folder().ledger());
    ClockReset reset;
    if (verified != null) {
      ActivationRequest of = verified.request();
      if (!of.product().equals(KeyFolder.PRODUCT)) {
        throw new VendorException(Exit.REFUSED, "the request is for " + of.product());
      }
      installations.requireKey(of.installation(), verified.key(), acceptNewKey);
      reset = reset(of.installation(), new ClockReset.Asked(of.sequence(), of.nonce()), of.mark());
    } else if (installation != null && mark != null) {
      if (!ActivationRequest.isInstallation(installation)) {
        throw new VendorException(Exit.USAGE, "an installation's id is ins_ and 26 characters");
      }
      reset = reset(installation, null, mark);
    } else {
      throw new VendorException(Exit.USAGE, "say --request FILE, or --installation ID --mark TIME");
    }
    Path file = out == null ? Path.of(reset.installation() + ".holdfast-clock") : out;
    if (!dryRun) {
      sign(reset, file);
      if (verified != null && asked != null) {
        installations.answered(terminal.now(), WHAT + "-request", verified, asked);
      }
    }
    report(reset, file);
    return Exit.OK.code();
  }

  private ClockReset reset(String of, ClockReset.@Nullable Asked asked, Instant falseMark) {
    Instant now = terminal.now();
    Instant right = to == null ? now : to;
    if (!right.isBefore(falseMark)) {
      throw new VendorException(
          Exit.REFUSED,
          "its time, "
              + Times.readable(falseMark)
              + ", is not ahead of "
              + Times.readable(right)
              + "; there is nothing to reset");
    }
    ClockReset reset =
        new ClockReset(
            KeyFolder.PRODUCT, of, asked, falseMark, right, now, now.plus(Duration.ofDays(days)));
    // In a dry run too: it says what would be signed, and what no appliance reads would not be.
    return ClockReset.read(
        StrictJson.parse(reset.payload(), Envelope.MAX_PAYLOAD, Envelope.MAX_PAYLOAD));
  }

  private void sign(ClockReset reset, Path file) throws IOException {
    Folders.requireFree(file);
    KeyFolder folder = options.folder();
    SigningKey key = folder.open(terminal, options, KeyFolder.roleName(Role.REVOCATION));
    Envelope signed = key.envelope(PayloadType.CLOCK_RESET, reset.payload());
    // Proves it as the appliance will, before anything is written.
    ClockReset.read(
        folder.trust().verify(signed, PayloadType.CLOCK_RESET, KeyFolder.PRODUCT).payload());
    List<Envelope> statements = new ArrayList<>(folder.travelling());
    statements.add(signed);
    byte[] bytes = new StatementFile(statements).bytes();
    String note = "from " + Times.readable(reset.mark()) + " to " + Times.readable(reset.to());
    folder
        .ledger()
        .append(
            new Ledger.Line(
                reset.issued(), WHAT, reset.installation(), reset.request(), note, Map.of()),
            bytes);
    Folders.createPublic(file, bytes);
  }

  private void report(ClockReset reset, Path file) {
    if (json) {
      terminal.json(
          WHAT,
          to -> {
            to.writeBooleanField("dryRun", dryRun);
            if (!dryRun) {
              to.writeStringField("file", file.toString());
            }
            to.writeStringField("installation", reset.installation());
            to.writeNumberField("request", reset.request());
            to.writeStringField("mark", Wire.of(reset.mark()));
            to.writeStringField("to", Wire.of(reset.to()));
            to.writeStringField("expires", Wire.of(reset.expires()));
          });
      return;
    }
    terminal.out().println(dryRun ? "Would sign:" : "Signed " + file);
    terminal.out().println("  for      " + reset.installation());
    terminal.out().println("  instead  of " + Times.readable(reset.mark()));
    terminal.out().println("  it is    " + Times.readable(reset.to()));
    terminal.out().println("  usable   until " + Times.readable(reset.expires()));
  }
}
