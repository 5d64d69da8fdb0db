import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes the jars of a distribution quick to start from. It takes signatures off, because the JVM
 * keeps no class of a signed jar in its start-up cache and checks each again at each start; what
 * vouches for these files is the signed manifest of the bundle that carries them. It undoes their
 * compression, because a tenth of a start was inflating; the bundle compresses them as a whole, and
 * better. And it leaves out what only costs: of classes in versions for several releases of Java it
 * keeps the one that this Java would take, and of a manifest the attributes that somebody asks for
 * (OSGi's lists of packages, read line by line at each start, are tens of kilobytes). The same input
 * gives the same bytes.
 */
public final class FastJars {
  private static final List<String> SIGNATURES = List.of(".SF", ".RSA", ".DSA", ".EC");
  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final String VERSIONS = "META-INF/versions/";
  private static final List<String> ATTRIBUTES =
      List.of("Manifest-Version", "Automatic-Module-Name", "Main-Class", "Class-Path");
  private static final List<String> ATTRIBUTE_FAMILIES =
      List.of("Implementation-", "Specification-", "Holdfast-");

  /** Larger jars carry native libraries or models, which are unpacked once or read as a whole. */
  private static final long MOST_BYTES = 16 << 20;

  private FastJars() {}

  /** The argument is the folder of the jars. */
  public static void main(String[] arguments) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        if (Files.size(jar) <= MOST_BYTES) {
          make(jar);
        }
      }
    }
  }

  private static void make(Path jar) throws IOException {
    Path fresh = jar.resolveSibling(jar.getFileName() + ".fresh");
    try (ZipFile from = new ZipFile(jar.toFile());
        ZipOutputStream to =
            new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh), 1 << 16))) {
      for (Map.Entry<String, ZipEntry> named : seenByThisJava(from).entrySet()) {
        ZipEntry entry = named.getValue();
        byte[] content =
            named.getKey().equals(MANIFEST) ? shortManifest(from, entry) : content(from, entry);
        to.putNextEntry(copy(named.getKey(), entry, content));
        to.write(content);
        to.closeEntry();
      }
    }
    if (Files.mismatch(jar, fresh) < 0) {
      Files.delete(fresh); // its time would make the start-up cache stale
    } else {
      Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The entries by the names under which this Java sees them, in the jar's order. */
  private static Map<String, ZipEntry> seenByThisJava(ZipFile jar) throws IOException {
    boolean versioned = isMultiRelease(jar);
    Map<String, ZipEntry> seen = new LinkedHashMap<>();
    Map<String, Integer> releases = new HashMap<>();
    for (ZipEntry entry : Collections.list(jar.entries())) {
      String name = entry.getName();
      int release = 0;
      if (isSignature(name) || name.equals(VERSIONS) && versioned) {
        continue;
      }
      if (versioned && name.startsWith(VERSIONS)) {
        int slash = name.indexOf('/', VERSIONS.length());
        release = Integer.parseInt(name.substring(VERSIONS.length(), slash));
        name = name.substring(slash + 1);
        // Nothing under META-INF has versions (the jar file specification); no module is made of these.
        if (release > Runtime.version().feature()
            || name.isEmpty()
            || name.startsWith("META-INF/")
            || name.equals("module-info.class")) {
          continue;
        }
      }
      if (release >= releases.getOrDefault(name, 0)) {
        releases.put(name, release);
        seen.put(name, entry);
      }
    }
    return seen;
  }

  private static boolean isMultiRelease(ZipFile jar) throws IOException {
    ZipEntry manifest = jar.getEntry(MANIFEST);
    return manifest != null
        && Boolean.parseBoolean(
            read(jar, manifest).getMainAttributes().getValue(Attributes.Name.MULTI_RELEASE));
  }

  private static boolean isSignature(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.startsWith("META-INF/")
        && upper.indexOf('/', "META-INF/".length()) < 0
        && SIGNATURES.stream().anyMatch(upper::endsWith);
  }

  private static ZipEntry copy(String name, ZipEntry entry, byte[] content) {
    ZipEntry copy = new ZipEntry(name);
    copy.setTimeLocal(entry.getTimeLocal());
    CRC32 crc = new CRC32();
    crc.update(content);
    copy.setMethod(ZipEntry.STORED);
    copy.setSize(content.length);
    copy.setCrc(crc.getValue());
    return copy;
  }

  private static byte[] content(ZipFile jar, ZipEntry entry) throws IOException {
    try (InputStream content = jar.getInputStream(entry)) {
      return content.readAllBytes();
    }
  }

  private static Manifest read(ZipFile jar, ZipEntry entry) throws IOException {
    try (InputStream content = jar.getInputStream(entry)) {
      return new Manifest(content);
    }
  }

  private static byte[] shortManifest(ZipFile jar, ZipEntry entry) throws IOException {
    Manifest manifest = read(jar, entry);
    manifest.getEntries().clear(); // the digest of each file
    manifest.getMainAttributes().keySet().removeIf(name -> !isAskedFor(name.toString()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    manifest.write(bytes);
    return bytes.toByteArray();
  }

  private static boolean isAskedFor(String attribute) {
    return ATTRIBUTES.contains(attribute)
        || ATTRIBUTE_FAMILIES.stream().anyMatch(attribute::startsWith);
  }
}
