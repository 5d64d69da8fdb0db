package dev.holdfast.appliance.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.restore.RestoreJournal.Entry;
import dev.holdfast.appliance.backup.restore.RestoreJournal.Step;
import dev.holdfast.appliance.platform.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RestoreJournalTest {
  @TempDir private Path root = Path.of("unset");

  private RestoreJournal journal() {
    return new RestoreJournal(new Home(root));
  }

  @Test
  void read_beforeAnything_isEmpty() throws IOException {
    assertThat(journal().read()).isEmpty();
    assertThat(journal().mustGoOn()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void write_ofEachStep_isWhatTheNextProcessReads(Step step) throws IOException {
    Entry entry = new Entry(step, "bak_1", List.of("data", "keys"));

    journal().write(entry);

    assertThat(journal().read()).contains(entry);
    assertThat(journal().mustGoOn()).isEqualTo(step != Step.STAGE);
  }

  @Test
  void write_thatWasCutOff_leavesTheEntryBefore() throws IOException {
    Entry entry = new Entry(Step.SWITCH, "bak_1", List.of());
    journal().write(entry);
    Files.writeString(root.resolve("restore/journal.json.new"), "{\"step\":");

    assertThat(journal().read()).contains(entry);
  }

  @Test
  void read_ofWhatIsNoJournal_isAFaultAndNotNothing() throws IOException {
    Files.createDirectories(root.resolve("restore"));
    Files.writeString(root.resolve("restore/journal.json"), "no json");

    assertThatThrownBy(() -> journal().mustGoOn()).isInstanceOf(IOException.class);
  }

  @Test
  void end_withManyFiles_leavesNoTrace() throws IOException {
    journal().write(new Entry(Step.CLEAN, "bak_1", List.of()));
    Files.createDirectories(root.resolve("restore/before/data/deep"));
    Files.writeString(root.resolve("restore/before/data/deep/file"), "x");

    journal().end();

    assertThat(root.resolve("restore")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.0, 1.1.9, true",
    "1.1.9, 1.2.0, false",
    "1.2.0, 1.2.0, false",
    "1.10.0, 1.9.0, true",
    "2.0.0-rc1, 1.9.0, true",
    "development, 1.0.0, false",
    "1.0.0, development, false"
  })
  void newer_comparesVersionsAsNumbers(String one, String other, boolean newer) {
    assertThat(Stager.newer(one, other)).isEqualTo(newer);
  }
}
