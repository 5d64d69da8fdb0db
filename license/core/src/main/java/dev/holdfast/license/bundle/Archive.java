package dev.holdfast.license.bundle;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StatementFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the parts of an open bundle lie. After the header of fixed length comes one ustar archive
 * of whole parts; {@code tail -c +16385 FILE | tar -t} lists it.
 *
 * @param members what lies where, in order
 */
record Archive(FileChannel channel, Map<String, Region> members) {
  /** The shell header's length: room for a script, and a whole number of archive blocks. */
  static final int HEADER_BYTES = 16 * 1024;

  static final String HEADER = "header";
  static final String BOOTSTRAP = "bootstrap.tar.gz";
  static final String PAYLOAD = "payload.tar.gz";

  private static final int MAX_MINISIGN = 2048;
  private static final Set<List<String>> SHAPES =
      Set.of(
          List.of(BOOTSTRAP, PAYLOAD, SignedManifest.NAME, SignedManifest.MINISIGN_NAME),
          List.of(PAYLOAD, SignedManifest.NAME, SignedManifest.MINISIGN_NAME));

  /** Bytes of the file. */
  record Region(long offset, long size) {}

  /**
   * Finds the parts.
   *
   * @throws RefusedException {@code archive_malformed} where the file is not built as bundles are
   */
  static Archive locate(FileChannel channel) throws IOException {
    Map<String, Region> members = new LinkedHashMap<>();
    long end = channel.size() - 2L * TarWriter.BLOCK;
    long at = HEADER_BYTES;
    while (at < end && members.size() <= 4) {
      TarReader.Member member = TarReader.member(bytes(channel, at, TarWriter.BLOCK));
      Region region = new Region(at + TarWriter.BLOCK, member.size());
      if (region.size() > end - region.offset()
          || members.putIfAbsent(member.path(), region) != null) {
        throw malformed(member.path() + " is cut off, or there twice");
      }
      at = region.offset() + region.size() + (-region.size() & (TarWriter.BLOCK - 1));
    }
    if (at != end || !SHAPES.contains(List.copyOf(members.keySet()))) {
      throw malformed("its parts are not those of a bundle");
    }
    for (byte rest : bytes(channel, end, 2 * TarWriter.BLOCK)) {
      if (rest != 0) {
        throw malformed("something follows its end");
      }
    }
    members.put(HEADER, new Region(0, HEADER_BYTES));
    return new Archive(channel, members);
  }

  /**
   * Checks that the archive's own headers and fillings are those that {@link BundleWriter} writes:
   * nothing is left of the file that nobody answers for, but the signature for minisign.
   */
  void requireExact(Instant time) throws IOException {
    for (Map.Entry<String, Region> member : members.entrySet()) {
      if (member.getKey().equals(HEADER)) {
        continue;
      }
      Region region = member.getValue();
      byte[] header =
          new TarWriter(OutputStream.nullOutputStream(), time)
              .header(member.getKey(), '0', 0644, region.size(), "");
      int filling = (int) (-region.size() & (TarWriter.BLOCK - 1));
      if (!Arrays.equals(header, bytes(channel, region.offset() - header.length, header.length))
          || !Arrays.equals(
              new byte[filling], bytes(channel, region.offset() + region.size(), filling))) {
        throw malformed("the frame of " + member.getKey() + " was changed");
      }
    }
  }

  /** The manifest's file. */
  byte[] manifest() throws IOException {
    return small(SignedManifest.NAME, StatementFile.MAX_BYTES);
  }

  /** The signature for minisign, which is handed on and never interpreted. */
  byte[] minisign() throws IOException {
    return small(SignedManifest.MINISIGN_NAME, MAX_MINISIGN);
  }

  Optional<Region> find(String name) {
    return Optional.ofNullable(members.get(name));
  }

  private byte[] small(String name, int max) throws IOException {
    Region region = find(name).orElseThrow(() -> malformed(name + " is missing"));
    if (region.size() > max) {
      throw new RefusedException(Refusal.TOO_LARGE, name);
    }
    return bytes(channel, region.offset(), (int) region.size());
  }

  private static byte[] bytes(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw malformed("it ends too early");
      }
    }
    return buffer.array();
  }

  private static RefusedException malformed(String how) {
    return new RefusedException(Refusal.ARCHIVE_MALFORMED, how);
  }
}
