package dev.holdfast.appliance.platform.db;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.resource.classpath.ClassPathResource;
import org.jspecify.annotations.Nullable;

/** Some of the migrations, by their paths: an older version's schema made by this version. */
final class ChosenMigrations implements ResourceProvider {
  private static final String FOLDER = "db/migration/";

  private final Set<String> paths;

  ChosenMigrations(Set<String> paths) {
    this.paths = new TreeSet<>(paths);
  }

  @Override
  public @Nullable LoadableResource getResource(String name) {
    String below = name.startsWith(FOLDER) ? name.substring(FOLDER.length()) : name;
    return paths.contains(below) ? resource(below) : null;
  }

  @Override
  public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
    List<LoadableResource> found = new ArrayList<>();
    for (String path : paths) {
      String file = path.substring(path.lastIndexOf('/') + 1);
      if (file.startsWith(prefix) && Arrays.stream(suffixes).anyMatch(file::endsWith)) {
        found.add(resource(path));
      }
    }
    return found;
  }

  private static LoadableResource resource(String path) {
    return new ClassPathResource(
        new Location(Migrations.LOCATION),
        FOLDER + path,
        ChosenMigrations.class.getClassLoader(),
        StandardCharsets.UTF_8);
  }
}
