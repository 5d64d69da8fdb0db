package dev.holdfast.appliance.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.vendor.Main;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * A vendor with keys of its own, driven by {@code holdfast-vendor} at a time of the test's choice.
 */
final class Vendor {
  private final Path folder;
  private final Clock clock;
  private int issued;

  Vendor(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
    run("keys", "init", "--development", "--shares", "1", "--threshold", "1");
  }

  TrustAnchors anchors() {
    try {
      return TrustAnchors.parse(Files.readAllBytes(folder.resolve("anchors.json")), Suites.CURRENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Issues a licence with these flags, and gives the file's text. */
  String licence(String... flags) {
    Path out = folder.resolve("licence-" + issued++);
    List<String> all = new ArrayList<>(List.of("license", "issue", "--customer", "Test"));
    all.addAll(List.of(flags));
    all.addAll(List.of("--out", out.toString()));
    run(all.toArray(String[]::new));
    return text(out);
  }

  /** Issues the next sequence of a licence. */
  String renewed(String licence, String... flags) {
    Path old = folder.resolve("old-" + issued);
    Path out = folder.resolve("renewed-" + issued++);
    try {
      Files.writeString(old, licence);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> all = new ArrayList<>(List.of("license", "renew", old.toString()));
    all.addAll(List.of(flags));
    all.addAll(List.of("--out", out.toString()));
    run(all.toArray(String[]::new));
    return text(out);
  }

  /** Revokes a licence, and gives the list's text. */
  String revocationOf(String id) {
    Path out = folder.resolve("revocations-" + issued++);
    run("revoke", id, "--reason", "test", "--out", out.toString());
    return text(out);
  }

  /** What a command answered. */
  record Said(int code, String out) {}

  /** Keeps a text in a file. */
  Path file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers a request with a licence that is bound to it. */
  String answer(String request, String licence, int needed) {
    Path asked = file("request-" + issued, request);
    Path free = file("free-" + issued, licence);
    Path out = folder.resolve("answer-" + issued++);
    run(
        "activation",
        "answer",
        asked.toString(),
        "--licence",
        free.toString(),
        "--needed",
        Integer.toString(needed),
        "--out",
        out.toString());
    return text(out);
  }

  /** Answers a request with the right time. */
  String reset(String request) {
    Path asked = file("request-" + issued, request);
    Path out = folder.resolve("reset-" + issued++);
    run("clock", "reset", "--request", asked.toString(), "--out", out.toString());
    return text(out);
  }

  /** Runs a command that must succeed. */
  void run(String... args) {
    Said said = tell(args);
    assertThat(said.code()).as(said.out()).isZero();
  }

  /** Runs a command. */
  Said tell(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--keys", folder.toString()));
    StringWriter both = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(both),
            new PrintWriter(both),
            new ByteArrayInputStream(new byte[0]),
            clock,
            all.toArray(String[]::new));
    return new Said(code, both.toString());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
