package dev.holdfast.appliance.backup.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Where the files of backups lie. Names are letters, digits, dots, hyphens and underscores. */
public interface Vault extends AutoCloseable {
  /**
   * Starts a file. It exists under its name only once {@link Upload#commit} has returned; a file
   * that is closed before that never existed.
   */
  Upload write(String name) throws IOException;

  /** Some bytes of a file. */
  byte[] read(String name, long offset, int length) throws IOException;

  /** A whole file, which must not be longer than {@code most}. */
  byte[] readAll(String name, long most) throws IOException;

  /** Every file. */
  List<Stored> list() throws IOException;

  /** Deletes a file; nothing where there is none. */
  void delete(String name) throws IOException;

  /** For people: a path, or a bucket. */
  String description();

  @Override
  default void close() {}

  /** A file that is there. */
  record Stored(String name, long bytes) {}

  /** A file in the making. */
  abstract class Upload extends OutputStream {
    /** Makes the file exist, durably. */
    public abstract void commit() throws IOException;
  }
}
