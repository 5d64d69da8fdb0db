package dev.holdfast.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Runs commands on one key folder, at a time that the test sets. */
public final class Session {
  private final Path keys;
  private Instant now = Instant.parse("2026-06-01T12:00:00Z");
  private String input = "";

  public Session(Path keys) {
    this.keys = keys;
  }

  /** What a command answered. */
  public record Answer(int code, String out, String err) {}

  public Path keys() {
    return keys;
  }

  public Instant now() {
    return now;
  }

  public void advance(Duration by) {
    now = now.plus(by);
  }

  /** What the next commands read from their input. */
  public Session input(String text) {
    input = text;
    return this;
  }

  /** Runs a command on the key folder. */
  public Answer keyed(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--keys", keys.toString()));
    return run(all.toArray(String[]::new));
  }

  public Answer run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(out),
            new PrintWriter(err),
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            Clock.fixed(now, ZoneOffset.UTC),
            args);
    return new Answer(code, out.toString(), err.toString());
  }
}
