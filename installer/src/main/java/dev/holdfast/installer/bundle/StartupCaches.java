package dev.holdfast.installer.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.license.bundle.BundleWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The JVM's start-up caches (JEP 483, JEP 514) of the service and of this tool. No two trainings
 * give the same bytes, so that a bundle that is to be reproducible cannot carry them: they are made
 * on the machine that they are for, and sealed by their digests outside the tree. Without them
 * everything runs, only more slowly at the start.
 */
public final class StartupCaches {
  static final String FOLDER = "cache";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Map<String, List<String>> TOOLS =
      Map.of(
          "holdfast.aot", List.of("bin/holdfast", "--train"),
          "holdfastctl.aot", List.of("bin/holdfastctl", "--train"));

  private StartupCaches() {}

  /**
   * Makes the caches of an extracted release, and seals them. What was there is replaced.
   *
   * @param release the release's folder, by the path that it will be started from
   * @param seal where the digests are kept; its folder exists
   * @return the sealed paths with their digests
   * @throws IOException where a training fails; then nothing is left of it
   */
  public static Map<String, String> make(Path release, Path seal) throws IOException {
    Path folder = release.resolve(FOLDER);
    delete(folder);
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    ObjectNode sealed = JSON.createObjectNode();
    try {
      for (String name : TOOLS.keySet().stream().sorted().toList()) {
        Path cache = folder.resolve(name);
        train(release, TOOLS.getOrDefault(name, List.of()), cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rw-r--r--"));
        sealed.put(FOLDER + "/" + name, BundleWriter.digest(cache));
      }
      Path next = seal.resolveSibling(seal.getFileName() + ".next");
      Files.write(next, JSON.writeValueAsBytes(sealed));
      Files.move(next, seal, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      delete(folder);
      throw e;
    }
    return sealed(seal);
  }

  /** The sealed paths, relative to the release, with their digests; none where there is no seal. */
  static Map<String, String> sealed(Path seal) throws IOException {
    Map<String, String> digests = new HashMap<>();
    if (Files.exists(seal)) {
      JsonNode node = JSON.readTree(Files.readAllBytes(seal));
      node.properties().forEach(each -> digests.put(each.getKey(), each.getValue().asText()));
    }
    return digests;
  }

  private static void train(Path release, List<String> tool, Path cache) throws IOException {
    Path home = Files.createTempDirectory("holdfast-train");
    Path log = home.resolve("train.log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(release.resolve(tool.getFirst()).toString(), tool.get(1))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("HOLDFAST_HOME", home.toString());
      builder.environment().put("HOLDFAST_AOT_OUTPUT", cache.toString());
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("training " + tool.getFirst() + " took more than " + LIMIT);
      }
      if (process.exitValue() != 0 || !Files.exists(cache)) {
        throw new IOException("training " + tool.getFirst() + " failed: " + lastLine(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while training", e);
    } finally {
      delete(home);
    }
  }

  private static String lastLine(Path log) throws IOException {
    return Files.readAllLines(log).stream().reduce((a, b) -> b).orElse("it said nothing");
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
