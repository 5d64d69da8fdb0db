package dev.holdfast.license.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Suite;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Bundles of any files for any recipients: whole for who may open them, and nothing for others. */
class SealPropertiesTest {
  private static final Instant AT = Instant.parse("2026-11-21T12:00:00Z");
  private static final String ID = "sup_01h455vb4pex5vsknk084sn02q";
  private static final SigningKey INSTALLATION = SigningKey.generate(Suite.V2026_1);
  private static final SupportKey.Pair VENDOR = SupportKey.generate();
  private static final SupportKey.Pair CUSTOMER = SupportKey.generate();

  private static Map<String, byte[]> files(Random random) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      byte[] bytes = new byte[random.nextInt(3_000)];
      random.nextBytes(bytes);
      files.put((random.nextBoolean() ? "logs/" : "") + i + ".txt", bytes);
    }
    return files;
  }

  private static SupportBundle.To to(String kind, SupportKey key) {
    String context = SupportBundle.context(ID, AT);
    return new SupportBundle.To(
        kind, key.id(), SupportKey.SUITE, secret -> key.wrap(secret, context));
  }

  private static byte[] sealed(Map<String, byte[]> files) {
    byte[] receipt =
        new SupportBundle.Receipt(
                "holdfast", "ins_1", ID, AT, "1", SupportBundle.digests(files), Map.of())
            .sign(INSTALLATION);
    return SupportBundle.seal(
        ID,
        AT,
        receipt,
        files,
        List.of(
            to(SupportBundle.VENDOR, VENDOR.key()), to(SupportBundle.CUSTOMER, CUSTOMER.key())));
  }

  private static byte[] key(byte[] bundle, SupportKey.Pair pair, int recipient) {
    return pair.unwrap(
        SupportBundle.outer(bundle).recipients().get(recipient).wrapped(),
        SupportBundle.context(ID, AT));
  }

  @Property(tries = 25)
  void open_byEitherRecipient_givesTheSameFiles(@ForAll long seed) {
    Map<String, byte[]> files = files(new Random(seed));
    byte[] bundle = sealed(files);
    byte[] one = key(bundle, VENDOR, 0);
    assertThat(key(bundle, CUSTOMER, 1)).isEqualTo(one);
    Map<String, byte[]> opened = SupportBundle.open(bundle, one).files();
    assertThat(opened.keySet()).isEqualTo(files.keySet());
    files.forEach((name, bytes) -> assertThat(opened.get(name)).isEqualTo(bytes));
    // Each for their own place only.
    assertThatThrownBy(() -> key(bundle, VENDOR, 1)).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> key(bundle, CUSTOMER, 0)).isInstanceOf(RefusedException.class);
  }

  /** The same files twice have no key, no wrapped key and no body in common. */
  @Property(tries = 10)
  void seal_sameFilesTwice_hasNothingInCommon(@ForAll long seed) {
    Map<String, byte[]> files = files(new Random(seed));
    byte[] one = sealed(files);
    byte[] other = sealed(files);
    assertThat(key(one, VENDOR, 0)).isNotEqualTo(key(other, VENDOR, 0));
    assertThatThrownBy(() -> SupportBundle.open(one, key(other, VENDOR, 0)))
        .isInstanceOf(RefusedException.class);
  }

  @Property(tries = 150)
  void open_anyByteChangedOrCut_isRefused(
      @ForAll @IntRange(max = 1_000_000) int at,
      @ForAll @IntRange(max = 255) int by,
      @ForAll long seed) {
    byte[] whole = sealed(Map.of("a.txt", new byte[] {1}));
    byte[] contentKey = key(whole, VENDOR, 0);
    byte[] changed = by == 0 ? java.util.Arrays.copyOf(whole, at % whole.length) : whole.clone();
    if (by != 0) {
      changed[(int) ((at ^ seed) & Integer.MAX_VALUE) % whole.length] ^= (byte) by;
    }
    assertThatThrownBy(() -> SupportBundle.open(changed, contentKey))
        .isInstanceOf(RefusedException.class);
  }

  /** ZIP archives that were changed anywhere: files, or a refusal, and nothing else. */
  @Property(tries = 300)
  void unpack_archiveChangedAnywhere_isReadOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] packed = Packing.pack(files(random));
    for (int i = random.nextInt(4); i >= 0; i--) {
      packed[random.nextInt(packed.length)] = (byte) random.nextInt(256);
    }
    try {
      assertThat(Packing.unpack(packed).keySet()).allMatch(Packing::isName);
    } catch (RefusedException e) {
      assertThat(e.refusal()).isNotNull();
    }
  }
}
