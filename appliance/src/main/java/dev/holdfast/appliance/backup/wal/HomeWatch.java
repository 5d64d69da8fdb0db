package dev.holdfast.appliance.backup.wal;

import dev.holdfast.appliance.platform.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Notices that a file of the home that backups hold was changed. One thread uses it. */
public final class HomeWatch {
  private final Home home;
  private final Optional<Path> outside;
  private @Nullable List<String> stored;
  private List<String> seen = List.of();

  /**
   * @param outside the file of the KMS's local key, where it is not in the home
   */
  public HomeWatch(Home home, Optional<Path> outside) {
    this.home = home;
    this.outside = outside;
  }

  /** Whether something is other than at the last {@link #stored}; so it is at the first look. */
  public boolean changed() throws IOException {
    List<String> now = new ArrayList<>();
    List<Path> roots = new ArrayList<>(List.of(home.conf(), home.keys(), home.tls()));
    roots.add(home.licences());
    outside.ifPresent(roots::add);
    for (Path root : roots) {
      if (Files.exists(root)) {
        try (Stream<Path> walk = Files.walk(root)) {
          for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
            now.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
          }
        }
      }
    }
    seen = now;
    return !now.equals(stored);
  }

  /** What the last look saw is stored. */
  public void stored() {
    stored = seen;
  }
}
