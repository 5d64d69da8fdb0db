package dev.holdfast.license.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.bundle.BundleManifest.Base;
import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleManifest.Part;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.testkit.Refusals;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Format 1 of the manifest: each member that is missing, of another type or out of its range. */
class ManifestFormatTest {
  private static final String DIGEST = "ab".repeat(48);
  private static final List<Entry> ENTRIES =
      List.of(Entry.folder("bin"), Entry.file("bin/holdfast", 5, 0755, DIGEST));

  private static final BundleManifest MANIFEST =
      new BundleManifest(
          Bundles.RELEASE,
          Bundles.ISSUED,
          Bundles.EXPIRES,
          Bundles.upgrade(Bundles.gate("0.1", "0.2", "0.1.5")),
          new Base("0.1.0", 10, "cd".repeat(48)),
          List.of(new Part("payload.tar.gz", 700, DIGEST)),
          ENTRIES);

  private static final String TEXT = new String(MANIFEST.payload(), UTF_8);

  private static BundleManifest read(String text) {
    PayloadType type = PayloadType.BUNDLE_MANIFEST;
    return BundleManifest.read(
        StrictJson.parse(text.getBytes(UTF_8), type.maxPayload(), 8192, type.maxElements()));
  }

  /** The text with one part of it changed; the part stands there exactly once. */
  private static String with(String part, String other) {
    assertThat(TEXT.split(java.util.regex.Pattern.quote(part), -1)).as(part).hasSize(2);
    return TEXT.replace(part, other);
  }

  @Test
  void read_whatWasWritten_isTheSameManifest() {
    assertThat(read(TEXT)).isEqualTo(MANIFEST);
    assertThat(new String(read(TEXT).payload(), UTF_8)).isEqualTo(TEXT);
  }

