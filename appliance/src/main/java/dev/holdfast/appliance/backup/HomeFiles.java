package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.audit.journal.Journal;
import dev.holdfast.appliance.backup.archive.ArchiveWriter;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.platform.home.Home;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of the home that a backup holds: configuration, keys, certificates, dropped licences
 * and the audit journal. What exists only while the appliance runs, the cache and the logs are left
 * out.
 */
final class HomeFiles {
  private static final int PIECE = 2 << 20;
  private static final String LOCAL_KEY = "kms.key";

  private final Home home;
  private final ArchiveWriter archive;
  private final List<Manifest.Entry> entries = new ArrayList<>();

  HomeFiles(Home home, ArchiveWriter archive) {
    this.home = home;
    this.archive = archive;
  }

  /** Adds the journal as it stands; behind what counts there are zeros. */
  void journal(List<Journal.HeldFile> files) throws IOException {
    for (Journal.HeldFile file : files) {
      try (InputStream in = Files.newInputStream(file.path())) {
        long left = file.used();
        for (long at = 0; at < file.size(); at += PIECE) {
          int piece = (int) Math.min(PIECE, file.size() - at);
          byte[] bytes = in.readNBytes(piece);
          int counts = (int) Math.max(0, Math.min(left, piece));
          byte[] whole = Arrays.copyOf(bytes, piece);
          Arrays.fill(whole, counts, piece, (byte) 0);
          archive.chunk(whole);
          left -= counts;
        }
      }
      entry(file.path());
    }
    file(home.journal().resolve("node"));
  }

  /**
   * Adds everything else.
   *
   * @param outside the file of the KMS's local key where it is not in the home: without it, nobody
   *     could read the secrets after a restore on another machine
   */
  List<Manifest.Entry> all(Optional<Path> outside) throws IOException {
    for (Path folder : List.of(home.conf(), home.keys(), home.tls(), home.licences())) {
      if (Files.isDirectory(folder)) {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
          files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
          if (outside.isEmpty() || !file.equals(localKey())) {
            file(file);
          }
        }
      }
    }
    if (outside.isPresent()) {
      localKey(outside.get());
    }
    return List.copyOf(entries);
  }

  private Path localKey() {
    return home.keys().resolve(LOCAL_KEY);
  }

  /** A key file holds any number of keys: the one outside, then those that a restore brought. */
  private void localKey(Path outside) throws IOException {
    archive.chunk((Files.readString(outside) + "\n").getBytes(StandardCharsets.US_ASCII));
    if (Files.exists(localKey())) {
      archive.chunk(Files.readAllBytes(localKey()));
    }
    entries.add(
        new Manifest.Entry(
            home.root().relativize(localKey()).toString(), Home.FILE_RIGHTS, archive.end()));
  }

  /** A file that goes while the folder is read was not meant to stay. */
  private void file(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
        archive.chunk(piece);
      }
    } catch (NoSuchFileException e) {
      return;
    }
    entry(file);
  }

  private void entry(Path file) throws IOException {
    entries.add(
        new Manifest.Entry(
            home.root().relativize(file).toString(),
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
            archive.end()));
  }
}
