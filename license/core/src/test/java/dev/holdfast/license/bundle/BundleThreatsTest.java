package dev.holdfast.license.bundle;

import static dev.holdfast.license.bundle.Bundles.entry;
import static dev.holdfast.license.bundle.Bundles.member;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleManifest.Release;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The threat cases T31 to T40 under their numbers; T41 and T42 are the installer's. */
class BundleThreatsTest {
  @TempDir private Path folder = Path.of("");

  private Bundles bundles = new Bundles(folder);

  @BeforeEach
  void open() {
    bundles = new Bundles(folder);
  }

  @Test
  void t31_entryThatTheManifestDoesNotList_isRefused() throws IOException {
    assertRefused(
        bundles.hostile(
            List.of(entry("a", "x")),
            out -> {
              out.write(member("a", '0', 0644, "", "x"));
              out.write(member("b", '0', 0644, "", "y"));
            }),
        Refusal.ENTRY_UNEXPECTED);
  }

  @Test
  void t31_entryThatIsNotCarried_isRefused() throws IOException {
    assertRefused(
        bundles.hostile(
            List.of(entry("a", "x"), entry("b", "y")),
            out -> out.write(member("a", '0', 0644, "", "x"))),
        Refusal.ENTRY_MISSING);
  }

  @Test
  void t31_entryThatIsCarriedTwice_isRefused() throws IOException {
    assertRefused(
        bundles.hostile(
            List.of(entry("a", "x")),
            out -> {
              out.write(member("a", '0', 0644, "", "x"));
              out.write(member("a", '0', 0644, "", "x"));
            }),
        Refusal.ENTRY_UNEXPECTED);
  }

  @ParameterizedTest
  @ValueSource(chars = {'1', '2', '3', '4', '5', '6', '7', 'x', 'g', 'L', 'K', 'S', '\0'})
  void t31_linkDeviceOrExtension_isRefused(char type) throws IOException {
    assertRefused(
        bundles.hostile(
            List.of(entry("a", "")), out -> out.write(member("a", type, 0644, "/etc/passwd", ""))),
        Refusal.ENTRY_TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../up",
        "a/../../up",
        "a//b",
        "./a",
        "a/",
        "a/.",
        "..",
        "a\\b",
        "a b",
        "-a"
      })
  void t31_pathOutOfTheTree_isRefusedInArchiveAndManifest(String path) throws IOException {
    assertRefused(
        bundles.hostile(
            List.of(entry("a", "x")), out -> out.write(member(path, '0', 0644, "", "x"))),
        Refusal.ENTRY_PATH);
    assertManifestRefused(List.of(entry(path, "x")), Refusal.ENTRY_PATH);
  }

  @ParameterizedTest
  @ValueSource(ints = {04755, 02755, 01755, 0777, 0666, 0600})
  void t31_setuidOrOtherModes_areRefusedInArchiveAndManifest(int mode) throws IOException {
    Entry sound = entry("a", "x");
    assertRefused(
        bundles.hostile(List.of(sound), out -> out.write(member("a", '0', mode, "", "x"))),
        Refusal.ENTRY_MODE);
    assertManifestRefused(
        List.of(Entry.file("a", sound.size(), mode, sound.sha384())), Refusal.ENTRY_MODE);
  }

  @Test
  void t31_twinsByCaseOrUnicode_areRefused() throws IOException {
    assertManifestRefused(List.of(entry("README", "x"), entry("readme", "y")), Refusal.ENTRY_TWIN);
    // One name composed, one decomposed; both are refused, for neither is ASCII.
    assertManifestRefused(List.of(entry("caf\u00e9", "x")), Refusal.ENTRY_PATH);
    assertManifestRefused(List.of(entry("cafe\u0301", "x")), Refusal.ENTRY_PATH);
  }

  @Test
  void t31_fileAsFolderOfAnother_isRefused() throws IOException {
    assertManifestRefused(List.of(entry("a", "x"), entry("a/b", "y")), Refusal.ENTRY_MISSING);
  }

  @Test
  void t32_fileThatIsLargerThanListed_stopsAtItsHeader() throws IOException {
    byte[] header = member("a", '0', 0644, "", "x".repeat(9_000));
    assertRefused(
        bundles.hostile(List.of(entry("a", "x")), out -> out.write(header)),
        Refusal.EXPANDS_TOO_FAR);
  }

