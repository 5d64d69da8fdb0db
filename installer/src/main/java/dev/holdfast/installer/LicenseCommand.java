package dev.holdfast.installer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.cli.Globals;
import dev.holdfast.installer.cli.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The licence: what it grants, what happens when it ends, and what goes to and comes from the
 * vendor.
 */
@Command(
    name = "license",
    description = "Show the licence, add one, and hand over what the vendor asks for.")
final class LicenseCommand implements Runnable {
  private static final String LICENCE = "/api/platform/licence";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Say what to do: show, explain, history, add, request, report or clock-reset.");
  }

  @Command(
      name = "show",
      description = "Show the state, what it grants and how much of it is used.")
  int show() {
    return printed(get(LICENCE));
  }

  @Command(
      name = "explain",
      description =
          "Print what happens when the licence ends, with the dates, and what never stops.")
  int explain() {
    Console console = console();
    JsonNode licence = get(LICENCE);
    if (console.json()) {
      ObjectNode ladder = JsonNodeFactory.instance.objectNode();
      for (String name : new String[] {"state", "stage", "sentence", "ladder", "neverStops"}) {
        ladder.set(name, licence.path(name));
      }
      console.document("license-ladder", ladder);
    } else {
      new LicencePrinter(console).ladder(licence);
    }
    return ExitCode.OK.number();
  }

  @Command(name = "history", description = "Print what happened to the licence, newest first.")
  int history() {
    Console console = console();
    JsonNode history = get(LICENCE + "/history");
    if (console.json()) {
      console.document("license-history", history);
    } else {
      new LicencePrinter(console).history(history.path("items"));
    }
    return ExitCode.OK.number();
  }

  @Command(
      name = "add",
      description =
          "Give the appliance a licence, or the vendor's answer to a request; it takes effect at"
              + " once.")
  int add(
      @Parameters(paramLabel = "FILE", description = "The file, as the vendor sent it.")
          Path file) {
    return printed(post(LICENCE, statement(file)));
  }

  @Command(
      name = "clock-reset",
      description =
          "Set the time that the licence goes by, by the vendor's signed word. Set the machine's"
              + " clock first.")
  int clockReset(
      @Parameters(paramLabel = "FILE", description = "The file, as the vendor sent it.")
          Path file) {
    return printed(post(LICENCE + "/clock-reset", statement(file)));
  }

  @Command(
      name = "request",
      description = {
        "Write a request for the vendor: for a licence bound to this installation, or for a clock"
            + " reset.",
        "The file can be read by people and names no host and no address. Earlier requests are"
            + " void from then on."
      })
  int request(
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "Where it goes. Default: holdfast-request-N.txt in this directory.")
          @Nullable Path out) {
    JsonNode asked = post(LICENCE + "/requests", JsonNodeFactory.instance.objectNode());
    Path file = out != null ? out : Path.of(asked.path("name").asText());
    write(file, asked.path("text").asText());
    return wrote("license-request", asked, file);
  }

  @Command(
      name = "report",
      description = {
        "Write a report of use: a table that opens in a spreadsheet, and the same rows signed by"
            + " this installation."
      })
  int report(
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "The directory that both files go to; it is made if it is not there.")
          Path out,
      @Option(
              names = "--since",
              paramLabel = "DAY",
              description = "The first day, for example 2026-11-21. Default: everything.")
          @Nullable String since) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("since", since);
    JsonNode report = post(LICENCE + "/reports", body);
    String name = report.path("name").asText();
    Path csv = out.resolve(name + ".csv");
    Path signed = out.resolve(name + ".holdfast-usage");
    write(csv, report.path("csv").asText());
    write(signed, report.path("signed").asText());
    return wrote("license-report", report, csv, signed);
  }

  private JsonNode get(String path) {
    return Globals.of(spec).appliance().get(path);
  }

  private JsonNode post(String path, JsonNode body) {
    return Globals.of(spec).appliance().post(path, body);
  }

  private Console console() {
    return Console.of(spec.commandLine());
  }

  private static ObjectNode statement(Path file) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("statement", Home.given(file));
    return body;
  }

  private int printed(JsonNode licence) {
    Console console = console();
    if (console.json()) {
      console.document("license", licence);
    } else {
      new LicencePrinter(console).licence(licence);
    }
    return ExitCode.OK.number();
  }

  /** Names the files; what is in them is in them. */
  private int wrote(String kind, JsonNode answer, Path... files) {
    Console console = console();
    if (console.json()) {
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      document.put("installation", answer.path("installation").asText());
      document.put("sequence", answer.path("sequence").asLong());
      var names = document.putArray("files");
      for (Path file : files) {
        names.add(file.toString());
      }
      console.document(kind, document);
    } else {
      for (Path file : files) {
        console.line("@|green ✓|@ " + file);
      }
    }
    return ExitCode.OK.number();
  }

  private static void write(Path file, String text) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(
          file,
          text,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "file_exists", file + " is there already.", "Name another with --out.");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.SOFTWARE,
          "not_written",
          file + " cannot be written: " + CommandFailure.reason(e) + ".",
          "Check the directory and its disk.");
    }
  }
}
