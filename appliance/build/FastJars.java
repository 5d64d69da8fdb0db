import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes the jars of a distribution quick to start from. It takes signatures off, because the JVM
 * keeps no class of a signed jar in its start-up cache and checks each again at each start; what
 * vouches for these files is the signed manifest of the bundle that carries them. And it undoes
 * their compression, because a tenth of a start was inflating; the bundle compresses them as a
 * whole, and better. The same input gives the same bytes.
 */
public final class FastJars {
  private static final List<String> SIGNATURES = List.of(".SF", ".RSA", ".DSA", ".EC");
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  /** Larger jars carry native libraries or models, which are unpacked once or read as a whole. */
  private static final long MOST_BYTES = 16 << 20;

  private FastJars() {}

  /** The argument is the folder of the jars. */
  public static void main(String[] arguments) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        boolean signed = has(jar, FastJars::isSignature);
        boolean small = Files.size(jar) <= MOST_BYTES;
        if (signed || small && has(jar, entry -> entry.getMethod() == ZipEntry.DEFLATED)) {
          rewrite(jar, small);
        }
      }
    }
  }

  private static boolean has(Path jar, Predicate<ZipEntry> what)
      throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().anyMatch(what);
    }
  }

  private static boolean isSignature(ZipEntry entry) {
    String name = entry.getName().toUpperCase(Locale.ROOT);
    return name.startsWith("META-INF/")
        && name.indexOf('/', "META-INF/".length()) < 0
        && SIGNATURES.stream().anyMatch(name::endsWith);
  }

  private static void rewrite(Path jar, boolean stored) throws IOException {
    boolean signed = has(jar, FastJars::isSignature);
    Path fresh = jar.resolveSibling(jar.getFileName() + ".fresh");
    try (ZipFile from = new ZipFile(jar.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(fresh))) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        if (!isSignature(entry)) {
          boolean digests = signed && entry.getName().equals(MANIFEST);
          byte[] content = digests ? withoutDigests(from, entry) : content(from, entry);
          to.putNextEntry(copy(entry, content, stored));
          to.write(content);
          to.closeEntry();
        }
      }
    }
    Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static ZipEntry copy(ZipEntry entry, byte[] content, boolean stored) {
    ZipEntry copy = new ZipEntry(entry.getName());
    copy.setTimeLocal(entry.getTimeLocal());
    if (stored) {
      CRC32 crc = new CRC32();
      crc.update(content);
      copy.setMethod(ZipEntry.STORED);
      copy.setSize(content.length);
      copy.setCrc(crc.getValue());
    }
    return copy;
  }

  private static byte[] content(ZipFile jar, ZipEntry entry) throws IOException {
    try (InputStream content = jar.getInputStream(entry)) {
      return content.readAllBytes();
    }
  }

  private static byte[] withoutDigests(ZipFile jar, ZipEntry entry) throws IOException {
    try (InputStream content = jar.getInputStream(entry)) {
      Manifest manifest = new Manifest(content);
      manifest.getEntries().clear(); // the digest of each file
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      manifest.write(bytes);
      return bytes.toByteArray();
    }
  }
}
