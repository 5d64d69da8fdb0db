package dev.holdfast.appliance.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationFileTest {
  @TempDir private Path folder = Path.of("unset");

  @Test
  void read_withoutFile_isEmpty() {
    assertThat(ConfigurationFile.read(folder.resolve("none")).entries()).isEmpty();
  }

  @Test
  void read_knownKeys_givesThem() throws IOException {
    assertThat(
            read("""
                    # a comment
                    holdfast.server.port = 9443
                    holdfast.server.trusted-proxies[0]=10.0.0.0/8
                    """)
                .entries())
        .containsEntry("holdfast.server.port", "9443")
        .containsEntry("holdfast.server.trusted-proxies[0]", "10.0.0.0/8");
  }

  @ParameterizedTest
  @CsvSource({
    "holdfast.server.prot, holdfast.server.port",
    "holdfast.databse.url, holdfast.database.url",
    "server.port, holdfast.server.port",
    "holdfast.server.plainPort, holdfast.server.plain-port",
    "holdfast.tls.certificatefile, holdfast.tls.certificate-file"
  })
  void read_misspelledKey_suggestsTheRight(String key, String suggested) {
    assertThatThrownBy(() -> read(key + "=1"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("there is no " + key + "; did you mean " + suggested + "?");
  }

  @ParameterizedTest
  @CsvSource({
    "holdfast.server.port, abc, a whole number",
    "holdfast.server.port, 8443x, a whole number",
    "holdfast.session.idle, soon, 'a duration such as 30s, 15m or 2h'",
    "holdfast.session.idle, 30 minutes, 'a duration such as 30s, 15m or 2h'",
    "holdfast.backup.point-in-time.enabled, maybe, true or false",
    "holdfast.audit.sync, sometimes, one of"
  })
  void refuseUnfit_valueOfAnotherType_namesTheKeyAndNotTheValue(
      String key, String value, String words) {
    try (ApplicationContext context = with(Map.of(key, value))) {
      assertThatThrownBy(() -> ConfigurationFile.refuseUnfit(context.getEnvironment()))
          .isInstanceOfSatisfying(
              ProblemException.class,
              refused ->
                  assertThat(refused.problem().code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
          .hasMessageContaining(key + " must be " + words)
          .hasMessageNotContaining(value);
    }
  }

  @Test
  void refuseUnfit_valuesOfTheirTypeOrEmpty_letsThemPass() {
    try (ApplicationContext context =
        with(
            Map.of(
                "holdfast.server.port",
                "-1",
                "holdfast.server.management-port",
                " ",
                "holdfast.session.idle",
                "PT30M",
                "holdfast.api-key.grace",
                "10s",
                "holdfast.backup.point-in-time.enabled",
                "true"))) {
      assertThatCode(() -> ConfigurationFile.refuseUnfit(context.getEnvironment()))
          .doesNotThrowAnyException();
    }
  }

  private static ApplicationContext with(Map<String, Object> values) {
    ApplicationContext context = ApplicationContext.builder(values).build();
    context.getEnvironment().start();
    return context;
  }

  @Test
  void read_keyLikeNone_suggestsNothing() {
    assertThatThrownBy(() -> read("holdfast.completely.different.thing.altogether=1"))
        .hasMessageContaining("there is no holdfast.completely")
        .hasMessageNotContaining("did you mean");
  }

  @Test
  void read_severalWrongKeys_namesThemAll() {
    assertThatThrownBy(() -> read("holdfast.server.prot=1\nholdfast.server.hots=x"))
        .hasMessageContaining("holdfast.server.prot;")
        .hasMessageContaining("holdfast.server.hots;");
  }

  @Test
  void read_brokenFile_isInvalidConfiguration() {
    assertThatThrownBy(() -> read("holdfast.server.host=\\u00zz"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID));
  }

  @ParameterizedTest
  @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, abc, 0", "flaw, lawn, 2"})
  void distance_isLevenshteins(String a, String b, int distance) {
    assertThat(KnownKeys.distance(a, b)).isEqualTo(distance);
    assertThat(KnownKeys.distance(b, a)).isEqualTo(distance);
  }

  private ConfigurationFile read(String text) throws IOException {
    return ConfigurationFile.read(Files.writeString(folder.resolve("holdfast.properties"), text));
  }
}
