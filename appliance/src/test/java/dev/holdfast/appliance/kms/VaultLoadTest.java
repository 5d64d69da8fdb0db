package dev.holdfast.appliance.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.testkit.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many callers at once, over real HTTP: with a Vault that hangs, and while its key is rotated. */
class VaultLoadTest {
  @TempDir private Path folder = Path.of("");
  private VaultBench bench = unset();

  @BeforeEach
  void open() throws IOException {
    bench = new VaultBench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void b02_vaultHangs_twoCallsReachItAndEveryCallerGetsAnAnswer() throws Exception {
    Kms kms = VaultBench.kms(bench.configuration(Duration.ofMillis(500), 2, 2));
    byte[] wrapped = bench.kms().wrap(bench.dataKey, VaultBench.ALICE);
    int before = bench.vault.requests();
    bench.vault.become(FakeVault.Mode.SLOW);

    List<ErrorCode> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ErrorCode>> calls = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        calls.add(threads.submit(() -> code(kms, wrapped)));
      }
      for (Future<ErrorCode> call : calls) {
        answers.add(call.get());
      }
    }

    assertThat(answers).hasSize(60).containsOnly(ErrorCode.KMS_UNAVAILABLE);
    // Two at once, and whoever waited less than its time in the queue of sixteen.
    assertThat(bench.vault.requests() - before).isBetween(2, 18);

    bench.vault.become(FakeVault.Mode.UNSEALED);
    // Within half a second, which a busy machine does not always grant the first time.
    Patience.until("it opens again", () -> opens(kms, wrapped));
  }

  @Test
  void b05_keyRotatedDuringLoad_everyCallSucceeds() throws Exception {
    Kms kms = bench.kms();
    kms.wrap(bench.dataKey, VaultBench.ALICE);
    CountDownLatch halfWay = new CountDownLatch(40);
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<byte[]>> calls = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        calls.add(
            threads.submit(
                () -> {
                  byte[] wrapped = kms.wrap(bench.dataKey, VaultBench.ALICE);
                  halfWay.countDown();
                  return kms.unwrap(wrapped, VaultBench.ALICE);
                }));
      }
      halfWay.await();
      bench.vault.rotateKey();

      for (Future<byte[]> call : calls) {
        assertThat(call.get()).isEqualTo(bench.dataKey);
      }
    }
  }

  private boolean opens(Kms kms, byte[] wrapped) {
    try {
      assertThat(kms.unwrap(wrapped, VaultBench.ALICE)).isEqualTo(bench.dataKey);
      return true;
    } catch (ProblemException e) {
      assertThat(e.problem().code()).isEqualTo(ErrorCode.KMS_UNAVAILABLE);
      return false;
    }
  }

  private static ErrorCode code(Kms kms, byte[] wrapped) {
    try {
      kms.unwrap(wrapped, VaultBench.ALICE);
      return ErrorCode.INTERNAL;
    } catch (ProblemException e) {
      return e.problem().code();
    }
  }

  @SuppressWarnings("NullAway") // JUnit sets it before each test.
  private static VaultBench unset() {
    return null;
  }
}
