package dev.holdfast.vendor.shell;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are whole or not there, and the place of the development keys. */
public final class Folders {
  private static final String ANCHORS_MODULE = "license/anchors";

  private Folders() {}

  /**
   * Refuses a place where a new file cannot be: before anything is signed or written down, so that
   * the ledger never tells of what nobody got.
   *
   * @throws VendorException {@link Exit#FILE}
   */
  public static void requireFree(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new VendorException(Exit.FILE, file + " exists already; nothing was overwritten");
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new VendorException(Exit.FILE, "there is no folder " + parent);
    }
  }

  /** Makes a folder for its owner only, with those above it. */
  public static void create(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** Writes a file that did not exist, for its owner only. */
  public static void createPrivate(Path file, String text) throws IOException {
    create(file, text.getBytes(StandardCharsets.UTF_8), "rw-------");
  }

  /** Writes a file that did not exist. */
  public static void createPublic(Path file, byte[] bytes) throws IOException {
    create(file, bytes, "rw-r--r--");
  }

  /** Puts a new file in the place of an old one, in one step. */
  public static void replace(Path file, byte[] bytes) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    create(next, bytes, "rw-r--r--");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The folder in which the build of this checkout keeps its development keys. */
  public static Path development() {
    for (Path start : new Path[] {ofThisCode(), Path.of("").toAbsolutePath()}) {
      for (Path at = start; at != null; at = at.getParent()) {
        if (Files.isDirectory(at.resolve(ANCHORS_MODULE))) {
          return at.resolve(ANCHORS_MODULE).resolve("target/development");
        }
      }
    }
    throw new VendorException(
        Exit.FILE, "--development works inside a checkout of Holdfast only; say --keys FOLDER");
  }

  private static Path ofThisCode() {
    try {
      return Path.of(Folders.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void create(Path file, byte[] bytes, String mode) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel =
        FileChannel.open(
            file,
            options,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      // The disk is full: half a licence is worse than none.
      Files.deleteIfExists(file);
      throw e;
    }
  }
}
