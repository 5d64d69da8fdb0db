package dev.holdfast.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.home.Home;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ApplianceTest {
  private static Map<String, String> with(String key, String value) {
    return Map.of(
        "holdfast.server.port",
        "-1",
        "holdfast.server.plain-port",
        "0",
        "holdfast.server.management-port",
        "-1",
        key,
        value);
  }

  @Test
  void start_whereTheListenerCannotUseTheCertificate_fails_withACodeAndAHint(@TempDir Path root)
      throws Exception {
    try (HomeLock lock = HomeLock.take(new Home(root))) {
      Throwable fault =
          catchThrowable(
              () ->
                  Appliance.start(lock.home(), with("micronaut.server.ssl.key.password", "another"))
                      .close());
      assertThat(fault).isNotNull();
      Problem problem = StartFaults.diagnose(fault);
      assertThat(problem.code()).isEqualTo(ErrorCode.CERTIFICATE_UNUSABLE);
      assertThat(problem.detail()).contains("UnrecoverableKeyException");
      assertThat(problem.code().hint()).contains("holdfast.tls.certificate-file");
      assertThat(ExitCode.of(problem.code()).number()).isEqualTo(7);
      assertThat(lock.home().run().resolve("ready")).doesNotExist();
    }
  }

  @Test
  void start_withACertificate_isReadyWhenItReturns(@TempDir Path root) throws Exception {
    try (HomeLock lock = HomeLock.take(new Home(root));
        Appliance appliance =
            Appliance.start(lock.home(), with("holdfast.tls.names", "ai.example"))) {
      assertThat(appliance.alive()).isTrue();
      assertThat(lock.home().run().resolve("ready")).content().contains("\"url\":\"https://");
    }
  }
}
