package dev.holdfast.license.licence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.testkit.Licences;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What must hold for licences of any numbers and times, not only for those that we thought of. */
class LicencePropertiesTest {
  private static final long FIRST = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  @Provide
  Arbitrary<Quota> quotas() {
    Arbitrary<Long> amounts = Arbitraries.longs().between(0, StrictJson.MAX_NUMBER);
    return Arbitraries.oneOf(
        Arbitraries.just(new Quota.Unlimited()),
        amounts.map(amount -> new Quota.Bounded(amount, Quota.Overage.BLOCK, 0)),
        amounts.map(amount -> new Quota.Bounded(amount, Quota.Overage.RECORD, 0)),
        Combinators.combine(amounts, Arbitraries.integers().between(1, 1000))
            .as((amount, percent) -> new Quota.Bounded(amount, Quota.Overage.ALLOW, percent)));
  }

  @Provide
  Arbitrary<Licence.Term> terms() {
    Arbitrary<Long> seconds = Arbitraries.longs().between(FIRST, LAST);
    return Combinators.combine(
            seconds, seconds, seconds, Arbitraries.integers().between(0, 366), seconds)
        .as(
            (issued, one, other, grace, updates) ->
                new Licence.Term(
                    Instant.ofEpochSecond(issued),
                    Instant.ofEpochSecond(Math.min(one, Math.min(other, LAST - 1))),
                    Instant.ofEpochSecond(
                        Math.max(Math.max(one, other), FIRST) + (one.equals(other) ? 1 : 0)),
                    grace,
                    updates % 2 == 0 ? null : Instant.ofEpochSecond(updates)))
        .filter(term -> term.notBefore().isBefore(term.expires()))
        .filter(term -> term.expires().getEpochSecond() <= LAST);
  }

  @Provide
  Arbitrary<String> versions() {
    return Arbitraries.integers()
        .between(0, 99_999)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(parts -> String.join(".", parts.stream().map(String::valueOf).toList()));
  }

  /**
   * What was bought, and the whole overage by the rule of three, rounded down, without overflow.
   */
  @Property
  void ceiling_anyQuota_isWhatArithmeticSays(@ForAll("quotas") Quota quota) {
    OptionalLong ceiling = quota.ceiling();
    switch (quota) {
      case Quota.Unlimited ignored -> {
        assertThat(ceiling).isEmpty();
        assertThat(quota.granted()).isEmpty();
      }
      case Quota.Bounded(long amount, Quota.Overage overage, int percent) -> {
        assertThat(quota.granted()).hasValue(amount);
        BigInteger beyond =
            BigInteger.valueOf(amount)
                .multiply(BigInteger.valueOf(percent))
                .divide(BigInteger.valueOf(100));
        switch (overage) {
          case BLOCK -> assertThat(ceiling).hasValue(amount);
          case RECORD -> assertThat(ceiling).isEmpty();
          case ALLOW ->
              assertThat(ceiling).hasValue(BigInteger.valueOf(amount).add(beyond).longValueExact());
        }
      }
    }
  }

  @Property(tries = 300)
  void read_anyLicenceThatWasWritten_isTheSame(
      @ForAll("terms") Licence.Term term,
      @ForAll @Size(max = 6) List<@net.jqwik.api.constraints.IntRange(max = 99) Integer> names,
      @ForAll("quotas") Quota quota,
      @ForAll @LongRange(min = 1, max = StrictJson.MAX_NUMBER) long sequence,
      @ForAll("versions") String version) {
    Licence of = Licences.with(term);
    Map<String, Quota> quotas = new LinkedHashMap<>();
    names.forEach(name -> quotas.put("q." + name, quota));
    Licence licence =
        new Licence(
            new Licence.Header(of.header().id(), sequence, "holdfast", "p", Licence.Kind.INTERNAL),
            of.customer(),
            term,
            new Licence.Scope(
                Set.of(Licence.Mode.values()), "e", new Versions(version, null), "ins_1"),
            new Licence.Grant(Set.copyOf(quotas.keySet()), quotas),
            of.support(),
            List.of());
    byte[] payload = licence.payload();
    Licence read = Licence.read(StrictJson.parse(payload, Envelope.MAX_PAYLOAD, 8192));
    assertThat(read).isEqualTo(licence);
    assertThat(read.payload()).isEqualTo(payload);
  }

