package dev.holdfast.license.bundle;

import dev.holdfast.license.statement.JsonFields;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle is and holds. Its signature covers every file of the release: each by path, size,
 * mode and SHA-384, and all of them together by the {@link #snapshot}, so that files of two
 * releases cannot be mixed.
 *
 * @param issued when the bundle was made
 * @param expires from here on a site may ask whether a newer one was kept from it
 * @param base what a delta builds on; null for a whole bundle
 * @param parts the parts of the file, in order
 * @param entries the release tree, sorted by path, folders before what is in them
 */
public record BundleManifest(
    Release release,
    Instant issued,
    Instant expires,
    Upgrade upgrade,
    @Nullable Base base,
    List<Part> parts,
    List<Entry> entries) {
  /** The product that these bundles are for. */
  public static final String PRODUCT = "holdfast";

  /** Sequences start at 1 and end here: no number can be out of reach of the next one. */
  public static final long MAX_SEQUENCE = 999_999;

  /** The most bytes that one release unpacks to: 4 GiB. */
  public static final long MAX_TOTAL = 4L << 30;

  public BundleManifest {
    parts = List.copyOf(parts);
    entries = List.copyOf(entries);
  }

  /**
   * Which release it is.
   *
   * @param architecture as {@code uname -m} says it: {@code x86_64}, {@code aarch64}
   * @param edition for example {@code appliance}
   * @param channel {@code stable}, {@code development}, ...
   * @param sequence 1 and up; a newer bundle has a higher one, whatever its version
   */
  public record Release(
      String product,
      String version,
      String architecture,
      String edition,
      String channel,
      long sequence) {}

  /**
   * The release that a delta needs.
   *
   * @param snapshot the snapshot of that release's tree, 96 hexadecimal digits
   */
  public record Base(String version, long sequence, String snapshot) {}

  /**
   * A part of the bundle's file.
   *
   * @param name {@code header}, or the name of the archive's member
   * @param sha384 96 hexadecimal digits
   */
  public record Part(String name, long size, String sha384) {}

  /**
   * A file or folder of the release.
   *
   * @param mode the permission bits: 0644 or 0755 for files, 0755 for folders
   * @param sha384 96 hexadecimal digits; empty for a folder
   */
  public record Entry(String path, Type type, long size, int mode, String sha384) {
    public static Entry folder(String path) {
      return new Entry(path, Type.FOLDER, 0, 0755, "");
    }

    public static Entry file(String path, long size, int mode, String sha384) {
      return new Entry(path, Type.FILE, size, mode, sha384);
    }

    public boolean isFile() {
      return type == Type.FILE;
    }
  }

  /** There are no links, devices or sockets in a release. */
  public enum Type {
    FILE,
    FOLDER
  }

  /** The bytes of all files together. */
  public long totalSize() {
    return entries.stream().mapToLong(Entry::size).sum();
  }

  /** The SHA-384 over all entries, 96 hexadecimal digits. */
  public String snapshot() {
    return Digests.snapshot(entries);
  }

  /** The entries by path. */
  public Map<String, Entry> byPath() {
    Map<String, Entry> byPath = new HashMap<>();
    entries.forEach(entry -> byPath.put(entry.path(), entry));
    return byPath;
  }

  public Optional<Part> part(String name) {
    return parts.stream().filter(part -> part.name().equals(name)).findFirst();
  }

  /** Whether it carries only what the release before lacks. */
  public boolean isDelta() {
    return base != null;
  }

  /**
   * Reads the payload of a statement.
   *
   * @throws dev.holdfast.license.statement.RefusedException where it is no sound manifest
   */
  public static BundleManifest read(JsonFields payload) {
    return ManifestFormat.read(payload);
  }

  /**
   * The payload to be signed.
   *
   * @throws dev.holdfast.license.statement.RefusedException where no reader would take it
   */
  public byte[] payload() {
    return ManifestFormat.write(this);
  }
}