  @Test
  void read_firstReleaseWithoutBaseOrPrevious_isTheSameManifest() {
    BundleManifest first =
        new BundleManifest(
            Bundles.RELEASE,
            Bundles.ISSUED,
            Bundles.EXPIRES,
            new Upgrade(null, "0.1.0", List.of()),
            null,
            MANIFEST.parts(),
            ENTRIES);
    BundleManifest again = read(new String(first.payload(), UTF_8));
    assertThat(again).isEqualTo(first);
    assertThat(again.isDelta()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "product",
        "version",
        "architecture",
        "edition",
        "channel",
        "sequence",
        "issued",
        "expires",
        "upgrade",
        "parts",
        "totalSize",
        "count",
        "snapshot",
        "entries",
        "minimumVerifier",
        "gates",
        "from",
        "stops",
        "reversible",
        "migrations",
        "diskBytes",
        "type",
        "mode"
      })
  void read_memberUnderAnotherName_isRefused(String name) {
    // Old: the member is missing; new: where only known ones may stand, it is unknown.
    String text = TEXT.replaceFirst("\"" + name + "\":", "\"x" + name + "\":");
    assertThat(text).isNotEqualTo(TEXT);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            dev.holdfast.license.statement.RefusedException.class,
            e ->
                assertThat(e.refusal())
                    .isIn(Refusal.FIELD_MISSING, Refusal.FIELD_UNKNOWN, Refusal.SNAPSHOT_WRONG));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"format\":1|\"format\":2|FORMAT_UNKNOWN",
        "\"format\":1|\"format\":\"1\"|FIELD_TYPE",
        "\"format\":1|\"format\":0|FIELD_VALUE",
        "\"product\":\"holdfast\"|\"product\":\"Hold fast\"|FIELD_VALUE",
        "\"product\":\"holdfast\"|\"product\":\"\"|FIELD_VALUE",
        "\"product\":\"holdfast\"|\"product\":7|FIELD_TYPE",
        "\"version\":\"0.2.0\"|\"version\":\"v0.2.0\"|FIELD_VALUE",
        "\"version\":\"0.2.0\"|\"version\":\"0.2.0/../x\"|FIELD_VALUE",
        "\"version\":\"0.2.0\"|\"version\":\"0.2.0.0.0\"|FIELD_VALUE",
        "\"version\":\"0.2.0\"|\"version\":\"123456\"|FIELD_VALUE",
        "\"version\":\"0.2.0\"|\"version\":\"-rc1\"|FIELD_VALUE",
        "\"architecture\":\"x86_64\"|\"architecture\":\"x86 64\"|FIELD_VALUE",
        "\"architecture\":\"x86_64\"|\"architecture\":\"../x\"|FIELD_VALUE",
        "\"edition\":\"appliance\"|\"edition\":\"-appliance\"|FIELD_VALUE",
        "\"channel\":\"stable\"|\"channel\":\"STABLE\"|FIELD_VALUE",
        "\"sequence\":20|\"sequence\":0|FIELD_VALUE",
        "\"sequence\":20|\"sequence\":-1|FIELD_VALUE",
        "\"sequence\":20|\"sequence\":1000000|FIELD_VALUE",
        "\"sequence\":20|\"sequence\":true|FIELD_TYPE",
        "\"expires\":\"2027-07-06T00:00:00Z\"|\"expires\":\"2026-06-01T00:00:00Z\"|FIELD_VALUE",
        "\"expires\":\"2027-07-06T00:00:00Z\"|\"expires\":\"2026-05-31T23:59:59Z\"|FIELD_VALUE",
        "\"expires\":\"2027-07-06T00:00:00Z\"|\"expires\":\"2027-07-06\"|FIELD_VALUE",
        "\"previous\":\"0.1.0\"|\"previous\":\"\"|FIELD_VALUE",
        "\"previous\":\"0.1.0\"|\"previous\":null|FIELD_TYPE",
        "\"stops\":[\"0.1.5\"]|\"stops\":[\"0.1.5\",\"0.1.5\"]|FIELD_VALUE",
        "\"stops\":[\"0.1.5\"]|\"stops\":[\"0.1.5\",\"0.1.4\"]|FIELD_VALUE",
        "\"stops\":[\"0.1.5\"]|\"stops\":[\"latest\"]|FIELD_VALUE",
        "\"stops\":[\"0.1.5\"]|\"stops\":\"0.1.5\"|FIELD_TYPE",
        "\"from\":\"0.1\"|\"from\":\"0.1-rc1\"|FIELD_VALUE",
        "\"before\":\"0.2\"|\"before\":\"newest\"|FIELD_VALUE",
        "\"reversible\":true|\"reversible\":\"true\"|FIELD_TYPE",
        "\"reversible\":true|\"reversible\":1|FIELD_TYPE",
        "\"diskBytes\":1048576|\"diskBytes\":-1|FIELD_VALUE",
        "\"diskBytes\":1048576|\"diskBytes\":1.5|BAD_NUMBER",
        "\"sequence\":10|\"sequence\":0|FIELD_VALUE",
        "\"size\":700|\"size\":4294967297|FIELD_VALUE",
        "\"name\":\"payload.tar.gz\"|\"name\":\"../payload.tar.gz\"|FIELD_VALUE",
        "\"totalSize\":5|\"totalSize\":6|SNAPSHOT_WRONG",
        "\"count\":2|\"count\":1|SNAPSHOT_WRONG",
        "\"path\":\"bin\"|\"path\":\"bim\"|ENTRY_MISSING",
        "\"mode\":\"0755\",\"sha384\"|\"mode\":\"755\",\"sha384\"|FIELD_VALUE",
        "\"mode\":\"0755\",\"sha384\"|\"mode\":\"07555\",\"sha384\"|FIELD_VALUE",
        "\"mode\":\"0755\",\"sha384\"|\"mode\":\"0799\",\"sha384\"|FIELD_VALUE",
        "\"mode\":\"0755\",\"sha384\"|\"mode\":\"4755\",\"sha384\"|ENTRY_MODE",
        "\"mode\":\"0755\",\"sha384\"|\"mode\":\"0777\",\"sha384\"|ENTRY_MODE",
        "\"type\":\"folder\"|\"type\":\"link\"|FIELD_VALUE",
        "\"type\":\"folder\"|\"type\":\"Folder\"|FIELD_VALUE",
        "\"size\":5|\"size\":-5|FIELD_VALUE",
        "\"size\":5|\"size\":4|SNAPSHOT_WRONG"
      })
  void read_unsoundMember_isRefusedForItsOwnReason(String part, String other, String expected) {
    Refusals.assertRefused(() -> read(with(part, other)), Refusal.valueOf(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AB", "zz", "a", "abc"})
  void read_digestOfAnotherForm_isRefused(String start) {
    String digest = start + "0".repeat(Math.max(0, start.length() == 2 ? 94 : 90));
    Refusals.assertRefused(
        () -> read(TEXT.replaceFirst(DIGEST, digest)), Refusal.FIELD_VALUE, "sha384");
  }

  @Test
  void read_snapshotOfOtherEntries_isRefused() {
    String snapshot = MANIFEST.snapshot();
    String other = (snapshot.startsWith("0") ? "1" : "0") + snapshot.substring(1);
    Refusals.assertRefused(() -> read(with(snapshot, other)), Refusal.SNAPSHOT_WRONG, "snapshot");
    // Another file under the same name is another snapshot too.
    String swapped = TEXT.substring(0, TEXT.lastIndexOf(DIGEST)) + "ef".repeat(48) + "\"}]}";
    Refusals.assertRefused(() -> read(swapped), Refusal.SNAPSHOT_WRONG, "snapshot");
  }

  @Test
  void read_memberOfANewerVersion_isPassedOverUnlessItIsCritical() {
    String newer = with("\"format\":1,", "\"format\":1,\"delivery\":\"by hand\",");
    assertThat(read(newer)).isEqualTo(MANIFEST);
    String critical =
        with("\"format\":1,", "\"format\":1,\"delivery\":\"by hand\",\"critical\":[\"delivery\"],");
    Refusals.assertRefused(() -> read(critical), Refusal.CRITICAL_UNKNOWN, "delivery");
    String twin = with("\"format\":1,", "\"format\":1,\"Sequence\":21,");
    Refusals.assertRefused(() -> read(twin), Refusal.AMBIGUOUS_NAME, "sequence");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"reversible\":true|\"reversible\":true,\"force\":true",
        "\"minimumVerifier\"|\"skip\":true,\"minimumVerifier\"",
        "\"type\":\"folder\"|\"type\":\"folder\",\"link\":\"/etc\"",
        "\"size\":700|\"size\":700,\"url\":\"https://x\"",
        "\"snapshot\":\"cdcd|\"any\":true,\"snapshot\":\"cdcd"
      })
  void read_unknownMemberInside_isRefused(String part, String other) {
    Refusals.assertRefused(() -> read(with(part, other)), Refusal.FIELD_UNKNOWN);
  }

  @Test
  void read_folderWithASize_isRefused() {
    Refusals.assertRefused(
        () -> read(with("\"type\":\"folder\"", "\"type\":\"folder\",\"size\":0")),
        Refusal.FIELD_UNKNOWN,
        "size");
  }

  @Test
  void read_entriesOutOfOrder_areRefused() {
    BundleManifest reversed =
        new BundleManifest(
            Bundles.RELEASE,
            Bundles.ISSUED,
            Bundles.EXPIRES,
            MANIFEST.upgrade(),
            null,
            List.of(),
            List.of(Entry.file("b", 1, 0644, DIGEST), Entry.file("a", 1, 0644, DIGEST)));
    // What no reader would take is not written either.
    Refusals.assertRefused(reversed::payload, Refusal.NOT_CANONICAL);
  }

  @Test
  void read_tooManyPartsGatesOrStops_areRefused() {
    String part = "{\"name\":\"payload.tar.gz\",\"size\":700,\"sha384\":\"" + DIGEST + "\"}";
    Refusals.assertRefused(
        () -> read(with(part, String.join(",", List.of(part, part, part, part, part)))),
        Refusal.TOO_MANY,
        "parts");
    String gate = TEXT.substring(TEXT.indexOf("{\"from\""), TEXT.indexOf("]},\"base\""));
    Refusals.assertRefused(
        () -> read(with(gate, (gate + ",").repeat(32) + gate)), Refusal.TOO_MANY, "gates");
    String stops =
        java.util.stream.IntStream.range(0, 17)
            .mapToObj(i -> "\"0.1." + i + "\"")
            .collect(java.util.stream.Collectors.joining(","));
    Refusals.assertRefused(() -> read(with("\"0.1.5\"", stops)), Refusal.TOO_MANY, "stops");
  }
}
