package dev.holdfast.checks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The machine as its own files describe it ({@code /proc}, {@code /sys}, {@code /etc}).
 *
 * @param root {@code /}; in tests, a directory that looks like a machine
 */
public record Host(Path root) {
  private static final int PIECE = 64 * 1024;

  /** This machine. */
  public static Host here() {
    return new Host(Path.of("/"));
  }

  Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  boolean has(String absolute) {
    return Files.exists(path(absolute));
  }

  /** The text of a file; empty where there is none, or where this process may not read it. */
  Optional<String> read(String absolute) {
    // In large pieces: the kernel gives a sysctl at the first read only, however short that is.
    byte[] piece = new byte[PIECE];
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (InputStream in = Files.newInputStream(path(absolute))) {
      for (int read = in.read(piece); read > 0; read = in.read(piece)) {
        all.write(piece, 0, read);
      }
      return Optional.of(all.toString(StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A file's number; empty where it holds none. */
  Optional<Long> number(String absolute) {
    return read(absolute)
        .flatMap(
            text -> {
              try {
                return Optional.of(Long.parseLong(text.split("\\s+", 2)[0]));
              } catch (NumberFormatException e) {
                return Optional.empty();
              }
            });
  }

  /** The value of the line that begins with {@code key} and a colon. */
  Optional<String> field(String absolute, String key) {
    return read(absolute)
        .flatMap(
            text ->
                text.lines()
                    .filter(line -> line.startsWith(key) && line.indexOf(':') > 0)
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst());
  }
}
