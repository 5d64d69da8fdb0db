package dev.holdfast.license.bundle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.testkit.Refusals;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that some other program, or somebody with a hex editor, made. */
class TarReaderTest {
  private static final byte[] END = new byte[1024];

  private static byte[] archive(byte[]... members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] member : members) {
      out.writeBytes(member);
    }
    return out.toByteArray();
  }

  private static byte[] member(String path, String text) throws IOException {
    return Bundles.member(path, '0', 0644, "", text);
  }

  private static TarReader reader(byte[] archive) {
    return new TarReader(new ByteArrayInputStream(archive));
  }

  /** A header with something changed, and its sum made anew so that only the change is seen. */
  private static byte[] changed(Consumer<byte[]> change) throws IOException {
    byte[] bytes = member("a", "x");
    change.accept(bytes);
    byte[] block = Arrays.copyOf(bytes, 512);
    String sum = String.format("%06o", TarWriter.checksum(block));
    System.arraycopy(sum.getBytes(US_ASCII), 0, bytes, 148, 6);
    return bytes;
  }

  private static void put(byte[] bytes, int at, String text) {
    byte[] ascii = text.getBytes(US_ASCII);
    System.arraycopy(ascii, 0, bytes, at, ascii.length);
  }

  private static void assertRefused(byte[] archive, Refusal refusal) {
    Refusals.assertRefused(
        () -> {
          TarReader tar = reader(archive);
          byte[] sink = new byte[100];
          while (tar.next() != null) {
            while (tar.read(sink, 0, sink.length) >= 0) {
              // Everything is read.
              continue;
            }
          }
        },
        refusal);
  }

  @Test
  void next_membersOfAllLengths_areReadOneByOne() throws IOException {
    TarReader tar =
        reader(
            archive(
                member("empty", ""),
                member("block", "x".repeat(512)),
                member("odd/name", "x".repeat(513)),
                END));
    byte[] buffer = new byte[4096];
    assertThat(tar.next()).isEqualTo(new TarReader.Member("empty", 0, 0644));
    assertThat(tar.read(buffer, 0, 10)).isEqualTo(-1);
    assertThat(tar.next()).isEqualTo(new TarReader.Member("block", 512, 0644));
    assertThat(tar.read(buffer, 0, buffer.length)).isEqualTo(512);
    assertThat(tar.read(buffer, 0, buffer.length)).isEqualTo(-1);
    assertThat(tar.next()).isEqualTo(new TarReader.Member("odd/name", 513, 0644));
    assertThat(tar.next()).isNull();
  }

  @Test
  void next_memberThatNobodyRead_isPassedOver() throws IOException {
    TarReader tar = reader(archive(member("a", "x".repeat(2000)), member("b", "y"), END));
    tar.next();
    assertThat(tar.read(new byte[700], 0, 700)).isEqualTo(700);
    assertThat(String.valueOf(tar.next())).contains("path=b");
  }

  @Test
  void next_streamThatGivesOneByteAtATime_isReadTheSame() throws IOException {
    byte[] bytes = archive(member("a", "hello"), END);
    TarReader tar =
        new TarReader(
            new FilterInputStream(new ByteArrayInputStream(bytes)) {
              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                return super.read(buffer, offset, Math.min(1, length));
              }
            });
    assertThat(String.valueOf(tar.next())).contains("size=5");
    byte[] text = new byte[5];
    for (int at = 0; at < text.length; ) {
      at += tar.read(text, at, text.length - at);
    }
    assertThat(new String(text, UTF_8)).isEqualTo("hello");
    assertThat(tar.next()).isNull();
  }

  @Test
  void next_nameInTwoFields_isPutTogether() throws IOException {
    String path = "a".repeat(90) + "/" + "b".repeat(60) + "/" + "c".repeat(40);
    TarReader tar = reader(archive(member(path, "x"), END));
    assertThat(String.valueOf(tar.next())).contains(path);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 512, 600, 1023, 1024, 1535, 1536, 2047})
  void next_archiveCutOffAnywhere_isRefused(int length) throws IOException {
    byte[] whole = archive(member("a", "x"), END);
    assertThat(whole).hasSize(2048);
    assertRefused(Arrays.copyOf(whole, length), Refusal.ARCHIVE_MALFORMED);
  }

  @Test
  void next_somethingAfterTheEnd_isRefused() throws IOException {
    assertRefused(archive(member("a", "x"), END, new byte[1]), Refusal.ARCHIVE_MALFORMED);
    assertRefused(
        archive(member("a", "x"), new byte[512], member("b", "y"), END), Refusal.ARCHIVE_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    // GNU tar's own magic, and the old one without any.
    "257, 'ustar  '",
    "257, '       '",
    // Another version of POSIX.
    "263, 01",
    // Sizes in other bases, with blanks, signs or no end.
    "124, 0000000008x",
    "124, ' 0000000001'",
    "124, -0000000001",
    "124, 000000000001",
    // A mode that is no number.
    "100, 00006x4"
  })
  void next_headerOfAnotherForm_isRefused(int at, String text) throws IOException {
    assertRefused(archive(changed(bytes -> put(bytes, at, text)), END), Refusal.ARCHIVE_MALFORMED);
  }

  @Test
  void next_sizeInBase256_isRefused() throws IOException {
    assertRefused(
        archive(changed(bytes -> bytes[124] = (byte) 0x80), END), Refusal.ARCHIVE_MALFORMED);
  }

  @Test
  void next_sumThatIsWrong_isRefused() throws IOException {
    byte[] bytes = member("a", "x");
    bytes[0] = 'b';
    assertRefused(archive(bytes, END), Refusal.ARCHIVE_MALFORMED);
    byte[] signed = changed(block -> {});
    put(signed, 148, "000000");
    assertRefused(archive(signed, END), Refusal.ARCHIVE_MALFORMED);
  }

  @Test
  void next_nameWithSomethingAfterItsEnd_isRefused() throws IOException {
    // Some readers would see "a", others "a", a zero byte and ".sh".
    assertRefused(archive(changed(bytes -> put(bytes, 2, ".sh")), END), Refusal.ENTRY_PATH);
    assertRefused(archive(changed(bytes -> put(bytes, 350, "x")), END), Refusal.ENTRY_PATH);
  }

  @Test
  void next_prefixThatLeadsOut_isRefused() throws IOException {
    assertRefused(archive(changed(bytes -> put(bytes, 345, "..")), END), Refusal.ENTRY_PATH);
    assertRefused(archive(changed(bytes -> put(bytes, 345, "/")), END), Refusal.ENTRY_PATH);
  }

  @Test
  void next_linkNameOfAFile_isRefused() throws IOException {
    assertRefused(
        archive(changed(bytes -> put(bytes, 157, "/etc/passwd")), END), Refusal.ENTRY_TYPE);
  }

  @Test
  void next_typeThatCannotBeShown_isShownAsAQuestionMark() throws IOException {
    byte[] bytes = changed(block -> block[156] = 0x1b);
    Refusals.assertRefused(
        () -> reader(archive(bytes, END)).next(), Refusal.ENTRY_TYPE, "has the type '?'");
  }
}
