package dev.holdfast.installer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.cli.Facts;
import dev.holdfast.installer.cli.Globals;
import dev.holdfast.installer.cli.Home;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the licence grants, and a new one. */
@Command(name = "license", description = "Show the licence in force, or add one.")
final class LicenseCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: show or add.");
  }

  @Command(
      name = "show",
      description = "Show the state, what it grants and how much of it is used.")
  int show() {
    JsonNode licence = Globals.of(spec).appliance().get("/api/platform/licence");
    return print(licence);
  }

  @Command(
      name = "add",
      description = "Give the appliance a licence file; it takes effect at once.")
  int add(
      @Parameters(paramLabel = "FILE", description = "The licence, as the vendor sent it.")
          Path file) {
    var body = JsonNodeFactory.instance.objectNode();
    body.put("statement", Home.read(file, "licence"));
    return print(Globals.of(spec).appliance().post("/api/platform/licence", body));
  }

  private int print(JsonNode licence) {
    Console console = Console.of(spec.commandLine());
    if (console.json()) {
      console.document("license", licence);
      return ExitCode.OK.number();
    }
    console.line("@|bold " + licence.path("sentence").asText() + "|@");
    List<Console.Fact> facts = new ArrayList<>();
    for (String name :
        List.of("plan", "customer", "id", "kind", "issued", "notBefore", "expires", "graceDays")) {
      JsonNode value = licence.path(name);
      if (!value.isMissingNode() && !value.isNull()) {
        facts.add(
            new Console.Fact(
                Facts.words(name),
                value.isObject() ? value.path("name").asText() : value.asText()));
      }
    }
    console.facts(facts);
    console.blank();
    for (JsonNode quota : licence.path("quotas")) {
      JsonNode granted = quota.path("granted");
      String cap = granted.isNull() ? "unlimited" : String.format("%,d", granted.asLong());
      console.line(
          "  "
              + Console.pad(quota.path("code").asText(), 18)
              + "  "
              + String.format("%,d", quota.path("used").asLong())
              + " of "
              + cap);
    }
    console.blank();
    for (JsonNode capability : licence.path("capabilities")) {
      boolean granted = capability.path("granted").asBoolean();
      console.line(
          "  "
              + (granted ? Console.mark("ok") : "@|faint –|@")
              + " "
              + Console.pad(capability.path("code").asText(), 20)
              + "  @|faint "
              + capability.path("sentence").asText()
              + "|@");
    }
    return ExitCode.OK.number();
  }
}
