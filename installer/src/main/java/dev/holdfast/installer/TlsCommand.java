package dev.holdfast.installer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.holdfast.installer.cli.Appliance;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.cli.Facts;
import dev.holdfast.installer.cli.Globals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The certificate of the https listener. */
@Command(
    name = "tls",
    description = "Show the certificate in use and how its renewal stands, and renew it.")
final class TlsCommand implements Runnable {
  private static final String PATH = "/api/platform/certificate";
  private static final Duration LOOK = Duration.ofMillis(500);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: status or renew.");
  }

  @Command(
      name = "status",
      description = "Show the certificate in use, its end, and how its renewal stands.",
      exitCodeListHeading = "%nExit codes%n",
      exitCodeList = {"0:it is looked after", "4:the last renewal failed; the certificate stays"})
  int status() {
    JsonNode view = Globals.of(spec).appliance().get(PATH);
    show(view, "certificate");
    return (isWell(view) ? ExitCode.OK : ExitCode.CHECK_WARNED).number();
  }

  @Command(
      name = "renew",
      description = {
        "Order a new certificate from the ACME server now, and wait for the end.",
        "The one in use stays until the new one is there. Connections that are open are not cut"
            + " off."
      },
      exitCodeListHeading = "%nExit codes%n",
      exitCodeList = {
        "0:the new certificate is in use",
        "3:it could not be had; the answer says why"
      })
  int renew(
      @Option(
              names = "--timeout",
              paramLabel = "SECONDS",
              defaultValue = "600",
              description = "How long to wait. Default: ${DEFAULT-VALUE}.")
          int timeout)
      throws InterruptedException {
    Appliance appliance = Globals.of(spec).appliance();
    String before = appliance.get(PATH).path("acme").path("attemptedAt").asText();
    JsonNode view = begin(appliance);
    long end = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
    while (isGoingOn(view, before) && System.nanoTime() < end) {
      Thread.sleep(LOOK);
      view = look(view);
    }
    show(view, "certificate-renew");
    return (isWell(view) && !isGoingOn(view, before) ? ExitCode.OK : ExitCode.CHECK_FAILED)
        .number();
  }

  private static JsonNode begin(Appliance appliance) {
    try {
      return appliance.post(PATH + "/renew", JsonNodeFactory.instance.objectNode());
    } catch (CommandFailure refused) {
      throw refused.code().startsWith("acme_")
          ? new CommandFailure(
              ExitCode.CHECK_FAILED, refused.code(), refused.text(), refused.hint())
          : refused;
    }
  }

  /**
   * Looks by a new connection, for the appliance is known by its certificate, and that one is just
   * being replaced. In the moment between file and listener, nothing is new.
   */
  private JsonNode look(JsonNode last) {
    try {
      return Globals.of(spec).appliance().get(PATH);
    } catch (CommandFailure failure) {
      if (failure.exitCode() == ExitCode.UNREACHABLE) {
        return last;
      }
      throw failure;
    }
  }

  /** True until an attempt that is not the one before has come to its end. */
  private static boolean isGoingOn(JsonNode view, String before) {
    JsonNode acme = view.path("acme");
    return acme.path("attemptedAt").asText().equals(before)
        || acme.path("phase").asText().equals("ordering");
  }

  private static boolean isWell(JsonNode view) {
    return view.path("problem").asText().isEmpty() && !view.path("acme").path("code").isTextual();
  }

  private void show(JsonNode view, String document) {
    Console console = Console.of(spec.commandLine());
    if (console.json()) {
      console.document(document, view);
      return;
    }
    String from =
        switch (view.path("origin").asText()) {
          case "own" -> "from the appliance's own authority";
          case "files" -> "from the operator's files";
          default -> "by ACME";
        };
    console.line(
        Console.mark(isWell(view) ? "ok" : "warn")
            + " A certificate "
            + from
            + " is in use, until "
            + view.path("notAfter").asText()
            + ".");
    List<Console.Fact> facts = new ArrayList<>();
    Facts.flatten("", view, facts);
    console.facts(facts);
  }
}
