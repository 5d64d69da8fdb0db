package dev.holdfast.appliance.identity.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stored passphrase looks like, and what it costs to make one. */
class PassphrasesTest {
  private static final Secret RIGHT = Secret.of("violet tractor humming 42");
  private static final Secret WRONG = Secret.of("violet tractor humming 43");

  private final Passphrases cheap = new Passphrases(new Passphrases.Cost(64, 1, 2));

  @Test
  void hash_withTheDefaultCost_isArgon2idWith19MiBAndTwoPasses() {
    Passphrases.Cost cost = new Passphrases.Cost(19_456, 2, 2);

    String stored = new Passphrases(cost).hash(RIGHT);

    assertThat(stored)
        .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
  }

  @Test
  void verify_rightAndWrong_tellsThemApart() {
    String stored = cheap.hash(RIGHT);

    assertThat(cheap.verify(RIGHT, stored)).isTrue();
    assertThat(cheap.verify(WRONG, stored)).isFalse();
    assertThat(cheap.verify(Secret.of(""), stored)).isFalse();
  }

  @Test
  void hash_ofTheSamePassphrase_isNeverTheSame() {
    assertThat(cheap.hash(RIGHT)).isNotEqualTo(cheap.hash(RIGHT));
  }

  @Test
  void hash_anywhere_doesNotHoldThePassphrase() {
    assertThat(cheap.hash(RIGHT)).doesNotContain("violet").doesNotContain("tractor");
  }

  /** RFC 9106 has no such vector; this one is from the reference implementation's test.c. */
  @Test
  void verify_hashOfTheReferenceImplementation_isRecognised() {
    String reference =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    assertThat(cheap.verify(Secret.of("password"), reference)).isTrue();
    assertThat(cheap.verify(Secret.of("passwore"), reference)).isFalse();
  }

  @Test
  void verify_hashWithOtherParameters_usesThoseOfTheHash() {
    Passphrases yesterday = new Passphrases(new Passphrases.Cost(32, 2, 1));

    assertThat(cheap.verify(RIGHT, yesterday.hash(RIGHT))).isTrue();
  }

  @Test
  void outdated_lesserParameters_isTrueAndEqualOrGreaterIsNot() {
    String stored = cheap.hash(RIGHT);

    assertThat(cheap.outdated(stored)).isFalse();
    assertThat(new Passphrases(new Passphrases.Cost(65, 1, 1)).outdated(stored)).isTrue();
    assertThat(new Passphrases(new Passphrases.Cost(64, 2, 1)).outdated(stored)).isTrue();
    assertThat(new Passphrases(new Passphrases.Cost(32, 1, 1)).outdated(stored)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR",
        "$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR",
        "$argon2id$v=19$m=99999999,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR"
      })
  void verify_storedHashOfAnUnknownForm_failsLoudly(String stored) {
    assertThatThrownBy(() -> cheap.verify(RIGHT, stored)).isInstanceOf(IllegalStateException.class);
    assertThat(cheap.outdated(stored)).isTrue();
  }

  @Test
  void verify_sameTextComposedOtherwise_isTheSamePassphrase() {
    String stored = cheap.hash(Secret.of("caf\u00e9 au lait, s'il vous plait"));

    assertThat(cheap.verify(Secret.of("cafe\u0301 au lait, s'il vous plait"), stored)).isTrue();
    assertThat(cheap.verify(Secret.of("cafe au lait, s'il vous plait"), stored)).isFalse();
  }

  @Test
  void verifyNobody_anyPassphrase_doesTheWorkAndFindsNothing() {
    cheap.verifyNobody(RIGHT);
    cheap.verifyNobody(Secret.of(""));
  }

  /**
   * One may run and 32 may wait; whoever comes then is told so at once, and memory stays bounded.
   */
  @Test
  void hash_farTooManyAtOnce_someAreOverloadedAndTheOthersAreRight() throws Exception {
    // So much work that all have come before the first has done it; by threads that the system
    // interrupts for each other, even where it has one processor only.
    Passphrases narrow = new Passphrases(new Passphrases.Cost(4_096, 10, 1));
    int callers = 200;
    CountDownLatch start = new CountDownLatch(1);
    List<Future<String>> hashes = new ArrayList<>();
    try (ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      Callable<String> caller =
          () -> {
            start.await();
            return narrow.hash(RIGHT);
          };
      for (int i = 0; i < callers; i++) {
        hashes.add(executor.submit(caller));
      }
      start.countDown();
    }
    int refused = 0;
    for (Future<String> hash : hashes) {
      if (hash.state() == Future.State.SUCCESS) {
        assertThat(hash.resultNow()).startsWith("$argon2id$");
      } else {
        refused++;
        assertThat(hash.exceptionNow())
            .isInstanceOfSatisfying(
                ProblemException.class,
                e -> {
                  assertThat(e.problem().code()).isEqualTo(ErrorCode.OVERLOADED);
                  assertThat(Objects.requireNonNull(e.problem().retryAfter())).isPositive();
                });
      }
    }
    assertThat(refused).isPositive().isLessThan(callers);
    // Nothing leaked: as many as before get in again.
    assertThat(narrow.verify(RIGHT, narrow.hash(RIGHT))).isTrue();
  }

  @Test
  void hash_interruptedWhileWaiting_isOverloadedAndStaysInterrupted() throws Exception {
    Passphrases narrow = new Passphrases(new Passphrases.Cost(64, 1, 1));
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<Boolean> interrupted =
          executor.submit(
              () -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> narrow.hash(RIGHT)).isInstanceOf(ProblemException.class);
                return Thread.interrupted();
              });
      assertThat(result(interrupted)).isTrue();
    }
    assertThat(narrow.hash(RIGHT)).isNotEmpty();
  }

  private static <T> T result(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
