package dev.holdfast.appliance.diagnostics.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.config.ConfigurationSchema;
import dev.holdfast.appliance.diagnostics.redact.Canaries;
import dev.holdfast.appliance.platform.home.Home;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationCollectorTest {
  private static final int ROOM = 1 << 16;

  private final ConfigurationSchema schema = new ConfigurationSchema();
  private final Pages pages = new Pages(ROOM, (kind, name) -> "<" + kind + ">");
  @TempDir private Path root = Path.of("set by JUnit");

  private String told(String key, String value) {
    return ConfigurationCollector.told(schema.find(key).orElseThrow(), value, pages);
  }

  private String page(Map<String, Object> inForce, String file) throws IOException {
    Home home = new Home(root);
    home.create();
    Files.writeString(home.conf().resolve("holdfast.properties"), file);
    try (ApplicationContext context = ApplicationContext.builder().properties(inForce).build()) {
      context.getEnvironment().start();
      new ConfigurationCollector(schema, context.getEnvironment(), home).gather(pages);
    }
    return pages.files().getOrDefault("configuration.properties", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "holdfast.server.port | 8443 | 8443",
        "holdfast.database.url | jdbc:postgresql://db9:5432/app?user=u&password=p |"
            + " jdbc:postgresql://<host>:5432/[redacted:schema]",
        "holdfast.database.url | postgres://u:p@db9/app | postgres://<host>/[redacted:schema]",
        "holdfast.database.url | jdbc:h2:file:/srv/brewery | <setting>",
        "holdfast.kms.vault.address | https://vault.site.example:8200 | https://<host>:8200",
        "holdfast.kms.vault.address | https://[fd00::7]:8200/ | https://<host>:8200",
        "holdfast.kms.vault.address | hunter2://x | <setting>",
        "holdfast.egress.allow | a.example:443, 10.0.0.0/8 b.example | <host>:443,<host>/8,<host>",
        "holdfast.backup.directory | /mnt/brewery | <setting>",
        "holdfast.database.username | app | <host>",
        "holdfast.database.password-file | /etc/holdfast/credentials/p | [redacted:schema]",
        "holdfast.database.password-file | p | [redacted:schema]",
        "holdfast.server.port | hunter2 | [redacted:schema]",
        "holdfast.kms.provider | hvs.CAESIJ | [redacted:schema]",
        "holdfast.kms.vault.mount | transit | transit"
      })
  void told_each_isWhatItsSchemaAllows(String key, String value, String expected) {
    assertThat(told(key, value)).isEqualTo(expected);
  }

  @Test
  void gather_settingsInForceAndInTheFile_areBothThere() throws IOException {
    String page =
        page(
            Map.of(
                "holdfast.server.port",
                "9443",
                "holdfast.tls.names",
                java.util.List.of("one.example", "two.example")),
            "holdfast.server.port=8443\nholdfast.egress.allow[0]=x.example\n");

    assertThat(page)
        .startsWith("# In force since the start.\n")
        .contains("\nholdfast.server.port=9443\nholdfast.tls.names=<host>,<host>\n")
        .endsWith(
            """

            # In holdfast.properties now.
            holdfast.egress.allow=<host>
            holdfast.server.port=8443
            """);
    assertThat(pages.facts()).containsEntry("configuration.unknown", "0");
  }

  @Test
  void gather_keysThatNobodyKnows_areCountedAndNotShown() throws IOException {
    String page =
        page(
            Map.of("holdfast.database.password", "hunter2", "holdfast.home", "/srv/brewery"),
            "holdfast.database.password = hunter2\nhunter2\n# a comment: hunter2\n");

    assertThat(page)
        .doesNotContain("hunter2", "database.password", "brewery", "comment")
        .contains("# 2 more that Holdfast does not know: not shown");
    assertThat(pages.facts()).containsEntry("configuration.unknown", "2");
  }

  @Test
  void gather_everyShapeOfSecretAsEveryKeysValue_isNeverShown() throws IOException {
    StringBuilder file = new StringBuilder();
    for (String shape : Canaries.shapes().values()) {
      file.append("# ").append(shape.replace("\n", "\n# ")).append('\n');
    }
    schema
        .settings()
        .keySet()
        .forEach(key -> file.append(key).append('=').append(Canaries.MARK).append("x\n"));

    assertThat(page(Map.of(), file.toString())).doesNotContain(Canaries.MARK);
  }

  @Test
  void gather_fileWithABrokenEscape_saysSoAndShowsNothingOfIt() throws IOException {
    assertThat(page(Map.of(), "holdfast.server.port=\\u00zz hunter2\n"))
        .contains("it cannot be read")
        .doesNotContain("hunter2");
  }

  @Test
  void gather_noFile_saysSo() throws IOException {
    Home home = new Home(root);
    home.create();
    try (ApplicationContext context = ApplicationContext.builder().build()) {
      context.getEnvironment().start();
      new ConfigurationCollector(schema, context.getEnvironment(), home).gather(pages);
    }
    assertThat(pages.files()).containsKey("configuration.properties");
    assertThat(pages.files().get("configuration.properties")).contains("# there is none");
  }
}
