package dev.holdfast.appliance.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a folder in which a running appliance writes. One that is renamed between being
 * listed and being read would be missed under both names, so the folder is read again until nothing
 * went away meanwhile.
 */
public final class LiveFiles {
  private static final int ATTEMPTS = 50;

  private LiveFiles() {}

  /** What each file holds, as Latin-1, so that no byte is lost. */
  public static Map<Path, String> under(Path folder) {
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Map<Path, String> read = new TreeMap<>();
        if (readAll(folder, read)) {
          return read;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError(folder + " was never still for one reading");
  }

  private static boolean readAll(Path folder, Map<Path, String> read) throws IOException {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              if (attributes.isRegularFile()) {
                read.put(file, Files.readString(file, StandardCharsets.ISO_8859_1));
              }
              return FileVisitResult.CONTINUE;
            }
          });
      return true;
    } catch (NoSuchFileException renamed) {
      return false;
    }
  }
}
