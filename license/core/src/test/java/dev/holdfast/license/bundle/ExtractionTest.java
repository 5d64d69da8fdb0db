package dev.holdfast.license.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.key.Role;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.testkit.Refusals;
import dev.holdfast.license.testkit.TestVendor;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a release is written to, what it borrows, and what is left where that does not go well. */
class ExtractionTest {
  @TempDir private Path folder = Path.of("");
  private Bundles bundles = new Bundles(Path.of(""));
  private Path target = Path.of("");

  @BeforeEach
  void make() {
    bundles = new Bundles(folder);
    target = folder.resolve("target");
  }

  private VerifiedBundle verified(BundleFile open) throws IOException {
    BundleFile.Result result =
        open.verify(Bundles.VENDOR.anchors(), Site.looking("0.2.0"), Progress.NONE);
    assertThat(result).isInstanceOf(BundleFile.Result.Verified.class);
    return ((BundleFile.Result.Verified) result).bundle();
  }

  private void extract(Path file, Path to, @org.jspecify.annotations.Nullable Path base)
      throws IOException {
    try (BundleFile open = BundleFile.open(file)) {
      verified(open).extract(to, base, Progress.NONE);
    }
  }

  private Path base() throws IOException {
    Path base = folder.resolve("base");
    extract(bundles.sound(Bundles.release("0.1.0", 10)), base, null);
    return base;
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

  private void assertNothingIsLeft(ThrowingCallable extraction, Class<? extends Throwable> thrown) {
    assertThatThrownBy(extraction).isInstanceOf(thrown);
    assertThat(target).doesNotExist();
  }

  @Test
  void extract_intoNoFolder_makesNone() throws IOException {
    Path file = bundles.sound(Bundles.RELEASE);
    Path deep = folder.resolve("missing/target");
    assertThatThrownBy(() -> extract(file, deep, null)).isInstanceOf(NoSuchFileException.class);
    assertThat(folder.resolve("missing")).doesNotExist();
  }

  @Test
  void extract_whereALinkIs_followsItNowhere() throws IOException {
    Path file = bundles.sound(Bundles.RELEASE);
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(target, elsewhere);
    assertThatThrownBy(() -> extract(file, target, null))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(elsewhere).isEmptyDirectory();
    assertThat(target).isSymbolicLink();
  }

  @Test
  void extract_twice_givesTwoTreesThatAreTheSame() throws IOException {
    try (BundleFile open = BundleFile.open(bundles.sound(Bundles.RELEASE))) {
      VerifiedBundle bundle = verified(open);
      bundle.extract(target, null, Progress.NONE);
      bundle.extract(folder.resolve("other"), null, Progress.NONE);
    }
    assertThat(BundleWriter.list(target)).isEqualTo(BundleWriter.list(folder.resolve("other")));
  }

  @Test
  void extract_afterTheFileWasClosed_isRefusedAndNothingIsLeft() throws IOException {
    VerifiedBundle bundle;
    try (BundleFile open = BundleFile.open(bundles.sound(Bundles.RELEASE))) {
      bundle = verified(open);
    }
    assertNothingIsLeft(
        () -> bundle.extract(target, null, Progress.NONE), ClosedChannelException.class);
  }

  @Test
  void extract_progress_goesForwardUpToTheWhole() throws IOException {
    List<Long> done = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    try (BundleFile open = BundleFile.open(bundles.sound(Bundles.RELEASE))) {
      verified(open)
          .extract(
              target,
              null,
              (at, total) -> {
                done.add(at);
                totals.add(total);
              });
    }
    assertThat(done).isSorted().doesNotHaveDuplicates();
    assertThat(totals).allMatch(total -> total.equals(totals.getFirst()));
    assertThat(done.getLast()).isLessThanOrEqualTo(totals.getFirst());
  }

  /** Who looks on must not be able to break it half way. */
  @Test
  void extract_progressThatFails_leavesNothing() throws IOException {
    Path file = bundles.sound(Bundles.RELEASE);
    try (BundleFile open = BundleFile.open(file)) {
      VerifiedBundle bundle = verified(open);
      assertNothingIsLeft(
          () ->
              bundle.extract(
                  target,
                  null,
                  (at, total) -> {
                    throw new IllegalStateException("the terminal is gone");
                  }),
          IllegalStateException.class);
    }
  }

  @Test
  void extract_tree_isReadableByAllAndWritableByItsOwner() throws IOException {
    extract(bundles.sound(Bundles.RELEASE), target, null);
    for (String name : new String[] {"", "bin", "lib", "runtime/bin"}) {
      assertThat(mode(target.resolve(name))).as(name).isEqualTo("rwxr-xr-x");
    }
    assertThat(mode(target.resolve("bin/holdfast"))).isEqualTo("rwxr-xr-x");
    assertThat(mode(target.resolve("lib/app.jar"))).isEqualTo("rw-r--r--");
    assertThat(mode(target.resolve(SignedManifest.NAME))).isEqualTo("rw-r--r--");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void t39_deltaWithoutABase_isRefusedAndWritesNothing() throws IOException {
    Path delta = delta(base());
    assertThatThrownBy(() -> extract(delta, target, null))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.BASE_WRONG));
    assertThat(target).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file gone", "file is a link", "file is a folder", "manifest gone"})
  void t39_baseThatIsNotWhatItWas_leavesNothing(String how) throws IOException {
    Path base = base();
    Path delta = delta(base);
    Path same = base.resolve("lib/same.jar");
    switch (how) {
      case "file gone" -> Files.delete(same);
      case "file is a link" -> {
        Files.move(same, folder.resolve("moved"));
        Files.createSymbolicLink(same, folder.resolve("moved"));
      }
      case "file is a folder" -> {
        Files.delete(same);
        Files.createDirectory(same);
      }
      default -> Files.delete(base.resolve(SignedManifest.NAME));
    }
    assertNothingIsLeft(() -> extract(delta, target, base), IOException.class);
  }

  /** A base that somebody else signed could say anything of its files. */
  @Test
  void t39_baseOfAStranger_isRefused() throws IOException {
    Path base = base();
    Path delta = delta(base);
    Path manifest = base.resolve(SignedManifest.NAME);
    byte[] payload =
        StatementFile.parse(Files.readAllBytes(manifest))
            .ofType(PayloadType.BUNDLE_MANIFEST)
            .getFirst()
            .payload();
    Files.write(
        manifest,
        new StatementFile(
                List.of(
                    TestVendor.named("stranger")
                        .key(Role.BUNDLE)
                        .envelope(PayloadType.BUNDLE_MANIFEST, payload)))
            .bytes());
    assertThatThrownBy(() -> extract(delta, target, base))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.KEY_UNKNOWN));
    assertThat(target).doesNotExist();
  }

  /** What the delta does not carry and the base does not use is not looked at. */
  @Test
  void t39_baseChangedWhereNothingIsBorrowed_isTaken() throws IOException {
    Path base = base();
    Path delta = delta(base);
    Files.writeString(base.resolve("lib/app.jar"), "changed, and replaced by the delta");
    extract(delta, target, base);
    assertThat(target.resolve("lib/app.jar")).hasContent("the service of 0.2.0");
    assertThat(target.resolve("lib/same.jar")).hasContent("a library that stays");
  }

  @Test
  void t39_wholeBundle_needsNoBaseAndAsksNone() throws IOException {
    extract(bundles.sound(Bundles.RELEASE), target, folder.resolve("no such base"));
    assertThat(target.resolve("lib/app.jar")).exists();
  }

  /** A tree that was extracted, made into a bundle again: it could be verified, never extracted. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "manifest.json",
        "manifest.json.minisig",
        "Manifest.json",
        "MANIFEST.JSON.MINISIG"
      })
  void t31_entryInThePlaceOfTheManifest_isRefused(String name) throws IOException {
    List<Entry> entries = List.of(Bundles.entry(name, "mine"));
    Refusals.assertRefused(
        () -> Bundles.manifest(List.of(), entries).payload(), Refusal.ENTRY_PATH, name);
  }

  @Test
  void t31_manifestOfSomethingElseDeeperDown_isAnEntryLikeAnyOther() throws IOException {
    List<Entry> entries =
        List.of(Entry.folder("docs"), Bundles.entry("docs/manifest.json", "another one"));
    assertThat(Bundles.manifest(List.of(), entries).payload()).isNotEmpty();
  }
}
