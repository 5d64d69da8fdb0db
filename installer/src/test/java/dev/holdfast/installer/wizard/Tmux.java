package dev.holdfast.installer.wizard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A terminal of a width, kept by tmux on a socket of its own. What is captured is what a person
 * sees: {@code -J} joins lines that the terminal had to break, so that they show.
 */
final class Tmux implements AutoCloseable {
  private static final Pattern PROMPT = Pattern.compile("(?m)^(\\[[^]]*] )?> ?");
  private static final long PATIENCE_NANOS = 240_000_000_000L;
  private static final String ENDED = "Ended with ";

  private final Path folder;
  private int prompts;

  /**
   * @param environment like {@code NO_COLOR=1}
   */
  Tmux(Path folder, int width, List<String> environment, List<String> command)
      throws IOException, InterruptedException {
    this.folder = folder;
    Path settings =
        Files.writeString(
            folder.resolve("tmux.conf"),
            "set -g history-limit 20000\nset -g remain-on-exit on\nset -g default-terminal"
                + " xterm-256color\n");
    Files.writeString(
        folder.resolve("run"),
        "trap : INT\ncd "
            + folder
            + "\nenv -u NO_COLOR -u CLICOLOR_FORCE "
            + String.join(" ", environment)
            + " "
            + quoted(command)
            + "\nprintf '\\n"
            + ENDED
            + "%s.\\n' $?\n");
    tmux(
        "-f",
        settings.toString(),
        "new-session",
        "-d",
        "-x",
        Integer.toString(width),
        "-y",
        "50",
        "sh " + folder.resolve("run"));
  }

  private static String quoted(List<String> command) {
    List<String> all = new ArrayList<>();
    command.forEach(word -> all.add("'" + word.replace("'", "'\\''") + "'"));
    return String.join(" ", all);
  }

  private String tmux(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("tmux", "-S", folder.resolve("socket").toString()));
    all.addAll(Arrays.asList(arguments));
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", all, out).isZero();
    return out;
  }

  /** Everything since the start, as text. */
  String text() throws IOException, InterruptedException {
    return tmux("capture-pane", "-p", "-J", "-S", "-").stripTrailing() + "\n";
  }

  /** The same with the escapes for colours and weights. */
  String rendered() throws IOException, InterruptedException {
    return tmux("capture-pane", "-p", "-e", "-J", "-S", "-");
  }

  /** Waits for the next question, and answers it. */
  Tmux answer(String text) throws IOException, InterruptedException {
    prompts++;
    await(screen -> count(PROMPT.matcher(screen)) >= prompts, "question " + prompts);
    return type(text);
  }

  /** Waits for a text at the end of what is seen, and answers it. */
  Tmux answerTo(String prompt, String text) throws IOException, InterruptedException {
    await(screen -> screen.stripTrailing().endsWith(prompt.strip()), prompt);
    return type(text);
  }

  private Tmux type(String text) throws IOException, InterruptedException {
    if (!text.isEmpty()) {
      tmux("send-keys", "-l", text);
    }
    tmux("send-keys", "Enter");
    return this;
  }

  /** Waits for the next question, and presses Ctrl-C instead of an answer. */
  Tmux leave() throws IOException, InterruptedException {
    prompts++;
    await(screen -> count(PROMPT.matcher(screen)) >= prompts, "question " + prompts);
    tmux("send-keys", "C-c");
    return this;
  }

  /** Waits for the end, and says with which code. */
  int ended() throws IOException, InterruptedException {
    await(screen -> screen.contains(ENDED), "the end");
    Matcher matcher = Pattern.compile(ENDED + "(\\d+)\\.").matcher(text());
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  private static long count(Matcher matcher) {
    return matcher.results().count();
  }

  private void await(java.util.function.Predicate<String> condition, String what)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    String seen = text();
    while (!condition.test(seen)) {
      assertThat(System.nanoTime() - start < PATIENCE_NANOS && !seen.contains(ENDED))
          .as("waiting for %s; seen:%n%s", what, seen)
          .isTrue();
      Thread.sleep(30);
      seen = text();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      tmux("kill-server");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
