package dev.holdfast.offline;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A file as a linker makes it, with nothing in it but the names that it asks its libraries for. */
final class TestElf {
  private static final int HEADER = 64;
  private static final int SECTION = 64;

  private TestElf() {}

  static byte[] of(String architecture, String... names) {
    ByteArrayOutputStream strings = new ByteArrayOutputStream();
    for (String name : names) {
      strings.write(0);
      strings.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    }
    strings.write(0);
    int end = HEADER + strings.size();
    ByteBuffer elf = ByteBuffer.allocate(end + 2 * SECTION).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    elf.putShort(18, (short) (architecture.equals("aarch64") ? 183 : 62));
    elf.putLong(40, end);
    elf.putShort(58, (short) SECTION);
    elf.putShort(60, (short) 2);
    elf.put(HEADER, strings.toByteArray());
    // The first section is empty, as in every file.
    int section = end + SECTION;
    elf.putInt(section + 4, 3);
    elf.putLong(section + 8, 2);
    elf.putLong(section + 24, HEADER);
    elf.putLong(section + 32, strings.size());
    return elf.array();
  }
}
