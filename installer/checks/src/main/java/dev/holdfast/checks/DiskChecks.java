package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Size, free space and the time that a write takes to be safe. */
final class DiskChecks {
  private static final long MIB = 1L << 20;
  private static final long LEAST_FREE_MIB = 1_024;
  private static final long CRITICAL_FREE_MIB = 128;
  private static final long ADVISED_SIZE_MIB = 20_480;
  private static final int WRITES = 100;
  private static final int BLOCK = 4096;
  private static final double SLOW_MILLIS = 10;
  private static final double MILLIS = 1e6;
  private static final int PERCENTILE = 99;

  private DiskChecks() {}

  static List<Check> of(Subject subject) {
    Subject.Places places = subject.places();
    List<Check> checks = new ArrayList<>();
    checks.add(
        Check.of("disk.size", Severity.ADVICE, "Disk size", () -> size(nearest(places.data()))));
    checks.add(
        Check.of("disk.free", Severity.STRICT, "Free disk space", () -> free(places.data())));
    checks.add(
        Check.of("disk.sync", Severity.ADVICE, "Time of a safe write", () -> sync(places.data())));
    if (places.bundleBytes() > 0) {
      checks.add(
          Check.of("disk.bundle", Severity.STRICT, "Room for the release", () -> room(places)));
    }
    return checks;
  }

  /** The path itself, or the first directory above it that exists. */
  static Path nearest(Path path) {
    Path at = path.toAbsolutePath().normalize();
    while (at.getParent() != null && !Files.isDirectory(at)) {
      at = at.getParent();
    }
    return at;
  }

  private static Observation size(Path at) throws IOException {
    long mib = Files.getFileStore(at).getTotalSpace() / MIB;
    return Observation.judged(
        mib >= ADVISED_SIZE_MIB,
        "The file system of " + at + " has " + mib + " MiB.",
        ADVISED_SIZE_MIB + " MiB are advised for a year of audit records.",
        "Give /var/lib/holdfast a file system of its own, of 40 GiB.");
  }

  private static Observation free(Path data) throws IOException {
    Path at = nearest(data);
    long mib = Files.getFileStore(at).getUsableSpace() / MIB;
    String observed = mib + " MiB are free for " + data + ".";
    String required =
        LEAST_FREE_MIB + " MiB; below " + CRITICAL_FREE_MIB + " MiB nothing is admitted any more.";
    String fix = "Free some space, or move " + data + " to a larger file system.";
    if (mib < CRITICAL_FREE_MIB) {
      return Observation.fail(observed, required, fix);
    }
    return mib < LEAST_FREE_MIB
        ? Observation.warn(observed, required, fix)
        : Observation.ok(observed, required);
  }

  private static Observation room(Subject.Places places) throws IOException {
    Path at = nearest(places.program());
    FileStore store = Files.getFileStore(at);
    long free = store.getUsableSpace() / MIB;
    long needed = 2 * places.bundleBytes() / MIB + 1;
    return Observation.judged(
        free >= needed,
        free + " MiB are free for " + places.program() + ".",
        "Twice the release: " + needed + " MiB, so that an upgrade can stand beside it.",
        "Free some space on the file system of " + at + ".");
  }

  private static Observation sync(Path data) throws IOException {
    Path at = nearest(data);
    if (!Files.isWritable(at)) {
      return Observation.ok("This user may not write to " + at + "; not measured.", required());
    }
    Path scratch = Files.createTempFile(at, ".holdfast-check-", ".tmp");
    long[] nanos = new long[WRITES];
    try (FileChannel channel = FileChannel.open(scratch, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      for (int i = 0; i < WRITES; i++) {
        long start = System.nanoTime();
        channel.write(block.rewind(), (long) i * BLOCK);
        channel.force(false);
        nanos[i] = System.nanoTime() - start;
      }
    } finally {
      Files.delete(scratch);
    }
    Arrays.sort(nanos);
    double p99 = nanos[WRITES * PERCENTILE / 100 - 1] / MILLIS;
    return Observation.judged(
        p99 <= SLOW_MILLIS,
        String.format(Locale.ROOT, "99 of 100 writes are safe within %.1f ms.", p99),
        required(),
        "Use a local SSD; network file systems and shared disks make each audited call wait.");
  }

  private static String required() {
    return String.format(Locale.ROOT, "Within %.0f ms.", SLOW_MILLIS);
  }
}
