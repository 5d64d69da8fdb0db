package dev.holdfast.installer.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.installer.Main;
import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * What the operator's pages tell people to type is what the tools take. Blocks of {@code sh} are
 * run against a live appliance besides, by the journey {@code docs.test.mjs}; those of {@code sh
 * machine typed} on a booted machine, by {@code ./test system}; those of {@code sh machine} are
 * read here only.
 */
final class DocsTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Set<String> LANGUAGES =
      Set.of("sh", "sh machine", "sh machine typed", "properties", "json", "text", "yaml");
  private static final Pattern KEY = Pattern.compile("(?m)^\\| `(holdfast\\.[a-z0-9.-]+)` \\|");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| (.*) \\|$");

  @TempDir private Path folder = Path.of("unset");

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(DOCS)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  static List<Block> blocks() throws IOException {
    List<Block> all = new java.util.ArrayList<>();
    for (Path page : pages()) {
      all.addAll(Block.of(page));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void block_hasALanguageThatSomethingChecks(Block block) {
    assertThat(block.language()).as(block.toString()).isIn(LANGUAGES);
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void command_isOneThatTheToolsTake(Block block) throws Exception {
    if (!block.isShell()) {
      return;
    }
    Shell shell = new Shell(Files.createTempDirectory(folder, "block"));
    for (List<String> words : shell.commands(block.text())) {
      List<String> told = Shell.asTool(words);
      if (!told.isEmpty()) {
        CommandLine tool = tool(told.getFirst());
        String[] arguments = told.subList(1, told.size()).toArray(String[]::new);
        assertThatCode(() -> tool.parseArgs(arguments))
            .as("%s: %s", block, String.join(" ", words))
            .doesNotThrowAnyException();
      }
    }
  }

  private static CommandLine tool(String name) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return name.equals("holdfastctl")
        ? Main.commandLine(nowhere, nowhere)
        : dev.holdfast.vendor.Main.commandLine(nowhere, nowhere);
  }

  @Test
  void commands_areFoundAtAll() throws Exception {
    int found = 0;
    for (Block block : blocks()) {
      if (block.isShell()) {
        Shell shell = new Shell(Files.createTempDirectory(folder, "block"));
        found +=
            (int)
                shell.commands(block.text()).stream()
                    .filter(words -> !Shell.asTool(words).isEmpty())
                    .count();
      }
    }
    assertThat(found).isGreaterThan(40);
  }

  @Test
  void commands_withUnknownVerbOrOption_wouldBeSeen() throws Exception {
    Shell shell = new Shell(folder);
    List<List<String>> commands =
        shell.commands(
            "sudo holdfastctl backup make && holdfastctl doctor --jsn | cat\n"
                + "x=$(holdfastctl status \\\n  --verbose)\n./holdfast-0.1.0-linux-x86_64.run --anwers f\n");
    List<List<String>> told =
        commands.stream().map(Shell::asTool).filter(words -> !words.isEmpty()).toList();
    assertThat(told)
        .containsExactlyInAnyOrder(
            List.of("holdfastctl", "backup", "make"),
            List.of("holdfastctl", "doctor", "--jsn"),
            List.of("holdfastctl", "status", "--verbose"),
            List.of(
                "holdfastctl",
                "install",
                "--bundle",
                "holdfast-0.1.0-linux-x86_64.run",
                "--anwers",
                "f"));
    for (List<String> words : told) {
      assertThatCode(
              () ->
                  tool("holdfastctl")
                      .parseArgs(words.subList(1, words.size()).toArray(String[]::new)))
          .isInstanceOf(CommandLine.ParameterException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void settings_areKeysThatThereAre(Block block) throws IOException {
    Set<String> known =
        KEY.matcher(Files.readString(DOCS.resolve("configuration.md")))
            .results()
            .map(result -> result.group(1))
            .collect(Collectors.toSet());
    if (block.language().equals("properties")) {
      Properties properties = new Properties();
      properties.load(new java.io.StringReader(block.text()));
      assertThat(known).as(block.toString()).containsAll(properties.stringPropertyNames());
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void json_isWhatItSaysItIs(Block block) throws IOException {
    if (block.language().equals("json")) {
      JsonNode root = new ObjectMapper().readTree(block.text());
      if (root.path("schema").asText().equals(AnswerFile.SCHEMA)) {
        assertThatCode(() -> AnswerFile.parse(block.text()))
            .as(block.toString())
            .doesNotThrowAnyException();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void link_leadsSomewhere(Path page) throws IOException {
    Matcher links = LINK.matcher(Block.withoutBlocks(Files.readString(page)));
    while (links.find()) {
      String target = links.group(1);
      if (!target.contains("://")) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        assertThat(file).as("%s: %s", page, target).exists();
        if (parts.length == 2 && Files.isRegularFile(file)) {
          assertThat(anchors(file)).as("%s: %s", page, target).contains(parts[1]);
        }
      }
    }
  }

  /** Headings, as links name them. */
  private static Set<String> anchors(Path page) throws IOException {
    return Block.withoutBlocks(Files.readString(page))
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(java.util.Locale.ROOT))
        .map(line -> line.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void exitCodes_areThoseOfTheCode() throws IOException {
    String page = Files.readString(DOCS.resolve("exit-codes.md"));
    String[] parts = page.split("## The service");
    assertThat(rows(parts[0]))
        .isEqualTo(
            Arrays.stream(ExitCode.values())
                .map(code -> code.number() + " " + code.meaning())
                .toList());
    String service =
        Files.readString(
            Path.of("../appliance/src/main/java/dev/holdfast/appliance/ExitCode.java"));
    assertThat(rows(parts[1]))
        .isEqualTo(
            Pattern.compile("[A-Z_]+\\(\\s*(\\d+),\\s*\"([^\"]*)\"\\)")
                .matcher(service)
                .results()
                .map(result -> result.group(1) + " " + result.group(2))
                .toList());
  }

  private static List<String> rows(String text) {
    return ROW.matcher(text).results().map(row -> row.group(1) + " " + row.group(2)).toList();
  }

  @Test
  void pages_thatAnOperatorNeeds_areThereAndListed() throws IOException {
    String list = Files.readString(DOCS.resolve("README.md"));
    for (String page :
        List.of(
            "install",
            "upgrade",
            "uninstall",
            "backup",
            "rotate",
            "nodes",
            "air-gap",
            "hardening",
            "runbook",
            "exit-codes",
            "configuration",
            "errors",
            "threat-model",
            "bundle")) {
      assertThat(list).contains("(" + page + ".md)");
    }
    String runbook = Files.readString(DOCS.resolve("runbook.md"));
    assertThat(runbook.lines().filter(line -> line.matches("## [1-5]\\. .*"))).hasSize(5);
  }
}
