package dev.holdfast.appliance.diagnostics;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.id.EntityIds;
import dev.holdfast.license.support.SupportBundle;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The bundles that were written, in {@code support} in the home: sealed, with receipt and map. */
@Singleton
final class SupportShelf {
  private static final String BUNDLE = ".hfsupport";
  private static final String RECEIPT = ".receipt.txt";
  private static final String MAP = ".map.json";

  private final Path folder;
  private final JsonMapper json;

  SupportShelf(Home home, JsonMapper json) {
    this.folder = home.root().resolve("support");
    this.json = json;
  }

  /**
   * A bundle that is there.
   *
   * @param recipients who can open it: kind and key
   */
  record Written(String id, Instant createdAt, long bytes, Path file, List<String> recipients) {
    Written {
      recipients = List.copyOf(recipients);
    }
  }

  /** Writes all three files; the bundle itself last. */
  Written put(String id, byte[] bundle, byte[] receipt, Map<String, String> map) {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(
              PosixFilePermissions.fromString(Home.DIRECTORY_RIGHTS)));
      Home.write(folder.resolve(id + MAP), json.writeValueAsBytes(map));
      Home.write(folder.resolve(id + RECEIPT), receipt);
      Home.write(folder.resolve(id + BUNDLE), bundle);
      return written(folder.resolve(id + BUNDLE));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  List<Written> list() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Written> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(BUNDLE)).toList()) {
        all.add(written(file));
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
    all.sort(Comparator.comparing(Written::createdAt).reversed());
    return all;
  }

  byte[] bundle(String id) {
    return read(id, BUNDLE);
  }

  byte[] receipt(String id) {
    return read(id, RECEIPT);
  }

  private byte[] read(String id, String suffix) {
    if (EntityIds.parse("sup", id).isEmpty()) {
      throw missing();
    }
    try {
      return Files.readAllBytes(folder.resolve(id + suffix));
    } catch (NoSuchFileException e) {
      throw missing();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static ProblemException missing() {
    return Problem.of(ErrorCode.NOT_FOUND, "There is no such support bundle.").asException();
  }

  private static Written written(Path file) throws IOException {
    SupportBundle.Outer outer = SupportBundle.outer(Files.readAllBytes(file));
    return new Written(
        outer.id(),
        outer.createdAt(),
        Files.size(file),
        file,
        outer.recipients().stream().map(each -> each.kind() + ":" + each.key()).toList());
  }

  private ProblemException unwritable(IOException e) {
    return new ProblemException(
        Problem.of(ErrorCode.SUPPORT_REFUSED, folder + " cannot be used: " + e.getMessage() + "."),
        e);
  }
}
