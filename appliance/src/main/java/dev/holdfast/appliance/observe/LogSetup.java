package dev.holdfast.appliance.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.io.Console;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Sets logging up in code: reading logback's XML would cost a tenth of the whole start. {@code
 * HOLDFAST_LOG_FORMAT} is {@code json}, {@code text} or {@code auto} (text at a terminal, the
 * default); {@code HOLDFAST_LOG_LEVEL} is a level; {@code HOLDFAST_LOG_FILE} names a file that is
 * written instead of standard output and rolled at 10 MiB. As system properties: {@code
 * holdfast.log.format} and so on. Logback's own {@code logback.configurationFile} still wins.
 * Public only because logback makes it by its name.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final Map<String, Level> QUIET =
      Map.of(
          "org.flywaydb", Level.WARN,
          // It warns of each PostgreSQL newer than itself, and of the order that we chose.
          "org.flywaydb.core.internal.database.base.Database", Level.ERROR,
          "org.flywaydb.core.internal.command.DbMigrate", Level.ERROR,
          "com.zaxxer.hikari", Level.WARN,
          "io.netty", Level.WARN,
          "io.micronaut", Level.WARN);

  private static final int MOST_FILES = 5;
  private static final long MOST_BYTES = 10L << 20;

  /** For logback. */
  public LogSetup() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    String file = setting("file");
    LogEncoder encoder = new LogEncoder(json(setting("format"), file == null && terminal()));
    encoder.setContext(context);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender =
        file == null ? new ConsoleAppender<>() : rolling(context, file);
    appender.setContext(context);
    appender.setName(file == null ? "console" : "file");
    appender.setEncoder(encoder);
    appender.start();
    Level level = Level.toLevel(setting("level"), Level.INFO);
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    root.addAppender(appender);
    if (level.isGreaterOrEqual(Level.INFO)) {
      QUIET.forEach(
          (name, quiet) ->
              context.getLogger(name).setLevel(level.isGreaterOrEqual(quiet) ? level : quiet));
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static OutputStreamAppender<ILoggingEvent> rolling(LoggerContext context, String file) {
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    // First: the policy asks its appender for it when it starts.
    appender.setFile(file);
    FixedWindowRollingPolicy files = new FixedWindowRollingPolicy();
    files.setContext(context);
    files.setParent(appender);
    files.setFileNamePattern(file + ".%i");
    files.setMinIndex(1);
    files.setMaxIndex(MOST_FILES);
    files.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(MOST_BYTES));
    size.start();
    appender.setRollingPolicy(files);
    appender.setTriggeringPolicy(size);
    return appender;
  }

  static boolean json(@Nullable String format, boolean terminal) {
    return switch (format == null ? "auto" : format.toLowerCase(Locale.ROOT)) {
      case "json" -> true;
      case "text" -> false;
      default -> !terminal;
    };
  }

  private static boolean terminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static @Nullable String setting(String name) {
    String property = System.getProperty("holdfast.log." + name);
    return property != null
        ? property
        : System.getenv("HOLDFAST_LOG_" + name.toUpperCase(Locale.ROOT));
  }
}
