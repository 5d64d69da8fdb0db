package dev.holdfast.license.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.key.Role;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.testkit.TestVendor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole bundles in, trees out. */
class BundleFileTest {
  @TempDir private Path folder = Path.of("");

  private Path file = folder;

  @BeforeEach
  void make() throws IOException {
    file = new Bundles(folder).sound(Bundles.RELEASE);
  }

  @Test
  void extract_soundBundle_givesTheTreeWithModesAndOneTime() throws IOException {
    Path target = folder.resolve("target");
    try (BundleFile open = BundleFile.open(file)) {
      verified(open).bundle().extract(target, null, Progress.NONE);
    }
    assertThat(target.resolve("lib/twin.jar")).hasContent("a library that stays");
    assertThat(Files.getPosixFilePermissions(target.resolve("bin/holdfast")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(Files.getPosixFilePermissions(target.resolve("lib/app.jar")))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(Files.getLastModifiedTime(target.resolve("lib/app.jar")))
        .isEqualTo(FileTime.from(Bundles.ISSUED));
    byte[] manifest = Files.readAllBytes(target.resolve(SignedManifest.NAME));
    assertThat(SignedManifest.verify(manifest, Bundles.VENDOR.anchors()).manifest().release())
        .isEqualTo(Bundles.RELEASE);
  }

  @Test
  void extract_intoAFolderThatExists_isRefused() throws IOException {
    Path target = Files.createDirectory(folder.resolve("target"));
    try (BundleFile open = BundleFile.open(file)) {
      var bundle = verified(open).bundle();
      assertThatThrownBy(() -> bundle.extract(target, null, Progress.NONE))
          .isInstanceOf(FileAlreadyExistsException.class);
    }
  }

  @Test
  void verify_anyByteChanged_isRefused() throws IOException {
    long size = Files.size(file);
    int accepted = 0;
    for (long at = 0; at < size; at += at < 16_000 ? 997 : 61) {
      flip(at);
      accepted += result() instanceof BundleFile.Result.Verified ? 1 : 0;
      flip(at);
    }
    // Only the signature for minisign, of 24 bytes here, is read by nobody.
    assertThat(accepted).isLessThanOrEqualTo(1);
    assertThat(result()).isInstanceOf(BundleFile.Result.Verified.class);
  }

  @Test
  void verify_anythingCutOffOrAdded_isRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 509) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused(Refusal.ARCHIVE_MALFORMED);
    }
    Files.write(file, whole);
    Files.write(file, new byte[512], StandardOpenOption.APPEND);
    assertRefused(Refusal.ARCHIVE_MALFORMED);
  }

  @Test
  void verify_bySomebodyElsesVendor_isRefused() throws IOException {
    try (BundleFile open = BundleFile.open(file)) {
      assertThat(
              open.verify(
                  TestVendor.named("other").anchors(), Site.looking("0.2.0"), Progress.NONE))
          .isEqualTo(
              new BundleFile.Result.Refused(Refusal.KEY_UNKNOWN, Refusal.KEY_UNKNOWN.sentence()));
    }
  }

  @Test
  void repeatableSignature_ofOneManifest_isTheSameEachTime() {
    byte[] payload = {1, 2, 3};
    var key = Bundles.VENDOR.key(Role.BUNDLE);
    var one = key.repeatableEnvelope(PayloadType.BUNDLE_MANIFEST, payload);
    var two = key.repeatableEnvelope(PayloadType.BUNDLE_MANIFEST, payload);
    var hedged = key.envelope(PayloadType.BUNDLE_MANIFEST, payload);
    byte[] mlDsa = one.signatures().getFirst().values().get(1);
    assertThat(two.signatures().getFirst().values().get(1)).isEqualTo(mlDsa);
    assertThat(hedged.signatures().getFirst().values().get(1)).isNotEqualTo(mlDsa);
    key.verifying().verify(one, one.signatures().getFirst());
  }

  private void flip(long at) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(at);
      int old = raw.read();
      raw.seek(at);
      raw.write(old ^ 1);
    }
  }

  private BundleFile.Result result() throws IOException {
    try (BundleFile open = BundleFile.open(file)) {
      return open.verify(Bundles.VENDOR.anchors(), Bundles.site(), Progress.NONE);
    }
  }

  private void assertRefused(Refusal refusal) throws IOException {
    assertThat(result())
        .isInstanceOfSatisfying(
            BundleFile.Result.Refused.class,
            refused -> assertThat(refused.refusal()).isEqualTo(refusal));
  }

  private static BundleFile.Result.Verified verified(BundleFile open) throws IOException {
    return (BundleFile.Result.Verified)
        open.verify(Bundles.VENDOR.anchors(), Bundles.site(), Progress.NONE);
  }
}
