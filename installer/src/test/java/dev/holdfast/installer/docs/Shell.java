package dev.holdfast.installer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a piece of shell by letting bash run it where no program can be found: every command comes
 * to a handler that writes its words down and succeeds. So quoting, substitution and here-documents
 * are bash's own, and nothing is done. The two ends of a pipe run at once, so each process writes
 * to a file of its own.
 */
final class Shell {
  private static final String BUNDLE = "holdfast-0.1.0-linux-x86_64.run";
  private static final String BASH = "/bin/bash";
  private static final String HANDLER =
      """
      command_not_found_handle() {
        { printf '%s\\037' "$@"; printf '\\036'; } >>"$WORDS/$BASHPID"
        return 0
      }
      """;
  private static final Pattern OUTSIDE = Pattern.compile(">\\s*/(?!dev/null)");

  private final Path folder;

  /**
   * @param folder an empty one, in which it runs
   */
  Shell(Path folder) {
    this.folder = folder;
  }

  /** Every command that is no builtin, as its words; in no order. */
  List<List<String>> commands(String text) throws IOException, InterruptedException {
    assertThat(OUTSIDE.matcher(text).find()).as("writes outside: %s", text).isFalse();
    Path words = Files.createDirectory(folder.resolve(".words"));
    for (String name : List.of("old.key", "new.password", "answers.json")) {
      Files.writeString(folder.resolve(name), "");
    }
    Path bundle =
        Files.writeString(
            folder.resolve(BUNDLE),
            "#!" + BASH + "\n" + HANDLER + "command_not_found_handle ./" + BUNDLE + " \"$@\"\n");
    assertThat(bundle.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder =
        new ProcessBuilder(BASH, "--norc", "--noprofile", "-c", HANDLER + text)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", "/nonexistent");
    builder.environment().put("WORDS", words.toString());
    Process bash = builder.start();
    bash.getOutputStream().close();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    bash.waitFor();
    assertThat(said).as("bash reads it: %s", text).doesNotContain("syntax error", "unexpected");
    List<List<String>> all = new ArrayList<>();
    for (Path process : processes(words)) {
      for (String command : Files.readString(process).split("\036")) {
        if (!command.isEmpty()) {
          all.add(Arrays.asList(command.split("\037")));
        }
      }
    }
    return all;
  }

  private static List<Path> processes(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** What is told to one of our tools: its name and its arguments; empty for other programs. */
  static List<String> asTool(List<String> command) {
    List<String> words = command.getFirst().equals("sudo") ? rest(command, 1) : command;
    String program = words.getFirst();
    if (program.equals("holdfastctl") || program.equals("holdfast-vendor")) {
      return words;
    }
    if (program.equals("./run") && words.size() > 1 && words.get(1).matches("ctl|vendor")) {
      return with(words.get(1).equals("ctl") ? "holdfastctl" : "holdfast-vendor", rest(words, 2));
    }
    if (!program.equals("./" + BUNDLE)) {
      return List.of();
    }
    String verb = words.size() > 1 ? words.get(1) : "";
    return switch (verb) {
      case "ctl" -> with("holdfastctl", rest(words, 2));
      case "verify", "extract" -> {
        List<String> told = new ArrayList<>(List.of("holdfastctl", "bundle", verb, BUNDLE));
        told.addAll(rest(words, 2));
        yield told;
      }
      default -> {
        List<String> told = new ArrayList<>(List.of("holdfastctl", "install", "--bundle", BUNDLE));
        told.addAll(rest(words, 1));
        yield told;
      }
    };
  }

  private static List<String> with(String tool, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of(tool));
    all.addAll(arguments);
    return all;
  }

  private static List<String> rest(List<String> words, int from) {
    return words.subList(from, words.size());
  }
}
