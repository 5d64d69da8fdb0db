package dev.holdfast.installer.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.holdfast.installer.cli.Appliance;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the commands do with the appliance's answers. */
final class Answers {
  private Answers() {}

  /** Asks; a backup that is damaged is a verification that failed. */
  static JsonNode verified(Appliance appliance, String path) {
    try {
      return appliance.post(path, JsonNodeFactory.instance.objectNode());
    } catch (CommandFailure e) {
      throw e.code().equals("backup_damaged")
          ? new CommandFailure(ExitCode.VERIFICATION_FAILED, e.code(), e.text(), e.hint())
          : e;
    }
  }

  /** A moment for people, who do not need its fraction of a second. */
  static String second(JsonNode moment) {
    return moment.asText().replaceFirst("\\.\\d+Z$", "Z");
  }

  /** A key is not made where its shares could not be written. */
  static void requireEmptyNames(Path folder, int shares) {
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw unwritable(folder + " is no directory that this user can write into.");
    }
    for (int i = 1; i <= shares; i++) {
      if (Files.exists(file(folder, i))) {
        throw unwritable(file(folder, i) + " is already there, and is not overwritten.");
      }
    }
  }

  /** Writes each share into a file of its own, for the owner only. */
  static List<Path> write(Path folder, JsonNode shares) {
    List<Path> files = new ArrayList<>();
    for (JsonNode share : shares) {
      Path file = file(folder, files.size() + 1);
      try (FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        channel.write(StandardCharsets.US_ASCII.encode(share.asText() + "\n"));
        channel.force(true);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      files.add(file);
    }
    return files;
  }

  private static Path file(Path folder, int number) {
    return folder.resolve("holdfast-recovery-share-" + number + ".txt");
  }

  private static CommandFailure unwritable(String words) {
    return new CommandFailure(
        ExitCode.USAGE, "not_writable", words, "Name another directory with --out.");
  }
}
