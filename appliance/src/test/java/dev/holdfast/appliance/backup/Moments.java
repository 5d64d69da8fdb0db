package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.restore.Stager;
import dev.holdfast.appliance.backup.wal.Catalogue;
import dev.holdfast.appliance.backup.wal.Piece;
import dev.holdfast.appliance.backup.wal.Replication;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.testkit.Patience;
import io.micronaut.context.ApplicationContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A home, a PostgreSQL of its own whose log is stored, and the command that restores. */
final class Moments implements AutoCloseable {
  private final Path folder;
  private final ManagedPostgres postgres;

  Moments(String bound) {
    try {
      this.folder = Files.createTempDirectory("holdfast-moments-");
      this.postgres = ManagedPostgres.start(bound);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path home() {
    return folder.resolve("home");
  }

  ManagedPostgres postgres() {
    return postgres;
  }

  static List<Catalogue.Window> windows(Site site) {
    return site.bean(LogState.class).windows();
  }

  /** Waits until there is a base, then until everything up to now can be reached; gives now. */
  static Instant reached(Site site) {
    LogDatabase database = site.bean(LogDatabase.class);
    Instant begun = database.now();
    Patience.until(
        "a base of the line that is written",
        () -> windows(site).stream().anyMatch(each -> !each.to().isBefore(begun)));
    Instant now = database.now();
    Patience.until(
        "the stored log reaches " + now,
        () ->
            windows(site).stream()
                .anyMatch(each -> !each.from().isAfter(now) && !each.to().isBefore(now)));
    return now;
  }

  String restore(String... arguments) throws Exception {
    return restore(home(), postgres.properties(), arguments);
  }

  static String restore(Path home, Map<String, Object> properties, String... arguments)
      throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    new RestoreCommand(
            RestoreCommand.Options.parse(List.of(arguments)),
            on -> {
              Map<String, Object> all = new HashMap<>(properties);
              all.put("holdfast.home", on.root().toString());
              return ApplicationContext.run(all, "test");
            },
            Clock.systemUTC(),
            new PrintStream(said, true, StandardCharsets.UTF_8),
            ManagedPostgres.user())
        .run(new Home(home));
    return said.toString(StandardCharsets.UTF_8);
  }

  Path log() {
    return home().resolve("backups/point-in-time");
  }

  List<Piece> pieces() throws IOException {
    try (Stream<Path> files = Files.list(log())) {
      return files
          .flatMap(file -> Piece.parse(String.valueOf(file.getFileName())).stream())
          .sorted(Comparator.comparingLong(Piece::from))
          .toList();
    }
  }

  Replication.Target target() throws IOException {
    return new Replication.Target(
        "127.0.0.1",
        Integer.parseInt(postgres.url().replaceFirst(".*:(\\d+)/.*", "$1")),
        ManagedPostgres.DATABASE,
        "holdfast",
        password());
  }

  String password() throws IOException {
    return Files.readString(postgres.passwordFile()).strip();
  }

  Site site() throws Exception {
    return Site.start(home(), postgres.properties());
  }

  @Override
  public void close() throws IOException {
    postgres.close();
    Stager.empty(folder);
    Files.delete(folder);
  }
}
