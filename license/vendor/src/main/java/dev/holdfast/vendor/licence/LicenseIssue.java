package dev.holdfast.vendor.licence;

import dev.holdfast.license.licence.Licence;
import dev.holdfast.vendor.keys.KeyOptions;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "issue",
    mixinStandardHelpOptions = true,
    description = "Sign a new licence, from a plan with changes, or from a JSON file as it is.",
    footer = {
      "",
      "Example:",
      "  holdfast-vendor license issue --customer \"St. Elsewhere\" --plan enterprise \\",
      "    --days 365 --passphrase-file licence=/secure/licence.pass --out st-elsewhere.licence"
    })
final class LicenseIssue implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KeyOptions options = new KeyOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "What it says:%n")
  private Drafts drafts = new Drafts();

  @Option(names = "--guided", description = "Ask for what it says, show it, and sign after a yes.")
  private boolean guided;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "The whole licence as JSON (licence-v1.schema.json), instead of a plan.")
  private @Nullable Path from;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where it goes. Default: its id with .holdfast-licence.")
  private @Nullable Path out;

  @Option(names = "--dry-run", description = "Say what would be signed; open no key.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  LicenseIssue(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    requireOneWay();
    Interview interview = new Interview(terminal);
    Interview.Answers answers = guided ? interview.ask() : null;
    if (answers != null) {
      drafts.take(answers);
    }
    Licence licence =
        from == null
            ? drafts.draft(terminal.now())
            : LicenceFiles.payload(Files.readAllBytes(from));
    // What was written by flags is read back before it is signed: one reader decides what is sound.
    Licence sound = LicenceFiles.payload(licence.payload());
    LicenceIssuer issuer = new LicenceIssuer(terminal, options);
    if (answers != null) {
      issuer.issue(sound, out, true, json, "guided");
      terminal.out().println("The same without questions:");
      terminal
          .out()
          .println("  holdfast-vendor license issue " + String.join(" ", answers.flags()));
      if (dryRun || !interview.confirmed()) {
        terminal.out().println("Nothing was signed.");
        return Exit.OK.code();
      }
    }
    issuer.issue(sound, out, dryRun, json, sound.customer().name() + ", " + sound.header().plan());
    return Exit.OK.code();
  }

  /** What was said and would not count must not be taken for what was signed. */
  private void requireOneWay() {
    if (from == null) {
      return;
    }
    List<String> besides =
        spec.commandLine().getParseResult().matchedOptions().stream()
            .filter(option -> option.group() != null || option.longestName().equals("--guided"))
            .map(OptionSpec::longestName)
            .toList();
    if (!besides.isEmpty()) {
      throw new VendorException(
          Exit.USAGE,
          "--from signs the file as it stands; leave out " + String.join(", ", besides));
    }
  }
}
