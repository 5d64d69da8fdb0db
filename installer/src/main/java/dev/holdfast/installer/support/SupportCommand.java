package dev.holdfast.installer.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.installer.cli.Appliance;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.cli.Globals;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Support bundles of the running appliance. */
@Command(name = "support", description = "Make a support bundle, and see first what is in it.")
public final class SupportCommand implements Runnable {
  private static final String PATH = "/api/platform/support";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: bundle.");
  }

  @Command(
      name = "bundle",
      description = {
        "Gather what support needs, take secrets, names and addresses out, show it, and with --write"
            + " sign, encrypt and write it. Nothing is sent anywhere.",
        "",
        "  holdfastctl support bundle",
        "  holdfastctl support bundle --write"
      },
      exitCodeListHeading = "%nExit codes%n",
      exitCodeList = {
        "0:it was shown, or written (--write)",
        "5:it would have given something away; nothing was written"
      })
  int bundle(
      @Option(names = "--write", description = "Write it, after it was shown.") boolean write) {
    Appliance appliance = Globals.of(spec).appliance();
    Console console = Console.of(spec.commandLine());
    JsonNode preview = Leaks.refused(() -> appliance.post(PATH + "/previews", empty()));
    if (!write) {
      if (console.json()) {
        console.document("support-preview", preview);
      } else {
        print(console, preview);
        console.line("Nothing was written. Add --write to sign, encrypt and write it.");
      }
      return ExitCode.OK.number();
    }
    ObjectNode choice = empty();
    choice.put("preview", preview.path("id").asText());
    JsonNode written = appliance.post(PATH + "/bundles", choice);
    if (console.json()) {
      console.document("support-bundle", written);
      return ExitCode.OK.number();
    }
    print(console, preview);
    console.line("@|green Written|@: " + written.path("file").asText());
    boolean support = false;
    for (JsonNode recipient : written.path("recipients")) {
      console.line("  opens with " + recipient.asText());
      support |= recipient.asText().startsWith("vendor:");
    }
    if (!support) {
      console.line(
          Console.mark("warn")
              + " The vendor's support cannot open it: this release carries no support key.");
      console.line("  Ask the vendor for the file support.key, put it into conf/ of the home, and");
      console.line("  write the bundle again.");
    }
    return ExitCode.OK.number();
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static void print(Console console, JsonNode preview) {
    console.line("@|bold What would leave|@");
    for (JsonNode file : preview.path("files")) {
      console.line(
          String.format(
              Locale.ROOT, "  %9d  %s", file.path("bytes").asLong(), file.path("name").asText()));
    }
    console.line("@|bold What was taken out|@");
    preview
        .path("redactions")
        .properties()
        .forEach(
            rule ->
                console.line(
                    String.format(
                        Locale.ROOT, "  %9d  %s", rule.getValue().asLong(), rule.getKey())));
    for (JsonNode warning : preview.path("warnings")) {
      console.line(Console.mark("warn") + " " + warning.asText());
    }
    console.line("@|bold What was found|@");
    for (JsonNode finding : preview.path("findings")) {
      console.line(
          Console.mark(finding.path("severity").asText()) + " " + finding.path("words").asText());
    }
    console.blank();
  }
}
