package dev.holdfast.appliance.backup.archive;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import java.nio.file.Path;
import java.util.Arrays;

/** Compression by zstd (RFC 8878). */
public final class Zstandard {
  private Zstandard() {}

  /**
   * Where the native library may be unpacked; to be said before the first use, because the system's
   * own temporary directory may forbid execution.
   */
  public static void unpackIn(Path folder) {
    System.setProperty("ZstdTempFolder", folder.toString());
  }

  static byte[] compress(byte[] plain, int length, int level) {
    byte[] out = new byte[Math.toIntExact(Zstd.compressBound(length))];
    long size = Zstd.compressByteArray(out, 0, out.length, plain, 0, length, level);
    if (Zstd.isError(size)) {
      throw new IllegalStateException("zstd: " + Zstd.getErrorName(size));
    }
    return Arrays.copyOf(out, Math.toIntExact(size));
  }

  /** Never makes more than {@code length} bytes, whatever the input claims. */
  static byte[] decompress(byte[] packed, int length) throws BackupException {
    byte[] out = new byte[length];
    try {
      long size = Zstd.decompressByteArray(out, 0, length, packed, 0, packed.length);
      if (Zstd.isError(size) || size != length) {
        throw new BackupException(Reason.DAMAGED, "A chunk does not have the length it should.");
      }
      return out;
    } catch (ZstdException e) {
      throw new BackupException(Reason.DAMAGED, "A chunk cannot be decompressed.", e);
    }
  }
}
