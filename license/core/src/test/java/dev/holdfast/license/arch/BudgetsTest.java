package dev.holdfast.license.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The budgets of the house and the walls between packages, for the core and the vendor's tool. */
class BudgetsTest {
  private static final int MOST_FILE_LINES = 500;
  private static final int MOST_PACKAGE_FILES = 25;
  private static final long MOST_P90_FILE_LINES = 200;
  private static final Pattern IMPORT =
      Pattern.compile(
          "^import (?:static )?dev\\.holdfast\\.(?:license|vendor)\\.([a-z]+)\\.",
          Pattern.MULTILINE);

  /** Who may import whom in the core; the door of the core, above, may import all. */
  private static final Map<String, List<String>> CORE =
      Map.of(
          "statement", List.of(),
          "key", List.of("statement"),
          "activation", List.of("statement", "key"),
          "usage", List.of("statement", "key"),
          "licence", List.of("statement", "activation"),
          "support", List.of("statement", "key"),
          "bundle", List.of("statement", "key", "licence"));

  /** The same for the tool; what it takes from the core is not walled. */
  private static final Map<String, List<String>> VENDOR =
      Map.of(
          "shell", List.of(),
          "keys", List.of("shell"),
          "licence", List.of("shell", "keys"),
          "support", List.of("shell", "keys"),
          "bundle", List.of("shell", "keys"),
          "installation", List.of("shell", "keys", "licence"));

  @ParameterizedTest
  @ValueSource(strings = {".", "../vendor"})
  void files_areShort(String module) {
    List<Path> main = sources(module, "main");
    assertThat(Stream.concat(main.stream(), sources(module, "test").stream()))
        .allMatch(file -> lines(file) <= MOST_FILE_LINES);
    List<Long> sorted = main.stream().map(BudgetsTest::lines).sorted().toList();
    assertThat(sorted.get(sorted.size() * 9 / 10)).as("p90").isLessThan(MOST_P90_FILE_LINES);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "../vendor"})
  void packages_haveFewFilesAndSayWhatTheyAre(String module) {
    Map<Path, List<Path>> packages = byPackage(sources(module, "main"));
    packages.putAll(byPackage(sources(module, "test")));
    packages.forEach(
        (folder, files) -> {
          assertThat(files).as(folder.toString()).hasSizeLessThanOrEqualTo(MOST_PACKAGE_FILES);
          assertThat(read(folder.resolve("package-info.java"))).contains("@NullMarked", "/**");
        });
  }

  /** What the house asks: half as many lines again in the core, as many in the tool. */
  @ParameterizedTest
  @CsvSource({"., 1.5", "../vendor, 1.0"})
  void tests_haveAsManyLinesAsIsAsked(String module, double asked) {
    assertThat((double) total(sources(module, "test")) / total(sources(module, "main")))
        .isGreaterThanOrEqualTo(asked);
  }

  @Test
  void core_importsGoDownOnly() {
    assertThat(broken(Path.of("src/main/java/dev/holdfast/license"), CORE, "license")).isEmpty();
  }

  @Test
  void vendor_importsGoDownOnly() {
    assertThat(broken(Path.of("../vendor/src/main/java/dev/holdfast/vendor"), VENDOR, "vendor"))
        .isEmpty();
  }

  @Test
  void core_knowsNoFrameworkNoFilesAndNoClock() {
    List<String> found = new ArrayList<>();
    for (Path file : sources(".", "main")) {
      String text = read(file);
      boolean bundle = file.toString().contains("/bundle/");
      for (String banned :
          List.of("io.micronaut", "Clock.system", "Instant.now", "java.net.http")) {
        if (text.contains(banned)) {
          found.add(file + " has " + banned);
        }
      }
      // A bundle is a file; a licence is bytes.
      if (!bundle && text.contains("import java.nio.file.")) {
        found.add(file + " reads files");
      }
    }
    assertThat(found).isEmpty();
  }

  private static List<String> broken(Path root, Map<String, List<String>> allowed, String product) {
    List<String> broken = new ArrayList<>();
    allowed.forEach(
        (name, may) -> {
          for (Path file : sources(root.resolve(name))) {
            Matcher imports = IMPORT.matcher(read(file));
            while (imports.find()) {
              String other = imports.group(1);
              boolean same = imports.group().contains("." + product + ".");
              if (same && !other.equals(name) && !may.contains(other)) {
                broken.add(file + " imports " + other);
              }
            }
          }
        });
    return broken;
  }

  private static Map<Path, List<Path>> byPackage(List<Path> files) {
    return files.stream()
        .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.toList()));
  }

  private static List<Path> sources(String module, String kind) {
    return sources(Path.of(module, "src", kind, "java"));
  }

  private static List<Path> sources(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long total(List<Path> files) {
    return files.stream().mapToLong(BudgetsTest::lines).sum();
  }

  private static long lines(Path file) {
    return read(file).lines().count();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
