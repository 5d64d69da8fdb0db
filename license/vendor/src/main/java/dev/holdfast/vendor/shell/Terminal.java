package dev.holdfast.vendor.shell;

import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where a command reads and writes, and what time it is there. */
public record Terminal(PrintWriter out, PrintWriter err, BufferedReader in, Clock clock) {
  /** A terminal that reads UTF-8. */
  public Terminal(PrintWriter out, PrintWriter err, InputStream in, Clock clock) {
    this(out, err, new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)), clock);
  }

  /** Asks for one line; white space around it does not count. */
  public String ask(String question) throws IOException {
    out.print(question + ": ");
    out.flush();
    String line = in.readLine();
    if (line == null) {
      throw new VendorException(Exit.USAGE, "the input ended at a question; say it by flags");
    }
    return line.strip();
  }

  /** Now, to the second, as statements have it. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Prints one JSON object; {@code schema} stays the same as long as its members do. */
  public void json(String schema, Wire.Body body) {
    byte[] bytes =
        Wire.readable(
            json -> {
              json.writeStringField("schema", "holdfast-vendor/" + schema + "/1");
              body.write(json);
            });
    out.println(Inert.json(new String(bytes, StandardCharsets.UTF_8)));
  }

  /** Says in one line what went wrong, and answers the exit code. */
  public int failed(Exception e) {
    return switch (e) {
      case VendorException vendor -> line(vendor.text(), vendor.exit());
      case RefusedException refused ->
          line(
              "refused: " + refused.detail() + " [" + refused.refusal().code() + "]", Exit.REFUSED);
      case FileAlreadyExistsException exists ->
          line(exists.getFile() + " exists already; nothing was overwritten", Exit.FILE);
      case NoSuchFileException missing -> line("there is no file " + missing.getFile(), Exit.FILE);
      case CharacterCodingException notText -> line("a file is no text", Exit.FILE);
      case DateTimeException time ->
          line("a time is beyond what can be written: " + time.getMessage(), Exit.USAGE);
      case IOException io -> line(String.valueOf(io.getMessage()), Exit.FILE);
      default -> line(fault(e), Exit.SOFTWARE);
    };
  }

  /** A fault of this program is said in a line too; what a developer needs goes into a file. */
  private static String fault(Exception e) {
    String what = "a fault in holdfast-vendor itself (" + e.getClass().getSimpleName() + ")";
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace, true));
    try {
      Path file = Files.createTempFile("holdfast-vendor-", ".txt");
      Files.writeString(file, trace.toString());
      return what + "; what happened stands in " + file;
    } catch (IOException ignored) {
      return what + "; it could not be written down";
    }
  }

  private int line(String text, Exit exit) {
    // Some of it is a file's, and a file may be a stranger's.
    err.println("holdfast-vendor: " + Inert.line(text));
    return exit.code();
  }
}
