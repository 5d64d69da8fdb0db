package dev.holdfast.installer.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.cli.Globals;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Backups of the running appliance. */
@Command(
    name = "backup",
    description = "Take, list, verify and drill backups; make the recovery key.",
    subcommands = BackupCommand.BackupKeyCommand.class)
public final class BackupCommand implements Runnable {
  private static final String LATEST = "latest";
  private static final String PATH = "/api/platform/backups";
  private static final long KIBI = 1 << 10;
  private static final double MEBI = 1 << 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: create, list, verify, drill or key.");
  }

  @Command(name = "create", description = "Take a backup now, and wait until it is complete.")
  int create() {
    JsonNode made = Globals.of(spec).appliance().post(PATH, JsonNodeFactory.instance.objectNode());
    Console console = Console.of(spec.commandLine());
    if (console.json()) {
      console.document("backup-create", made);
    } else {
      console.line(
          "@|green Complete|@: "
              + made.path("id").asText()
              + ", "
              + size(made.path("bytes"))
              + " of data, "
              + size(made.path("addedBytes"))
              + " written.");
    }
    return ExitCode.OK.number();
  }

  @Command(name = "list", description = "List the backups, the newest first.")
  int list() {
    JsonNode answer = Globals.of(spec).appliance().get(PATH);
    Console console = Console.of(spec.commandLine());
    if (console.json()) {
      console.document("backup-list", answer);
      return ExitCode.OK.number();
    }
    console.line("Backups in @|bold " + answer.path("place").asText() + "|@");
    for (JsonNode item : answer.path("items")) {
      console.line(
          "  "
              + item.path("id").asText()
              + "  "
              + Answers.second(item.path("takenAt"))
              + "  "
              + size(item.path("bytes"))
              + " (+"
              + size(item.path("addedBytes"))
              + ")  @|faint opens with "
              + joined(item.path("opensWith"))
              + "|@");
    }
    if (answer.path("items").isEmpty()) {
      console.line("  There is none yet.");
    }
    pointInTime(console, answer.path("pointInTime"));
    if (answer.path("recoveryKey").isNull()) {
      console.line(
          Console.mark("warn")
              + " There is no recovery key: only the KMS opens the backups. Make one with"
              + " `holdfastctl backup key init`.");
    }
    return ExitCode.OK.number();
  }

  private static void pointInTime(Console console, JsonNode log) {
    if (!log.path("on").asBoolean()) {
      return;
    }
    if (log.path("windows").isEmpty()) {
      console.line(Console.mark("warn") + " No moment between backups can be reached yet.");
    }
    for (JsonNode window : log.path("windows")) {
      console.line(
          "Any moment from "
              + window.path("from").asText()
              + " to "
              + window.path("to").asText()
              + " (holdfastctl restore --at).");
    }
    if (!log.path("trouble").isMissingNode() && !log.path("trouble").isNull()) {
      console.line(
          Console.mark("warn")
              + " The database's log is not stored: "
              + log.path("trouble").asText());
    }
  }

  @Command(
      name = "verify",
      description = "Say whether a backup is whole; every byte is read and authenticated.",
      exitCodeListHeading = "%nExit codes%n",
      exitCodeList = {"0:the backup is whole", "5:it is damaged"})
  int verify(
      @Parameters(
              paramLabel = "ID",
              arity = "0..1",
              defaultValue = LATEST,
              description = "Default: the newest.")
          String id,
      @Option(names = "--quick", description = "Look only whether the files are there.")
          boolean quick) {
    JsonNode answer =
        Answers.verified(
            Globals.of(spec).appliance(), PATH + "/" + encoded(id) + "/verify?deep=" + !quick);
    Console console = Console.of(spec.commandLine());
    if (console.json()) {
      console.document("backup-verify", answer);
    } else {
      console.line(
          Console.mark("ok")
              + " "
              + answer.path("backup").path("id").asText()
              + " is whole"
              + (quick ? " as far as its files are there." : "; every byte was authenticated."));
    }
    return ExitCode.OK.number();
  }

  @Command(
      name = "drill",
      description =
          "Restore a backup, or a moment, into a scratch database, verify it, and throw it away.")
  int drill(
      @Parameters(
              paramLabel = "ID",
              arity = "0..1",
              defaultValue = LATEST,
              description = "Default: the newest.")
          String id,
      @Option(
              names = "--at",
              paramLabel = "TIME",
              description =
                  "A moment that the stored log reaches, such as 2026-11-21T14:00:00Z, or latest, in"
                      + " the place of a backup.")
          @Nullable String at) {
    if (at != null && !id.equals(LATEST)) {
      throw new ParameterException(
          spec.commandLine(), "A backup's id and --at exclude each other.");
    }
    String path =
        at == null
            ? "/" + encoded(id) + "/drill"
            : "/point-in-time/drill" + (at.equals(LATEST) ? "" : "?at=" + encoded(at));
    JsonNode report = Answers.verified(Globals.of(spec).appliance(), PATH + path);
    Console console = Console.of(spec.commandLine());
    if (console.json()) {
      console.document("backup-drill", report);
      return ExitCode.OK.number();
    }
    console.line(
        Console.mark("ok")
            + " "
            + (at == null ? report.path("backup").asText() : report.path("takenAt").asText())
            + " can be restored: "
            + String.format(Locale.ROOT, "%,d", report.path("rows").asLong())
            + " rows in "
            + report.path("tables").asInt()
            + " tables, "
            + report.path("chains").asInt()
            + " audit chains hold, in "
            + report.path("totalMillis").asLong() / 1000
            + " s.");
    return ExitCode.OK.number();
  }

  static String joined(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.asText()));
    return String.join(", ", texts);
  }

  private static String size(JsonNode bytes) {
    return bytes.asLong() < MEBI
        ? String.format(Locale.ROOT, "%,d KiB", (bytes.asLong() + KIBI - 1) / KIBI)
        : String.format(Locale.ROOT, "%,.1f MiB", bytes.asLong() / MEBI);
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  /** The recovery key. */
  @Command(name = "key", description = "Make the recovery key.")
  static final class BackupKeyCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "Say what to do: init.");
    }

    @Command(
        name = "init",
        description = {
          "Make a recovery key, and write its shares into files, one for each holder.",
          "The appliance keeps the public half only. Backups from now on are sealed to it too.",
          "",
          "  holdfastctl backup key init --shares 5 --needed 3 --out /media/usb"
        })
    int init(
        @Option(
                names = "--shares",
                paramLabel = "N",
                defaultValue = "1",
                description = "How many shares (default: one, which is the whole key).")
            int shares,
        @Option(
                names = "--needed",
                paramLabel = "M",
                description = "How many of them give the key back (default: 2, or 1 of 1).")
            @Nullable Integer needed,
        @Option(
                names = "--out",
                paramLabel = "DIR",
                required = true,
                description = "An existing directory for the share files; move them apart.")
            Path out) {
      Answers.requireEmptyNames(out, shares);
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("shares", shares);
      if (needed != null) {
        body.put("needed", needed);
      }
      JsonNode made = Globals.of(spec).appliance().post(PATH + "/recovery-key", body);
      List<Path> files = Answers.write(out, made.path("shares"));
      Console console = Console.of(spec.commandLine());
      if (console.json()) {
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        told.put("id", made.path("id").asText());
        told.put("needed", made.path("needed").asInt());
        files.forEach(file -> told.withArray("files").add(file.toString()));
        console.document("backup-key", told);
        return ExitCode.OK.number();
      }
      console.line("Recovery key @|bold " + made.path("id").asText() + "|@.");
      files.forEach(file -> console.line("  " + file));
      console.line(
          "Any "
              + made.path("needed").asInt()
              + " of these give it back. Hand them out and delete them here; nobody else has"
              + " them.");
      return ExitCode.OK.number();
    }
  }
}