  @Test
  void t32_tenGigabytesFromFew_stopBeforeTheyAreUnpacked() throws IOException {
    byte[] gigabytes =
        new TarWriter(OutputStream.nullOutputStream(), Bundles.ISSUED)
            .header("a", '0', 0644, 7L << 30, "");
    assertRefused(
        bundles.hostile(
            List.of(entry("a", "x")),
            out -> {
              out.write(gigabytes);
              out.write(new byte[4 << 20]);
            }),
        Refusal.EXPANDS_TOO_FAR);
  }

  @Test
  void t32_aMillionEntries_stopAtTheFirstOneTooMany() throws IOException {
    byte[] one = member("a", '0', 0644, "", "");
    assertRefused(
        bundles.hostile(
            List.of(entry("a", "")),
            out -> {
              for (int i = 0; i < 10_000; i++) {
                out.write(one);
              }
            }),
        Refusal.ENTRY_UNEXPECTED);
  }

  @Test
  void t32_manifestWithTooManyEntriesOrBytes_isRefused() {
    List<Entry> many =
        Stream.iterate(0, i -> i + 1)
            .limit(4_097)
            .map(i -> Entry.folder("d%05d".formatted(i)))
            .toList();
    assertManifestRefused(many, Refusal.TOO_MANY);
    Entry huge = Entry.file("a", BundleManifest.MAX_TOTAL, 0644, "0".repeat(96));
    Entry more = Entry.file("b", 1, 0644, "0".repeat(96));
    assertManifestRefused(List.of(huge, more), Refusal.EXPANDS_TOO_FAR);
  }

  @Test
  void t33_olderSequenceOrVersion_isRefusedWithoutAPermit() throws IOException {
    Path old = bundles.sound(Bundles.release("0.2.0", 19));
    assertRefused(old, Bundles.having("0.2.0", 20, "f".repeat(96)), Refusal.SEQUENCE_DECREASED);
    Path lower = bundles.sound(Bundles.release("0.1.0", 21));
    assertRefused(lower, Bundles.having("0.2.0", 20, "f".repeat(96)), Refusal.SEQUENCE_DECREASED);
  }

  @Test
  void t33_rollbackPermit_opensExactlyOneWayBack() throws IOException {
    Path old = bundles.sound(Bundles.release("0.1.0", 10));
    String snapshot = manifest(old).snapshot();
    RollbackPermit permit = permit(20, snapshot, "ins_1", Duration.ofDays(30));
    assertThat(verify(old, going(Bundles.sign(permit))))
        .isInstanceOfSatisfying(
            BundleFile.Result.Verified.class,
            verified -> assertThat(verified.notices()).anyMatch(text -> text.contains("prm_1")));
    for (RollbackPermit wrong :
        List.of(
            permit(19, snapshot, "ins_1", Duration.ofDays(30)),
            permit(20, "e".repeat(96), "ins_1", Duration.ofDays(30)),
            permit(20, snapshot, "ins_2", Duration.ofDays(30)),
            permit(20, snapshot, null, Duration.ofDays(5)))) {
      assertRefused(old, going(Bundles.sign(wrong)), Refusal.PERMIT_WRONG);
    }
  }

