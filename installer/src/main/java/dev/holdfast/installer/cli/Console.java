package dev.holdfast.installer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Where a command speaks: answers on out, talk on err, one JSON document with {@code --json}. */
public final class Console {
  private static final int SCHEMA_VERSION = 1;

  private final PrintWriter out;
  private final PrintWriter err;
  private final Ansi ansi;
  private final boolean json;
  private final int width;

  private Console(PrintWriter out, PrintWriter err, Ansi ansi, boolean json, int width) {
    this.out = out;
    this.err = err;
    this.ansi = ansi;
    this.json = json;
    this.width = width;
  }

  public static Console of(CommandLine line) {
    boolean json = Globals.of(line.getCommandSpec()).json();
    int width = terminal() ? line.getCommandSpec().usageMessage().width() : Integer.MAX_VALUE;
    return new Console(line.getOut(), line.getErr(), line.getColorScheme().ansi(), json, width);
  }

  /** Whether somebody looks at what is printed. */
  public static boolean terminal() {
    return System.console() != null && System.console().isTerminal();
  }

  /** Whether a line can be written over. */
  public boolean redraws() {
    return !json && terminal() && !"dumb".equals(System.getenv("TERM"));
  }

  /** Writes over the line that was written so before; an empty text takes it away. */
  public void redraw(String text) {
    String cut = text.length() < width ? text : text.substring(0, Math.max(0, width - 1));
    out.print("\r" + pad(cut, width - 1) + (text.isEmpty() ? "\r" : ""));
    out.flush();
  }

  /** How many columns a line has; very many where it goes into a file. */
  public int width() {
    return width;
  }

  /** Colour: CLICOLOR_FORCE wins, then NO_COLOR, then whether this is a terminal. */
  public static Ansi ansi(Map<String, String> environment, boolean terminal) {
    String forced = environment.getOrDefault("CLICOLOR_FORCE", "");
    if (!forced.isEmpty() && !forced.equals("0")) {
      return Ansi.ON;
    }
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty()
        || "dumb".equals(environment.get("TERM"))) {
      return Ansi.OFF;
    }
    return terminal ? Ansi.ON : Ansi.OFF;
  }

  public boolean json() {
    return json;
  }

  /** Prints the appliance's answer as it came, with the schema's version in front. */
  public void document(String kind, JsonNode answer) {
    var document = JsonNodeFactory.instance.objectNode();
    document.put("schema", "holdfastctl/" + kind + "/" + SCHEMA_VERSION);
    document.set("result", answer);
    out.println(document.toPrettyString());
  }

  /** A line of picocli markup: {@code @|bold text|@}. */
  public void line(String markup) {
    out.println(Wrap.rendered(ansi.string(markup), width));
  }

  /** A line that is no answer: it goes to err, and nowhere where the answer is a document. */
  public void talk(String markup) {
    if (!json) {
      err.println(Wrap.rendered(ansi.string(markup), width));
      err.flush();
    }
  }

  public void blank() {
    out.println();
  }

  /** Rows of label and value, the labels in one column. */
  public void facts(List<Fact> facts) {
    int width = facts.stream().mapToInt(fact -> fact.label().length()).max().orElse(0);
    for (Fact fact : facts) {
      line("  @|faint " + pad(fact.label(), width) + "|@  " + fact.value());
    }
  }

  /** One label and its value. */
  public record Fact(String label, String value) {}

  /** A coloured mark: ok, warn or fail. */
  public static String mark(String severity) {
    return switch (severity) {
      case "ok" -> "@|green ✓|@";
      case "warn" -> "@|yellow !|@";
      default -> "@|red,bold ✗|@";
    };
  }

  public void error(CommandFailure failure) {
    if (json) {
      var document = JsonNodeFactory.instance.objectNode();
      document.put("schema", "holdfastctl/error/" + SCHEMA_VERSION);
      document.put("code", failure.code());
      document.put("message", failure.text());
      document.put("hint", failure.hint());
      document.put("exitCode", failure.exitCode().number());
      err.println(document.toPrettyString());
      return;
    }
    String before = "@|red,bold ✗|@ ";
    for (String line : failure.text().split("\n")) {
      err.println(Wrap.rendered(ansi.string(before) + line, width));
      before = "";
    }
    err.println(Wrap.rendered(ansi.string("  @|faint hint|@  ") + failure.hint(), width));
    err.println(ansi.string("  @|faint code|@  ") + failure.code());
  }

  public static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
