package dev.holdfast.appliance.audit.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The real disk. A {@link RandomAccessFile} writes, not a {@link FileChannel}: a channel is closed
 * for everybody when one writing thread is interrupted.
 */
final class DiskFiles implements SegmentFiles {
  private static final int CHUNK = 1 << 20;

  @Override
  public void create(Path path, int size) throws IOException {
    Path unfinished = path.resolveSibling(path.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      // Zeros are really written: a sparse file would meet the full disk later, at a write. Each
      // piece is forced by itself: calls that wait for their record's force stand behind one.
      ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(CHUNK, size));
      for (int done = 0; done < size; ) {
        zeros.clear().limit(Math.min(zeros.capacity(), size - done));
        done += channel.write(zeros);
        channel.force(false);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(unfinished);
      throw e;
    }
    rename(unfinished, path);
  }

  @Override
  public SegmentFile open(Path path) throws IOException {
    return new OpenFile(new RandomAccessFile(path.toFile(), "rw"));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(to);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  private static void syncDirectory(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static final class OpenFile implements SegmentFile {
    private final RandomAccessFile file;
    private long at;

    OpenFile(RandomAccessFile file) {
      this.file = file;
    }

    @Override
    public void write(byte[] bytes, int length, int offset) throws IOException {
      if (offset != at) {
        file.seek(offset);
      }
      at = -1; // unknown until the write has succeeded
      file.write(bytes, 0, length);
      at = (long) offset + length;
    }

    @Override
    public void force() throws IOException {
      file.getChannel().force(false);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
