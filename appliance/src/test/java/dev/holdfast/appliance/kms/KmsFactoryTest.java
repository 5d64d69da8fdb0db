package dev.holdfast.appliance.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.crypto.AesGcm;
import dev.holdfast.appliance.platform.home.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which provider and which key the configuration picks, and moving from one to the other. */
class KmsFactoryTest {
  private static final byte[] CONTEXT = "tenant".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder = Path.of("");
  private final byte[] dataKey = AesGcm.newKey();

  @Test
  void file_nothingConfigured_makesTheKeyInTheHome() {
    Kms kms = make(new KmsConfiguration("file", null, null), null);

    assertThat(folder.resolve("home/keys/kms.key")).exists();
    assertThat(make(new KmsConfiguration("file", null, null), null).unwrap(wrap(kms), CONTEXT))
        .isEqualTo(dataKey);
  }

  @Test
  void file_pathConfigured_usesIt() {
    Path elsewhere = folder.resolve("elsewhere.key");

    make(new KmsConfiguration("file", null, elsewhere.toString()), null);

    assertThat(elsewhere).exists();
    assertThat(folder.resolve("home/keys/kms.key")).doesNotExist();
  }

  @Test
  void file_systemdCredential_isUsedInsteadOfTheHome() throws IOException {
    byte[] key = AesGcm.newKey();
    Files.writeString(folder.resolve("kms.key"), Base64.getEncoder().encodeToString(key));

    Kms kms = make(new KmsConfiguration("file", null, null), folder.toString());

    assertThat(new FileKms(java.util.List.of(key)).unwrap(wrap(kms), CONTEXT)).isEqualTo(dataKey);
    assertThat(folder.resolve("home/keys/kms.key")).doesNotExist();
  }

  @Test
  void file_systemdCredentialAndAKeyThatARestoreBrought_wrapsWithTheFirstAndOpensBoth()
      throws IOException {
    byte[] before = wrap(make(new KmsConfiguration("file", null, null), null));
    byte[] key = AesGcm.newKey();
    Files.writeString(folder.resolve("kms.key"), Base64.getEncoder().encodeToString(key));

    Kms kms = make(new KmsConfiguration("file", null, null), folder.toString());

    assertThat(kms.unwrap(before, CONTEXT)).isEqualTo(dataKey);
    assertThat(new FileKms(java.util.List.of(key)).unwrap(wrap(kms), CONTEXT)).isEqualTo(dataKey);
    assertThat(kms.keyOutsideOfHome()).contains(folder.resolve("kms.key"));
  }

  @Test
  void file_inTheHome_isNotOutsideOfIt() {
    assertThat(make(new KmsConfiguration("file", null, null), null).keyOutsideOfHome()).isEmpty();
  }

  @Test
  void file_credentialsOfOtherThingsOnly_usesTheHome() {
    make(new KmsConfiguration("file", null, null), folder.toString());

    assertThat(folder.resolve("home/keys/kms.key")).exists();
  }

  @Test
  void vault_asNew_unwrapsWhatTheFileWrappedAndWrapsWithVault() throws IOException {
    byte[] before = wrap(make(new KmsConfiguration("file", null, null), null));
    try (VaultBench bench = new VaultBench(folder)) {
      VaultConfiguration vault = bench.configuration();

      Kms moving = make(new KmsConfiguration("vault-transit", "file", null), vault, null);
      byte[] after = wrap(moving);

      assertThat(moving.description()).isEqualTo("vault-transit:holdfast");
      assertThat(moving.unwrap(before, CONTEXT)).isEqualTo(dataKey);
      assertThat(moving.unwrap(after, CONTEXT)).isEqualTo(dataKey);
      assertThat(moving.check().healthy()).isTrue();
      assertThat(moving.check().detail()).contains("Before: file");
      assertThat(VaultBench.kms(vault).unwrap(after, CONTEXT)).isEqualTo(dataKey);
    }
  }

  @Test
  void file_vaultWrappedWithoutPrevious_isRefusedAndSaysHowToGoOn() throws IOException {
    try (VaultBench bench = new VaultBench(folder)) {
      byte[] wrapped = wrap(bench.kms());
      Kms file = make(new KmsConfiguration("file", null, null), null);

      assertThatThrownBy(() -> file.unwrap(wrapped, CONTEXT))
          .hasMessageContaining("holdfast.kms.previous");
    }
  }

  @Test
  void vault_addressOrTokenMissing_saysWhichPropertyIs() {
    assertThatThrownBy(() -> make(new KmsConfiguration("vault-transit", null, null), null))
        .hasMessageContaining("holdfast.kms.vault.token-file");
  }

  private byte[] wrap(Kms kms) {
    return kms.wrap(dataKey, CONTEXT);
  }

  private Kms make(KmsConfiguration configuration, @Nullable String credentials) {
    return make(configuration, VaultConfigurationTest.valid().make(), credentials);
  }

  private Kms make(
      KmsConfiguration configuration, VaultConfiguration vault, @Nullable String credentials) {
    return KmsFactory.make(configuration, vault, new Home(folder.resolve("home")), credentials);
  }
}
