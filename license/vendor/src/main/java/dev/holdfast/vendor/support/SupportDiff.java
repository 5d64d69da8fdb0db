package dev.holdfast.vendor.support;

import com.fasterxml.jackson.core.JsonGenerator;
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
import picocli.CommandLine.Option;
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

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  SupportDiff(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    SupportKey.Pair pair = SupportKeyFile.read(options.folder(), options.passphrase());
    SupportBundle.Opened one = options.open(before, pair);
    SupportBundle.Opened other = options.open(after, pair);
    List<Analyzers.Difference> differences = Analyzers.differences(one.files(), other.files());
    List<Analyzers.Finding> was = Analyzers.run(one.files());
    List<Analyzers.Finding> is = Analyzers.run(other.files());
    List<Analyzers.Finding> came = without(is, was);
    List<Analyzers.Finding> went = without(was, is);
    if (json) {
      terminal.json(
          "support-diff",
          to -> {
            to.writeArrayFieldStart("facts");
            for (Analyzers.Difference difference : differences) {
              to.writeStartObject();
              to.writeStringField("name", difference.fact());
              to.writeStringField("before", difference.before());
              to.writeStringField("after", difference.after());
              to.writeEndObject();
            }
            to.writeEndArray();
            write(to, "came", came);
            write(to, "went", went);
          });
      return Exit.OK.code();
    }
    for (Analyzers.Difference difference : differences) {
      terminal
          .out()
          .printf(
              "%s: %s -> %s%n",
              Inert.line(difference.fact()),
              Inert.line(difference.before()),
              Inert.line(difference.after()));
    }
    print("came", came);
    print("went", went);
    return Exit.OK.code();
  }

  /** The same figure at another severity is another finding: a warning that became a failure. */
  private static List<Analyzers.Finding> without(
      List<Analyzers.Finding> these, List<Analyzers.Finding> those) {
    List<Analyzers.Finding> only = new ArrayList<>(these);
    only.removeIf(
        finding ->
            those.stream()
                .anyMatch(
                    other ->
                        other.id().equals(finding.id())
                            && other.severity().equals(finding.severity())));
    return only;
  }

  private void print(String word, List<Analyzers.Finding> findings) {
    findings.forEach(
        finding ->
            terminal
                .out()
                .printf("%s: %-5s %s%n", word, finding.severity(), Inert.line(finding.words())));
  }

  private static void write(JsonGenerator to, String name, List<Analyzers.Finding> findings)
      throws IOException {
    to.writeArrayFieldStart(name);
    for (Analyzers.Finding finding : findings) {
      to.writeStartObject();
      to.writeStringField("severity", finding.severity());
      to.writeStringField("id", finding.id());
      to.writeStringField("words", finding.words());
      to.writeEndObject();
    }
    to.writeEndArray();
  }
}
