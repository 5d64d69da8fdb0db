package dev.holdfast.vendor.installation;

import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.activation.Binding;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.vendor.keys.KeyFolder;
import dev.holdfast.vendor.keys.KeyOptions;
import dev.holdfast.vendor.licence.LicenceIssuer;
import dev.holdfast.vendor.licence.SignedBefore;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "answer",
    mixinStandardHelpOptions = true,
    description = {
      "Answer a request of holdfastctl license request with a licence that is bound to it.",
      "The answer is the next sequence of the licence given; it holds on the installation that asked,",
      "as long as enough of its machine is as it was. An older request than the last answered is refused."
    })
final class ActivationAnswer implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private KeyOptions options = new KeyOptions();

  @Parameters(paramLabel = "REQUEST", description = "The request file.")
  private Path request = Path.of("");

  @Option(
      names = "--licence",
      required = true,
      paramLabel = "FILE",
      description = "The licence to bind, for example of holdfast-vendor license issue.")
  private Path licence = Path.of("");

  @Mixin private SignedBefore signedBefore = new SignedBefore();

  @Option(
      names = "--needed",
      paramLabel = "M",
      description =
          "How many of the machine's N signs must stay as they are. Default: more than half.")
  private @Nullable Integer needed;

  @Option(
      names = "--accept-new-key",
      description = "The installation signs with another key than before, and that is known.")
  private boolean acceptNewKey;

  @Option(names = "--out", paramLabel = "FILE", description = "Where the answer goes.")
  private @Nullable Path out;

  @Option(names = "--dry-run", description = "Say what would be signed; open no key.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ActivationAnswer(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    byte[] asked = Files.readAllBytes(request);
    ActivationRequest.Verified verified = ActivationRequest.verify(asked, Suites.CURRENT);
    ActivationRequest of = verified.request();
    Installations installations = new Installations(options.folder().ledger());
    check(installations, verified);
    LicenceIssuer issuer = new LicenceIssuer(terminal, options);
    Licence bound =
        issuer.next(signedBefore.read(licence, options.folder()), of.installation(), binding(of));
    issuer.issue(bound, out, dryRun, json, "answers request " + of.sequence());
    if (!dryRun) {
      installations.answered(terminal.now(), Installations.ACTIVATION, verified, asked);
    }
    return Exit.OK.code();
  }

  private void check(Installations installations, ActivationRequest.Verified verified)
      throws IOException {
    ActivationRequest of = verified.request();
    if (!of.product().equals(KeyFolder.PRODUCT)) {
      throw new VendorException(Exit.REFUSED, "the request is for " + of.product());
    }
    installations.requireKey(of.installation(), verified.key(), acceptNewKey);
    long answered = installations.answered(of.installation(), verified.key());
    if (of.sequence() < answered && !acceptNewKey) {
      throw new VendorException(
          Exit.REFUSED,
          "request "
              + of.sequence()
              + " is older than request "
              + answered
              + ", which was answered; the installation would refuse the answer");
    }
  }

  private Binding binding(ActivationRequest of) {
    int signs = of.fingerprint().signals().size();
    int must = needed == null ? (signs == 0 ? 0 : signs / 2 + 1) : needed;
    if (must < 0 || must > signs) {
      throw new VendorException(Exit.USAGE, "--needed is 0 to " + signs + " for this machine");
    }
    return new Binding(of.sequence(), of.nonce(), must, of.fingerprint());
  }
}
