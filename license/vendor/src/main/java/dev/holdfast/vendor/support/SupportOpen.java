package dev.holdfast.vendor.support;

import dev.holdfast.license.support.Analyzers;
import dev.holdfast.license.support.SupportBundle;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.Inert;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "open",
    mixinStandardHelpOptions = true,
    description = {
      "Decrypt a support bundle, verify it, look at it again, and write a report for a browser.",
      "Nothing in the report runs, loads or links; files are written under names of our own."
    })
final class SupportOpen implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private SupportKeyOptions options = new SupportKeyOptions();

  @Parameters(paramLabel = "FILE", description = "The bundle.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "A new folder for the report and the files.")
  private Path out = Path.of("");

  @Option(
      names = "--installation-key",
      paramLabel = "ID",
      description = "The key that this installation is known by; another one is refused.")
  private @Nullable String installationKey;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  SupportOpen(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    SupportBundle.Opened opened =
        options.open(file, SupportKeyFile.read(options.folder(), options.passphrase()));
    String signer = opened.signer().shortId();
    if (installationKey != null && !signer.equals(installationKey)) {
      throw new VendorException(
          Exit.REFUSED, "it was signed by " + signer + ", not by " + installationKey);
    }
    List<Analyzers.Finding> findings = Analyzers.run(opened.files());
    write(opened, findings);
    if (json) {
      terminal.json(
          "support",
          to -> {
            to.writeStringField("bundle", opened.receipt().bundle());
            to.writeStringField("installation", opened.receipt().installation());
            to.writeStringField("signedBy", signer);
            to.writeArrayFieldStart("findings");
            for (Analyzers.Finding finding : findings) {
              to.writeStartObject();
              to.writeStringField("severity", finding.severity());
              to.writeStringField("id", finding.id());
              to.writeStringField("words", finding.words());
              to.writeEndObject();
            }
            to.writeEndArray();
          });
    } else {
      print(opened, signer, findings);
    }
    return Exit.OK.code();
  }

  private void print(SupportBundle.Opened opened, String signer, List<Analyzers.Finding> findings) {
    SupportBundle.Receipt receipt = opened.receipt();
    terminal.out().println("Bundle        " + Inert.line(receipt.bundle()));
    terminal.out().println("Installation  " + Inert.line(receipt.installation()));
    terminal.out().println("Signed by     " + signer + "; every file is the one that was signed");
    terminal.out().println("Version       " + Inert.line(receipt.version()));
    for (Analyzers.Finding finding : findings) {
      terminal.out().printf("  %-5s %s%n", finding.severity(), Inert.line(finding.words()));
    }
    terminal.out().println("Report        " + out.resolve("report.html"));
  }

  private void write(SupportBundle.Opened opened, List<Analyzers.Finding> findings)
      throws IOException {
    if (Files.exists(out)) {
      throw new VendorException(Exit.FILE, out + " exists already; name a new folder");
    }
    Folders.create(out);
    Map<String, String> names = new TreeMap<>();
    int number = 0;
    for (Map.Entry<String, byte[]> each : new TreeMap<>(opened.files()).entrySet()) {
      String name = String.format(java.util.Locale.ROOT, "file-%03d.txt", ++number);
      names.put(each.getKey(), name);
      Folders.createPrivate(
          out.resolve(name), Inert.text(new String(each.getValue(), StandardCharsets.UTF_8)));
    }
    Folders.createPrivate(out.resolve("facts.csv"), Inert.csv(Analyzers.facts(opened.files())));
    Folders.createPrivate(out.resolve("report.html"), SupportReport.html(opened, findings, names));
  }
}
