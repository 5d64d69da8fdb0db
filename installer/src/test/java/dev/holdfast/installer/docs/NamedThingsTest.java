package dev.holdfast.installer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.installer.machine.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files, units and settings of ours that the pages name, in their text or their blocks, exist. */
final class NamedThingsTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path UNITS = Path.of("..", "systemd");
  private static final Layout LAYOUT = new Layout(Path.of("/"));
  private static final Pattern OURS =
      Pattern.compile(
          "(?<![\\w./-])(/(?:etc|opt|var/lib|var/log|var/backups)/holdfast(?:[\\w./-]*[\\w-])?)");
  private static final Pattern UNIT = Pattern.compile("\\bholdfast[a-z-]*\\.(?:service|timer)\\b");
  private static final Pattern SETTING = Pattern.compile("`(holdfast\\.[a-z0-9.-]*[a-z0-9])`");
  private static final Pattern KEY = Pattern.compile("(?m)^\\| `(holdfast\\.[a-z0-9.-]+)` \\|");
  private static final Pattern FOLDER = Pattern.compile("root\\.resolve\\(\"([a-z]+)\"\\)");
  private static final Pattern CREDENTIAL =
      Pattern.compile("static final String [A-Z_]+ = \"([a-z]+\\.[a-z]+)\";");

  @TempDir private Path folder = Path.of("unset");

  static List<Path> pages() throws IOException {
    return DocsTest.pages();
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(each -> each.group(Math.min(1, each.groupCount())))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void file_thatAPageNames_isOneThatAnInstallationHas(Path page) throws IOException {
    assertThat(files()).as(page.toString()).containsAll(found(OURS, Files.readString(page)));
  }

  /** What the installer and the service make, by their own code. */
  private static Set<String> files() throws IOException {
    Set<Path> all = new HashSet<>();
    all.add(LAYOUT.configurationFolder());
    all.add(LAYOUT.configuration());
    // The copy that the runbook has people make.
    all.add(LAYOUT.configuration().resolveSibling("holdfast.properties.before"));
    all.add(LAYOUT.secrets());
    String configuration =
        Files.readString(
            Path.of("src/main/java/dev/holdfast/installer/install/Configuration.java"));
    for (String name : found(CREDENTIAL, configuration)) {
      all.add(LAYOUT.secrets().resolve(name));
      all.add(LAYOUT.secrets().resolve(name + ".cred"));
    }
    all.add(LAYOUT.program());
    all.add(LAYOUT.current());
    all.add(LAYOUT.release("VERSION").getParent());
    all.add(LAYOUT.release("VERSION"));
    all.add(LAYOUT.postgresProgram());
    all.add(LAYOUT.postgresProgram().resolve("bin/postgres"));
    all.add(LAYOUT.postgresHome());
    all.add(LAYOUT.postgresHome().resolve("data"));
    all.add(LAYOUT.state());
    all.add(LAYOUT.backups());
    all.add(LAYOUT.home());
    String home =
        Files.readString(
            Path.of("../appliance/src/main/java/dev/holdfast/appliance/platform/home/Home.java"));
    found(FOLDER, home).forEach(name -> all.add(LAYOUT.home().resolve(name)));
    all.add(LAYOUT.logs());
    Set<String> names = all.stream().map(Path::toString).collect(Collectors.toSet());
    // Where the service's unit has it write its log.
    names.addAll(
        found(
            Pattern.compile("HOLDFAST_LOG_FILE=(\\S+)"),
            Files.readString(UNITS.resolve("holdfast.service"))));
    return names;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void unit_thatAPageNames_isShipped(Path page) throws Exception {
    Set<String> named =
        new HashSet<>(
            UNIT.matcher(Files.readString(page))
                .results()
                .map(each -> each.group())
                .collect(Collectors.toSet()));
    for (Block block : Block.of(page)) {
      if (block.isShell()) {
        Shell shell = new Shell(Files.createTempDirectory(folder, "block"));
        shell.commands(block.text()).forEach(words -> named.addAll(units(words)));
      }
    }
    assertThat(shipped()).as(page.toString()).containsAll(named);
  }

  /** The units that a command speaks of. */
  static List<String> units(List<String> words) {
    if (!words.getFirst().equals("systemctl") && !words.getFirst().equals("journalctl")) {
      return List.of();
    }
    return words.stream()
        .skip(1)
        .filter(word -> word.matches("holdfast[a-z-]*(?:\\.[a-z]+)?"))
        .map(word -> word.contains(".") ? word : word + ".service")
        .toList();
  }

  private static Set<String> shipped() throws IOException {
    try (Stream<Path> files = Files.list(UNITS)) {
      return files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void setting_thatAPageNames_isOneThatThereIs(Path page) throws IOException {
    Set<String> known = found(KEY, Files.readString(DOCS.resolve("configuration.md")));
    Set<String> named = found(SETTING, Files.readString(page));
    named.removeIf(name -> name.matches("holdfast\\.(?:service|jsonl|properties)"));
    assertThat(known).as(page.toString()).containsAll(named);
  }

  @Test
  void stale_names_wouldBeSeen() throws IOException {
    assertThat(files())
        .contains("/etc/holdfast/credentials/kms.key.cred", "/var/log/holdfast/holdfast.jsonl")
        .contains("/var/lib/holdfast/run")
        .doesNotContain("/var/lib/holdfast/runs", "/etc/holdfast/holdfast.conf");
    assertThat(found(OURS, "in /etc/holdfast/holdfast.conf, or `/var/lib/holdfast/`."))
        .containsExactlyInAnyOrder("/etc/holdfast/holdfast.conf", "/var/lib/holdfast");
    assertThat(units(List.of("systemctl", "restart", "holdfast", "holdfast-backup.timer")))
        .containsExactly("holdfast.service", "holdfast-backup.timer");
    assertThat(shipped()).doesNotContain("holdfast-backup.timer");
    assertThat(found(SETTING, "set `holdfast.backup.att` and `holdfast.service`"))
        .containsExactlyInAnyOrder("holdfast.backup.att", "holdfast.service");
  }

  /** How much of the pages' shell is tried, and how; {@code ./test} shows it. */
  @Test
  void blocks_ofShell_areCounted() throws Exception {
    List<Block> shell = new ArrayList<>(DocsTest.blocks());
    shell.removeIf(block -> !block.isShell());
    long live = shell.stream().filter(block -> block.language().equals("sh")).count();
    long booted = shell.stream().filter(Block::runsOnAMachine).count();
    long commands = 0;
    long told = 0;
    for (Block block : shell) {
      Shell bash = new Shell(Files.createTempDirectory(folder, "block"));
      List<List<String>> all = bash.commands(block.text());
      commands += all.size();
      told += all.stream().filter(words -> !Shell.asTool(words).isEmpty()).count();
    }
    String counts =
        ("The pages have %d blocks of shell: %d are typed into a live appliance (./test journeys), %d"
                + " into a booted machine (./test system), %d are read only. Of their %d commands, %d"
                + " are of our tools, and each was parsed by the tool.")
            .formatted(shell.size(), live, booted, shell.size() - live - booted, commands, told);
    Files.writeString(Path.of("target/docs-shell.txt"), counts + "\n");
    assertThat(live).as(counts).isGreaterThanOrEqualTo(12);
    assertThat(booted).as(counts).isGreaterThanOrEqualTo(15);
    assertThat(told).as(counts).isGreaterThan(40);
  }
}
