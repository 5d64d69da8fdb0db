package dev.holdfast.installer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.cli.Globals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The audit log, proved. */
@Command(name = "audit", description = "Verify the audit log.")
final class AuditCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: verify.");
  }

  @Command(
      name = "verify",
      description = "Recompute every hash chain, record by record, and say whether it holds.",
      exitCodeListHeading = "%nExit codes%n",
      exitCodeList = {"0:every chain is intact", "5:a chain is broken; the answer names where"})
  int verify() {
    Console console = Console.of(spec.commandLine());
    JsonNode answer = Globals.of(spec).appliance().get("/api/platform/audit/chains");
    boolean intact = answer.path("state").asText().equals("intact");
    if (console.json()) {
      console.document("audit-verify", answer);
    } else {
      print(console, answer, intact);
    }
    return (intact ? ExitCode.OK : ExitCode.VERIFICATION_FAILED).number();
  }

  private static void print(Console console, JsonNode answer, boolean intact) {
    for (JsonNode chain : answer.path("chains")) {
      JsonNode violations = chain.path("violations");
      String owner = chain.path("tenant").isTextual() ? chain.path("tenant").asText() : "platform";
      console.line(
          Console.mark(violations.isEmpty() ? "ok" : "fail")
              + " "
              + owner
              + "  node "
              + chain.path("node").asText()
              + "  "
              + String.format("%,d", chain.path("records").asLong())
              + " records  @|faint head "
              + abbreviated(chain.path("head").asText())
              + "|@");
      for (JsonNode violation : violations) {
        console.line(
            "    record "
                + violation.path("sequence").asLong()
                + ": "
                + violation.path("what").asText());
      }
    }
    console.blank();
    console.line(
        intact
            ? "@|green Intact|@: "
                + String.format("%,d", answer.path("records").asLong())
                + " records, every chain holds ("
                + answer.path("tookMillis").asLong()
                + " ms)."
            : "@|red,bold Broken|@: the audit log was changed outside Holdfast, or its disk lost data. Keep the data as it is and call your auditor.");
  }

  private static String abbreviated(String hash) {
    return hash.length() > 16 ? hash.substring(0, 16) + "…" : hash;
  }
}
