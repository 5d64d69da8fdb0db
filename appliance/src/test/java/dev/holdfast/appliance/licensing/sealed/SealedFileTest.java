package dev.holdfast.appliance.licensing.sealed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.testkit.FakeKms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that can be deleted or put back, and not written by hand. */
class SealedFileTest {
  private final FakeKms kms = new FakeKms();
  @TempDir private Path folder = Path.of("");
  private Path path = Path.of("");

  @BeforeEach
  void name() {
    path = folder.resolve("a.mark");
  }

  private SealedFile file(String title) {
    return new SealedFile(path, kms, title);
  }

  @Test
  void read_whatWasWritten_isTheSame() throws IOException {
    file("a title").write("some text, ünïcode");
    assertThat(file("a title").read()).isEqualTo(new SealedFile.Found.Says("some text, ünïcode"));
    assertThat(Files.readString(path)).startsWith("a title\n").doesNotContain("some text");
  }

  @Test
  void read_underAnotherTitle_isUnreadable_evenWhereTheFirstLineIsExchanged() throws IOException {
    file("a title").write("x");
    assertThat(file("another").read()).isInstanceOf(SealedFile.Found.Unreadable.class);
    Files.writeString(path, Files.readString(path).replace("a title", "another"));
    assertThat(file("another").read()).isInstanceOf(SealedFile.Found.Unreadable.class);
  }

  @Test
  void read_exchangedTexts_doNotOpenUnderEachOthersKeys() throws IOException {
    file("t").write("one");
    String one = Files.readAllLines(path).get(2);
    Files.delete(path);
    file("t").write("two");
    String two = Files.readAllLines(path).get(2);
    Files.writeString(path, Files.readString(path).replace(two, one));
    assertThat(file("t").read()).isInstanceOf(SealedFile.Found.Unreadable.class);
  }

  @Test
  void write_kmsDown_leavesWhatIsThere() throws IOException {
    file("t").write("old");
    kms.fail(ErrorCode.KMS_UNAVAILABLE);
    SealedFile fresh = file("t");
    assertThat(fresh.read()).isInstanceOf(SealedFile.Found.Unknown.class);
    assertThatThrownBy(() -> fresh.write("new")).isInstanceOf(ProblemException.class);
    kms.recover();
    assertThat(file("t").read()).isEqualTo(new SealedFile.Found.Says("old"));
  }

  @Test
  void write_leftoverOfACrash_isNoHindrance() throws IOException {
    Files.writeString(folder.resolve("a.mark.tmp"), "half");
    file("t").write("whole");
    assertThat(file("t").read()).isEqualTo(new SealedFile.Found.Says("whole"));
    assertThat(folder.resolve("a.mark.tmp")).doesNotExist();
  }

  @Test
  void write_folderGone_isAFault() {
    SealedFile nowhere = new SealedFile(folder.resolve("no/such/file"), kms, "t");
    assertThatThrownBy(() -> nowhere.write("x")).isInstanceOf(IOException.class);
    assertThat(nowhere.read()).isInstanceOf(SealedFile.Found.Missing.class);
  }
}
