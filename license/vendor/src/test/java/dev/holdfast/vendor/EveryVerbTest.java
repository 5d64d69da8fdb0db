package dev.holdfast.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vendor.shell.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Every verb that the command model has, first with sound arguments, then with each of them
 * replaced by something that nobody should say. Whatever it is: no verb ends in a fault of its own,
 * and one that refuses leaves keys, ledger and files as they were.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class EveryVerbTest {
  private static final Duration A_LITTLE = Duration.ofSeconds(1);

  private Path folder;
  private Session session;
  private Map<String, List<String>> sound = Map.of();
  private int number;

  @BeforeAll
  void makeEverythingThatVerbsWorkOn(@TempDir Path root) throws IOException {
    folder = root;
    session = new Session(folder.resolve("keys"));
    ok(session.keyed("keys", "init", "--development"));
    session.advance(Duration.ofMinutes(1));
    Works works = new Works(folder, session);
    sound = works.sound();
  }

  @AfterAll
  void nothingWasLeftBesideTheFolder() {
    for (Path stray : List.of(Path.of("support.key"), Path.of("roots.json"), Path.of("out"))) {
      assertThat(stray).doesNotExist();
    }
  }

  /** A verb with all its words before it. */
  record Verb(String words, CommandSpec spec) {
    @Override
    public String toString() {
      return words;
    }
  }

  static Stream<Verb> verbs() {
    CommandLine all =
        Main.commandLine(
            new Terminal(
                new PrintWriter(Writer.nullWriter()),
                new PrintWriter(Writer.nullWriter()),
                InputStream.nullInputStream(),
                Clock.systemUTC()));
    List<Verb> verbs = new ArrayList<>();
    collect("", all, verbs);
    return verbs.stream();
  }

  private static void collect(String before, CommandLine line, List<Verb> into) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              String words = (before + " " + name).strip();
              // Not the other spellings of a name, and not what the library brings.
              if (!name.equals(command.getCommandName()) || name.equals("generate-completion")) {
                return;
              }
              if (command.getSubcommands().isEmpty()) {
                into.add(new Verb(words, command.getCommandSpec()));
              } else {
                collect(words, command, into);
              }
            });
  }

  /** What is said of a verb; a name of its own for each file that it writes. */
  private List<String> arguments(Verb verb) {
    number++;
    List<String> args = new ArrayList<>(List.of(verb.words().split(" ", -1)));
    Path fresh = folder.resolve("new-" + number);
    try {
      for (String arg : sound.getOrDefault(verb.words(), List.of("nothing sound to say"))) {
        switch (arg) {
          case "{new}" -> args.add(fresh.toString());
          case "{file}" -> args.add(Files.writeString(fresh, "a file").toString());
          case "{folder}" -> args.add(Files.createDirectory(fresh).toString());
          default -> args.add(arg);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return args;
  }

  private Session.Answer run(List<String> args) {
    session.advance(A_LITTLE);
    return session.run(args.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void verb_withSoundArguments_ends0(Verb verb) {
    Session.Answer answer = run(arguments(verb));
    assertThat(answer.code()).as("%s%n%s", verb, answer.err()).isZero();
    assertThat(answer.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void verb_askedForHelp_saysWhatEachOptionIs(Verb verb) {
    List<String> args = new ArrayList<>(List.of(verb.words().split(" ", -1)));
    args.add("--help");
    Session.Answer help = run(args);
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage:");
    for (OptionSpec option : verb.spec().options()) {
      assertThat(help.out()).contains(option.longestName());
    }
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void verb_withAnOptionThatIsNone_ends2(Verb verb) {
    List<String> args = arguments(verb);
    args.add("--no-such-option");
    assertRefused(args, List.of(2));
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void verb_withOneMoreArgument_ends2(Verb verb) {
    if (verb.spec().positionalParameters().stream()
        .anyMatch(param -> param.arity().max() > 1 || verb.words().equals("license plans"))) {
      return;
    }
    List<String> args = arguments(verb);
    args.add("one-more");
    assertRefused(args, List.of(2));
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void verb_withoutWhatItNeeds_ends2(Verb verb) {
    for (OptionSpec option : verb.spec().options()) {
      List<String> args = arguments(verb);
      int at = args.indexOf(option.longestName());
      if (option.required() && at > 0) {
        args.remove(at);
        args.remove(at);
        assertRefused(args, List.of(2));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void verb_withOneHostileArgument_neverEndsInAFaultAndLeavesNothing(Verb verb) {
    for (OptionSpec option : verb.spec().options()) {
      if (option.arity().max() > 0 && !option.longestName().equals("--token")) {
        for (String value : hostile(option)) {
          List<String> args = arguments(verb);
          int at = args.indexOf(option.longestName());
          if (at > 0) {
            args.set(at + 1, value);
          } else {
            args.add(option.longestName());
            args.add(value);
          }
          assertNoFault(args);
        }
      }
    }
    for (PositionalParamSpec param : verb.spec().positionalParameters()) {
      List<String> base = arguments(verb);
      int at = verb.words().split(" ", -1).length + param.index().min();
      if (at < base.size() && !base.get(at).startsWith("--")) {
        for (String value : hostile(param)) {
          List<String> args = arguments(verb);
          args.set(at, value);
          assertNoFault(args);
        }
      }
    }
  }

  private List<String> hostile(ArgSpec arg) {
    Class<?> type = arg.type();
    Class<?> element = arg.auxiliaryTypes().length > 0 ? arg.auxiliaryTypes()[0] : type;
    if (element == Path.class) {
      return List.of(
          folder.resolve("missing-" + number).resolve("deep").toString(),
          folder.toString(),
          folder.resolve("empty").toString(),
          folder.resolve("junk").toString(),
          folder.resolve("object").toString(),
          folder.resolve("large").toString(),
          "");
    }
    if (element == Instant.class) {
      return List.of(
          "yesterday",
          "2026-02-30T00:00:00Z",
          Instant.MAX.toString(),
          Instant.MIN.toString(),
          "0000-01-01T00:00:00Z",
          "9999-12-31T23:59:59Z");
    }
    if (element == int.class
        || element == Integer.class
        || element == long.class
        || element == Long.class) {
      return List.of(
          "-1",
          "0",
          "1.5",
          "x",
          String.valueOf(Integer.MAX_VALUE),
          String.valueOf(Integer.MIN_VALUE),
          "9223372036854775808");
    }
    if (type == Map.class) {
      return List.of(
          "", "=", "x", "x=", "users=-1", "users=1:allow:0", "users=99999999999999999999");
    }
    return List.of("", " ", "\u001b[2J", "../../x", "a\nb", "\u202e", "x".repeat(20_000), "nobody");
  }

  private void assertNoFault(List<String> args) {
    Map<String, String> before = everything();
    Session.Answer answer = run(args);
    assertThat(answer.code())
        .as("%s%n%s", shown(args), answer.err())
        .isBetween(0, 7)
        .isNotEqualTo(1);
    assertThat(answer.err()).as(shown(args)).doesNotContain("Exception").doesNotContain("\tat ");
    if (answer.code() != 0) {
      assertThat(answer.err() + answer.out()).as(shown(args)).isNotBlank();
      assertThat(everything()).as("what is left by %s", shown(args)).isEqualTo(before);
    }
  }

  private void assertRefused(List<String> args, List<Integer> codes) {
    Map<String, String> before = everything();
    Session.Answer answer = run(args);
    assertThat(codes).as("%s%n%s", shown(args), answer.err()).contains(answer.code());
    assertThat(answer.err()).as(shown(args)).isNotBlank();
    assertThat(everything()).isEqualTo(before);
  }

  private static String shown(List<String> args) {
    String all = String.join(" ", args).replaceAll("\\p{Cntrl}", "?");
    return all.length() > 400 ? all.substring(0, 400) : all;
  }

  /** All files below the folder: how long each is, and when it was changed. */
  private Map<String, String> everything() {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.toList()) {
        files.put(
            folder.relativize(file).toString(),
            Files.isDirectory(file)
                ? "folder"
                : Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static Session.Answer ok(Session.Answer answer) {
    assertThat(answer.code()).as(answer.err()).isZero();
    return answer;
  }
}
