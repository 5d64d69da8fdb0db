package dev.holdfast.appliance.backup.archive;

import dev.holdfast.appliance.platform.crypto.AesGcm;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes chunks into packs. A chunk that an earlier backup holds is not written again: the new
 * manifest names it where it is. Chunks are digested, compressed and sealed on as many threads as
 * there are processors, and written in order; no more than a few are in memory at a time. One
 * thread uses it.
 */
public final class ArchiveWriter implements AutoCloseable {
  /** The most bytes of a chunk. */
  public static final int MOST_CHUNK = 8 << 20;

  private static final long PACK_BYTES = 512L << 20;
  private static final int AHEAD = 2;

  private final Vault vault;
  private final Supplier<String> ids;
  private final int level;
  private final Map<String, Manifest.Chunk> known = new ConcurrentHashMap<>();
  private final Map<String, Manifest.Pack> knownPacks;
  private final Map<String, Manifest.Pack> used = new LinkedHashMap<>();
  private final int threads = Runtime.getRuntime().availableProcessors();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          threads, Thread.ofPlatform().daemon().name("backup-", 0).factory());
  private final Deque<Future<Packed>> pending = new ArrayDeque<>();
  private final List<Manifest.Chunk> chunks = new ArrayList<>();
  private @Nullable OpenPack pack;
  private long plainBytes;
  private long addedBytes;

  /**
   * @param earlier the manifest whose chunks need not be written again
   * @param ids gives a new name for each pack
   * @param level of zstd, 1 to 19
   */
  public ArchiveWriter(Vault vault, @Nullable Manifest earlier, Supplier<String> ids, int level) {
    this.vault = vault;
    this.ids = ids;
    this.level = level;
    workers.execute(Warmth::give);
    this.knownPacks = new LinkedHashMap<>();
    if (earlier != null) {
      earlier.packs().forEach(each -> knownPacks.put(each.id(), each));
      earlier.tables().forEach(table -> know(table.content()));
      earlier.files().forEach(file -> know(file.content()));
    }
  }

  private void know(Manifest.Content content) {
    content.chunks().forEach(chunk -> known.put(chunk.sha384(), chunk));
  }

  @SuppressWarnings("ArrayRecordComponent") // handed from one thread to the next, once
  private record Packed(Manifest.Chunk chunk, byte @Nullable [] sealed, OpenPack into) {}

  /** A pack that is being written, and its place in it. */
  private static final class OpenPack {
    private final Manifest.Pack pack;
    private final AesGcm cipher;
    private final Vault.Upload out;
    private long offset;

    private OpenPack(Manifest.Pack pack, byte[] key, Vault.Upload out) {
      this.pack = pack;
      this.cipher = new AesGcm(key);
      this.out = out;
    }
  }

  /** Adds the next bytes of the content that is being written; takes over the array. */
  public void chunk(byte[] plain) throws IOException {
    if (plain.length > MOST_CHUNK) {
      throw new IllegalArgumentException("a chunk has at most " + MOST_CHUNK + " bytes");
    }
    OpenPack into = pack();
    pending.add(workers.submit(() -> pack(plain, into)));
    while (pending.size() > threads + AHEAD) {
      take(pending.remove());
    }
  }

  /** Ends the content that {@link #chunk} has built up since the last end. */
  public Manifest.Content end() throws IOException {
    drain();
    MessageDigest digest = Format.sha384();
    long bytes = 0;
    for (Manifest.Chunk chunk : chunks) {
      digest.update(HexFormat.of().parseHex(chunk.sha384()));
      bytes += chunk.bytes();
    }
    Manifest.Content content =
        new Manifest.Content(bytes, HexFormat.of().formatHex(digest.digest()), chunks);
    chunks.clear();
    OpenPack full = pack;
    if (full != null && full.offset > PACK_BYTES) {
      finish(full);
    }
    return content;
  }

  /** Ends the last pack; it is durable then. */
  public List<Manifest.Pack> finish() throws IOException {
    drain();
    OpenPack last = pack;
    if (last != null) {
      finish(last);
    }
    return List.copyOf(used.values());
  }

  private void finish(OpenPack full) throws IOException {
    pack = null;
    try (Vault.Upload out = full.out) {
      if (full.offset > 0) {
        out.commit();
      }
    }
  }

  private OpenPack pack() throws IOException {
    OpenPack open = pack;
    if (open != null && open.offset > PACK_BYTES) {
      drain();
      finish(open);
      open = null;
    }
    if (open == null) {
      byte[] key = AesGcm.newKey();
      Manifest.Pack made = new Manifest.Pack(ids.get(), Base64.getEncoder().encodeToString(key));
      open = new OpenPack(made, key, vault.write(made.id() + Format.PACK));
      pack = open;
    }
    return open;
  }

  private Packed pack(byte[] plain, OpenPack into) {
    String digest = Format.sha384(plain);
    Manifest.Chunk there = known.get(digest);
    if (there != null && there.bytes() == plain.length) {
      return new Packed(there, null, into);
    }
    byte[] sealed =
        into.cipher.seal(
            Zstandard.compress(plain, plain.length, level),
            ArchiveReader.associated(into.pack.id(), digest));
    return new Packed(
        new Manifest.Chunk(digest, plain.length, into.pack.id(), 0, sealed.length), sealed, into);
  }

  private void drain() throws IOException {
    while (!pending.isEmpty()) {
      take(pending.remove());
    }
  }

  private void take(Future<Packed> future) throws IOException {
    Packed packed = result(future);
    Manifest.Chunk chunk = packed.chunk();
    plainBytes += chunk.bytes();
    byte[] sealed = packed.sealed();
    Manifest.Chunk twin = sealed == null ? null : known.get(chunk.sha384());
    if (sealed == null || twin != null) {
      Manifest.Chunk there = twin == null ? chunk : twin;
      Manifest.Pack holder = knownPacks.get(there.pack());
      if (holder != null) {
        used.put(holder.id(), holder);
      }
      chunks.add(there);
      return;
    }
    OpenPack into = packed.into();
    Manifest.Chunk placed =
        new Manifest.Chunk(
            chunk.sha384(), chunk.bytes(), into.pack.id(), into.offset, chunk.length());
    into.out.write(sealed);
    into.offset += sealed.length;
    addedBytes += sealed.length;
    used.put(into.pack.id(), into.pack);
    knownPacks.put(into.pack.id(), into.pack);
    known.put(placed.sha384(), placed);
    chunks.add(placed);
  }

  static <T> T result(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException fault) {
        throw fault;
      }
      throw new IllegalStateException("a chunk could not be processed", e.getCause());
    }
  }

  /** Bytes given so far. */
  public long plainBytes() {
    return plainBytes;
  }

  /** Bytes that had to be written. */
  public long addedBytes() {
    return addedBytes;
  }

  /** Stops; a pack that was not finished does not come to exist. */
  @Override
  public void close() throws IOException {
    workers.shutdownNow();
    OpenPack open = pack;
    if (open != null) {
      pack = null;
      open.out.close();
    }
  }
}
