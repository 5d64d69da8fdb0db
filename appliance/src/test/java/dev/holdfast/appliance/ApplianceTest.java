package dev.holdfast.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.home.Home;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanInstantiationException;
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
  void start_withAValueOfAnotherType_failsWithItsKey_whateverTheDefault(@TempDir Path root)
      throws Exception {
    try (HomeLock lock = HomeLock.take(new Home(root))) {
      Throwable fault =
          catchThrowable(
              () -> Appliance.start(lock.home(), with("holdfast.session.idle", "soon")).close());
      Problem problem = StartFaults.diagnose(fault);
      assertThat(problem.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
      assertThat(problem.detail()).startsWith("holdfast.session.idle must be a duration");
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

  /** They are made beside the opening of the database, which must be what fails. */
  @Test
  void beside_whereTheDatabaseCannotBeOpened_isMadeAllTheSame(@TempDir Path root) throws Exception {
    Home home = new Home(root);
    home.create();
    Map<String, String> nobodyThere =
        with("holdfast.database.url", "jdbc:postgresql://127.0.0.1:1/holdfast");
    try (ApplicationContext context = Appliance.configured(home, nobodyThere).build().start()) {
      assertThatThrownBy(() -> context.getBean(Database.class))
          .isInstanceOf(BeanInstantiationException.class);
      assertThat(Appliance.BESIDE).allMatch(bean -> context.getBean(bean) != null);
    }
  }
}
