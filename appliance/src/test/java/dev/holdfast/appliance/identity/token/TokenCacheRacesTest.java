package dev.holdfast.appliance.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Revocations against loads: whoever asks after a revocation never sees what was before it. */
class TokenCacheRacesTest {
  private static TokenDigest digest(int number) {
    return TokenDigest.of("token " + number);
  }

  @Test
  void revoked_whileThreadsAskWithoutEnd_isNeverSeenAgain() throws Exception {
    for (int round = 0; round < 60; round++) {
      Set<TokenDigest> live = ConcurrentHashMap.newKeySet();
      TokenDigest token = digest(round);
      live.add(token);
      try (ExecutorService loads = Executors.newVirtualThreadPerTaskExecutor();
          ExecutorService askers = Executors.newFixedThreadPool(4)) {
        TokenCache<Boolean> cache =
            new TokenCache<>(live::contains, value -> value, loads, 100, 1_000);
        CyclicBarrier start = new CyclicBarrier(4);
        List<Future<Boolean>> asked = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          asked.add(
              askers.submit(
                  () -> {
                    start.await();
                    for (int j = 0; j < 200; j++) {
                      cache.load(token).toCompletableFuture().join();
                    }
                    return true;
                  }));
        }
        Future<Boolean> revoked =
            askers.submit(
                () -> {
                  start.await();
                  live.remove(token);
                  cache.forget(token);
                  boolean seen = Boolean.TRUE.equals(cache.peek(token));
                  return seen || cache.load(token).toCompletableFuture().join();
                });
        assertThat(revoked.get()).as("round %s", round).isFalse();
        for (Future<Boolean> each : asked) {
          assertThat(each.get()).isTrue();
        }
        assertThat(cache.peek(token)).isNull();
      }
    }
  }

  @Test
  void loads_ofOneTokenByMany_areFewAndAllAgree() throws Exception {
    AtomicInteger loaded = new AtomicInteger();
    try (ExecutorService loads = Executors.newVirtualThreadPerTaskExecutor();
        ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      TokenCache<Integer> cache =
          new TokenCache<>(
              key -> {
                loaded.incrementAndGet();
                return 7;
              },
              value -> true,
              loads,
              10,
              1_000);
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        answers.add(askers.submit(() -> cache.load(digest(1)).toCompletableFuture().join()));
      }
      for (Future<Integer> each : answers) {
        assertThat(each.get()).isEqualTo(7);
      }
    }
    assertThat(loaded.get()).isBetween(1, 300);
  }

  @Property(tries = 300)
  void cache_ofAnySize_neverHoldsMoreThanItMayAndNeverLies(
      @ForAll @IntRange(min = 1, max = 5) int most,
      @ForAll @Size(max = 80) List<@IntRange(max = 29) Integer> steps) {
    Map<TokenDigest, Integer> truth = new ConcurrentHashMap<>();
    for (int i = 0; i < 10; i++) {
      truth.put(digest(i), i);
    }
    TokenCache<Integer> cache =
        new TokenCache<>(
            key -> truth.getOrDefault(key, -1), value -> value >= 0, Runnable::run, most, 10);
    for (int step : steps) {
      TokenDigest token = digest(step % 10);
      if (step < 20) {
        assertThat(cache.load(token).toCompletableFuture().join())
            .isEqualTo(truth.getOrDefault(token, -1));
      } else {
        truth.remove(token);
        cache.forget(token);
        assertThat(cache.peek(token)).isNull();
      }
      assertThat(cache.size()).isLessThanOrEqualTo(most);
    }
  }

  @Property(tries = 500)
  void digest_ofAnyToken_isReadBackAndDiffersFromOthers(
      @ForAll String token, @ForAll String other) {
    TokenDigest one = TokenDigest.of(token);

    assertThat(TokenDigest.ofBytes(one.bytes())).isEqualTo(one);
    assertThat(one.equals(TokenDigest.of(other)))
        .isEqualTo(
            java.util.Arrays.equals(
                token.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                other.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(one).hasToString("TokenDigest");
  }

  @Test
  void source_ofTokens_usesEachCharacterAboutAsOften() {
    int[] counts = new int[128];
    TokenSource source = new TokenSource();
    for (int i = 0; i < 2_000; i++) {
      source.next(TokenSource.LENGTH_256_BITS).chars().forEach(c -> counts[c]++);
    }
    double expected = 2_000.0 * TokenSource.LENGTH_256_BITS / TokenSource.BASE_62.length();

    TokenSource.BASE_62
        .chars()
        .forEach(c -> assertThat((double) counts[c]).isBetween(expected * 0.8, expected * 1.2));
    assertThat(source.next(0)).isEmpty();
  }
}
