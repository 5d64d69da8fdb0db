package dev.holdfast.offline;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The service's jars, without the native libraries of other machines, which are most of two of
 * them. A jar that was trimmed says so in the bill of materials by its digest.
 */
final class Jars {
  /** How libraries spell a platform in the paths of what they carry, for each architecture. */
  private static final Map<String, Set<String>> OURS =
      Map.of(
          "x86_64",
          Set.of("linux-x64", "linux-x86_64", "linux-x86-64", "linux_64", "linux_amd64"),
          "aarch64",
          Set.of("linux-aarch64", "linux-aarch_64", "linux-arm64", "linux_aarch64"));

  private static final List<String> PLATFORMS =
      List.of(
          "linux-",
          "linux_",
          "win-",
          "win32-",
          "windows-",
          "osx-",
          "darwin-",
          "aix-",
          "sunos-",
          "freebsd-",
          "openbsd-",
          "dragonflybsd-",
          "android-",
          "kfreebsd-");

  private static final String JLINE = "org/jline/nativ/";

  private Jars() {}

  /** Copies jars into a folder of the tree. */
  static void copy(Path from, Path to, String architecture, Instant time) throws IOException {
    Files.createDirectories(to);
    for (Path jar : Trees.files(from)) {
      String name = String.valueOf(jar.getFileName());
      if (name.endsWith(".jar") && !isForeignJar(name, architecture)) {
        Path target = to.resolve(name);
        if (hasForeign(jar, architecture)) {
          trim(jar, target, architecture, time);
        } else {
          Files.copy(jar, target);
        }
        Trees.mode(target, false);
      }
    }
  }

  /** A jar whose classifier names a platform that is not ours. */
  static boolean isForeignJar(String name, String architecture) {
    return name.matches(".*-(linux|osx|windows)[-_][a-z0-9_]+\\.jar")
        && OURS.getOrDefault(architecture, Set.of()).stream().noneMatch(name::contains);
  }

  private static boolean hasForeign(Path jar, String architecture) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().anyMatch(entry -> isForeign(entry.getName(), architecture));
    }
  }

  /**
   * Whether a folder of the path is a platform's, and not ours. Of JLine's libraries none is ours:
   * holdfastctl speaks to the terminal by the system's own calls (FFM).
   */
  static boolean isForeign(String path, String architecture) {
    if (path.startsWith(JLINE)) {
      return !path.endsWith(".class");
    }
    String[] folders = path.toLowerCase(Locale.ROOT).split("/", -1);
    for (int i = 0; i < folders.length - 1; i++) {
      String folder = folders[i];
      if (PLATFORMS.stream().anyMatch(folder::startsWith) && !path.endsWith(".class")) {
        return !OURS.getOrDefault(architecture, Set.of()).contains(folder);
      }
    }
    return false;
  }

  private static void trim(Path jar, Path target, String architecture, Instant time)
      throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile());
        OutputStream out = Files.newOutputStream(target);
        ZipOutputStream trimmed = new ZipOutputStream(out)) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (!entry.isDirectory() && !isForeign(entry.getName(), architecture)) {
          ZipEntry copy = new ZipEntry(entry.getName());
          copy.setTimeLocal(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
          trimmed.putNextEntry(copy);
          try (InputStream in = zip.getInputStream(entry)) {
            in.transferTo(trimmed);
          }
          trimmed.closeEntry();
        }
      }
    }
  }
}