  @Property(tries = 300)
  void rungs_ofAnyTerm_descendInTimeAndNeverClimb(@ForAll("terms") Licence.Term term) {
    Ladder ladder = Ladder.of(term);
    List<Ladder.Rung> rungs = ladder.rungs();
    assertThat(rungs.getFirst().at()).isEqualTo(term.notBefore());
    assertThat(rungs.getLast().stage()).isEqualTo(Ladder.Stage.READ_ONLY);
    for (int i = 1; i < rungs.size(); i++) {
      assertThat(rungs.get(i).at()).isAfterOrEqualTo(rungs.get(i - 1).at());
      assertThat(rungs.get(i).stage()).isGreaterThanOrEqualTo(rungs.get(i - 1).stage());
    }
    assertThat(ladder.stageAt(term.notBefore().minusSeconds(1)))
        .isEqualTo(Ladder.Stage.NOT_YET_VALID);
    // Nothing is withheld up to the last second of grace, and something is from the next one on.
    assertThat(ladder.stageAt(term.graceEnds().minusSeconds(1)).newObjects()).isTrue();
    assertThat(ladder.stageAt(term.graceEnds()).newObjects()).isFalse();
    assertThat(ladder.stageAt(term.graceEnds()).changes()).isTrue();
    assertThat(ladder.stageAt(term.graceEnds().plus(Duration.ofDays(30))).changes()).isFalse();
  }

  /** The rung at a moment and the next one after it are neighbours: nobody falls between them. */
  @Property(tries = 300)
  void rungAt_anyMoment_isTheOneBeforeTheNext(
      @ForAll("terms") Licence.Term term, @ForAll @IntRange(min = -500, max = 500) int days) {
    Ladder ladder = Ladder.of(term);
    Instant now = term.expires().plus(Duration.ofDays(days));
    List<Ladder.Rung> walked = new ArrayList<>();
    ladder.rungAt(now).ifPresent(walked::add);
    assertThat(walked).allMatch(rung -> !rung.at().isAfter(now));
    ladder
        .nextAfter(now)
        .ifPresent(
            next -> {
              assertThat(next.at()).isAfter(now);
              assertThat(ladder.stageAt(next.at().minusSeconds(1))).isEqualTo(ladder.stageAt(now));
            });
  }

  @Property
  void compare_anyVersions_isATotalOrder(
      @ForAll("versions") String a, @ForAll("versions") String b, @ForAll("versions") String c) {
    assertThat(Versions.isVersion(a)).isTrue();
    assertThat(Versions.compare(a, a + ".0".repeat(4 - a.split("\\.", -1).length))).isZero();
    assertThat(Integer.signum(Versions.compare(a, b)))
        .isEqualTo(-Integer.signum(Versions.compare(b, a)));
    if (Versions.compare(a, b) <= 0 && Versions.compare(b, c) <= 0) {
      assertThat(Versions.compare(a, c)).isLessThanOrEqualTo(0);
    }
  }

  @Property
  void cover_anyRange_hasItsFirstAndNotItsEnd(
      @ForAll("versions") String one,
      @ForAll("versions") String other,
      @ForAll("versions") String release) {
    boolean ordered = Versions.compare(one, other) < 0;
    String from = ordered ? one : other;
    String before = ordered ? other : one;
    Versions range = new Versions(from, before);
    assertThat(range.cover(before)).isFalse();
    assertThat(range.cover(from)).isEqualTo(Versions.compare(from, before) < 0);
    assertThat(range.cover(release))
        .isEqualTo(Versions.compare(release, from) >= 0 && Versions.compare(release, before) < 0);
    // A candidate of a release is that release, as far as a licence goes.
    assertThat(range.cover(release + "-rc1")).isEqualTo(range.cover(release));
    assertThat(range.cover(release + "+build.5")).isEqualTo(range.cover(release));
    assertThat(new Versions(from, null).cover(before)).isTrue();
  }

  /** What a list takes back stays taken back, whatever stands beside it and in which order. */
  @Property(tries = 200)
  void revocationOf_anyList_isByIdAndSequenceAlone(
      @ForAll @Size(max = 20) List<@LongRange(min = 1, max = 9) Long> upTo,
      @ForAll @LongRange(min = 1, max = 9) long sequence,
      @ForAll @IntRange(max = 4) int licence) {
    List<RevocationList.Entry> entries = new ArrayList<>();
    boolean revoked = false;
    for (int i = 0; i < upTo.size(); i++) {
      String id = "lic_" + String.valueOf(i % 5).repeat(26);
      entries.add(new RevocationList.Entry(id, upTo.get(i), Licences.ISSUED, "r"));
      revoked |= i % 5 == licence && sequence <= upTo.get(i);
    }
    RevocationList list = new RevocationList("holdfast", 1, Licences.ISSUED, entries);
    Licence.Header header =
        new Licence.Header(
            "lic_" + String.valueOf(licence).repeat(26),
            sequence,
            "holdfast",
            "p",
            Licence.Kind.PAID);
    assertThat(list.revocationOf(header).isPresent()).isEqualTo(revoked);
    RevocationList read =
        RevocationList.read(StrictJson.parse(list.payload(), Envelope.MAX_PAYLOAD, 400));
    assertThat(read).isEqualTo(list);
  }
}
