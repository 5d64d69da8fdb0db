package dev.holdfast.offline;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be assembled.
 *
 * @param root the checkout
 * @param out the folder of everything that is made
 * @param keys the vendor's key folder
 * @param commit the commit that is built, for the provenance
 * @param committed when it was committed
 * @param channel {@code stable} or {@code development}
 * @param base the bundle of the release before, for a delta; null for none
 * @param debian the folder with the Debian packages of the image's base; null for no image
 * @param jdk a JDK for the architecture, of which the runtime is linked; null for the one that runs
 */
record Options(
    Path root,
    Path out,
    Path keys,
    String version,
    String architecture,
    String channel,
    long sequence,
    String commit,
    Instant committed,
    @Nullable Path base,
    @Nullable Path debian,
    @Nullable Path jdk) {
  static Options parse(List<String> args) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i + 1 < args.size(); i += 2) {
      given.put(args.get(i), args.get(i + 1));
    }
    return new Options(
        Path.of(required(given, "--root")).toAbsolutePath(),
        Path.of(required(given, "--out")).toAbsolutePath(),
        Path.of(required(given, "--keys")).toAbsolutePath(),
        required(given, "--version"),
        required(given, "--architecture"),
        required(given, "--channel"),
        Long.parseLong(required(given, "--sequence")),
        required(given, "--commit"),
        Instant.ofEpochSecond(Long.parseLong(required(given, "--committed"))),
        optional(given, "--base"),
        optional(given, "--debian"),
        optional(given, "--jdk"));
  }

  /** The release tree. */
  Path tree() {
    return out.resolve("tree");
  }

  /** The name of the bundle, without an ending. */
  String name() {
    return "holdfast-" + version + "-linux-" + architecture;
  }

  private static String required(Map<String, String> given, String name) {
    String value = given.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private static @Nullable Path optional(Map<String, String> given, String name) {
    String value = given.getOrDefault(name, "");
    return value.isEmpty() ? null : Path.of(value).toAbsolutePath();
  }
}
