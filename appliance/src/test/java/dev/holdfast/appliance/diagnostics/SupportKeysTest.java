package dev.holdfast.appliance.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.testkit.TestServer;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** For whom a support bundle can be, where nobody was named yet. */
final class SupportKeysTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void recipients_whereThereIsNobody_saysWhereTheKeyGoesAndWhatElseWouldDo() {
    try (TestServer server = TestServer.start(Map.of())) {
      SupportKeys keys = server.context().getBean(SupportKeys.class);
      assertThat(keys.vendor()).isEmpty();
      ProblemException refused =
          catchThrowableOfType(
              ProblemException.class, () -> keys.recipients("sup_1", NOW).forEach(to -> {}));
      assertThat(refused.problem().code()).isEqualTo(ErrorCode.SUPPORT_REFUSED);
      assertThat(refused.problem().detail())
          .contains(server.home().conf().resolve("support.key").toString())
          .contains("holdfastctl backup key init");
    }
  }

  @Test
  void vendor_whereTheFileIsNoKey_isRefusedByName() throws Exception {
    try (TestServer server = TestServer.start(Map.of())) {
      Files.writeString(server.home().conf().resolve("support.key"), "no key\n");
      SupportKeys keys = server.context().getBean(SupportKeys.class);
      ProblemException refused = catchThrowableOfType(ProblemException.class, keys::vendor);
      assertThat(refused.problem().detail()).contains("support.key is no support key");
    }
  }
}
