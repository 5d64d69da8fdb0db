package dev.holdfast.vendor.licence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.vendor.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A vendor with keys in a folder of its own, and what it hands to customers. */
public final class Vendors {
  private final Path folder;
  private final Session session;

  private Vendors(Path folder, Session session) {
    this.folder = folder;
    this.session = session;
  }

  /** Makes the keys. */
  public static Vendors in(Path folder) {
    Session session = new Session(folder.resolve("keys"));
    ok(session.keyed("keys", "init", "--development"));
    session.advance(Duration.ofMinutes(1));
    return new Vendors(folder, session);
  }

  /** Before the keys are made. */
  public static Vendors none() {
    return new Vendors(Path.of(""), new Session(Path.of("")));
  }

  public Session session() {
    return session;
  }

  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Runs a command a second later than the one before. */
  public Session.Answer keyed(String... args) {
    session.advance(Duration.ofSeconds(1));
    return session.keyed(args);
  }

  /** A licence of the plan team. */
  public Path issue(String name, String... more) {
    List<String> args =
        new ArrayList<>(List.of("license", "issue", "--customer", "C", "--plan", "team"));
    args.addAll(List.of("--out", file(name).toString()));
    args.addAll(List.of(more));
    ok(keyed(args.toArray(String[]::new)));
    return file(name);
  }

  public Session.Answer renew(Path old, String name, String... more) {
    List<String> args = new ArrayList<>(List.of("license", "renew", old.toString()));
    args.addAll(List.of("--out", file(name).toString()));
    args.addAll(List.of(more));
    return keyed(args.toArray(String[]::new));
  }

  public static Licence licence(Path file) throws IOException {
    return LicenceFiles.unverified(file);
  }

  /** A file whose last statement says something else, under the signatures that it had. */
  public Path changed(Path file, String name, String part, String other) throws IOException {
    List<Envelope> statements =
        new ArrayList<>(StatementFile.parse(Files.readAllBytes(file)).statements());
    Envelope last = statements.removeLast();
    String payload = new String(last.payload(), StandardCharsets.UTF_8);
    assertThat(payload).contains(part);
    byte[] changed = payload.replace(part, other).getBytes(StandardCharsets.UTF_8);
    statements.add(new Envelope(last.type(), changed, last.signatures()));
    return Files.write(file(name), new StatementFile(statements).bytes());
  }

  /** All files of the key folder with what is in them. */
  public Map<String, String> keys() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(session.keys())) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(session.keys().relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  public static Session.Answer ok(Session.Answer answer) {
    assertThat(answer.code()).as(answer.err()).isZero();
    return answer;
  }
}
