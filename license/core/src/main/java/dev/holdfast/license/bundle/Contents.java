package dev.holdfast.license.bundle;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleManifest.Part;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads the parts of a bundle once, from its descriptor, and holds every byte against the manifest.
 * It stops at the first file that is not listed, at the first byte too many, and at the first wrong
 * digest; a bomb gets no further than its first header.
 */
final class Contents {
  private static final int BUFFER = 64 * 1024;

  private final Archive archive;
  private final BundleManifest manifest;
  private final Map<String, Entry> expected;
  private final Set<String> seen = new HashSet<>();
  private final Map<String, String> carried = new HashMap<>();
  private final Progress progress;
  private final byte[] buffer = new byte[BUFFER];
  private long done;

  Contents(Archive archive, BundleManifest manifest, Progress progress) {
    this.archive = archive;
    this.manifest = manifest;
    this.expected = manifest.byPath();
    this.progress = progress;
  }

  /** Where a file's bytes go. */
  interface Sink {
    OutputStream open(Entry entry) throws IOException;
  }

  /**
   * Reads all parts.
   *
   * @throws RefusedException where a part or a file is not the one that was signed
   */
  void read(Sink sink) throws IOException {
    for (Part part : manifest.parts()) {
      Archive.Region region =
          archive
              .find(part.name())
              .orElseThrow(() -> new RefusedException(Refusal.SECTION_CHANGED, part.name()));
      if (region.size() != part.size()) {
        throw new RefusedException(Refusal.SECTION_CHANGED, part.name() + " has another size");
      }
      MessageDigest digest = Digests.sha384();
      try (InputStream raw =
          new DigestInputStream(new RegionInput(archive.channel(), region), digest)) {
        if (!part.name().equals(Archive.HEADER)) {
          files(raw, sink);
        }
        raw.transferTo(OutputStream.nullOutputStream());
      }
      if (!Digests.hex(digest).equals(part.sha384())) {
        throw new RefusedException(Refusal.SECTION_CHANGED, part.name());
      }
    }
    requireParts();
  }

  /** The paths of the files that were read, by their digests. */
  Map<String, String> carried() {
    return carried;
  }

  boolean read(Entry entry) {
    return seen.contains(entry.path());
  }

  /** Every part of the file is one that the manifest knows. */
  private void requireParts() {
    for (String name : archive.members().keySet()) {
      boolean own = name.equals(SignedManifest.NAME) || name.equals(SignedManifest.MINISIGN_NAME);
      if (!own && manifest.part(name).isEmpty()) {
        throw new RefusedException(Refusal.ENTRY_UNEXPECTED, name);
      }
    }
  }

  private void files(InputStream raw, Sink sink) throws IOException {
    try {
      TarReader tar =
          new TarReader(new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER));
      for (TarReader.Member member = tar.next(); member != null; member = tar.next()) {
        file(tar, member, sink);
      }
    } catch (ZipException e) {
      throw new RefusedException(Refusal.ARCHIVE_MALFORMED, "its compression is broken");
    } catch (java.io.EOFException e) {
      throw new RefusedException(Refusal.ARCHIVE_MALFORMED, "it ends too early");
    }
  }

  private void file(TarReader tar, TarReader.Member member, Sink sink) throws IOException {
    Entry entry = expected.get(member.path());
    if (entry == null || !entry.isFile() || !seen.add(member.path())) {
      throw new RefusedException(Refusal.ENTRY_UNEXPECTED, member.path());
    }
    if (member.size() != entry.size()) {
      throw new RefusedException(
          member.size() > entry.size() ? Refusal.EXPANDS_TOO_FAR : Refusal.ENTRY_CHANGED,
          member.path() + " has " + member.size() + " bytes instead of " + entry.size());
    }
    if (member.mode() != entry.mode()) {
      throw new RefusedException(
          Refusal.ENTRY_MODE, member.path() + " has " + Integer.toOctalString(member.mode()));
    }
    MessageDigest digest = Digests.sha384();
    try (OutputStream out = sink.open(entry)) {
      for (int read = tar.read(buffer, 0, BUFFER); read > 0; read = tar.read(buffer, 0, BUFFER)) {
        digest.update(buffer, 0, read);
        out.write(buffer, 0, read);
      }
    }
    if (!Digests.hex(digest).equals(entry.sha384())) {
      throw new RefusedException(Refusal.ENTRY_CHANGED, member.path());
    }
    carried.putIfAbsent(entry.sha384(), entry.path());
    done += entry.size();
    progress.at(done, manifest.totalSize());
  }

  /** A region of the file, read by position: the channel's own position is nobody's. */
  private static final class RegionInput extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long at;

    RegionInput(FileChannel channel, Archive.Region region) {
      this.channel = channel;
      this.at = region.offset();
      this.end = region.offset() + region.size();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (at >= end) {
        return -1;
      }
      int wanted = (int) Math.min(length, end - at);
      int read = channel.read(ByteBuffer.wrap(bytes, offset, wanted), at);
      at += Math.max(read, 0);
      return read;
    }

    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, end - at);
    }
  }
}
