package dev.holdfast.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build does to the jars of a distribution ({@code build/FastJars.java}). */
final class FastJarsTest {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  @TempDir private Path folder = Path.of("unset");

  @Test
  void jar_signedVersionedAndPacked_becomesWhatThisJavaSeesOfIt() throws Exception {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(
        MANIFEST,
        """
        Manifest-Version: 1.0
        Multi-Release: true
        Implementation-Version: 7.1
        Holdfast-Built: 2026-11-21T00:00:00Z
        Export-Package: a;version="7.1",
         b;version="7.1"

        Name: a/Thing.class
        SHA-256-Digest: AAAA

        """);
    entries.put("META-INF/SIGNER.SF", "signature");
    entries.put("META-INF/SIGNER.RSA", "signature");
    entries.put("META-INF/maven/kept.properties", "kept");
    entries.put("META-INF/versions/", "");
    entries.put("META-INF/versions/9/", "");
    entries.put("META-INF/versions/9/module-info.class", "module");
    entries.put("META-INF/versions/17/a/Thing.class", "for 17");
    entries.put("a/Thing.class", "for 8");
    entries.put("META-INF/versions/9/a/Thing.class", "for 9");
    entries.put("META-INF/versions/9/a/Added.class", "added in 9");
    entries.put("META-INF/versions/999/a/Thing.class", "for later");
    entries.put("META-INF/services/a.Service", "a.Thing");
    Path jar = write("thing.jar", entries);

    run();

    Map<String, String> made = read(jar);
    assertThat(made)
        .containsOnlyKeys(
            MANIFEST,
            "META-INF/maven/kept.properties",
            "a/Thing.class",
            "a/Added.class",
            "META-INF/services/a.Service")
        .containsEntry("a/Thing.class", "for 17")
        .containsEntry("a/Added.class", "added in 9");
    assertThat(made.get(MANIFEST))
        .contains("Implementation-Version: 7.1", "Holdfast-Built: 2026-11-21T00:00:00Z")
        .doesNotContain("Multi-Release", "Export-Package", "Digest");
  }

  @Test
  void jar_withoutReleases_keepsWhatLooksLikeThem() throws Exception {
    Path jar =
        write(
            "plain.jar",
            Map.of(MANIFEST, "Manifest-Version: 1.0\n\n", "META-INF/versions/9/x", "data"));

    run();

    assertThat(read(jar)).containsEntry("META-INF/versions/9/x", "data");
  }

  /** Its time decides whether the start-up cache is made anew. */
  @Test
  void run_twice_leavesTheFilesOfTheFirstAlone() throws Exception {
    Path jar = write("thing.jar", Map.of("a", "text"));
    run();
    byte[] once = Files.readAllBytes(jar);
    Object file = Files.readAttributes(jar, "unix:ino").get("ino");

    run();

    assertThat(Files.readAllBytes(jar)).isEqualTo(once);
    assertThat(Files.readAttributes(jar, "unix:ino").get("ino")).isEqualTo(file);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(jar);
    }
  }

  private void run() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "build/FastJars.java",
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private Path write(String name, Map<String, String> entries) throws IOException {
    Path jar = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return jar;
  }

  /** All entries; each is stored as it is. */
  private static Map<String, String> read(Path jar) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
        assertThat(entry.getMethod()).as(entry.getName()).isEqualTo(ZipEntry.STORED);
        entries.put(
            entry.getName(),
            new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return entries;
  }
}
