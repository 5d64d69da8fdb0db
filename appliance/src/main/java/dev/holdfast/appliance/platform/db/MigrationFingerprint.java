package dev.holdfast.appliance.platform.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * One value for all migrations on the class path: their names and checksums, hashed. From a jar it
 * is read off the directory, without a look into the files.
 */
final class MigrationFingerprint {
  private static final String FOLDER = "db/migration";
  private static final String SUFFIX = ".sql";

  private MigrationFingerprint() {}

  /** The fingerprint; empty where the class path is neither jars nor directories. */
  static String of(ClassLoader loader) {
    Map<String, Long> checksums = list(loader);
    return checksums.isEmpty() ? "" : hash(checksums);
  }

  /** Every migration's path below the folder, with its checksum; empty where it cannot be told. */
  static Map<String, Long> list(ClassLoader loader) {
    Map<String, Long> checksums = new TreeMap<>();
    try {
      for (Enumeration<URL> urls = loader.getResources(FOLDER); urls.hasMoreElements(); ) {
        URL url = urls.nextElement();
        switch (url.getProtocol()) {
          case "jar" -> addJar(url, checksums);
          case "file" -> addFolder(Path.of(URI.create(url.toString())), checksums);
          default -> {
            return Map.of();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return checksums;
  }

  private static void addJar(URL url, Map<String, Long> checksums) throws IOException {
    JarURLConnection connection = (JarURLConnection) url.openConnection();
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        String name = entry.getName();
        if (name.startsWith(FOLDER + "/") && name.endsWith(SUFFIX)) {
          checksums.put(name.substring(FOLDER.length() + 1), entry.getCrc());
        }
      }
    }
  }

  private static void addFolder(Path folder, Map<String, Long> checksums) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.filter(file -> file.toString().endsWith(SUFFIX)).forEach(files::add);
    }
    for (Path file : files) {
      CRC32 checksum = new CRC32();
      checksum.update(Files.readAllBytes(file));
      checksums.put(folder.relativize(file).toString(), checksum.getValue());
    }
  }

  private static String hash(Map<String, Long> checksums) {
    try {
      byte[] text = checksums.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("The JDK has no SHA-256", e);
    }
  }
}
