package dev.holdfast.appliance.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.config.ConfigurationSchema;
import dev.holdfast.appliance.platform.home.Home;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ConfiguredHostsTest {
  private static Set<String> of(String key, String value) {
    Set<String> hosts = new HashSet<>();
    new ConfiguredHosts(
            new ConfigurationSchema(),
            ApplicationContext.builder().build().getEnvironment(),
            new Home(Path.of("nowhere")))
        .add(key, value, hosts);
    return hosts;
  }

  static List<Arguments> naming() {
    return List.of(
        Arguments.of(
            "holdfast.kms.vault.address",
            "https://vault7.site.example:8200",
            "vault7.site.example"),
        Arguments.of("holdfast.database.url", "jdbc:postgresql://db9:5432/app?ssl=true", "db9"),
        Arguments.of("holdfast.database.url", "postgres://u:p@db9.site/app", "db9.site"),
        Arguments.of("holdfast.licensing.mail.host", "mail.site.example", "mail.site.example"),
        Arguments.of("holdfast.kms.vault.namespace", "brewery", "brewery"),
        Arguments.of("holdfast.kms.vault.mount", "brewery-transit", "brewery-transit"),
        Arguments.of("holdfast.database.username", "brewery_app", "brewery_app"),
        Arguments.of("holdfast.backup.directory", "/mnt/brewery/b", "/mnt/brewery/b"),
        Arguments.of("holdfast.tls.names[1]", "ai.brewery.example", "ai.brewery.example"),
        Arguments.of("holdfast.backup.s3.bucket", "brewery-backups", "brewery-backups"));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource("naming")
  void add_whatNamesAMachineOrPlace_isTaken(String key, String value, String host) {
    assertThat(of(key, value)).containsExactly(host);
  }

  @Test
  void add_listOfHosts_takesEachWithoutItsPort() {
    assertThat(of("holdfast.egress.allow", "a.example:443, [b.example] 10.0.0.0/8,10.1.2.3"))
        .containsExactlyInAnyOrder("a.example", "b.example");
  }

  @Test
  void add_addressesAndOrdinaryValues_takesNothing() {
    assertThat(of("holdfast.server.host", "0.0.0.0")).isEmpty();
    assertThat(of("holdfast.server.host", "fd00::1")).isEmpty();
    assertThat(of("holdfast.kms.vault.address", "http://127.0.0.1:8200")).isEmpty();
    assertThat(of("holdfast.backup.at", "02:30")).isEmpty();
    assertThat(of("holdfast.session.idle", "2h")).isEmpty();
    assertThat(of("holdfast.kms.vault.mount", "transit")).as("the default").isEmpty();
    assertThat(of("holdfast.no.such.host", "brewery")).isEmpty();
  }
}
