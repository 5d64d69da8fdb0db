package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.testkit.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same client against a server that we did not write. It refuses every fifth nonce. */
final class PebbleTest {
  private static final String HMAC =
      "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

  @TempDir private Path root = Path.of("unset");

  private static AcmeConfig config(Pebble pebble, int port, @Nullable Path hmacFile) {
    return new AcmeConfig(
        pebble.directory(),
        "it@example.com",
        true,
        pebble.caFile.toString(),
        hmacFile == null ? null : "kid-1",
        hmacFile == null ? null : hmacFile.toString(),
        AcmeConfig.HTTP_01,
        "127.0.0.1",
        port,
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(10));
  }

  @Test
  void order_andRenewal_withAdvice() throws Exception {
    try (Pebble pebble = Pebble.start(root, false);
        Bench bench =
            new Bench(root.resolve("home"))
                .names(List.of("127.0.0.1", "localhost"))
                .with(config(pebble, pebble.doorPort, null))) {
      bench.keeper.step();
      X509Certificate first = bench.shown.certificate;
      assertThat(first).as(bench.keeper.state() + pebble.log()).isNotNull();
      assertThat(bench.keeper.successes()).isEqualTo(1);
      bench.restart().step(); // a new process asks for the advice, and finds nothing due
      assertThat(bench.keeper.state().advice()).isNotNull();
      assertThat(bench.shown.installs).isEqualTo(1);
      bench.keeper.ask();
      assertThat(Patience.eventually(() -> bench.shown.installs == 2))
          .as(bench.keeper.state() + pebble.log())
          .isTrue();
      assertThat(bench.shown.certificate).isNotEqualTo(first);
      assertThat(bench.keeper.state().code()).isNull();
      assertThat(pebble.log()).contains("is a replacement of");
    }
  }

  @Test
  void account_withABinding() throws Exception {
    Path hmac = Files.writeString(root.resolve("hmac"), HMAC);
    Files.setPosixFilePermissions(hmac, PosixFilePermissions.fromString("rw-------"));
    try (Pebble pebble = Pebble.start(root, true);
        Bench bench =
            new Bench(root.resolve("home"))
                .names(List.of("127.0.0.1"))
                .with(config(pebble, pebble.doorPort, hmac))) {
      bench.keeper.step();
      assertThat(bench.shown.certificate).as(bench.keeper.state() + pebble.log()).isNotNull();
    }
  }

  @Test
  void challenge_onAPortWhereTheServerDoesNotCome_fails() throws Exception {
    try (Pebble pebble = Pebble.start(root, false);
        Bench bench =
            new Bench(root.resolve("home"))
                .names(List.of("127.0.0.1"))
                .with(config(pebble, 0, null))) {
      bench.keeper.step();
      assertThat(bench.keeper.state().code())
          .as(bench.keeper.state() + pebble.log())
          .isEqualTo(ErrorCode.ACME_CHALLENGE_FAILED);
    }
  }
}
