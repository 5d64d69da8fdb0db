package dev.holdfast.vendor.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
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

  @Test
  void failed_whatFilesAndTimesBring_isNoFaultOfTheTool() {
    assertThat(terminal.failed(new MalformedInputException(3))).isEqualTo(5);
    assertThat(terminal.failed(new FileAlreadyExistsException("there"))).isEqualTo(5);
    assertThat(terminal.failed(new IOException("the disk is full"))).isEqualTo(5);
    assertThat(terminal.failed(new DateTimeException("beyond the years"))).isEqualTo(2);
    assertThat(terminal.failed(new RefusedException(Refusal.NOT_JSON))).isEqualTo(3);
    assertThat(err.toString().lines())
        .hasSize(5)
        .allMatch(line -> line.startsWith("holdfast-vendor: "));
    assertThat(err.toString()).contains("is no text", "nothing was overwritten", "[not_json]");
  }

  /** T46: a message may quote a file. */
  @Test
  void t46_failed_withATerminalsOwnCodes_isOneHarmlessLine() {
    terminal.failed(new VendorException(Exit.REFUSED, "it says \u001b[2J\n\u202eok\r\u0007"));
    assertThat(err.toString().strip().codePoints()).noneMatch(Character::isISOControl);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void ask_inputThatEnds_isSaidAndBlanksAroundAnAnswerDoNotCount() throws IOException {
    Terminal asked =
        new Terminal(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            new ByteArrayInputStream(" yes \n".getBytes(StandardCharsets.UTF_8)),
            Clock.systemUTC());
    assertThat(asked.ask("Well")).isEqualTo("yes");
    assertThatThrownBy(() -> asked.ask("And"))
        .isInstanceOfSatisfying(
            VendorException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE));
  }

  @Test
  void exits_all_haveNumbersOfTheirOwn() {
    assertThat(Exit.values()).extracting(Exit::code).doesNotHaveDuplicates().contains(0, 1, 2);
  }
}
