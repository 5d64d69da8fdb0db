package dev.holdfast.appliance.diagnostics;

import dev.holdfast.appliance.diagnostics.redact.Names;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.tls.MachineName;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The names that the appliance knows, gathered before anything else is: people, tenants, projects,
 * providers, keys and machines. What cannot be asked for keeps a bundle from being made.
 */
@Singleton
final class KnownNames {
  private final Database database;
  private final ConfiguredHosts configured;

  KnownNames(Database database, ConfiguredHosts configured) {
    this.database = database;
    this.configured = configured;
  }

  private record Source(String kind, String sql) {}

  private static final List<Source> SOURCES =
      List.of(
          new Source("email", "select email from account"),
          new Source("person", "select name from account"),
          new Source("tenant", "select name from tenant"),
          new Source("tenant", "select slug from tenant"),
          new Source("project", "select name from project"),
          new Source("provider", "select name from provider"),
          new Source("key", "select name from api_key"));

  void into(Names names) throws IOException {
    for (Source source : SOURCES) {
      names.know(source.kind(), column(source.sql()));
    }
    names.know(
        "host",
        column("select base_url from provider where base_url is not null").stream()
            .map(KnownNames::host)
            .flatMap(Optional::stream)
            .toList());
    names.know("host", configured.all());
    names.know("host", machine());
    names.know("account", List.of(System.getProperty("user.name", "")));
  }

  private List<String> column(String sql) {
    return database.inPlatform(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  private static Optional<String> host(String url) {
    try {
      return Optional.ofNullable(URI.create(url).getHost());
    } catch (IllegalArgumentException e) {
      return Optional.of(url);
    }
  }

  private static List<String> machine() {
    List<String> names = new ArrayList<>();
    names.add(MachineName.get());
    names.add(Objects.toString(System.getenv("HOSTNAME"), ""));
    try {
      names.add(Files.readString(Path.of("/etc/hostname")).strip());
    } catch (IOException e) {
      // A machine need not have one.
      names.add("");
    }
    // Each name alone too, without its domain.
    return Stream.concat(names.stream(), names.stream().map(name -> name.split("\\.", 2)[0]))
        .distinct()
        .toList();
  }
}
