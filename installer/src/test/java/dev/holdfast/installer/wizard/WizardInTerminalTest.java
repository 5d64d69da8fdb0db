package dev.holdfast.installer.wizard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.installer.Main;
import dev.holdfast.installer.bundle.TestBundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The guided installation as a person meets it: in a real terminal, left and gone on with, from the
 * first question to the installed image. What was seen is kept in {@code target/wizard}.
 */
@Tag("terminal")
final class WizardInTerminalTest {
  private static final String VERSION = "0.1.0";
  private static final Path SEEN = Path.of("target", "wizard");

  @TempDir private Path folder = Path.of("unset");
  private Path bundle = Path.of("unset");

  @BeforeEach
  void makeRelease() throws IOException {
    Map<String, String> files = new HashMap<>(TestBundle.files(VERSION));
    try (Stream<Path> units = Files.list(Path.of("..", "systemd"))) {
      for (Path unit : units.filter(file -> file.toString().contains("holdfast")).toList()) {
        files.put("systemd/" + unit.getFileName(), Files.readString(unit));
      }
    }
    bundle = new TestBundle(folder).bundle(VERSION, 1, files, null);
    Files.createDirectories(SEEN);
  }

  private List<String> install(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.holdfast.installer.Main",
                "install",
                "--bundle",
                bundle.toString()));
    all.addAll(Arrays.asList(arguments));
    return all;
  }

  private Path root(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  private Path session(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  @ParameterizedTest
  @CsvSource({
    "80, colour, LC_ALL=C.UTF-8, acme",
    "120, colour, LC_ALL=C.UTF-8, acme",
    "80, plain, NO_COLOR=1, acme",
    "120, plain, NO_COLOR=1, acme",
    "80, colour, LC_ALL=C.UTF-8, files",
    "120, dumb, TERM=dumb, own-authority"
  })
  void install_inATerminal_readsWellAndGivesTheFileThatGivesTheSame(
      int width, String name, String environment, String tls) throws Exception {
    Path answers = folder.resolve("answers.json");
    Path image = root("image");
    String[] arguments = {"--root", image.toString(), "--write-answers", answers.toString()};
    String label = width + "-" + name + "-" + tls;

    try (Tmux terminal =
        new Tmux(session("first"), width, List.of(environment), install(arguments))) {
      terminal.answer("3").answer("2").answer("<").answer("1").answer("").answer("").leave();
      int code = terminal.ended();
      look(label + "-left", terminal, width, name);
      if (name.equals("dumb")) {
        assertThat(code)
            .as("a dumb terminal knows no Ctrl-C: the process dies of it")
            .isEqualTo(130);
      } else {
        assertThat(code).isEqualTo(10);
        assertThat(terminal.text()).contains("Your answers are kept.");
      }
    }
    try (Tmux terminal =
            new Tmux(session("second"), width, List.of(environment), install(arguments));
        TlsWays ways = new TlsWays(folder)) {
      questions(terminal, tls, ways);
      terminal.answerTo("[y/N]", "y");
      assertThat(terminal.ended()).isZero();
      look(label, terminal, width, name);
      assertThat(terminal.text()).contains(whatWasTried(tls));
      assertThat(terminal.text())
          .contains("You stopped here before.", "Mail server: 127.0.0.1:1 answers that nothing")
          .contains("Done. Holdfast 0.1.0 is installed.", "What comes next");
    }
    reproduces(answers, image);
  }

  /** Goes on at the port, and answers the rest. */
  private void questions(Tmux terminal, String tls, TlsWays ways) throws Exception {
    terminal.answer("1"); // continue
    terminal.answer("70000").answer("9443").answer("10.1.0.0/16").answer("10.0.0.9:443");
    certificate(terminal, tls, ways);
    terminal.answer("3").answer(folder.resolve("licence-request.txt").toString());
    terminal.answer("2").answer("127.0.0.1").answer("").answer("1");
    terminal.answer("holdfast@example.org").answer("ops@example.org").answer("");
    terminal.answer("2"); // the mail server is not there: go on as it is
    terminal.answer("").answer("");
    terminal.answer("5").answer("8443").answer(""); // the list: change one, then the plan
  }

  /** Each way to a certificate, with what people do wrong on it. */
  private void certificate(Tmux terminal, String tls, TlsWays ways) throws Exception {
    switch (tls) {
      case "own-authority" -> terminal.answer("").answer("ai.example.org, ai");
      case "files" -> {
        List<Path> files = ways.certificateAndKey();
        terminal.answer("2").answer("ai.example.org, ai");
        terminal.answer(folder.resolve("nothing").toString()).answer(files.get(0).toString());
        terminal.answer(files.get(1).toString());
      }
      case "acme" -> {
        terminal.answer("3").answer("").answer("ai.invalid");
        terminal.answer("ca.example.org").answer(ways.directory());
        terminal.answer(ways.certificateAndKey().get(0).toString());
        terminal.answer("it@example.org").answer("");
        terminal.answer("").answer("1"); // no terms; what was tried says more: change it
        terminal.answer("").answer("").answer("").answer("").answer("").answer("kid-1");
        terminal.answer(ways.file("hmac").toString()).answer("2");
        terminal.answer("2"); // the name is not known here: go on as it is
      }
      default -> throw new IllegalArgumentException(tls);
    }
  }

  private static List<String> whatWasTried(String tls) {
    return switch (tls) {
      case "files" ->
          List.of(
              "There is no file",
              "Certificate key: It belongs to the certificate.",
              "It is for ai, ai.example.org.");
      case "acme" ->
          List.of(
              "An answer is needed here.",
              "acme.directory is",
              "The server wants accounts to be bound.",
              "is an ACME directory.",
              "Not known here: ai.invalid.");
      default -> List.of("one of its own making");
    };
  }

  /** What a reader would stumble over. */
  private static void look(String label, Tmux terminal, int width, String name)
      throws IOException, InterruptedException {
    String text = terminal.text();
    String rendered = terminal.rendered();
    Files.writeString(SEEN.resolve(label + ".txt"), text);
    Files.writeString(SEEN.resolve(label + ".ansi"), rendered);
    assertThat(text.lines().map(String::stripTrailing))
        .filteredOn(line -> line.strip().contains(" ")) // a link or a path stays whole
        .filteredOn(line -> !line.matches("(\\[.*] )?> .*")) // what was typed is not ours
        .allSatisfy(
            line ->
                assertThat(line.codePointCount(0, line.length()))
                    .as(line)
                    .isLessThanOrEqualTo(width));
    assertThat(text).doesNotContain("@|", "|@", "null", "Exception");
    assertThat(rendered.contains("\u001b[")).as("colour").isEqualTo(name.equals("colour"));
  }

  /** The file alone installs the same, and is written again byte for byte. */
  private void reproduces(Path answers, Path image) throws IOException {
    Path again = folder.resolve("again.json");
    Path other = root("other");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(out),
            new PrintWriter(err),
            "install",
            "--bundle",
            bundle.toString(),
            "--root",
            other.toString(),
            "--answers",
            answers.toString(),
            "--write-answers",
            again.toString(),
            "--yes",
            "--no-input");
    assertThat(code).as(err.toString()).isZero();
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(answers));
    assertThat(files(other)).isEqualTo(files(image));
  }

  /** Every file and its content; keys, ids and journals are made anew each time. */
  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.toList()) {
        String name = root.relativize(file).toString();
        boolean own =
            name.contains("history/") || name.endsWith("kms.key") || name.endsWith("installation");
        if (Files.isSymbolicLink(file)) {
          all.put(name, "-> " + Files.readSymbolicLink(file));
        } else if (!own) {
          all.put(name, Files.isDirectory(file) ? "" : Files.readString(file));
        }
      }
    }
    return all;
  }
}
