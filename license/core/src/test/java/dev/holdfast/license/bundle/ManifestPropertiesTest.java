package dev.holdfast.license.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.licence.Versions;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Releases of any shape, and upgrade tables of any kind. */
class ManifestPropertiesTest {
  /** A tree with folders in folders, made up at random. */
  private static List<Entry> tree(Random random) {
    TreeMap<String, Entry> entries = new TreeMap<>();
    String folder = "";
    for (int i = 0; i < 25; i++) {
      String name = folder + (char) ('a' + random.nextInt(26)) + i;
      if (random.nextInt(3) == 0) {
        entries.put(name, Entry.folder(name));
        folder = random.nextBoolean() ? name + "/" : folder;
      } else {
        String digest = Integer.toHexString(random.nextInt(16)).repeat(96);
        int mode = random.nextBoolean() ? 0755 : 0644;
        entries.put(name, Entry.file(name, random.nextInt(1 << 20), mode, digest));
      }
    }
    return List.copyOf(entries.values());
  }

  private static BundleManifest read(byte[] payload) {
    PayloadType type = PayloadType.BUNDLE_MANIFEST;
    return BundleManifest.read(
        StrictJson.parse(payload, type.maxPayload(), StrictJson.MAX_MEMBERS, type.maxElements()));
  }

  @Property(tries = 60)
  void read_manifestOfAnyTree_isTheSameAndHasOneSnapshot(@ForAll long seed) {
    List<Entry> entries = tree(new Random(seed));
    BundleManifest manifest = Bundles.manifest(List.of(), entries);
    BundleManifest read = read(manifest.payload());
    assertThat(read).isEqualTo(manifest);
    assertThat(read.snapshot()).isEqualTo(manifest.snapshot());
    assertThat(read.totalSize()).isEqualTo(entries.stream().mapToLong(Entry::size).sum());
    assertThat(read.byPath()).hasSize(entries.size());
  }

  /** T36: whatever is changed of one entry, or left out, it is another release. */
  @Property(tries = 60)
  void snapshot_anyEntryChanged_isAnother(
      @ForAll long seed, @ForAll @IntRange(max = 24) int at, @ForAll @IntRange(max = 4) int how) {
    List<Entry> entries = new ArrayList<>(tree(new Random(seed)));
    String before = Bundles.manifest(List.of(), entries).snapshot();
    Entry old = entries.get(at);
    switch (how) {
      case 0 -> entries.remove(at);
      case 1 ->
          entries.set(
              at, new Entry(old.path(), old.type(), old.size(), old.mode() ^ 0111, old.sha384()));
      case 2 ->
          entries.set(at, new Entry(old.path() + "x", old.type(), old.size(), 0755, old.sha384()));
      case 3 -> entries.set(at, Entry.file(old.path(), old.size() + 1, 0644, "f".repeat(96)));
      default -> entries.add(Entry.file("zz", 0, 0644, "0".repeat(96)));
    }
    assertThat(Bundles.manifest(List.of(), entries).snapshot()).isNotEqualTo(before);
  }

  /** What a reader would not take must not be signed: in any other order there is a refusal. */
  @Property(tries = 60)
  void payload_entriesInAnotherOrder_isNotMade(
      @ForAll long seed, @ForAll @IntRange(max = 23) int at) {
    List<Entry> entries = new ArrayList<>(tree(new Random(seed)));
    entries.add(at, entries.remove(at + 1));
    BundleManifest manifest = Bundles.manifest(List.of(), entries);
    assertThatThrownBy(manifest::payload).isInstanceOf(RefusedException.class);
  }

  /** Whoever follows the stops arrives, in steps that only go up, and never meets one twice. */
  @Property(tries = 200)
  void from_anyReleaseFollowed_arrivesOrIsClosed(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 9) Integer> minors,
      @ForAll @IntRange(max = 9) int installed) {
    List<String> stops = minors.stream().distinct().sorted().map(minor -> "1." + minor).toList();
    Upgrade upgrade =
        new Upgrade(
            "1.9",
            "0.1.0",
            List.of(new Upgrade.Gate(new Versions("1.0", "2.0"), stops, true, List.of(), 0)));
    String at = "1." + installed;
    int steps = 0;
    while (upgrade.from(at) instanceof Upgrade.Road.StopFirst stop) {
      assertThat(Versions.compare(stop.version(), at)).isPositive();
      assertThat(stops).contains(stop.version());
      at = stop.version();
      assertThat(++steps).isLessThanOrEqualTo(stops.size());
    }
    assertThat(upgrade.from(at)).isInstanceOf(Upgrade.Road.Open.class);
    assertThat(upgrade.from("2.0")).isInstanceOf(Upgrade.Road.Closed.class);
    assertThat(upgrade.from("0.9.9")).isInstanceOf(Upgrade.Road.Closed.class);
    // A candidate of a release stands where the release stands.
    assertThat(upgrade.from(at + "-rc1").getClass()).isEqualTo(upgrade.from(at).getClass());
  }
}
