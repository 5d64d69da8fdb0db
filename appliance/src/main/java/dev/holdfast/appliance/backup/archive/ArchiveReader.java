package dev.holdfast.appliance.backup.archive;

import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.platform.crypto.AesGcm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads contents back. Every chunk is authenticated and its digest is checked before a byte of it
 * is given out; a few chunks are read ahead. One thread uses it.
 */
public final class ArchiveReader implements AutoCloseable {
  private static final int AHEAD = 2;

  private final Vault vault;
  private final Map<String, AesGcm> ciphers = new HashMap<>();
  private final int threads = Runtime.getRuntime().availableProcessors();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          threads, Thread.ofPlatform().daemon().name("restore-", 0).factory());

  public ArchiveReader(Vault vault, Manifest manifest) throws BackupException {
    this.vault = vault;
    workers.execute(Warmth::give);
    for (Manifest.Pack pack : manifest.packs()) {
      try {
        ciphers.put(pack.id(), new AesGcm(Base64.getDecoder().decode(pack.key())));
      } catch (IllegalArgumentException e) {
        throw new BackupException(Reason.DAMAGED, "The manifest names a pack without its key.", e);
      }
    }
  }

  /** Takes chunks in order. */
  @FunctionalInterface
  public interface Taker {
    void take(byte[] plain) throws IOException;
  }

  /**
   * Gives the content's chunks in order.
   *
   * @throws BackupException {@code DAMAGED} where something is missing or was changed
   */
  public void read(Manifest.Content content, Taker taker) throws IOException {
    read(content, plain -> plain, (plain, same) -> taker.take(plain));
  }

  /** Makes something of a chunk; called by several threads. */
  @FunctionalInterface
  public interface Look<T> {
    T look(byte[] plain) throws IOException;
  }

  /** Takes chunks in order, each with what was made of it. */
  @FunctionalInterface
  public interface Receiver<T> {
    void take(byte[] plain, T seen) throws IOException;
  }

  @SuppressWarnings("ArrayRecordComponent") // handed from one thread to the next, once
  private record Opened<T>(byte[] plain, T seen) {}

  /** The same, and {@code look} is done on the threads that open the chunks. */
  public <T> void read(Manifest.Content content, Look<T> look, Receiver<T> taker)
      throws IOException {
    checkDigest(content);
    Deque<Future<Opened<T>>> ahead = new ArrayDeque<>();
    Iterator<Manifest.Chunk> chunks = content.chunks().iterator();
    while (chunks.hasNext() || !ahead.isEmpty()) {
      while (chunks.hasNext() && ahead.size() < threads + AHEAD) {
        Manifest.Chunk chunk = chunks.next();
        ahead.add(
            workers.submit(
                () -> {
                  byte[] plain = open(chunk);
                  return new Opened<>(plain, look.look(plain));
                }));
      }
      Opened<T> next = ArchiveWriter.result(ahead.remove());
      taker.take(next.plain(), next.seen());
    }
  }

  private static void checkDigest(Manifest.Content content) throws BackupException {
    MessageDigest digest = Format.sha384();
    long bytes = 0;
    for (Manifest.Chunk chunk : content.chunks()) {
      digest.update(HexFormat.of().parseHex(chunk.sha384()));
      bytes += chunk.bytes();
    }
    if (bytes != content.bytes()
        || !HexFormat.of().formatHex(digest.digest()).equals(content.sha384())) {
      throw new BackupException(Reason.DAMAGED, "The manifest contradicts itself.");
    }
  }

  private byte[] open(Manifest.Chunk chunk) throws IOException {
    AesGcm cipher = ciphers.get(chunk.pack());
    if (cipher == null || chunk.bytes() < 0 || chunk.bytes() > ArchiveWriter.MOST_CHUNK) {
      throw new BackupException(Reason.DAMAGED, "The manifest contradicts itself.");
    }
    byte[] sealed = vault.read(chunk.pack() + Format.PACK, chunk.offset(), chunk.length());
    byte[] packed =
        cipher
            .open(sealed, associated(chunk.pack(), chunk.sha384()))
            .orElseThrow(
                () ->
                    new BackupException(
                        Reason.DAMAGED,
                        "The pack "
                            + chunk.pack()
                            + " was changed at byte "
                            + chunk.offset()
                            + "."));
    byte[] plain = Zstandard.decompress(packed, chunk.bytes());
    if (!Format.sha384(plain).equals(chunk.sha384())) {
      throw new BackupException(Reason.DAMAGED, "A chunk's digest does not hold.");
    }
    return plain;
  }

  /** The files that must be there, and how long each must be at least. */
  public static Map<String, Long> needs(Manifest manifest) {
    Map<String, Long> needs = new HashMap<>();
    for (Manifest.Content content : contents(manifest)) {
      for (Manifest.Chunk chunk : content.chunks()) {
        needs.merge(chunk.pack() + Format.PACK, chunk.offset() + chunk.length(), Math::max);
      }
    }
    return needs;
  }

  /** Everything that a backup holds. */
  public static List<Manifest.Content> contents(Manifest manifest) {
    List<Manifest.Content> contents = new ArrayList<>();
    manifest.tables().forEach(table -> contents.add(table.content()));
    manifest.files().forEach(file -> contents.add(file.content()));
    return contents;
  }

  /** What a sealed chunk is bound to. */
  static byte[] associated(String pack, String digest) {
    return (Format.NAME + "|" + pack + "|" + digest).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
