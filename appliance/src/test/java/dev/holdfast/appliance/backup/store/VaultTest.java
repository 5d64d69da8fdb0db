package dev.holdfast.appliance.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory, and a bucket on a socket. */
@SuppressWarnings("NullAway.Init") // set before each
final class VaultTest {
  private static final int PART = 5 << 20;

  @TempDir private Path folder = Path.of("unset");
  private FakeS3 store;

  @BeforeEach
  void serve() throws IOException {
    store = new FakeS3();
    Files.writeString(folder.resolve("access"), "AKTEST\n");
    Files.writeString(folder.resolve("secret"), "secret-of-the-test\n");
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private S3Vault s3(Duration timeout) throws IOException {
    return new S3Vault(
        new S3Vault.Settings(
            store.endpoint(),
            "us-east-1",
            "backups",
            "site/",
            folder.resolve("access"),
            folder.resolve("secret"),
            PART,
            timeout));
  }

  private DirectoryVault directory() {
    return new DirectoryVault(folder.resolve("vault"));
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static void put(Vault vault, String name, byte[] bytes) throws IOException {
    try (Vault.Upload out = vault.write(name)) {
      out.write(bytes);
      out.commit();
    }
  }

  private void roundTrip(Vault vault) throws IOException {
    byte[] small = noise(1_000);
    byte[] large = noise(2 * PART + 77);
    put(vault, "small.x", small);
    put(vault, "large.x", large);
    for (int i = 0; i < 5; i++) {
      put(vault, "more-" + i, new byte[] {1});
    }

    assertThat(vault.list())
        .hasSize(7)
        .contains(new Vault.Stored("small.x", 1_000), new Vault.Stored("large.x", large.length));
    assertThat(vault.readAll("small.x", 5_000)).isEqualTo(small);
    assertThat(vault.read("large.x", PART - 5L, 10))
        .isEqualTo(Arrays.copyOfRange(large, PART - 5, PART + 5));
    assertThat(vault.readAll("large.x", 1L << 30)).isEqualTo(large);
    vault.delete("small.x");
    vault.delete("small.x");
    assertThat(vault.list()).hasSize(6);
    assertReason(Reason.UNKNOWN, () -> vault.readAll("small.x", 5_000));
    assertReason(Reason.DAMAGED, () -> vault.read("large.x", large.length - 3L, 10));
  }

  @Test
  void directory_files_comeBackAndAreForTheOwnerOnly() throws IOException {
    roundTrip(directory());

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("vault/large.x"))))
        .isEqualTo("rw-------");
  }

  @Test
  void directory_uploadThatIsNotCommitted_neverExisted() throws IOException {
    DirectoryVault vault = directory();
    try (Vault.Upload out = vault.write("half.x")) {
      out.write(noise(100));
      assertThat(vault.list()).isEmpty();
    }

    assertThat(vault.list()).isEmpty();
    assertThat(folder.resolve("vault")).isEmptyDirectory();
  }

  @Test
  void directory_nameThatLeavesIt_isRefused() {
    for (String name : List.of("../x", "a/b", "", ".hidden", "a..b")) {
      assertThatThrownBy(() -> directory().readAll(name, 10))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void s3_objects_comeBack_largeOnesInParts() throws IOException {
    try (S3Vault vault = s3(Duration.ofSeconds(20))) {
      roundTrip(vault);
    }

    assertThat(store.parts.get()).isEqualTo(3);
    assertThat(store.uploads).isEmpty();
    assertThat(store.objects.keySet()).allMatch(key -> key.startsWith("site/"));
  }

  @Test
  void s3_uploadThatIsNotCommitted_isTakenBack() throws IOException {
    try (S3Vault vault = s3(Duration.ofSeconds(20))) {
      try (Vault.Upload out = vault.write("half.x")) {
        out.write(noise(PART + 10));
        assertThat(store.uploads).hasSize(1);
      }

      assertThat(store.uploads).isEmpty();
      assertThat(store.objects).isEmpty();
    }
  }

  @Test
  void s3_storeThatIsBusyForAMoment_isAskedAgain() throws IOException {
    try (S3Vault vault = s3(Duration.ofSeconds(20))) {
      store.failures.set(2);
      put(vault, "a.x", noise(100));

      assertThat(store.objects).hasSize(1);
    }
  }

  @Test
  void s3_storeThatStaysBusy_isToldInWords() throws IOException {
    try (S3Vault vault = s3(Duration.ofSeconds(20))) {
      store.failures.set(1_000);

      assertThatThrownBy(vault::list).hasMessageContaining("503");
    }
  }

  @Test
  void s3_keyThatMayNot_isToldInWordsWithoutTheKey() throws IOException {
    try (S3Vault vault = s3(Duration.ofSeconds(20))) {
      store.forbids = true;

      assertThatThrownBy(() -> put(vault, "a.x", noise(100)))
          .isInstanceOfSatisfying(
              BackupException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STORE))
          .hasMessageContaining("403")
          .message()
          .doesNotContain("secret-of-the-test");
    }
  }

  @Test
  void s3_storeThatDawdles_isGivenUp() throws IOException {
    try (S3Vault vault = s3(Duration.ofMillis(200))) {
      store.dawdleMillis = 2_000;

      assertReason(Reason.STORE, vault::list);
    }
  }

  private interface Effect {
    void run() throws IOException;
  }

  private static void assertReason(Reason reason, Effect call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            BackupException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
