package dev.holdfast.appliance.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.home.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeWatchTest {
  @TempDir private Path folder = Path.of("unset");

  @Test
  void look_afterEachChangeAndNoOther_saysThatItChanged() throws Exception {
    Home home = new Home(folder.resolve("home"));
    home.create();
    Path outside = Files.writeString(folder.resolve("kms.key"), "1");
    HomeWatch watch = new HomeWatch(home, Optional.of(outside));

    assertThat(watch.changed()).as("the first look").isTrue();
    assertThat(watch.changed()).as("not stored yet").isTrue();
    watch.stored();
    assertThat(watch.changed()).isFalse();
    Files.writeString(home.keys().resolve("kms.key"), "2");
    assertThat(watch.changed()).as("a new file").isTrue();
    watch.stored();
    Files.writeString(outside, "1\n2");
    assertThat(watch.changed()).as("the key outside").isTrue();
    watch.stored();
    Files.delete(home.keys().resolve("kms.key"));
    assertThat(watch.changed()).as("a file less").isTrue();
    watch.stored();
    Files.writeString(home.cache().resolve("x"), "no backup holds it");
    assertThat(watch.changed()).isFalse();
  }
}
