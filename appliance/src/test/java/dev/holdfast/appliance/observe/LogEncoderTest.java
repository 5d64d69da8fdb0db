package dev.holdfast.appliance.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogEncoderTest {
  private final LoggerContext context = new LoggerContext();

  private ILoggingEvent event(String message, Map<String, String> log, @Nullable Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent(
            "fqcn", context.getLogger("dev.holdfast.Some"), Level.WARN, message, thrown, null);
    event.setMDCPropertyMap(log);
    return event;
  }

  private String json(ILoggingEvent event) {
    return new String(new LogEncoder(true).encode(event), UTF_8);
  }

  private String text(ILoggingEvent event) {
    return new String(new LogEncoder(false).encode(event), UTF_8);
  }

  @Test
  void encode_json_isOneLineWithTheContextAsMembers() {
    String line =
        json(event("two\nlines \"quoted\"", Map.of("requestId", "req_1", "tenant", "ten_1"), null));

    assertThat(line)
        .endsWith("}\n")
        .containsOnlyOnce("\n")
        .contains("\"level\":\"WARN\"")
        .contains("\"logger\":\"dev.holdfast.Some\"")
        .contains("\"message\":\"two\\nlines \\\"quoted\\\"\"")
        .contains("\"requestId\":\"req_1\"")
        .contains("\"tenant\":\"ten_1\"");
  }

  @Test
  void encode_text_cannotBeForgedByALineBreak() {
    String line =
        text(event("name\n2026 INFO Root: all is well", Map.of("requestId", "r\r\nx"), null));

    assertThat(line).containsOnlyOnce("\n").endsWith("\n").contains("requestId=r");
  }

  @Test
  void encode_secretAnywhere_isTakenOut() {
    String secret = "hf_Zx9Qw8Er7Ty6Ui5Op4As3";
    ILoggingEvent event =
        event(
            "bearer " + secret,
            Map.of("requestId", secret),
            new IllegalStateException("with " + secret, new RuntimeException(secret)));

    assertThat(json(event)).doesNotContain("Zx9Qw8Er").contains("IllegalStateException");
    assertThat(text(event)).doesNotContain("Zx9Qw8Er").contains("IllegalStateException");
  }

  @Test
  void encode_veryLongMessage_isCut() {
    assertThat(json(event("x".repeat(100_000), Map.of(), null)).length()).isLessThan(9_000);
  }

  @Test
  void json_format_followsTheSettingAndElseTheTerminal() {
    assertThat(LogSetup.json("json", true)).isTrue();
    assertThat(LogSetup.json("TEXT", false)).isFalse();
    assertThat(LogSetup.json(null, true)).isFalse();
    assertThat(LogSetup.json("auto", false)).isTrue();
    assertThat(LogSetup.json("nonsense", false)).isTrue();
  }

  @Test
  void configure_withAFile_writesThere(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("holdfast.jsonl");
    context.setMDCAdapter(new LogbackMDCAdapter());
    System.setProperty("holdfast.log.file", file.toString());
    try {
      LogSetup setup = new LogSetup();
      setup.setContext(context);
      var unused = setup.configure(context);
    } finally {
      System.clearProperty("holdfast.log.file");
    }
    context.getLogger("dev.holdfast.test").info("a line of the log");
    context.stop();

    assertThat(Files.readString(file)).contains("a line of the log").startsWith("{");
  }

  @Test
  void configure_freshContext_writesInfoAndQuietsLibraries() {
    LogSetup setup = new LogSetup();
    setup.setContext(context);
    var unused = setup.configure(context);

    assertThat(context.getLogger("dev.holdfast").isInfoEnabled()).isTrue();
    assertThat(context.getLogger("io.netty").isInfoEnabled()).isFalse();
    assertThat(context.getLogger("ROOT").getAppender("console")).isNotNull();
    context.stop();
  }
}
