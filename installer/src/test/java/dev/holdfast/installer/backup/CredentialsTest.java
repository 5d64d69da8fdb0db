package dev.holdfast.installer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restore is given of the service's secrets, and the key that it brings home. */
class CredentialsTest {
  private static final String OWN = "# the key of this machine\nb3duIGtleSBvZiB0aGlzIG1hY2hpbmU=\n";
  private static final String OTHER = "b3RoZXIga2V5IGZyb20gYSBiYWNrdXAgLi4=";

  @TempDir private Path root = Path.of("unset");
  private Path secrets = root;
  private Path runtime = root;
  private Path restored = root;

  /** Seals by writing a word in front. */
  private static final class Marked implements Credentials.Sealer {
    @Override
    public byte[] seal(String name, byte[] secret) {
      return ("sealed " + name + ":" + text(secret)).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] open(String name, byte[] sealed) throws IOException {
      String prefix = "sealed " + name + ":";
      if (!text(sealed).startsWith(prefix)) {
        throw new IOException("it was sealed on another machine");
      }
      return text(sealed).substring(prefix.length()).getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
  }

  @BeforeEach
  void makeFolders() throws IOException {
    secrets = Files.createDirectory(root.resolve("credentials"));
    runtime = Files.createDirectory(root.resolve("run"));
    restored = Files.createDirectories(root.resolve("home/keys")).resolve("kms.key");
  }

  private Path home() {
    return root.resolve("home");
  }

  /** A capability to read everything is not asked by access(2), and so not by Java. */
  @Test
  void environment_forAHomeOfTheService_belongsToTheService() throws IOException {
    if ("root".equals(System.getProperty("user.name"))) {
      Files.setAttribute(home(), "unix:uid", 4711);
      Files.setAttribute(home(), "unix:gid", 4712);
    }
    Files.write(secrets.resolve("kms.key.cred"), new Marked().seal("kms.key", bytes(OWN)));
    try (Credentials credentials = Credentials.of(secrets, runtime, home(), new Marked())) {
      Path folder = Path.of(credentials.environment().getOrDefault("CREDENTIALS_DIRECTORY", ""));
      for (Path file : List.of(folder, folder.resolve("kms.key"))) {
        for (String id : List.of("unix:uid", "unix:gid")) {
          assertThat(Files.getAttribute(file, id)).isEqualTo(Files.getAttribute(home(), id));
        }
      }
    }
  }

  @Test
  void environment_withSealedKeyAndPassword_namesBothUnsealedForItsOwnerOnly() throws IOException {
    Files.write(secrets.resolve("kms.key.cred"), new Marked().seal("kms.key", bytes(OWN)));
    Files.writeString(secrets.resolve("database.password"), "the password\n");
    Path folder;
    try (Credentials credentials = Credentials.of(secrets, runtime, home(), new Marked())) {
      folder = Path.of(credentials.environment().getOrDefault("CREDENTIALS_DIRECTORY", ""));
      assertThat(folder.resolve("kms.key")).hasContent(OWN);
      assertThat(credentials.environment())
          .containsEntry(
              "HOLDFAST_DATABASE_PASSWORD_FILE", folder.resolve("database.password").toString());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("kms.key"))))
          .isEqualTo("rw-------");
    }
    assertThat(folder).doesNotExist();
  }

  @Test
  void environment_withoutAPassword_namesNone() throws IOException {
    try (Credentials credentials = Credentials.of(secrets, runtime, home(), new Marked())) {
      assertThat(credentials.environment()).containsOnlyKeys("CREDENTIALS_DIRECTORY");
    }
  }

  @Test
  void sealedOnAnotherMachine_failsAndLeavesNothing() throws IOException {
    Files.writeString(secrets.resolve("kms.key.cred"), "something else");
    assertThatThrownBy(() -> Credentials.of(secrets, runtime, home(), new Marked()))
        .hasMessageContaining("another machine");
    assertThat(runtime).isEmptyDirectory();
  }

  @Test
  void takeOver_ofAnotherMachinesKey_addsItSealedAndEmptiesTheHome() throws IOException {
    Files.write(secrets.resolve("kms.key.cred"), new Marked().seal("kms.key", bytes(OWN)));
    Files.writeString(restored, "# a comment\n" + OTHER + "\n\n");
    try (Credentials credentials = Credentials.of(secrets, runtime, home(), new Marked())) {
      assertThat(credentials.takeOver(restored)).isTrue();
    }
    assertThat(secrets.resolve("kms.key.cred")).hasContent("sealed kms.key:" + OWN + OTHER + "\n");
    assertThat(secrets.resolve("kms.key")).doesNotExist();
    assertThat(restored).doesNotExist();
    assertThat(secrets).isDirectoryContaining("glob:**/kms.key.cred");
  }

  @Test
  void takeOver_whereTheKeyLiesUnsealed_leavesTheRightsAsTheyAre() throws IOException {
    Files.writeString(secrets.resolve("kms.key"), OWN);
    Files.writeString(restored, OTHER + "\n");
    try (Credentials credentials = Credentials.of(secrets, runtime, home(), new Marked())) {
      assertThat(credentials.takeOver(restored)).isTrue();
    }
    assertThat(secrets.resolve("kms.key")).hasContent(OWN + OTHER + "\n");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(secrets.resolve("kms.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void takeOver_ofItsOwnKey_changesNothingButTheCopyGoes() throws IOException {
    Files.writeString(secrets.resolve("kms.key"), OWN);
    Files.writeString(restored, OWN);
    try (Credentials credentials = Credentials.of(secrets, runtime, home(), new Marked())) {
      assertThat(credentials.takeOver(restored)).isFalse();
    }
    assertThat(secrets.resolve("kms.key")).hasContent(OWN);
    assertThat(restored).doesNotExist();
  }

  @Test
  void takeOver_whereTheHomesKeyIsTheKey_leavesItThere() throws IOException {
    Files.writeString(restored, OWN);
    try (Credentials credentials = Credentials.of(secrets, runtime, home(), new Marked())) {
      assertThat(credentials.takeOver(restored)).isFalse();
    }
    assertThat(restored).hasContent(OWN);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
