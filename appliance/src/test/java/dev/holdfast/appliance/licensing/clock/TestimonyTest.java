package dev.holdfast.appliance.licensing.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.licensing.clock.Testimony.Place;
import dev.holdfast.appliance.licensing.clock.Witness.Standing;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What several keepers of the time come to. */
class TestimonyTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private final Testimony testimony = new Testimony();

  private static Mark ago(Duration by) {
    return new Mark(NOW.minus(by), 0);
  }

  @Test
  void odd_allAgree_isNothing() {
    testimony.says(Place.DATABASE, ago(Duration.ZERO));
    testimony.says(Place.FILE, ago(Duration.ofMinutes(1)));
    testimony.says(Place.AUDIT, ago(Duration.ofHours(23)));
    assertThat(testimony.odd()).isEmpty();
    assertThat(testimony.witnesses()).extracting(Witness::standing).containsOnly(Standing.AGREES);
  }

  @Test
  void odd_firstStart_isNothing() {
    testimony.silent(Place.DATABASE, Standing.MISSING, true);
    testimony.silent(Place.FILE, Standing.MISSING, false);
    testimony.silent(Place.AUDIT, Standing.MISSING, false);
    assertThat(testimony.odd()).isEmpty();
  }

  @Test
  void odd_databaseMissingOrBehind_isSaid() {
    testimony.says(Place.FILE, ago(Duration.ZERO));
    testimony.silent(Place.DATABASE, Standing.MISSING, true);
    assertThat(testimony.odd()).containsExactly("database missing");
    testimony.says(Place.DATABASE, ago(Duration.ofDays(2)));
    assertThat(testimony.odd()).containsExactly("database behind");
    testimony.says(Place.DATABASE, ago(Duration.ofHours(20)));
    assertThat(testimony.odd()).isEmpty();
  }

  @Test
  void odd_nodeThatWasOff_isNot() {
    testimony.says(Place.DATABASE, ago(Duration.ZERO));
    testimony.says(Place.FILE, ago(Duration.ofDays(40)));
    assertThat(testimony.odd()).isEmpty();
    assertThat(testimony.witnesses())
        .extracting(Witness::standing)
        .containsExactly(Standing.AGREES, Standing.BEHIND);
  }

  @Test
  void odd_damagedFileAndForgedChain_areSaid() {
    testimony.says(Place.DATABASE, ago(Duration.ZERO));
    testimony.silent(Place.FILE, Standing.UNREADABLE, true);
    testimony.silent(Place.AUDIT, Standing.DISBELIEVED, true);
    assertThat(testimony.odd()).containsExactly("file unreadable", "audit disbelieved");
  }

  @Test
  void mark_laterEpoch_isAfterAnyEarlierOne() {
    Mark old = new Mark(Instant.parse("2099-01-01T00:00:00Z"), 0);
    Mark reset = new Mark(NOW, 1);
    assertThat(reset.after(old)).isTrue();
    assertThat(old.after(reset)).isFalse();
    assertThat(old.leftBehindBy(reset)).isTrue();
    assertThat(reset.leftBehindBy(old)).isFalse();
    assertThat(reset.after(reset)).isFalse();
  }
}
