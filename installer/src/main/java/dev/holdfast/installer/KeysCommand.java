package dev.holdfast.installer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.cli.Globals;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tenants' data keys. */
@Command(
    name = "keys",
    description = "List the tenants' data keys, wrap them again, and make new ones.")
final class KeysCommand implements Runnable {
  private static final String PATH = "/api/platform/data-keys";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: list, rewrap or rotate.");
  }

  @Command(
      name = "list",
      description = "Show which KMS wrapped each data key, and when. No key is ever shown.")
  int list() {
    Console console = Console.of(spec.commandLine());
    JsonNode answer = Globals.of(spec).appliance().get(PATH);
    if (console.json()) {
      console.document("data-keys", answer);
      return ExitCode.OK.number();
    }
    TreeSet<String> wrappers = new TreeSet<>();
    for (JsonNode owned : answer.path("items")) {
      for (JsonNode key : owned.path("keys")) {
        wrappers.add(key.path("wrappedBy").asText());
        console.line(
            owned.path("tenant").asText()
                + "  version "
                + key.path("version").asInt()
                + "  wrapped by "
                + key.path("wrappedBy").asText()
                + " at "
                + key.path("wrappedAt").asText());
      }
    }
    console.line(
        wrappers.isEmpty()
            ? "There is no data key yet; each tenant's is made with its first secret."
            : "Wrapped by: " + String.join(", ", wrappers) + ".");
    return ExitCode.OK.number();
  }

  @Command(
      name = "rewrap",
      description = {
        "Have the KMS wrap the data keys again, with the newest version of its own key.",
        "Do this after the KMS's key was rotated, and after moving to another KMS. What is sealed"
            + " stays as it is. It can be cut off and run again."
      },
      exitCodeListHeading = "%nExit codes%n",
      exitCodeList = {"0:every data key was wrapped", "3:some were not; the answer names them"})
  int rewrap(
      @Option(
              names = "--tenant",
              paramLabel = "ID",
              description = "One tenant's only. Default: everybody's.")
          @Nullable String tenant) {
    return renew("rewrap", tenant, "wrapped again");
  }

  @Command(
      name = "rotate",
      description = {
        "Make new data keys, which seal from now on.",
        "What the old ones sealed still opens; a secret that is entered again is sealed by the new"
            + " one."
      },
      exitCodeListHeading = "%nExit codes%n",
      exitCodeList = {"0:every tenant has a new one", "3:some have not; the answer names them"})
  int rotate(
      @Option(
              names = "--tenant",
              paramLabel = "ID",
              description = "One tenant's only. Default: everybody's.")
          @Nullable String tenant) {
    return renew("rotate", tenant, "made");
  }

  private int renew(String verb, @Nullable String tenant, String done) {
    ObjectNode whose = JsonNodeFactory.instance.objectNode();
    if (tenant == null) {
      whose.put("all", true);
    } else {
      whose.put("tenant", tenant);
    }
    JsonNode answer = Globals.of(spec).appliance().post(PATH + "/" + verb, whose);
    Console console = Console.of(spec.commandLine());
    if (console.json()) {
      console.document("data-keys-" + verb, answer);
    } else {
      print(console, answer, done);
    }
    return (answer.path("failed").asInt() == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
  }

  private static void print(Console console, JsonNode answer, String done) {
    int wrapped = 0;
    List<String> failed = new ArrayList<>();
    for (JsonNode item : answer.path("items")) {
      wrapped += item.path("wrapped").asInt();
      if (item.path("code").isTextual()) {
        failed.add(
            item.path("tenant").asText()
                + "  "
                + item.path("code").asText()
                + ": "
                + item.path("detail").asText());
      }
    }
    for (String line : failed) {
      console.line(Console.mark("fail") + " " + line);
    }
    console.line(
        Console.mark(failed.isEmpty() ? "ok" : "warn")
            + " "
            + wrapped
            + (wrapped == 1 ? " data key " : " data keys ")
            + done
            + ", of "
            + (answer.path("items").size() - failed.size())
            + " of "
            + answer.path("items").size()
            + " tenants.");
  }
}
