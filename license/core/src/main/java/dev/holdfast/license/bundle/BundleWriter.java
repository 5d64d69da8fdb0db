package dev.holdfast.license.bundle;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleManifest.Part;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Makes what {@link BundleFile} reads. The same tree gives the same bytes. */
public final class BundleWriter {
  private static final int BUFFER = 1 << 16;

  private BundleWriter() {}

  /**
   * Lists a tree as a manifest does: sorted, with digests. A file that its owner may execute is
   * 0755, any other 0644.
   *
   * @throws dev.holdfast.license.statement.RefusedException where a name is not allowed
   * @throws IOException where there is something else than files and folders
   */
  public static List<Entry> list(Path tree) throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(tree)) {
      paths = walk.filter(path -> !path.equals(tree)).toList();
    }
    for (Path path : paths) {
      String name = tree.relativize(path).toString();
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        entries.add(Entry.folder(name));
      } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        boolean executable =
            Files.getPosixFilePermissions(path).contains(PosixFilePermission.OWNER_EXECUTE);
        int mode = executable ? 0755 : 0644;
        entries.add(Entry.file(name, Files.size(path), mode, digest(path)));
      } else {
        throw new IOException(name + " is neither a file nor a folder");
      }
    }
    entries.sort((a, b) -> a.path().compareTo(b.path()));
    EntryRules.requireSound(entries);
    return entries;
  }

  /**
   * Writes the files of some entries into a part, each digest once.
   *
   * @param carried digests that need not be written; those written are added
   */
  public static Part part(
      Path file, Path tree, List<Entry> entries, Set<String> carried, Instant time)
      throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
        GZIPOutputStream gzip = new GZIPOutputStream(out, BUFFER);
        TarWriter tar = new TarWriter(gzip, time)) {
      for (Entry entry : entries) {
        if (entry.isFile() && carried.add(entry.sha384())) {
          try (InputStream in = Files.newInputStream(tree.resolve(entry.path()))) {
            tar.file(entry.path(), entry.mode(), entry.size(), in);
          }
        }
      }
    }
    return new Part(String.valueOf(file.getFileName()), Files.size(file), digest(file));
  }

  /** The header as it stands in the file, and its part; it is filled up with line feeds. */
  public static byte[] header(String script) throws IOException {
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(script)) {
      throw new IOException("the header is not ASCII");
    }
    byte[] bytes = script.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length > Archive.HEADER_BYTES) {
      throw new IOException("the header is too long");
    }
    byte[] header = Arrays.copyOf(bytes, Archive.HEADER_BYTES);
    Arrays.fill(header, bytes.length, header.length, (byte) '\n');
    return header;
  }

  /** The header as a manifest lists it. */
  public static Part headerPart(byte[] header) {
    MessageDigest digest = Digests.sha384();
    digest.update(header);
    return new Part(Archive.HEADER, header.length, Digests.hex(digest));
  }

  /**
   * Puts a bundle together.
   *
   * @param parts the files of the parts, in the manifest's order, by the names they have in it
   */
  public static void write(
      Path file, byte[] header, List<Path> parts, byte[] manifest, byte[] minisign, Instant time)
      throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
        TarWriter tar = new TarWriter(out, time)) {
      out.write(header);
      Set<String> names = new HashSet<>();
      for (Path part : parts) {
        String name = String.valueOf(part.getFileName());
        if (names.add(name)) {
          try (InputStream in = Files.newInputStream(part)) {
            tar.file(name, 0644, Files.size(part), in);
          }
        }
      }
      tar.file(SignedManifest.NAME, 0644, manifest.length, new ByteArrayInputStream(manifest));
      tar.file(
          SignedManifest.MINISIGN_NAME, 0644, minisign.length, new ByteArrayInputStream(minisign));
    }
  }

  /** The SHA-384 of a file, 96 hexadecimal digits. */
  public static String digest(Path file) throws IOException {
    MessageDigest digest = Digests.sha384();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      Files.copy(file, out);
    }
    return Digests.hex(digest);
  }
}
