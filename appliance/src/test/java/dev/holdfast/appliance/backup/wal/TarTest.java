package dev.holdfast.appliance.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.BackupException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tar that comes in pieces of every size is the same tar. */
final class TarTest {
  /** Says what it was told. */
  private static final class Heard implements Tar.Taker {
    private final List<String> said = new ArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private String name = "";

    @Override
    public void folder(String path) {
      said.add("folder " + path);
    }

    @Override
    public void file(String path) {
      name = path;
      content.reset();
    }

    @Override
    public void bytes(byte[] from, int at, int length) {
      content.write(from, at, length);
    }

    @Override
    public void fileEnd() {
      said.add("file " + name + " " + content.toString(StandardCharsets.US_ASCII));
    }
  }

  private static byte[] entry(String name, char type, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[512 + (bytes.length + 511) / 512 * 512];
    put(whole, 0, name);
    put(whole, 124, String.format(Locale.ROOT, "%011o", bytes.length));
    whole[156] = (byte) type;
    System.arraycopy(bytes, 0, whole, 512, bytes.length);
    return whole;
  }

  private static void put(byte[] into, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }

  private static byte[] tar() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(entry("backup_label", '0', "START"));
    all.writeBytes(entry("base/", '5', ""));
    all.writeBytes(entry("./pg_wal/archive_status", '5', ""));
    all.writeBytes(entry("base/1", '0', ""));
    all.writeBytes(entry("base/2", '0', "x".repeat(512)));
    all.writeBytes(entry("base/3", '0', "y".repeat(1300)));
    all.writeBytes(new byte[1024]);
    return all.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 511, 512, 513, 1000, 100_000})
  void tar_inPiecesOfAnySize_isTakenApartTheSame(int piece) throws IOException {
    Heard heard = new Heard();
    Tar tar = new Tar(heard);
    byte[] all = tar();
    for (int at = 0; at < all.length; at += piece) {
      tar.bytes(all, at, Math.min(piece, all.length - at));
    }
    tar.end();

    assertThat(heard.said)
        .containsExactly(
            "file backup_label START",
            "folder base",
            "folder pg_wal/archive_status",
            "file base/1 ",
            "file base/2 " + "x".repeat(512),
            "file base/3 " + "y".repeat(1300));
  }

  @Test
  void tar_thatIsCutOff_isRefused() throws IOException {
    Tar tar = new Tar(new Heard());
    tar.bytes(entry("base/3", '0', "y".repeat(1300)), 0, 900);

    assertThatThrownBy(tar::end).isInstanceOf(IOException.class);
  }

  @Test
  void tar_withALink_isRefused() {
    Tar tar = new Tar(new Heard());
    byte[] link = entry("pg_tblspc/1", '2', "");

    assertThatThrownBy(() -> tar.bytes(link, 0, link.length))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("pg_tblspc/1");
  }

  @Test
  void tar_withALengthThatIsNone_isRefused() {
    Tar tar = new Tar(new Heard());
    byte[] file = entry("base/1", '0', "");
    put(file, 124, "99999999999");

    assertThatThrownBy(() -> tar.bytes(file, 0, file.length)).isInstanceOf(IOException.class);
  }
}
