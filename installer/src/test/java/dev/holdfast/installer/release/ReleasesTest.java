package dev.holdfast.installer.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.installer.bundle.InstalledRelease;
import dev.holdfast.installer.bundle.TestBundle;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.license.bundle.Site;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.vendor.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that a bundle was extracted to is asked what the bundle is asked. */
class ReleasesTest {
  private static final TrustAnchors ANCHORS = TrustAnchors.compiledIn();

  @TempDir private Path folder = Path.of("");
  private Path root = folder;
  private TestBundle bundles = new TestBundle(folder);

  @BeforeEach
  void installNewer() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
    bundles = new TestBundle(folder);
    TestBundle.install(root, bundles.whole("0.3.0", 30), "0.3.0");
  }

  @Test
  void t33_olderRelease_asBundleOrAsFolder_isRefusedWithoutPermit() throws IOException {
    for (Path place : bothFormsOf("0.2.0", 20)) {
      refused(() -> open(place, null), ExitCode.REFUSED, "sequence_decreased", "--permit");
    }
  }

  @Test
  void t33_olderRelease_withAnythingForAPermit_isRefused() throws IOException {
    byte[] anything = Files.readAllBytes(root.resolve("opt/holdfast/current/manifest.json"));
    for (Path place : bothFormsOf("0.2.0", 20)) {
      assertThatThrownBy(() -> open(place, anything)).isInstanceOf(CommandFailure.class);
      assertThatThrownBy(() -> open(place, new byte[] {'{', '}'}))
          .isInstanceOf(CommandFailure.class);
    }
  }

  @Test
  void t33_permitOfAnotherRelease_isRefused() throws IOException {
    List<Path> wanted = bothFormsOf("0.2.0", 20);
    byte[] other = permit(bothFormsOf("0.1.0", 10).getLast());
    for (Path place : wanted) {
      refused(() -> open(place, other), ExitCode.REFUSED, "permit_wrong", "permit");
    }
  }

  @Test
  void olderRelease_withItsPermit_isTaken() throws IOException {
    List<Path> forms = bothFormsOf("0.2.0", 20);
    byte[] permit = permit(forms.getLast());
    for (Path place : forms) {
      assertThat(open(place, permit).release().notices()).anyMatch(it -> it.contains("permit"));
    }
  }

  @Test
  void folder_ofAnotherArchitecture_isRefused() throws IOException {
    Path tree = bothFormsOf("0.4.0", 40).getLast();
    Site elsewhere = new Site("s390x", "99999.0", null, Instant.now(), false, null);
    refused(
        () -> new Releases(ANCHORS).open(tree, elsewhere, null),
        ExitCode.VERIFICATION_FAILED,
        "wrong_architecture",
        "support");
  }

  @Test
  void folder_thatIsNoRelease_isRefused() {
    refused(() -> open(folder, null), ExitCode.USAGE, "no_release", "Name a bundle");
  }

  @Test
  void extract_ofAFolder_takesRightsFromTheManifest() throws IOException {
    Path tree = bothFormsOf("0.4.0", 40).getLast();
    new ProcessBuilder("chmod", "4777", tree.resolve("bin/holdfast").toString())
        .start()
        .onExit()
        .join();
    Files.setPosixFilePermissions(
        tree.resolve("lib/app.jar"), PosixFilePermissions.fromString("rw-rw-rw-"));
    Path out = folder.resolve("out");
    open(tree, null).extract(out);
    assertThat((int) Files.getAttribute(out.resolve("bin/holdfast"), "unix:mode") & 07777)
        .isEqualTo(0755);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rwxr-xr-x");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(out.resolve("lib/app.jar"))))
        .isEqualTo("rw-r--r--");
    assertThat(Files.getLastModifiedTime(out.resolve("lib/app.jar")))
        .isEqualTo(Files.getLastModifiedTime(out.resolve("ctl/ctl.jar")));
    assertThat(out.resolve("manifest.json.minisig")).exists();
  }

  @Test
  void extract_ofAFolderThatWasChangedAfterItWasOpened_writesWhatWasSigned() throws IOException {
    Path tree = bothFormsOf("0.4.0", 40).getLast();
    ReleaseSource source = open(tree, null);
    byte[] signed = Files.readAllBytes(tree.resolve("manifest.json"));
    Files.writeString(tree.resolve("manifest.json"), "{}");
    Files.writeString(tree.resolve("manifest.json.more"), "a stranger");
    Path out = folder.resolve("out");
    source.extract(out);
    assertThat(out.resolve("manifest.json")).hasBinaryContent(signed);
    assertThat(out.resolve("manifest.json.more")).doesNotExist();
    Files.writeString(tree.resolve("lib/app.jar"), "another service");
    refused(
        () -> source.extract(folder.resolve("again")),
        ExitCode.VERIFICATION_FAILED,
        "entry_changed",
        "support");
  }

  @Test
  void extract_ofAFolderWithALink_isRefused() throws IOException {
    Path tree = bothFormsOf("0.4.0", 40).getLast();
    Files.delete(tree.resolve("lib/same.jar"));
    Files.createSymbolicLink(tree.resolve("lib/same.jar"), Path.of("/etc/hostname"));
    refused(
        () -> open(tree, null).extract(folder.resolve("out")),
        ExitCode.VERIFICATION_FAILED,
        "entry_changed",
        "support");
  }

  @Test
  void delta_whoseReleaseIsInPlaceAlready_canBeGoneOnWith() throws IOException {
    Path base = root.resolve("opt/holdfast/releases/0.3.0");
    Path delta = bundles.bundle("0.4.0", 40, TestBundle.files("0.4.0"), base);
    open(delta, null).extract(root.resolve("opt/holdfast/releases/0.4.0"));
    Path current = new InstalledRelease(root).current();
    Files.delete(current);
    Files.createSymbolicLink(current, Path.of("releases/0.4.0"));
    assertThatCode(() -> open(delta, null)).doesNotThrowAnyException();
    Path next = bundles.bundle("0.5.0", 50, TestBundle.files("0.5.0"), base);
    refused(() -> open(next, null), ExitCode.VERIFICATION_FAILED, "base_wrong", "support");
  }

  private static void refused(ThrowingCallable call, ExitCode exit, String code, String hint) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(exit);
              assertThat(failure.code()).isEqualTo(code);
              assertThat(failure.hint()).contains(hint);
            });
  }

  private ReleaseSource open(Path place, byte @Nullable [] permit) throws IOException {
    InstalledRelease installed = new InstalledRelease(root);
    Site site = installed.site(ANCHORS, "99999.0", Instant.now(), false, permit);
    return new Releases(ANCHORS).open(place, site, installed.release().orElse(null));
  }

  /** The bundle's file, and the folder that it was extracted to. */
  private List<Path> bothFormsOf(String version, long sequence) throws IOException {
    Path file = bundles.whole(version, sequence);
    Path tree = folder.resolve("tree-" + version);
    new Releases(ANCHORS).open(file, Site.looking("99999.0"), null).extract(tree);
    return List.of(file, tree);
  }

  private byte[] permit(Path tree) throws IOException {
    Path out = folder.resolve("permit");
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            "bundle",
            "permit",
            "--development",
            "--to",
            tree.resolve("manifest.json").toString(),
            "--from-sequence",
            "30",
            "--reason",
            "a test",
            "--out",
            out.toString());
    assertThat(code).as(err.toString()).isZero();
    return Files.readAllBytes(out);
  }
}
