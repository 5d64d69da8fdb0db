package dev.holdfast.installer.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Changes files so that each change is there as a whole, on the disk, or not at all. Every method
 * can be repeated.
 */
public final class Disk {
  private static final String UNFINISHED = ".holdfast-new";

  private final Probe probe;

  public Disk(Probe probe) {
    this.probe = probe;
  }

  /** Makes a directory where there is none, and sets its rights. */
  public void directory(Path path, String rights) throws IOException {
    probe.before("make " + path, true);
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    sync(parent(path));
  }

  /** Writes a file: complete and on the disk before it has its name. */
  public void write(Path file, byte[] bytes, String rights) throws IOException {
    probe.before("write " + file, true);
    Path fresh = file.resolveSibling(file.getFileName() + UNFINISHED);
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(rights));
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
    probe.before("name " + file, false);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    sync(parent(file));
  }

  public void write(Path file, String text, String rights) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8), rights);
  }

  /** Makes a symbolic link, or turns one to another target in one go. */
  public void link(Path link, String target) throws IOException {
    Path fresh = link.resolveSibling(link.getFileName() + UNFINISHED);
    Files.deleteIfExists(fresh);
    probe.before("link " + link + " to " + target, true);
    Files.createSymbolicLink(fresh, Path.of(target));
    probe.before("switch " + link + " to " + target, false);
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
    sync(parent(link));
  }

  /** Deletes a file, a link or an empty directory; nothing where there is nothing. */
  public void delete(Path path) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + UNFINISHED);
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        || Files.exists(fresh, LinkOption.NOFOLLOW_LINKS)) {
      probe.before("delete " + path, false);
      Files.deleteIfExists(path);
      Files.deleteIfExists(fresh);
      sync(parent(path));
    }
  }

  /** Deletes a directory where it is empty; leaves it otherwise. */
  public void deleteIfEmpty(Path directory) throws IOException {
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> inside = Files.list(directory)) {
        if (inside.findAny().isPresent()) {
          return;
        }
      }
      delete(directory);
    }
  }

  /** Deletes a directory with all that is in it, and an unfinished copy; follows no links. */
  public void deleteTree(Path path) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + UNFINISHED);
    if (Files.isDirectory(fresh, LinkOption.NOFOLLOW_LINKS)) {
      deleteAll(fresh);
    }
    deleteAll(path);
  }

  private void deleteAll(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    probe.before("delete all of " + path, false);
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException failed)
              throws IOException {
            if (failed != null) {
              throw failed;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
    sync(parent(path));
  }

  /**
   * Copies a directory with rights, owners and times, to where nothing is yet. What was copied is
   * on the disk before the copy has its name.
   */
  public void copyTree(Path from, Path to) throws IOException {
    Path fresh = to.resolveSibling(to.getFileName() + UNFINISHED);
    deleteAll(fresh);
    probe.before("copy " + from + " to " + to, true);
    List<Path> all;
    try (Stream<Path> walk = Files.walk(from)) {
      all = walk.toList();
    }
    for (Path path : all) {
      Path target = fresh.resolve(from.relativize(path).toString());
      Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      copyOwner(path, target);
      if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
        sync(target);
      }
    }
    for (Path path : all.reversed()) {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Path target = fresh.resolve(from.relativize(path).toString());
        Files.setLastModifiedTime(target, Files.getLastModifiedTime(path));
        sync(target);
      }
    }
    move(fresh, to);
  }

  /** Renames within one file system; the target must not exist, or be a file. */
  public void move(Path from, Path to) throws IOException {
    probe.before("rename " + from + " to " + to, false);
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    sync(parent(to));
  }

  /** Gives a path to a user and group; says false where the machine does not know them. */
  public boolean owner(Path path, String user, String group) throws IOException {
    probe.before("give " + path + " to " + user, false);
    UserPrincipalLookupService names = path.getFileSystem().getUserPrincipalLookupService();
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    try {
      view.setOwner(names.lookupPrincipalByName(user));
      view.setGroup(names.lookupPrincipalByGroupName(group));
      return true;
    } catch (UserPrincipalNotFoundException e) {
      return false;
    }
  }

  /** Lets somebody else write a directory; probed as one change that takes space. */
  public void extract(Path target, Extraction extraction) throws IOException {
    probe.before("extract into " + target, true);
    extraction.run();
  }

  /** Writes what it was made for. */
  @FunctionalInterface
  public interface Extraction {
    void run() throws IOException;
  }

  /** Sets a file aside that is as large as asked, so that the space cannot be taken meanwhile. */
  public void reserve(Path file, long bytes) throws IOException {
    probe.before("reserve " + bytes + " bytes at " + file, true);
    Files.createDirectories(parent(file));
    byte[] block = new byte[1 << 20];
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (long left = bytes; left > 0; left -= block.length) {
        channel.write(ByteBuffer.wrap(block, 0, (int) Math.min(left, block.length)));
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static void copyOwner(Path from, Path to) throws IOException {
    PosixFileAttributeView source =
        Files.getFileAttributeView(from, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    PosixFileAttributeView target =
        Files.getFileAttributeView(to, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    var wanted = source.readAttributes();
    var now = target.readAttributes();
    if (!wanted.owner().equals(now.owner())) {
      target.setOwner(wanted.owner());
    }
    if (!wanted.group().equals(now.group())) {
      target.setGroup(wanted.group());
    }
  }

  /** Makes sure that a file's bytes, or a directory's names, are on the disk. */
  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      // Gone with its directory: there is nothing left to keep.
    }
  }

  private static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path : parent;
  }
}
