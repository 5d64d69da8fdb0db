package dev.holdfast.appliance.licensing.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.testkit.FakeKms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mark in a file can be deleted or put back, and not written by hand. */
class SealedMarkTest {
  private static final Mark MARK = new Mark(Instant.parse("2026-06-01T10:20:30Z"), 7);

  private final FakeKms kms = new FakeKms();
  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("clock.mark");
  }

  private SealedMark sealed() {
    return new SealedMark(file, kms);
  }

  @Test
  void read_whatWasWritten_isTheSameAfterARestart() throws IOException {
    sealed().write(MARK);
    assertThat(sealed().read()).isEqualTo(new SealedMark.Found.Says(MARK));
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void write_again_keepsTheDataKeyAndAsksTheKmsOnce() throws IOException {
    SealedMark one = sealed();
    one.write(MARK);
    one.write(new Mark(MARK.seenAt().plusSeconds(60), 7));
    assertThat(kms.wraps()).isEqualTo(1);
    SealedMark two = sealed();
    two.read();
    two.write(new Mark(MARK.seenAt().plusSeconds(120), 7));
    assertThat(kms.wraps()).isEqualTo(1);
    assertThat(sealed().read())
        .isEqualTo(new SealedMark.Found.Says(new Mark(MARK.seenAt().plusSeconds(120), 7)));
  }

  @Test
  void read_noFile_isMissing() {
    assertThat(sealed().read()).isInstanceOf(SealedMark.Found.Missing.class);
  }

  @Test
  void t21_fileWrittenByHand_isNotBelieved() throws IOException {
    sealed().write(MARK);
    List<String> lines = Files.readAllLines(file);
    for (List<String> forged :
        List.of(
            List.of(lines.get(0), lines.get(1), "AAAA" + lines.get(2).substring(4)),
            List.of(lines.get(0), "AAAA" + lines.get(1).substring(4), lines.get(2)),
            List.of("holdfast clock mark 2", lines.get(1), lines.get(2)),
            List.of(lines.get(0), lines.get(1)),
            List.of(lines.get(0), "not base64!", lines.get(2)),
            List.of("2020-01-01T00:00:00Z 0"),
            List.<String>of())) {
      Files.write(file, forged);
      assertThat(sealed().read()).as("%s", forged).isInstanceOf(SealedMark.Found.Unreadable.class);
    }
  }

  @Test
  void t21_fileOfAnotherInstallation_isNotBelieved() throws IOException {
    new SealedMark(file, new FakeKms()).write(MARK);
    assertThat(sealed().read()).isInstanceOf(SealedMark.Found.Unreadable.class);
  }

  @Test
  void read_kmsDown_saysNothingAboutTheFile() throws IOException {
    sealed().write(MARK);
    kms.fail(ErrorCode.KMS_UNAVAILABLE);
    assertThat(sealed().read()).isInstanceOf(SealedMark.Found.Unknown.class);
    kms.recover();
    assertThat(sealed().read()).isInstanceOf(SealedMark.Found.Says.class);
  }
}
