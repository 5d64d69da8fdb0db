package dev.holdfast.installer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.installer.cli.Appliance;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.cli.Facts;
import dev.holdfast.installer.cli.Globals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What runs, since when, on what. */
@Command(name = "status", description = "Say what runs, since when, and on what.")
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Console console = Console.of(spec.commandLine());
    Appliance appliance = Globals.of(spec).appliance();
    JsonNode status = appliance.get("/api/platform/status");
    if (console.json()) {
      console.document("status", status);
      return ExitCode.OK.number();
    }
    console.line("@|bold Holdfast|@ is running at " + appliance.base());
    List<Console.Fact> facts = new ArrayList<>();
    Facts.flatten("", status, facts);
    console.facts(facts);
    return ExitCode.OK.number();
  }
}
