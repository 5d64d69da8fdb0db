package dev.holdfast.appliance.licensing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The release that runs, as far as licences care.
 *
 * @param version null outside a jar; then it is not checked
 * @param built when it was built; null outside a jar
 * @param security whether it only mends faults of security: such a release is always covered
 */
record Release(@Nullable String version, @Nullable Instant built, boolean security) {
  /** Outside a jar: nothing is checked. */
  static final Release DEVELOPMENT = new Release(null, null, false);

  /** Whether a licence whose updates end then covers this release. */
  boolean coveredUntil(Instant updatesUntil) {
    return built == null || security || !built.isAfter(updatesUntil);
  }

  /** What this code's jar says of itself. */
  static Release ofThisJar() {
    CodeSource source = Release.class.getProtectionDomain().getCodeSource();
    try {
      Path jar = source == null ? null : Path.of(source.getLocation().toURI());
      if (jar == null || !Files.isRegularFile(jar)) {
        return DEVELOPMENT;
      }
      try (JarFile file = new JarFile(jar.toFile())) {
        return of(file.getManifest());
      }
    } catch (URISyntaxException e) {
      return DEVELOPMENT;
    } catch (IOException e) {
      throw new UncheckedIOException("This release's own jar cannot be read", e);
    }
  }

  static Release of(@Nullable Manifest manifest) {
    if (manifest == null) {
      return DEVELOPMENT;
    }
    Attributes main = manifest.getMainAttributes();
    String built = main.getValue("Holdfast-Built");
    try {
      return new Release(
          main.getValue(Attributes.Name.IMPLEMENTATION_VERSION),
          built == null ? null : Instant.parse(built),
          Boolean.parseBoolean(main.getValue("Holdfast-Security-Release")));
    } catch (DateTimeException e) {
      throw new IllegalStateException("The jar says of itself that it was built at " + built, e);
    }
  }
}
