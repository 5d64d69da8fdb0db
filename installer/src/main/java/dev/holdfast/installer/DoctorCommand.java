package dev.holdfast.installer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.cli.Globals;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Every check that the appliance knows, what was seen, and what to do. */
@Command(
    name = "doctor",
    description = "Run every check of the appliance and of the machine that it runs on.",
    exitCodeListHeading = "%nExit codes%n",
    exitCodeList = {"0:all checks are well", "3:a check failed", "4:a check warned, none failed"})
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Console console = Console.of(spec.commandLine());
    JsonNode answer = Globals.of(spec).appliance().get("/api/platform/doctor");
    int failed = 0;
    int warned = 0;
    for (JsonNode check : answer.path("checks")) {
      String result = check.path("result").asText();
      failed += result.equals("fail") ? 1 : 0;
      warned += result.equals("warn") ? 1 : 0;
    }
    if (console.json()) {
      console.document("doctor", answer);
    } else {
      print(console, answer);
      console.blank();
      console.line(verdict(failed, warned));
    }
    ExitCode code =
        failed > 0 ? ExitCode.CHECK_FAILED : warned > 0 ? ExitCode.CHECK_WARNED : ExitCode.OK;
    return code.number();
  }

  private static void print(Console console, JsonNode answer) {
    int width = 0;
    for (JsonNode check : answer.path("checks")) {
      width = Math.max(width, check.path("title").asText().length());
    }
    for (JsonNode check : answer.path("checks")) {
      String result = check.path("result").asText();
      console.line(
          Console.mark(result)
              + " "
              + Console.pad(check.path("title").asText(), width)
              + "  "
              + check.path("observed").asText());
      if (!result.equals("ok")) {
        console.line("    @|faint required|@  " + check.path("required").asText());
        console.line("    @|faint fix|@       " + check.path("fix").asText());
      }
    }
  }

  private static String verdict(int failed, int warned) {
    if (failed > 0) {
      return "@|red,bold "
          + count(failed, "check")
          + " failed|@"
          + (warned > 0 ? ", " + warned + " warned" : "")
          + ".";
    }
    return warned > 0
        ? "@|yellow " + count(warned, "check") + " warned|@, none failed."
        : "@|green All checks are well.|@";
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
