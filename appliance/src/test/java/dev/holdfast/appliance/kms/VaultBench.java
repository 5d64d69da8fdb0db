package dev.holdfast.appliance.kms;

import dev.holdfast.appliance.platform.crypto.AesGcm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** A Vault, its token in a file, and the real driver between. */
final class VaultBench implements AutoCloseable {
  static final byte[] ALICE = "tenant alice".getBytes(StandardCharsets.US_ASCII);
  static final byte[] BOB = "tenant bob".getBytes(StandardCharsets.US_ASCII);

  final FakeVault vault = new FakeVault();
  final byte[] dataKey = AesGcm.newKey();
  final Path tokenFile;

  VaultBench(Path folder) throws IOException {
    tokenFile = folder.resolve("token");
    writeToken(FakeVault.TOKEN + "\n");
    Files.setPosixFilePermissions(tokenFile, PosixFilePermissions.fromString("rw-------"));
  }

  void writeToken(String text) throws IOException {
    Files.writeString(tokenFile, text);
  }

  VaultConfiguration configuration() {
    return configuration(Duration.ofSeconds(20), 2, 8);
  }

  /** Long enough that only a test of the timeout itself meets it. */
  VaultConfiguration configuration(Duration requestTimeout, int retries, int concurrency) {
    return new VaultConfiguration(
        vault.address(),
        "transit",
        "holdfast",
        tokenFile.toString(),
        null,
        null,
        Duration.ofSeconds(30),
        requestTimeout,
        retries,
        concurrency);
  }

  Kms kms() {
    return kms(configuration());
  }

  static Kms kms(VaultConfiguration configuration) {
    return new VaultTransitKms(
        configuration, new VaultCalls(configuration, new VaultSession(configuration)));
  }

  @Override
  public void close() {
    vault.close();
  }
}
