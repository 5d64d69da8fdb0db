package dev.holdfast.appliance.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

/** Logging as it is set up by its three settings; each in a context of its own. */
final class LogSetupTest {
  private static final List<String> SETTINGS =
      List.of("holdfast.log.file", "holdfast.log.format", "holdfast.log.level");

  private final LoggerContext context = new LoggerContext();
  @TempDir private Path folder = Path.of("");

  @AfterEach
  void forget() {
    SETTINGS.forEach(System::clearProperty);
    System.clearProperty("logback.configurationFile");
    context.stop();
  }

  private ExecutionStatus configure() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    LogSetup setup = new LogSetup();
    setup.setContext(context);
    return setup.configure(context);
  }

  private ch.qos.logback.classic.Logger root() {
    return context.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  @Test
  void nothingSet_goesToTheConsoleAtInfo() {
    assertThat(configure()).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);

    assertThat(root().getLevel()).isEqualTo(Level.INFO);
    assertThat(root().getAppender("console")).isInstanceOf(ConsoleAppender.class);
    assertThat(root().getAppender("file")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "DEBUG, DEBUG, DEBUG",
    "warn, WARN, WARN",
    "ERROR, ERROR, ERROR",
    "nonsense, INFO, WARN",
    "OFF, 'OFF', 'OFF'"
  })
  void level_isTaken_andLibrariesAreQuietUnlessMoreIsAsked(
      String set, String level, String library) {
    System.setProperty("holdfast.log.level", set);
    configure();

    assertThat(root().getLevel()).isEqualTo(Level.toLevel(level));
    assertThat(context.getLogger("io.netty").getEffectiveLevel()).isEqualTo(Level.toLevel(library));
  }

  @Test
  void flyway_isHeardButForWhatIsMeantToBeSo() {
    configure();
    assertThat(context.getLogger("org.flywaydb.core.Flyway").getEffectiveLevel())
        .isEqualTo(Level.WARN);
    assertThat(
            context
                .getLogger("org.flywaydb.core.internal.database.base.Database")
                .getEffectiveLevel())
        .isEqualTo(Level.ERROR);
  }

  @Test
  void file_isWrittenInJsonOneObjectALine() throws IOException {
    Path file = folder.resolve("holdfast.log");
    System.setProperty("holdfast.log.file", file.toString());
    configure();

    context.getLogger("dev.holdfast.test").info("first{}second \"quoted\"", '\n');
    context.getLogger("dev.holdfast.test").warn("third", new IllegalStateException("why"));

    assertThat(root().getAppender("file")).isInstanceOf(RollingFileAppender.class);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .startsWith("{\"at\":\"")
        .contains("\"message\":\"first\\nsecond \\\"quoted\\\"\"")
        .endsWith("}");
    assertThat(lines.getLast()).contains("\"level\":\"WARN\"").contains("IllegalStateException");
  }

  @Test
  void file_thatGrows_isRolledAndTheOldestGo() throws IOException {
    Path file = folder.resolve("holdfast.log");
    System.setProperty("holdfast.log.file", file.toString());
    configure();
    RollingFileAppender<?> appender = (RollingFileAppender<?>) root().getAppender("file");
    assertThat(appender).isNotNull();

    for (int roll = 0; roll < 8; roll++) {
      context.getLogger("dev.holdfast.test").info("before roll {}", roll);
      if (appender != null) {
        appender.rollover();
      }
    }

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "holdfast.log",
              "holdfast.log.1",
              "holdfast.log.2",
              "holdfast.log.3",
              "holdfast.log.4",
              "holdfast.log.5");
    }
    assertThat(Files.readString(folder.resolve("holdfast.log.1"))).contains("before roll 7");
    assertThat(Files.readString(folder.resolve("holdfast.log.5"))).contains("before roll 3");
  }

  @Test
  void file_inText_isText() throws IOException {
    Path file = folder.resolve("holdfast.log");
    System.setProperty("holdfast.log.file", file.toString());
    System.setProperty("holdfast.log.format", "text");
    configure();

    context.getLogger("dev.holdfast.test").info("plain words");

    assertThat(Files.readString(file)).contains("plain words").doesNotContain("{\"at\"");
  }

  @Test
  void logbacksOwnFile_wins() {
    System.setProperty("logback.configurationFile", "mine.xml");

    assertThat(configure()).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
    assertThat(root().iteratorForAppenders().hasNext()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    ", true, false",
    ", false, true",
    "auto, true, false",
    "JSON, true, true",
    "text, false, false",
    "yaml, true, false"
  })
  void format_auto_isTextAtATerminalOnly(@Nullable String format, boolean terminal, boolean json) {
    assertThat(LogSetup.json(format, terminal)).isEqualTo(json);
  }
}
