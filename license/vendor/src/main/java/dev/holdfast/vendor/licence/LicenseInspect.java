package dev.holdfast.vendor.licence;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.vendor.keys.KeyOptions;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Terminal;
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
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Say what a licence file means today, in 30 and in 90 days. Needs no key.",
      "With --anchors, --keys or --development it says too whether the signatures hold."
    })
final class LicenseInspect implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private KeyOptions options = new KeyOptions();

  @Parameters(paramLabel = "FILE", description = "The licence file.")
  private Path file = Path.of("");

  @Option(names = "--anchors", paramLabel = "FILE", description = "The anchors of a build.")
  private @Nullable Path anchors;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  LicenseInspect(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Licence licence = LicenceFiles.unverified(file);
    TrustAnchors trust = trust();
    LicenceVerifier.Result result =
        trust == null
            ? null
            : LicenceVerifier.verify(
                Files.readAllBytes(file),
                trust,
                new LicenceVerifier.Reader(licence.header().product(), null, null, terminal.now()));
    String signatures =
        switch (result) {
          case null -> "not checked: no anchors were given";
          case LicenceVerifier.Result.Verified verified -> "hold, by " + verified.key().shortId();
          case LicenceVerifier.Result.Refused refused -> "refused: " + refused.detail();
        };
    if (json) {
      terminal.json(
          "licence",
          out -> {
            out.writeStringField("signatures", signatures);
            LicenceReport.write(out, licence, terminal.now());
          });
    } else {
      terminal.out().printf("  %-15s %s%n", "signatures", signatures);
      LicenceReport.print(terminal.out(), licence, terminal.now());
    }
    return result instanceof LicenceVerifier.Result.Refused ? Exit.REFUSED.code() : Exit.OK.code();
  }

  private @Nullable TrustAnchors trust() throws IOException {
    if (anchors != null) {
      return TrustAnchors.parse(Files.readAllBytes(anchors), Suites.CURRENT);
    }
    return options.chosen() ? options.folder().trust() : null;
  }
}
