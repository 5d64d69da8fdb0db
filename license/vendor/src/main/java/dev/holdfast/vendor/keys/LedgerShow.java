package dev.holdfast.vendor.keys;

import dev.holdfast.license.statement.Times;
import dev.holdfast.license.statement.Wire;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "show", mixinStandardHelpOptions = true, description = "Print all that was issued.")
final class LedgerShow implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private KeyOptions options = new KeyOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  LedgerShow(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<Ledger.Entry> entries = options.folder().ledger().entries();
    if (json) {
      terminal.json(
          "ledger",
          out -> {
            out.writeArrayFieldStart("items");
            for (Ledger.Entry entry : entries) {
              out.writeStartObject();
              out.writeNumberField("number", entry.number());
              out.writeStringField("at", Wire.of(entry.at()));
              out.writeStringField("what", entry.what());
              out.writeStringField("subject", entry.subject());
              out.writeNumberField("sequence", entry.sequence());
              out.writeStringField("note", entry.note());
              out.writeStringField("digest", entry.digest());
              out.writeEndObject();
            }
            out.writeEndArray();
          });
      return Exit.OK.code();
    }
    for (Ledger.Entry entry : entries) {
      terminal
          .out()
          .printf(
              "%4d  %-27s  %-11s %s #%d  %s%n",
              entry.number(),
              Times.readable(entry.at()),
              entry.what(),
              entry.subject(),
              entry.sequence(),
              entry.note());
    }
    return Exit.OK.code();
  }
}
