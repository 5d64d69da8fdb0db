package dev.holdfast.vendor.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tokens of SoftHSM2, a PKCS #11 token in software. Its module reads the configuration that the
 * build names in SOFTHSM2_CONF; the tokens are the test's own. Without SoftHSM2 a test fails.
 */
final class SoftTokens {
  static final String PIN = "2468-1357";

  private final Path folder;

  private SoftTokens(Path folder) {
    this.folder = folder;
  }

  /** Starts with no tokens at all. */
  static SoftTokens in(Path folder) throws IOException {
    Path configuration = Path.of(Optional.ofNullable(System.getenv("SOFTHSM2_CONF")).orElse(""));
    assertThat(configuration.toString()).as("the build sets SOFTHSM2_CONF").isNotEmpty();
    Files.createDirectories(configuration.toAbsolutePath().getParent());
    SoftTokens tokens = new SoftTokens(Files.createDirectories(folder));
    Files.writeString(
        configuration,
        "directories.tokendir = " + folder + "\nobjectstore.backend = file\nlog.level = ERROR\n");
    return tokens;
  }

  /** The module. */
  static Path module() {
    return Stream.of(
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib64/pkcs11/libsofthsm2.so",
            "/usr/local/lib/softhsm/libsofthsm2.so")
        .map(Path::of)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(SoftTokens::missing);
  }

  /** Makes a token. */
  void make(String label) throws IOException {
    module();
    Process tool;
    try {
      tool =
          new ProcessBuilder(
                  List.of(
                      "softhsm2-util",
                      "--init-token",
                      "--free",
                      "--label",
                      label,
                      "--pin",
                      PIN,
                      "--so-pin",
                      PIN))
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw missing();
    }
    String said =
        new String(tool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(tool.onExit().join().exitValue()).as(said).isZero();
  }

  /** Takes all tokens out, as a thief of files has none. */
  void takeOut() throws IOException {
    Files.move(folder, folder.resolveSibling("taken-out"));
    Files.createDirectories(folder);
  }

  private static AssertionError missing() {
    return new AssertionError(
        "SoftHSM2 is missing, so the ceremony with tokens cannot be tried: apt-get install softhsm2"
            + " (./test installs it where it may)");
  }
}
