package dev.holdfast.appliance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.config.ConfigurationSchema.Setting;
import dev.holdfast.appliance.platform.config.Told;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigurationSchemaTest {
  private static final Set<String> TEXTS =
      Set.of("java.lang.String", "java.util.List", "java.util.Map", "java.net.URI");

  private final ConfigurationSchema schema = new ConfigurationSchema();

  private Setting setting(String key) {
    return schema.find(key).orElseThrow();
  }

  @Test
  void schema_knowsEveryKey() {
    assertThat(schema.settings().keySet())
        .containsExactlyElementsOf(KnownKeys.load().types().keySet());
  }

  @Test
  void schema_everyText_isMarkedAndNothingElseNeedsAMark() {
    KnownKeys.load()
        .types()
        .forEach(
            (key, type) -> {
              assertThat(setting(key).marked()).as(key).isEqualTo(TEXTS.contains(type));
              assertThat(setting(key).told() == Told.As.AS_IT_IS || setting(key).marked())
                  .as("%s is told by its type", key)
                  .isTrue();
            });
  }

  @Test
  void schema_whatNamesAFileOfASecret_isNeverTold() {
    assertThat(
            schema.settings().values().stream()
                .filter(setting -> setting.told() == Told.As.NEVER)
                .map(Setting::key))
        .containsExactly(
            "holdfast.backup.s3.access-key-file",
            "holdfast.backup.s3.secret-key-file",
            "holdfast.database.password-file",
            "holdfast.kms.key-file",
            "holdfast.kms.vault.token-file",
            "holdfast.licensing.mail.password-file",
            "holdfast.tls.acme.hmac-file",
            "holdfast.tls.key-file");
    assertThat(
            schema.settings().keySet().stream()
                .filter(key -> key.matches(".*(?:password|secret|token|key)-file"))
                .filter(key -> !key.equals("holdfast.support.vendor-key-file")))
        .as("a new one is never told either; the vendor's key is a public one")
        .allMatch(key -> setting(key).told() == Told.As.NEVER);
  }

  @ParameterizedTest
  @CsvSource({
    "holdfast.server.port, 8443",
    "holdfast.session.idle, 2h",
    "holdfast.session.idle, PT2H",
    "holdfast.audit.sync, always",
    "holdfast.audit.sync, PROCESS",
    "holdfast.kms.provider, vault-transit",
    "holdfast.egress.mode, listed",
    "holdfast.backup.at, 02:30",
    "holdfast.licensing.mail.security, StartTLS",
    "holdfast.kms.vault.mount, transit",
    "holdfast.server.host, 127.0.0.1"
  })
  void plain_whatItIsMeantToBe_isTold(String key, String value) {
    assertThat(setting(key).plain(value)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "holdfast.server.port, hunter2",
    "holdfast.session.idle, correct-horse",
    "holdfast.audit.sync, correcthorse",
    "holdfast.kms.provider, hvs.CAESIJ",
    "holdfast.egress.mode, listed-by-me",
    "holdfast.backup.at, correct",
    "holdfast.kms.vault.mount, brewery",
    "holdfast.database.password-file, x",
    "holdfast.tls.key-file, ''"
  })
  void plain_anythingElse_isNot(String key, String value) {
    assertThat(setting(key).plain(value)).isFalse();
  }

  @Test
  void find_anItemOfAList_isTheList() {
    assertThat(setting("holdfast.egress.allow[3]").key()).isEqualTo("holdfast.egress.allow");
    assertThat(setting("holdfast.egress.allow").list()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "holdfast", "holdfast.database.password", "s3cret", "holdfast.tls."})
  void find_whatNobodyKnows_isNothing(String key) {
    assertThat(schema.find(key)).isEmpty();
  }
}
