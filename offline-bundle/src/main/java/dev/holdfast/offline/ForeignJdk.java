package dev.holdfast.offline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A JDK for machines of another kind: jlink takes the modules out of its {@code jmods}, and runs
 * nothing of it. It has to be of the same feature release as the JDK that runs jlink.
 */
final class ForeignJdk {
  private final Path home;
  private final Path jmods;
  private final String architecture;
  private final List<Path> path;

  private ForeignJdk(Path home, String architecture, List<Path> path) {
    this.home = home;
    this.jmods = home.resolve("jmods");
    this.architecture = architecture;
    this.path = path;
  }

  /**
   * The JDK in a folder.
   *
   * @throws UnfitJdk where it is none, or none that fits; the message says what would
   */
  static ForeignJdk at(Path home, String architecture) throws IOException {
    List<Path> path =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .toList();
    return at(home, architecture, path);
  }

  static ForeignJdk at(Path home, String architecture, List<Path> path) throws IOException {
    Properties release = new Properties();
    if (!Files.isRegularFile(home.resolve("release"))) {
      throw new UnfitJdk("--jdk " + home + ": there is no JDK: it has no file release");
    }
    try (var in = Files.newInputStream(home.resolve("release"))) {
      release.load(in);
    }
    String kind = unquoted(release, "OS_NAME") + " " + unquoted(release, "OS_ARCH");
    if (!kind.equals("Linux " + architecture)) {
      throw new UnfitJdk(
          "--jdk " + home + " is for " + kind + ", and Linux " + architecture + " is wanted");
    }
    String version = unquoted(release, "JAVA_VERSION");
    int ours = java.lang.Runtime.version().feature();
    if (!version.equals(String.valueOf(ours)) && !version.startsWith(ours + ".")) {
      throw new UnfitJdk(
          "--jdk " + home + " is Java " + version + ", and jlink here is of Java " + ours);
    }
    if (!Files.isRegularFile(home.resolve("jmods/java.base.jmod"))) {
      throw new UnfitJdk(
          "--jdk "
              + home
              + " has no jmods/java.base.jmod: jlink can only take modules from there. Some, such as"
              + " Temurin, have that folder as a download of its own");
    }
    NativeParts.checkModule(home.resolve("jmods/java.base.jmod"), architecture, "--jdk " + home);
    return new ForeignJdk(home, architecture, path);
  }

  private static String unquoted(Properties release, String key) {
    return release.getProperty(key, "").replace("\"", "");
  }

  /**
   * Links a runtime of it. Debug symbols of its libraries are left out where a program for that is
   * at hand; a JDK that was built for release has none.
   */
  void link(Set<String> modules, Path target) throws IOException {
    Runtime.link(modules, target, options());
    NativeParts.checkTree(target, architecture, "--jdk " + home);
  }

  List<String> options() {
    List<String> options = new ArrayList<>(List.of("--module-path", jmods.toString()));
    options.add("--strip-java-debug-attributes");
    // Some distributors put the symbols beside the libraries, hundreds of megabytes of them.
    options.add("--exclude-files=**.debuginfo");
    String name = architecture + "-linux-gnu-objcopy";
    path.stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .ifPresentOrElse(
            objcopy ->
                options.add(
                    "--strip-native-debug-symbols=exclude-debuginfo-files:objcopy=" + objcopy),
            () ->
                Assemble.say(
                    "  No "
                        + name
                        + " is there (Debian: binutils-"
                        + architecture
                        + "-linux-gnu): the JDK's libraries stay as they are"));
    return options;
  }
}
