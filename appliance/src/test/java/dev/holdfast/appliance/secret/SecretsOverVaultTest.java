package dev.holdfast.appliance.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.kms.FakeVault;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets as they are shipped, with the key in Vault, over real HTTP. */
class SecretsOverVaultTest {
  private final SecretBench bench = new SecretBench();
  private final FakeVault vault = new FakeVault();
  @TempDir private Path home = Path.of("");

  @AfterEach
  void close() {
    vault.close();
  }

  @ParameterizedTest
  @CsvSource({"SEALED, kms_unavailable", "FORBIDDEN, kms_refused", "THROTTLED, kms_unavailable"})
  void open_vaultUnwellAtStart_saysWhyAndWorksOnceItIsWell(FakeVault.Mode mode, String code)
      throws IOException {
    byte[] sealed;
    try (ApplicationContext context = start(Map.of())) {
      sealed = context.getBean(Secrets.class).seal(bench.alice, bench.place, bench.secret);
    }
    vault.become(mode);

    try (ApplicationContext context = start(Map.of())) {
      Secrets secrets = context.getBean(Secrets.class);
      assertThatThrownBy(() -> secrets.open(bench.alice, bench.place, sealed))
          .hasMessageContaining(code);

      vault.become(FakeVault.Mode.UNSEALED);
      assertThat(secrets.open(bench.alice, bench.place, sealed)).isEqualTo(bench.secret);
    }
  }

  @Test
  void rewrap_fromKeyFileToVault_oldSecretsOpenWithoutTheKeyFile() throws IOException {
    byte[] sealed;
    try (ApplicationContext context = start(Map.of("holdfast.kms.provider", "file"))) {
      sealed = context.getBean(Secrets.class).seal(bench.alice, bench.place, bench.secret);
    }
    try (ApplicationContext context = start(Map.of("holdfast.kms.previous", "file"))) {
      DataKeys keys = context.getBean(DataKeys.class);
      assertThat(keys.tenants()).isEqualTo(Set.of(bench.alice));
      assertThat(keys.rewrap(bench.alice)).isEqualTo(1);
    }
    Files.delete(home.resolve("keys/kms.key"));

    try (ApplicationContext context = start(Map.of())) {
      Secrets secrets = context.getBean(Secrets.class);
      assertThat(secrets.open(bench.alice, bench.place, sealed)).isEqualTo(bench.secret);
    }
  }

  @Test
  void b05_rewrapAfterRotation_oldKeyVersionCanBeDisallowed() throws IOException {
    byte[] sealed;
    try (ApplicationContext context = start(Map.of())) {
      sealed = context.getBean(Secrets.class).seal(bench.alice, bench.place, bench.secret);
      vault.rotateKey();
      context.getBean(DataKeys.class).rewrap(bench.alice);
      vault.refuseVersionsBefore(2);
    }

    try (ApplicationContext context = start(Map.of())) { // no key is unwrapped yet
      assertThat(context.getBean(Secrets.class).open(bench.alice, bench.place, sealed))
          .isEqualTo(bench.secret);
    }
  }

  private ApplicationContext start(Map<String, Object> more) throws IOException {
    Path token = home.resolve("token");
    Files.writeString(token, FakeVault.TOKEN);
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    Map<String, Object> properties =
        new HashMap<>(
            Map.of(
                "holdfast.home", home.toString(),
                "holdfast.kms.provider", "vault-transit",
                "holdfast.kms.vault.address", vault.address(),
                "holdfast.kms.vault.token-file", token.toString(),
                "holdfast.kms.vault.request-timeout", "20s"));
    properties.putAll(more);
    return ApplicationContext.run(properties);
  }
}
