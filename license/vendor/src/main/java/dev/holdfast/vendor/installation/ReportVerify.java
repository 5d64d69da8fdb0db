package dev.holdfast.vendor.installation;

import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.key.Role;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Sha384;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.usage.Finding;
import dev.holdfast.license.usage.UsageHistory;
import dev.holdfast.license.usage.UsageReceipt;
import dev.holdfast.license.usage.UsageReport;
import dev.holdfast.license.usage.UsageTotals;
import dev.holdfast.vendor.keys.KeyFolder;
import dev.holdfast.vendor.keys.KeyOptions;
import dev.holdfast.vendor.licence.SignedBefore;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Verify a usage report: signature, rows, and what the ledger saw of the installation before.",
      "Says which rows were edited, deleted, moved or cut off, whether an earlier database was",
      "restored, and which rows were never reported. A sound report is written into the ledger."
    },
    footer = {
      "",
      "Example:",
      "  holdfast-vendor report verify 2026-11.holdfast-usage --csv 2026-11.csv \\",
      "    --licence st-elsewhere.licence --receipt 2026-11.receipt"
    })
final class ReportVerify implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private KeyOptions options = new KeyOptions();

  @Parameters(paramLabel = "REPORT", description = "The signed file (.holdfast-usage).")
  private Path file = Path.of("");

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "The CSV file beside it, even if a spreadsheet saved it again.")
  private @Nullable Path csv;

  @Option(names = "--licence", paramLabel = "FILE", description = "Compare with its quotas.")
  private @Nullable Path licence;

  @Mixin private SignedBefore signedBefore = new SignedBefore();

  @Option(
      names = "--accept",
      paramLabel = "REASON",
      description = "Take it in spite of what was found; later reports are compared with this one.")
  private String accept = "";

  @Option(
      names = "--receipt",
      paramLabel = "FILE",
      description = "Sign a receipt for the customer, if the report is taken.")
  private @Nullable Path receipt;

  @Option(names = "--dry-run", description = "Write nothing into the ledger; sign nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ReportVerify(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (receipt != null && !dryRun) {
      Folders.requireFree(receipt);
    }
    byte[] bytes = Files.readAllBytes(file);
    UsageReport.Verified verified = UsageReport.verify(bytes, Suites.CURRENT);
    Installations installations = new Installations(options.folder().ledger());
    ReportView view = view(verified, installations, bytes);
    boolean taken = (view.sound() || !accept.isEmpty()) && !dryRun;
    if (taken && !view.again()) {
      installations.seen(
          terminal.now(), verified.report(), verified.key(), view.sound() ? "" : accept, bytes);
    }
    if (taken && receipt != null) {
      receipt(verified.report(), bytes, receipt);
    }
    if (json) {
      terminal.json(
          "report",
          out -> {
            out.writeBooleanField("dryRun", dryRun);
            out.writeBooleanField("taken", taken);
            view.write(out);
          });
    } else {
      view.print(terminal.out());
      terminal.out().println(taken ? "Written into the ledger." : "Not written into the ledger.");
    }
    return view.sound() || taken ? Exit.OK.code() : Exit.REPORT_BROKEN.code();
  }

  private ReportView view(UsageReport.Verified verified, Installations installations, byte[] bytes)
      throws IOException {
    UsageReport report = verified.report();
    String installation = report.installation();
    UsageHistory history = installations.history(installation);
    String digest = Sha384.hex(bytes);
    List<Finding> findings = new ArrayList<>(verified.findings());
    if (!report.product().equals(KeyFolder.PRODUCT)) {
      throw new VendorException(Exit.REFUSED, "the report is for " + report.product());
    }
    if (!ActivationRequest.isInstallation(installation)) {
      throw new VendorException(Exit.REFUSED, installation + " is no installation's id");
    }
    if (!installations.knows(installation, verified.key())) {
      findings.add(new Finding(Finding.What.KEY_CHANGED, 0, 0, "Was it installed anew?"));
    }
    if (verified.rows() != null && verified.findings().isEmpty()) {
      findings.addAll(history.check(report, verified.rows(), digest));
    }
    return new ReportView(
        report,
        verified.key().shortId(),
        !installations.heardOf(installation),
        history.contains(digest),
        findings,
        csv == null || verified.rows() == null
            ? null
            : SavedCsv.compare(Files.readAllBytes(csv), verified.rows()),
        verified.rows() == null ? List.of() : UsageTotals.of(verified.rows()).highest(),
        licence(report));
  }

  private @Nullable Licence licence(UsageReport report) throws IOException {
    if (licence == null) {
      return null;
    }
    Licence granted = signedBefore.read(licence, options.folder());
    UsageReport.Licence named = report.licence();
    if (named != null && !named.id().equals(granted.header().id())) {
      throw new VendorException(
          Exit.REFUSED,
          "the report is about " + named.id() + ", the licence is " + granted.header().id());
    }
    return granted;
  }

  private void receipt(UsageReport report, byte[] bytes, Path to) throws IOException {
    KeyFolder folder = options.folder();
    UsageReceipt receipt =
        new UsageReceipt(
            KeyFolder.PRODUCT,
            report.installation(),
            report.sequence(),
            Sha384.hex(bytes),
            report.last(),
            report.head(),
            terminal.now());
    Envelope signed =
        folder
            .open(terminal, options, KeyFolder.roleName(Role.RECEIPT))
            .envelope(PayloadType.USAGE_RECEIPT, receipt.payload());
    UsageReceipt.read(
        folder.trust().verify(signed, PayloadType.USAGE_RECEIPT, KeyFolder.PRODUCT).payload());
    List<Envelope> statements = new ArrayList<>(folder.travelling());
    statements.add(signed);
    Folders.createPublic(to, new StatementFile(statements).bytes());
  }
}
