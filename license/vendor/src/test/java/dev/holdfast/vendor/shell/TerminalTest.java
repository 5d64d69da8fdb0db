package dev.holdfast.vendor.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a failure looks like to whoever ran the command. */
class TerminalTest {
  private static final Pattern FILE = Pattern.compile("stands in (\\S+)");

  private final StringWriter err = new StringWriter();
  private final Terminal terminal =
      new Terminal(
          new PrintWriter(new StringWriter()),
          new PrintWriter(err, true),
          InputStream.nullInputStream(),
          Clock.systemUTC());

  @Test
  void failed_faultOfTheTool_isOneLineAndAFile() throws Exception {
    int code = terminal.failed(new IllegalStateException("inner"));
    assertThat(code).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString())
        .startsWith("holdfast-vendor: a fault in holdfast-vendor itself (IllegalStateException)")
        .doesNotContain("\tat ");
    Matcher file = FILE.matcher(err.toString());
    assertThat(file.find()).isTrue();
    Path trace = Path.of(file.group(1));
    assertThat(Files.readString(trace)).contains("inner", "TerminalTest");
    Files.delete(trace);
  }

  @Test
  void failed_whatIsKnown_hasACodeOfItsOwn() {
    assertThat(terminal.failed(new VendorException(Exit.KEY_CLOSED, "closed"))).isEqualTo(4);
    assertThat(terminal.failed(new NoSuchFileException("gone"))).isEqualTo(5);
    assertThat(err.toString()).contains("holdfast-vendor: closed", "there is no file gone");
  }
}
