package dev.holdfast.vendor.licence;

import dev.holdfast.license.licence.Licence;
import dev.holdfast.vendor.keys.KeyOptions;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "renew",
    mixinStandardHelpOptions = true,
    description =
        "Sign the next sequence of a licence, with a later end. The old file stays as it is.")
final class LicenseRenew implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private KeyOptions options = new KeyOptions();

  @Mixin private SignedBefore signedBefore = new SignedBefore();

  @Parameters(paramLabel = "FILE", description = "The licence to renew.")
  private Path file = Path.of("");

  @Option(names = "--days", description = "Days from its end, or from now if it has ended.")
  private int days = 365;

  @Option(names = "--out", paramLabel = "FILE", description = "Where it goes.")
  private @Nullable Path out;

  @Option(names = "--dry-run", description = "Say what would be signed; open no key.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  LicenseRenew(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (days < 1) {
      throw new VendorException(Exit.USAGE, "--days is 1 or more");
    }
    Licence old = LicenceIssuer.withoutLoss(signedBefore.read(file, options.folder()));
    LicenceIssuer issuer = new LicenceIssuer(terminal, options);
    Instant now = terminal.now();
    Instant from = old.term().expires().isAfter(now) ? old.term().expires() : now;
    Licence.Header header = issuer.nextHeader(old);
    Licence.Term term =
        new Licence.Term(
            now,
            old.term().notBefore(),
            from.plus(Duration.ofDays(days)),
            old.term().graceDays(),
            old.term().updatesUntil() == null ? null : from.plus(Duration.ofDays(days)));
    Licence next =
        new Licence(
            header, old.customer(), term, old.scope(), old.grant(), old.support(), old.newer());
    issuer.issue(next, out, dryRun, json, "renewed");
    return Exit.OK.code();
  }
}
