package dev.holdfast.installer.wizard;

import dev.holdfast.installer.cli.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Help.Ansi;

/** A person at a terminal. */
final class TerminalDialogue implements Dialogue, AutoCloseable {
  private static final int USUAL_WIDTH = 80;

  private final Terminal terminal;
  private final LineReader reader;
  private final Ansi ansi;

  private TerminalDialogue(Terminal terminal, Ansi ansi) {
    this.terminal = terminal;
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
    this.ansi = ansi;
  }

  /** This process's terminal, by the system's own calls (FFM), and no library of its own. */
  static TerminalDialogue open() throws IOException {
    Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .ffm(true)
            .exec(false)
            .jni(false)
            .dumb(true)
            .encoding(StandardCharsets.UTF_8)
            .build();
    return on(terminal, Console.ansi(System.getenv(), true));
  }

  static TerminalDialogue on(Terminal terminal, Ansi ansi) {
    return new TerminalDialogue(terminal, ansi);
  }

  @Override
  public int width() {
    return terminal.getWidth() > 0 ? terminal.getWidth() : USUAL_WIDTH;
  }

  @Override
  public void line(String markup) {
    terminal.writer().println(ansi.string(markup));
    terminal.flush();
  }

  @Override
  public String ask(String prompt) throws GaveUp {
    try {
      return reader.readLine(prompt).strip();
    } catch (UserInterruptException | EndOfFileException e) {
      throw new GaveUp();
    }
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
