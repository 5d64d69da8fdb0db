import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Takes the signatures off the jars of a distribution. The JVM keeps no class of a signed jar in its
 * start-up cache, and checks each again at each start; what vouches for these files is the signed
 * manifest of the bundle that carries them. The same input gives the same bytes.
 */
public final class UnsignedJars {
  private static final List<String> SIGNATURES = List.of(".SF", ".RSA", ".DSA", ".EC");

  private UnsignedJars() {}

  /** The argument is the folder of the jars. */
  public static void main(String[] arguments) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        if (isSigned(jar)) {
          strip(jar);
        }
      }
    }
  }

  private static boolean isSigned(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().anyMatch(UnsignedJars::isSignature);
    }
  }

  private static boolean isSignature(ZipEntry entry) {
    String name = entry.getName().toUpperCase(Locale.ROOT);
    return name.startsWith("META-INF/")
        && name.indexOf('/', "META-INF/".length()) < 0
        && SIGNATURES.stream().anyMatch(name::endsWith);
  }

  private static void strip(Path jar) throws IOException {
    Path stripped = jar.resolveSibling(jar.getFileName() + ".unsigned");
    try (ZipFile from = new ZipFile(jar.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(stripped))) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        if (isSignature(entry)) {
          continue;
        }
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        to.putNextEntry(copy);
        try (InputStream content = from.getInputStream(entry)) {
          if (entry.getName().equals("META-INF/MANIFEST.MF")) {
            Manifest manifest = new Manifest(content);
            manifest.getEntries().clear(); // the digest of each file
            manifest.write(to);
          } else {
            content.transferTo(to);
          }
        }
        to.closeEntry();
      }
    }
    Files.move(stripped, jar, StandardCopyOption.REPLACE_EXISTING);
  }
}
