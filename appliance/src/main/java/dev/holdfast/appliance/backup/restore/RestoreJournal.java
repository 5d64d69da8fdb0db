package dev.holdfast.appliance.backup.restore;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.platform.home.Home;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a restore writes down before it takes a step, in {@code restore/journal.json} in the home.
 * Until {@link Step#SWITCH} nothing that is in use was touched, and an interrupted restore is as
 * good as none; from there on it can only go forward, and the appliance does not start before it
 * has.
 */
public final class RestoreJournal {
  private static final String FOLDER = "restore";
  private static final String FILE = "journal.json";

  private final Path folder;

  public RestoreJournal(Home home) {
    this.folder = home.root().resolve(FOLDER);
  }

  /** The steps, in order. */
  public enum Step {
    /** Everything is being made beside what is in use. */
    STAGE,
    /** Everything is made and checked; it is being put in its place. */
    SWITCH,
    /** It is in its place; what was there before is being deleted. */
    CLEAN
  }

  /**
   * An entry.
   *
   * @param folders the folders of the home that are exchanged
   */
  @Serdeable
  public record Entry(Step step, String backup, List<String> folders) {
    public Entry {
      folders = List.copyOf(folders);
    }
  }

  /** Where things are staged. */
  Path folder() {
    return folder;
  }

  /** The last entry, where a restore was begun and has not ended. */
  public Optional<Entry> read() throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    @Nullable Entry entry = json().readValue(Files.readAllBytes(file), Entry.class);
    if (entry == null) {
      throw new BackupException(Reason.DAMAGED, file + " cannot be read.");
    }
    return Optional.of(entry);
  }

  /** Made where there is something to read or write, which at nearly every start there is not. */
  private static JsonMapper json() {
    return JsonMapper.createDefault();
  }

  /** Whether a restore was interrupted at a point from which it can only go forward. */
  public boolean mustGoOn() throws IOException {
    return read().filter(entry -> entry.step() != Step.STAGE).isPresent();
  }

  /** Writes an entry down; it is on disk when this returns. */
  void write(Entry entry) throws IOException {
    Files.createDirectories(folder);
    Path fresh = folder.resolve(FILE + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(json().writeValueAsBytes(entry));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        fresh,
        folder.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    sync(folder);
  }

  /** Deletes all traces; the journal itself goes last but for the folder. */
  void end() throws IOException {
    try (var children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        if (!String.valueOf(child.getFileName()).equals(FILE)) {
          if (Files.isDirectory(child)) {
            Stager.empty(child);
          }
          Files.deleteIfExists(child);
        }
      }
    }
    Files.deleteIfExists(folder.resolve(FILE));
    Files.deleteIfExists(folder);
  }

  static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
