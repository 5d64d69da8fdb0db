package dev.holdfast.appliance.licensing.kept;

import dev.holdfast.appliance.platform.home.Home;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder {@code licences} in the home: what is dropped there is looked at once. */
@Singleton
public final class LicenceFolder {
  private static final Logger LOG = LoggerFactory.getLogger(LicenceFolder.class);
  private static final long MAX_BYTES = 1024 * 1024;
  private static final int MAX_FILES = 100;

  private final Path folder;
  private final Map<String, Seen> seen = new HashMap<>();

  public LicenceFolder(Home home) {
    folder = home.licences();
  }

  private record Seen(long size, Instant changedAt) {}

  /** A file that was not there, or has changed. */
  public record Dropped(String name, String text, Instant changedAt) {}

  /** The files that are new since the last call. A file that is still being written comes again. */
  public synchronized List<Dropped> changes() {
    List<Dropped> changed = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return changed;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        BasicFileAttributes attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Seen now = new Seen(attributes.size(), attributes.lastModifiedTime().toInstant());
        boolean candidate =
            attributes.isRegularFile() && !name.startsWith(".") && now.size() <= MAX_BYTES;
        if (candidate && changed.size() < MAX_FILES && !now.equals(seen.put(name, now))) {
          changed.add(
              new Dropped(name, Files.readString(file, StandardCharsets.UTF_8), now.changedAt()));
        }
      }
    } catch (IOException e) {
      LOG.warn("The folder {} cannot be read: {}", folder, e.toString());
    }
    return changed;
  }
}
