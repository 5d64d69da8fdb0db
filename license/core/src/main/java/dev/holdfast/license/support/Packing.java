package dev.holdfast.license.support;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Files in a ZIP, read as what a stranger sent: a few flat names of plain characters, each once,
 * and never more bytes than a bundle may have, whatever the archive claims.
 */
public final class Packing {
  /** The most files. */
  public static final int MOST_FILES = 200;

  private static final int PIECE = 8192;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9][a-z0-9._-]{0,60}(/[a-z0-9][a-z0-9._-]{0,60})?");

  private Packing() {}

  /** Whether a file may have this name. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.contains("..");
  }

  static byte[] pack(Map<String, byte[]> files) {
    if (files.size() > MOST_FILES) {
      throw new IllegalArgumentException("a bundle has " + MOST_FILES + " files at most");
    }
    if (files.values().stream().mapToLong(bytes -> bytes.length).sum() > SupportBundle.MOST) {
      // What nobody could unpack must not be sealed.
      throw new IllegalArgumentException("a bundle has " + SupportBundle.MOST + " bytes at most");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
        if (!isName(file.getKey())) {
          throw new IllegalArgumentException("not a name for a bundle's file: " + file.getKey());
        }
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Unpacks.
   *
   * @throws RefusedException for a name that is not plain or comes twice, too many files, too much
   */
  static Map<String, byte[]> unpack(byte[] packed) {
    Map<String, byte[]> files = new TreeMap<>();
    long total = 0;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(packed))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!isName(entry.getName()) || files.containsKey(entry.getName())) {
          throw new RefusedException(Refusal.BAD_NAME, "a file's name");
        }
        if (files.size() == MOST_FILES) {
          throw new RefusedException(Refusal.TOO_MANY, "files");
        }
        byte[] bytes = read(zip, SupportBundle.MOST - total);
        total += bytes.length;
        files.put(entry.getName(), bytes);
      }
    } catch (IOException e) {
      throw new RefusedException(Refusal.NOT_CANONICAL, "the files cannot be unpacked");
    }
    return files;
  }

  private static byte[] read(ZipInputStream zip, long most) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    for (int count = zip.read(piece); count >= 0; count = zip.read(piece)) {
      if (out.size() + (long) count > most) {
        throw new RefusedException(Refusal.TOO_LARGE, "unpacked");
      }
      out.write(piece, 0, count);
    }
    return out.toByteArray();
  }
}
