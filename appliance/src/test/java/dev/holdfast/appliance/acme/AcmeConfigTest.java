package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AcmeConfigTest {
  private static AcmeConfig config(
      @Nullable String directory,
      @Nullable String email,
      @Nullable String keyId,
      @Nullable String hmacFile,
      String challenge,
      int port,
      String timeout) {
    return new AcmeConfig(
        directory,
        email,
        false,
        null,
        keyId,
        hmacFile,
        challenge,
        "0.0.0.0",
        port,
        Duration.parse(timeout),
        Duration.ofMinutes(1),
        Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://ca.example/acme/directory",
        "http://127.0.0.1:14000/dir",
        "http://localhost/d",
        "http://[::1]:80/d"
      })
  void directory_thatIsSafe_isTaken(String directory) {
    assertThat(config(directory, null, null, null, "http-01", 80, "PT1S").requiredDirectory())
        .hasToString(directory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://ca.example/d",
        "https://user:secret@ca.example/d",
        "ca.example",
        "ftp://x/d",
        "acme://pebble", // the library would trust a test server's authority
        "https:///d",
        "https://ca example/d",
        "http://127.0.0.1.evil.example/d"
      })
  void directory_thatIsNot_isRefused(String directory) {
    assertThatThrownBy(() -> config(directory, null, null, null, "http-01", 80, "PT1S"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holdfast.tls.acme.directory")
        .hasMessageNotContaining("secret");
  }

  @Test
  void directory_thatIsMissing_isAskedFor() {
    assertThatThrownBy(
            () -> config(null, null, null, null, "http-01", 80, "PT1S").requiredDirectory())
        .hasMessageContaining("holdfast.tls.acme.directory is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "nobody, , , http-01, 80, PT1S, email",
    ", kid, , http-01, 80, PT1S, key-id",
    ", , /f, http-01, 80, PT1S, key-id",
    ", , , dns-01, 80, PT1S, challenge",
    ", , , http-01, 65536, PT1S, http-port",
    ", , , http-01, -1, PT1S, http-port",
    ", , , http-01, 80, PT0S, timeout"
  })
  void values_thatCannotBe_areRefusedByName(
      @Nullable String email,
      @Nullable String keyId,
      @Nullable String hmacFile,
      String challenge,
      int port,
      String timeout,
      String named) {
    assertThatThrownBy(
            () -> config("https://ca.example/d", email, keyId, hmacFile, challenge, port, timeout))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holdfast.tls.acme." + named);
  }
}
