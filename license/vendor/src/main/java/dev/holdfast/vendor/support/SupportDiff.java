package dev.holdfast.vendor.support;

import dev.holdfast.license.support.Analyzers;
import dev.holdfast.license.support.SupportBundle;
import dev.holdfast.license.support.SupportKey;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Inert;
import dev.holdfast.vendor.shell.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description =
        "Say what is different between two bundles: facts, and findings that came or went.")
final class SupportDiff implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private SupportKeyOptions options = new SupportKeyOptions();

  @Parameters(index = "0", paramLabel = "BEFORE", description = "The earlier bundle.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "AFTER", description = "The later bundle.")
  private Path after = Path.of("");

  SupportDiff(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    SupportKey.Pair pair = SupportKeyFile.read(options.folder(), options.passphrase());
    SupportBundle.Opened one = options.open(before, pair);
    SupportBundle.Opened other = options.open(after, pair);
    for (Analyzers.Difference difference : Analyzers.differences(one.files(), other.files())) {
      terminal
          .out()
          .printf(
              "%s: %s -> %s%n",
              Inert.line(difference.fact()),
              Inert.line(difference.before()),
              Inert.line(difference.after()));
    }
    List<Analyzers.Finding> was = Analyzers.run(one.files());
    List<Analyzers.Finding> is = Analyzers.run(other.files());
    print("came", is, was);
    print("went", was, is);
    return Exit.OK.code();
  }

  private void print(String word, List<Analyzers.Finding> these, List<Analyzers.Finding> notThose) {
    List<Analyzers.Finding> only = new ArrayList<>(these);
    only.removeIf(finding -> notThose.stream().anyMatch(other -> other.id().equals(finding.id())));
    only.forEach(
        finding ->
            terminal
                .out()
                .printf("%s: %-5s %s%n", word, finding.severity(), Inert.line(finding.words())));
  }
}
