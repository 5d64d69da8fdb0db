package dev.holdfast.appliance.platform.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.Patience;
import io.micronaut.core.convert.ConversionContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids as TypeIDs: the published vectors of specification 0.3, and everything that is none. */
class EntityIdsTest {
  @ParameterizedTest
  @CsvSource({
    // https://github.com/jetify-com/typeid/blob/main/spec/valid.json
    "nil, 00000000-0000-0000-0000-000000000000, 00000000000000000000000000",
    "one, 00000000-0000-0000-0000-000000000001, 00000000000000000000000001",
    "ten, 00000000-0000-0000-0000-00000000000a, 0000000000000000000000000a",
    "sixteen, 00000000-0000-0000-0000-000000000010, 0000000000000000000000000g",
    "thirtytwo, 00000000-0000-0000-0000-000000000020, 00000000000000000000000010",
    "max, ffffffff-ffff-ffff-ffff-ffffffffffff, 7zzzzzzzzzzzzzzzzzzzzzzzzz",
    "prefix, 0110c853-1d09-52d8-d73e-1194e95b5f19, 0123456789abcdefghjkmnpqrs",
    "prefix, 01890a5d-ac96-774b-bcce-b302099a8057, 01h455vb4pex5vsknk084sn02q"
  })
  void vectors_ofTheSpecification_areWrittenAndRead(String prefix, UUID id, String suffix) {
    assertThat(EntityIds.format(prefix, id)).isEqualTo(prefix + "_" + suffix);
    assertThat(EntityIds.parse(prefix, prefix + "_" + suffix)).contains(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "_",
        "ten",
        "ten_",
        "ten_1234567890123456789012345",
        "ten_123456789012345678901234567",
        "ten_ABCDEFGHJKMNPQRSTVWXYZ0123",
        "ten_8zzzzzzzzzzzzzzzzzzzzzzzzz",
        "ten_i23456789ol23456789oi23456",
        "ten_ooooooooooooooooooooooo123",
        "ten_i1Il1oO0ilIL0123456789abcd",
        "ten_0123456789abcdefghjkmnpqr-",
        "ten_00000000000000000000000000\n",
        "TEN_00000000000000000000000000",
        "pre_00000000000000000000000000",
        "ten__0000000000000000000000000",
        "ten00000000000000000000000000",
        "\u0660en_00000000000000000000000000"
      })
  void parse_whatIsNoId_isEmpty(String text) {
    assertThat(EntityIds.parse("ten", text)).isEmpty();
    assertThat(TenantId.parse(text)).isEmpty();
  }

  @Property(tries = 2_000)
  void format_anyId_isReadBackAndHasOneText(@ForAll long high, @ForAll long low) {
    UUID id = new UUID(high, low);
    String text = EntityIds.format("abc", id);

    assertThat(text).matches("abc_[0-7][0-9a-hjkmnp-tv-z]{25}");
    assertThat(EntityIds.parse("abc", text)).contains(id);
  }

  @Property(tries = 2_000)
  void parse_anyText_isAnIdOnlyIfItIsExactlyItsText(@ForAll @StringLength(max = 40) String text) {
    EntityIds.parse("a", "a_" + text)
        .ifPresent(id -> assertThat(EntityIds.format("a", id)).isEqualTo("a_" + text));
  }

  @Property(tries = 500)
  void texts_sortAsTheirIdsDo(@ForAll long a, @ForAll long b) {
    UUID first = new UUID(a, 0);
    UUID second = new UUID(b, 0);

    assertThat(
            Integer.signum(EntityIds.format("x", first).compareTo(EntityIds.format("x", second))))
        .isEqualTo(Long.signum(Long.compareUnsigned(a, b)));
  }

  @Test
  void next_manyAtOnce_areVersion7AndNeverRepeat() throws Exception {
    IdSource ids = new IdSource();
    List<Callable<List<UUID>>> makers =
        Collections.nCopies(
            8,
            () -> {
              List<UUID> made = new ArrayList<>();
              for (int i = 0; i < 2_000; i++) {
                made.add(ids.next());
              }
              return made;
            });
    HashSet<UUID> all = new HashSet<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (Future<List<UUID>> each : pool.invokeAll(makers)) {
        all.addAll(each.get());
      }
    }

    assertThat(all).hasSize(16_000).allMatch(id -> id.version() == 7 && id.variant() == 2);
  }

  @Test
  void next_laterOnes_sortLater() throws InterruptedException {
    IdSource ids = new IdSource();
    String before = EntityIds.format("x", ids.next());
    Patience.pause(Duration.ofMillis(3));

    assertThat(EntityIds.format("x", ids.next())).isGreaterThan(before);
  }

  @Test
  void converter_ofAPath_isATenantOrNothing() {
    TenantIdConverter converter = new TenantIdConverter();
    TenantId tenant = new TenantId(new UUID(1, 2));

    assertThat(converter.convert(tenant.text(), TenantId.class, ConversionContext.DEFAULT))
        .contains(tenant);
    assertThat(converter.convert("nonsense", TenantId.class, ConversionContext.DEFAULT)).isEmpty();
  }
}
