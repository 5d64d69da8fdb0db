package dev.holdfast.appliance.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.testkit.FakeAudit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written of each use of the KMS, and what is not given out when it cannot be. */
final class KeyUsesTest {
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final SecretBench bench = new SecretBench();
  private final FakeAudit audit = bench.audit;
  private final KeyUses uses = new KeyUses(bench.kms, audit, bench.clock);
  private final byte[] wrapped = bench.kms.wrap(KEY, EnvelopeSecrets.context(bench.alice));

  private List<String> times() {
    return audit.outcomes("kms.unwrap").stream()
        .map(event -> event.details().getOrDefault("times", ""))
        .toList();
  }

  @Test
  void wrap_thenUnwrap_givesTheKeyAndFourEvents() {
    byte[] stored = uses.wrap(bench.alice, 3, KEY);

    assertThat(uses.unwrap(bench.alice, 3, stored)).isEqualTo(KEY);
    assertThat(audit.events()).extracting(AuditEvent::action).hasSize(4);
    assertThat(audit.events())
        .allSatisfy(
            event -> {
              assertThat(event.actor().type()).isEqualTo("system");
              assertThat(event.details()).containsEntry("keyVersion", "3");
              assertThat(event.toString()).doesNotContain("0123456789abcdef");
            });
  }

  @Test
  void unwrap_otherVersionOrTenant_isAUseOfItsOwn() {
    byte[] bobs = bench.kms.wrap(KEY, EnvelopeSecrets.context(bench.bob));
    uses.unwrap(bench.alice, 1, wrapped);
    uses.unwrap(bench.alice, 2, wrapped);
    uses.unwrap(bench.bob, 1, bobs);
    uses.unwrap(bench.alice, 1, wrapped); // a renewal

    assertThat(times()).containsExactly("1", "1", "1");
  }

  @Test
  void unwrap_manyRenewals_areSummedUpWhenTheTimeHasPassed() {
    for (int i = 0; i < 11; i++) {
      uses.unwrap(bench.alice, 1, wrapped);
    }
    assertThat(times()).containsExactly("1");
    bench.clock.advance(KeyUses.SUMMED_UP);
    uses.unwrap(bench.alice, 1, wrapped);
    bench.clock.advance(KeyUses.SUMMED_UP);
    uses.unwrap(bench.alice, 1, wrapped);

    assertThat(times()).containsExactly("1", "11", "1");
  }

  @Test
  void unwrap_clockSetBack_isWrittenAtOnce() {
    uses.unwrap(bench.alice, 1, wrapped);
    bench.clock.advance(Duration.ofHours(-2));
    uses.unwrap(bench.alice, 1, wrapped);

    assertThat(times()).containsExactly("1", "1");
  }

  @Test
  void unwrap_refusedInTheMiddleOfRenewals_isWrittenAndSoIsTheNextSuccess() {
    uses.unwrap(bench.alice, 1, wrapped);
    uses.unwrap(bench.alice, 1, wrapped);
    bench.kms.fail(ErrorCode.KMS_REFUSED);
    assertThatThrownBy(() -> uses.unwrap(bench.alice, 1, wrapped))
        .hasMessageContaining("kms_refused");
    bench.kms.recover();
    uses.unwrap(bench.alice, 1, wrapped);

    assertThat(audit.outcomes("kms.unwrap"))
        .extracting(AuditEvent::outcome)
        .containsExactly(Outcome.SUCCESS, Outcome.REFUSED, Outcome.SUCCESS);
    assertThat(times().getLast()).as("the renewal before counts in").isEqualTo("2");
  }

  @Test
  void unwrap_faultOfOurOwn_isWrittenAsFailedAndLeavesAsItIs() {
    Kms broken = new Broken();
    KeyUses strange = new KeyUses(broken, audit, bench.clock);

    assertThatThrownBy(() -> strange.unwrap(bench.alice, 1, wrapped))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a bug");
    assertThat(audit.outcomes("kms.unwrap"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.outcome()).isEqualTo(Outcome.FAILED);
              assertThat(event.code()).isEqualTo("internal");
            });
  }

  @Test
  void unwrap_outcomeLost_wipesTheKeyThatWasNotGivenOut() {
    List<byte[]> given = new ArrayList<>();
    Kms watched =
        new Broken() {
          @Override
          public byte[] unwrap(byte[] any, byte[] context) {
            byte[] key = KEY.clone();
            given.add(key);
            return key;
          }
        };
    audit.loseOutcomes(true);

    assertThatThrownBy(
            () -> new KeyUses(watched, audit, bench.clock).unwrap(bench.alice, 1, wrapped))
        .hasMessageContaining("audit_unavailable");
    assertThat(given).singleElement().satisfies(key -> assertThat(isZero(key)).isTrue());
  }

  private static boolean isZero(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }

  /** A KMS whose code is wrong. */
  private static class Broken implements Kms {
    @Override
    public String description() {
      return "broken";
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] context) {
      throw new IllegalStateException("a bug");
    }

    @Override
    public byte[] unwrap(byte[] any, byte[] context) {
      throw new IllegalStateException("a bug");
    }

    @Override
    public Health check() {
      return new Health(false, "a bug");
    }
  }
}
