package dev.holdfast.appliance.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.testkit.Patience;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.event.ShutdownEvent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind a context that was closed no database is open, whoever asked for it when. */
final class DatabaseFactoryTest {
  @TempDir private Path root = Path.of("unset");

  @BeforeEach
  void make() throws IOException {
    new Home(root).create();
  }

  private ApplicationContext context() {
    return ApplicationContext.run(Map.of("holdfast.home", root.toString()), "test");
  }

  private Path file() {
    return root.resolve("data/holdfast.mv.db");
  }

  private boolean isOpen() throws IOException {
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (OverlappingFileLockException held) {
      return true;
    }
  }

  @Test
  void close_ofAContextWithADatabase_closesIt() throws Exception {
    try (ApplicationContext context = context()) {
      context.getBean(Database.class);
      assertThat(isOpen()).isTrue();
    }

    assertThat(isOpen()).isFalse();
  }

  @Test
  void close_whileTheDatabaseIsBeingOpened_leavesItClosed() throws Exception {
    Thread asking;
    try (ApplicationContext context = context()) {
      asking =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      context.getBean(Database.class);
                    } catch (RuntimeException e) {
                      return; // the context has gone
                    }
                  });
      Patience.until("it is being opened", () -> Files.exists(file()));
    }
    asking.join();

    assertThat(isOpen()).isFalse();
  }

  @Test
  void database_askedForWhenEverythingEnds_isNotOpened() {
    try (ApplicationContext context = context()) {
      DatabaseFactory factory = new DatabaseFactory();
      factory.onApplicationEvent(new ShutdownEvent(context));

      assertThatThrownBy(
              () -> factory.database(context.getBean(DatabaseConfiguration.class), new Home(root)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("while everything is closed");
      assertThat(file()).doesNotExist();
    }
  }

  @Test
  void end_withADatabaseThatNobodyElseCloses_closesIt() throws Exception {
    try (ApplicationContext context = context()) {
      DatabaseFactory factory = new DatabaseFactory();
      factory.database(context.getBean(DatabaseConfiguration.class), new Home(root));
      assertThat(isOpen()).isTrue();

      factory.end();

      assertThat(isOpen()).isFalse();
    }
  }
}
