package dev.holdfast.appliance.backup.store;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Vault;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Backups in a directory, on a disk of this machine or a mounted one. */
public final class DirectoryVault implements Vault {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,120}");
  private static final String UNFINISHED = ".part";

  private final Path directory;

  public DirectoryVault(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  @Override
  public Upload write(String name) throws IOException {
    Path target = file(name);
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new FileUpload(target);
  }

  @Override
  public byte[] read(String name, long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(file(name), StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + bytes.position()) < 0) {
          throw new EOFException(name + " is shorter than it should be");
        }
      }
      return bytes.array();
    } catch (NoSuchFileException | EOFException e) {
      throw new BackupException(
          Reason.DAMAGED, name + " is missing or cut off in " + directory + ".", e);
    }
  }

  @Override
  public byte[] readAll(String name, long most) throws IOException {
    Path file = file(name);
    try {
      if (Files.size(file) > most) {
        throw new BackupException(Reason.DAMAGED, name + " is larger than it can be.");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new BackupException(
          Reason.UNKNOWN, "There is no " + name + " in " + directory + ".", e);
    }
  }

  @Override
  public List<Stored> list() throws IOException {
    List<Stored> found = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (Files.isRegularFile(file)
            && NAME.matcher(name).matches()
            && !name.endsWith(UNFINISHED)) {
          found.add(new Stored(name, Files.size(file)));
        }
      }
    }
    return found;
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(file(name));
  }

  @Override
  public String description() {
    return directory.toString();
  }

  private Path file(String name) {
    if (!NAME.matcher(name).matches() || name.contains("..")) {
      throw new IllegalArgumentException("not a name for a file: " + name);
    }
    return directory.resolve(name);
  }

  /** Writes beside the name, and takes the name when everything is on disk. */
  private static final class FileUpload extends Upload {
    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private boolean committed;

    FileUpload(Path target) throws IOException {
      this.target = target;
      this.part = target.resolveSibling(target.getFileName() + UNFINISHED);
      Files.deleteIfExists(part);
      this.channel =
          FileChannel.open(
              part,
              java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    @Override
    public void commit() throws IOException {
      channel.force(true);
      channel.close();
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Path folder = target.getParent();
      if (folder != null) {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
          directory.force(true);
        }
      }
      committed = true;
    }

    @Override
    public void close() throws IOException {
      channel.close();
      if (!committed) {
        Files.deleteIfExists(part);
      }
    }
  }
}