  @Test
  void t34_sequenceFarAhead_isRefused() throws IOException {
    Path far = bundles.sound(Bundles.release("0.3.0", 2_000));
    assertRefused(far, Bundles.having("0.2.0", 20, "f".repeat(96)), Refusal.SEQUENCE_TOO_FAR);
    assertThatThrownBy(() -> bundles.sound(Bundles.release("0.3.0", 1L << 31)))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void t35_expiredBundle_warnsAndIsRefusedByPolicyOnly() throws IOException {
    Path file = bundles.sound(Bundles.RELEASE);
    var late = Bundles.EXPIRES.plus(Duration.ofDays(1));
    Site warns = new Site("x86_64", "0.2.0", null, late, false, null);
    assertThat(((BundleFile.Result.Verified) verify(file, warns)).notices())
        .anyMatch(notice -> notice.contains("HAS EXPIRED"));
    assertRefused(file, new Site("x86_64", "0.2.0", null, late, true, null), Refusal.EXPIRED);
    Site early =
        new Site("x86_64", "0.2.0", null, Bundles.ISSUED.minus(Duration.ofDays(2)), false, null);
    assertRefused(file, early, Refusal.ISSUED_IN_FUTURE);
  }

  @Test
  void t36_fileOfAnotherRelease_isRefused() throws IOException {
    Entry old = entry("lib/app.jar", "the service of 0.1.0");
    Entry listed = Entry.file(old.path(), old.size(), old.mode(), entry("x", "y").sha384());
    assertRefused(
        bundles.hostile(
            List.of(Entry.folder("lib"), listed),
            out -> out.write(member("lib/app.jar", '0', 0644, "", "the service of 0.1.0"))),
        Refusal.ENTRY_CHANGED);
  }

  @Test
  void t36_manifestOfOneReleaseOverThePartsOfAnother_isRefused() throws IOException {
    Path one = bundles.sound(Bundles.release("0.1.0", 10));
    Path two = bundles.sound(Bundles.release("0.2.0", 20));
    Path mixed = folder.resolve("mixed.run");
    byte[] header = Arrays.copyOf(Files.readAllBytes(two), BundleFile.HEADER_BYTES);
    Path parts = folder.resolve("0.1.0-10.parts");
    try (BundleFile file = BundleFile.open(two)) {
      BundleWriter.write(
          mixed,
          header,
          List.of(parts.resolve(Archive.BOOTSTRAP), parts.resolve(Archive.PAYLOAD)),
          signed(file).file(),
          Bundles.MINISIGN,
          Bundles.ISSUED);
    }
    assertThat(verify(one, Bundles.site())).isInstanceOf(BundleFile.Result.Verified.class);
    assertThat(verify(mixed, Bundles.site())).isInstanceOf(BundleFile.Result.Refused.class);
  }

  @Test
  void t36_sameSequenceWithOtherContents_isRefused() throws IOException {
    Path file = bundles.sound(Bundles.RELEASE);
    assertRefused(file, Bundles.having("0.2.0", 20, "f".repeat(96)), Refusal.SEQUENCE_REUSED);
  }

  @ParameterizedTest
  @MethodSource("wrongReleases")
  void t37_wrongProductMachineEditionOrChannel_isRefused(Release release, Refusal refusal)
      throws IOException {
    Path file = bundles.sound(release);
    assertRefused(file, Bundles.having("0.1.0", 10, "f".repeat(96)), refusal);
  }

  static Stream<Arguments> wrongReleases() {
    return Stream.of(
        Arguments.of(
            new Release("other", "0.2.0", "x86_64", "appliance", "stable", 20),
            Refusal.WRONG_PRODUCT),
        Arguments.of(
            new Release("holdfast", "0.2.0", "aarch64", "appliance", "stable", 20),
            Refusal.WRONG_ARCHITECTURE),
        Arguments.of(
            new Release("holdfast", "0.2.0", "x86_64", "cloud", "stable", 20),
            Refusal.WRONG_EDITION),
        Arguments.of(
            new Release("holdfast", "0.2.0", "x86_64", "appliance", "development", 20),
            Refusal.WRONG_CHANNEL));
  }

  @Test
  void t38_olderTool_refusesANewerFormatAndSaysSo() throws IOException {
    Path file =
        bundles.bundle(
            Bundles.RELEASE,
            new Upgrade("0.1.0", "0.2.0", List.of(Bundles.gate("0.1", null))),
            null);
    Site old = new Site("x86_64", "0.1.9", null, Bundles.NOW, false, null);
    assertRefused(file, old, Refusal.VERIFIER_TOO_OLD);
    assertThat(Refusal.VERIFIER_TOO_OLD.kind()).isEqualTo(Refusal.Kind.NEWER);
    byte[] payload = Bundles.manifest(List.of(), List.of(entry("a", "x"))).payload();
    String newer = new String(payload, UTF_8).replace("\"format\":1", "\"format\":2");
    assertThatThrownBy(
            () ->
                SignedManifest.verify(
                    Bundles.sign(newer.getBytes(UTF_8)), Bundles.VENDOR.anchors()))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.FORMAT_UNKNOWN));
  }

  @Test
  void t39_deltaOnItsBase_givesTheWholeRelease() throws IOException {
    Path base = extract(bundles.sound(Bundles.release("0.1.0", 10)), "base", null);
    Path delta = delta(base);
    Path result = extract(delta, "result", base);
    assertThat(BundleWriter.list(result).stream().filter(e -> !isManifest(e)).toList())
        .isEqualTo(manifest(delta).entries());
    assertThat(Files.size(delta)).isLessThan(Files.size(bundles.sound(Bundles.RELEASE)));
  }

  @Test
  void t39_deltaOnAChangedBase_isRefusedAndWritesNothing() throws IOException {
    Path base = extract(bundles.sound(Bundles.release("0.1.0", 10)), "base", null);
    Path delta = delta(base);
    Files.writeString(base.resolve("lib/same.jar"), "a library that strays");
    Path target = folder.resolve("result");
    assertThatThrownBy(() -> extract(delta, "result", base))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.BASE_WRONG));
    assertThat(target).doesNotExist();
  }

  @Test
  void t39_deltaOnAnotherRelease_isRefused() throws IOException {
    Path base = extract(bundles.sound(Bundles.release("0.1.0", 10)), "base", null);
    Path delta = delta(base);
    Path other = extract(bundles.sound(Bundles.release("0.1.5", 15)), "other", null);
    assertThatThrownBy(() -> extract(delta, "result", other))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.BASE_WRONG));
    assertRefused(delta, Bundles.having("0.1.5", 15, "f".repeat(96)), Refusal.BASE_WRONG);
    assertRefused(delta, Bundles.site(), Refusal.BASE_WRONG);
  }

  @Test
  void t40_fileSwappedAfterVerification_isNotWhatIsExtracted() throws IOException {
    Path file = bundles.sound(Bundles.RELEASE);
    try (BundleFile open = BundleFile.open(file)) {
      var verified = verified(open);
      Path other = bundles.sound(Bundles.release("0.1.0", 10));
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
      Path target = folder.resolve("target");
      verified.bundle().extract(target, null, Progress.NONE);
      assertThat(target.resolve("lib/app.jar")).hasContent("the service of 0.2.0");
    }
  }

  @Test
  void t40_bytesChangedInPlaceAfterVerification_areRefusedAndNothingStays() throws IOException {
    Path file = bundles.sound(Bundles.RELEASE);
    try (BundleFile open = BundleFile.open(file)) {
      var verified = verified(open);
      try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
        raw.seek(BundleFile.HEADER_BYTES + 512 + 40);
        int old = raw.read();
        raw.seek(BundleFile.HEADER_BYTES + 512 + 40);
        raw.write(old ^ 1);
      }
      Path target = folder.resolve("target");
      assertThatThrownBy(() -> verified.bundle().extract(target, null, Progress.NONE))
          .isInstanceOf(RefusedException.class);
      assertThat(target).doesNotExist();
    }
  }

  private Path delta(Path base) throws IOException {
    SignedManifest installed =
        SignedManifest.verify(
            Files.readAllBytes(base.resolve(SignedManifest.NAME)), Bundles.VENDOR.anchors());
    return bundles.bundle(
        Bundles.release("0.2.0", 21),
        Bundles.upgrade(Bundles.gate("0.1", null)),
        installed.manifest());
  }

  private static boolean isManifest(Entry entry) {
    return entry.path().startsWith(SignedManifest.NAME);
  }

  private Path extract(Path file, String name, @Nullable Path base) throws IOException {
    try (BundleFile open = BundleFile.open(file)) {
      Path target = folder.resolve(name);
      verified(open).bundle().extract(target, base, Progress.NONE);
      return target;
    }
  }

  private static BundleFile.Result.Verified verified(BundleFile open) throws IOException {
    return (BundleFile.Result.Verified)
        open.verify(Bundles.VENDOR.anchors(), Site.looking("0.2.0"), Progress.NONE);
  }

  private static SignedManifest signed(BundleFile open) throws IOException {
    return verified(open).signed();
  }

  private static BundleManifest manifest(Path file) throws IOException {
    try (BundleFile open = BundleFile.open(file)) {
      return signed(open).manifest();
    }
  }

  private static RollbackPermit permit(
      long from, String snapshot, @Nullable String installation, Duration life) {
    return new RollbackPermit(
        "prm_1",
        from,
        snapshot,
        installation,
        Bundles.ISSUED,
        Bundles.ISSUED.plus(life),
        "A regression");
  }

  private static Site going(byte[] permit) {
    Site site = Bundles.having("0.2.0", 20, "f".repeat(96));
    return new Site("x86_64", "0.2.0", site.installed(), Bundles.NOW, false, permit);
  }

  private static BundleFile.Result verify(Path file, Site site) throws IOException {
    try (BundleFile open = BundleFile.open(file)) {
      return open.verify(Bundles.VENDOR.anchors(), site, Progress.NONE);
    }
  }

  private static void assertRefused(Path file, Refusal refusal) throws IOException {
    assertRefused(file, Bundles.site(), refusal);
  }

  private static void assertRefused(Path file, Site site, Refusal refusal) throws IOException {
    BundleFile.Result result = verify(file, site);
    assertThat(result).isInstanceOf(BundleFile.Result.Refused.class);
    BundleFile.Result.Refused refused = (BundleFile.Result.Refused) result;
    assertThat(refused.refusal()).as(refused.detail()).isEqualTo(refusal);
  }

  private static void assertManifestRefused(List<Entry> entries, Refusal refusal) {
    assertThatThrownBy(() -> Bundles.manifest(List.of(), entries).payload())
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }
}
