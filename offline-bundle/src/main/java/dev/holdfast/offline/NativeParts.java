package dev.holdfast.offline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What the programs and libraries of a JDK need of the machine that they are to run on, read from
 * the files themselves (ELF); nothing is run.
 */
final class NativeParts {
  /** The C library of the oldest system that a bundle is for, and of its own image: Debian 12's. */
  static final String GLIBC = "2.36";

  private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};
  private static final Map<Integer, String> MACHINES = Map.of(62, "x86_64", 183, "aarch64");
  private static final Pattern NEEDED = Pattern.compile("GLIBC_2\\.(\\d{1,3})(?![\\d])");
  private static final String MUSL = "libc.musl";
  private static final int WIDE = 2;
  private static final int LITTLE = 1;
  private static final int STRINGS = 3;
  private static final long LOADED = 2;

  private NativeParts() {}

  /** Files by their names. */
  private interface Source {
    void each(Visitor visitor) throws IOException;
  }

  private interface Visitor {
    void file(String name, byte[] content) throws IOException;
  }

  /**
   * Looks at what lies in a module's file, as a JDK has it in its {@code jmods}.
   *
   * @throws UnfitJdk where it does not run on the architecture, with Debian 12's C library
   */
  static void checkModule(Path jmod, String architecture, String whose) throws IOException {
    try (ZipFile zip = new ZipFile(jmod.toFile())) {
      check(
          visitor -> {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
              try (InputStream in = zip.getInputStream(entry)) {
                visitor.file(entry.getName(), in.readAllBytes());
              }
            }
          },
          architecture,
          whose);
    }
  }

  /**
   * Looks at a linked runtime.
   *
   * @throws UnfitJdk where it does not run on the architecture, with Debian 12's C library
   */
  static void checkTree(Path runtime, String architecture, String whose) throws IOException {
    check(
        visitor -> {
          for (Path file : Trees.files(runtime)) {
            if (Files.isRegularFile(file)) {
              visitor.file(runtime.relativize(file).toString(), Files.readAllBytes(file));
            }
          }
        },
        architecture,
        whose);
  }

  private static void check(Source source, String architecture, String whose) throws IOException {
    TreeMap<Integer, String> newest = new TreeMap<>();
    source.each(
        (name, content) -> {
          if (!isElf(content)) {
            return;
          }
          ByteBuffer elf = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
          String machine = machine(elf);
          if (!machine.equals(architecture)) {
            throw new UnfitJdk(
                whose + " is none for " + architecture + ": its " + name + " is for " + machine);
          }
          String strings = strings(elf);
          if (strings.contains(MUSL)) {
            throw new UnfitJdk(
                whose + " is for musl (" + name + "), and a bundle is for systems with glibc");
          }
          Matcher needed = NEEDED.matcher(strings);
          while (needed.find()) {
            newest.putIfAbsent(Integer.parseInt(needed.group(1)), name);
          }
        });
    int most = Integer.parseInt(GLIBC.replace("2.", ""));
    if (!newest.isEmpty() && newest.lastKey() > most) {
      throw new UnfitJdk(
          whose
              + " needs glibc 2."
              + newest.lastKey()
              + " ("
              + newest.lastEntry().getValue()
              + "), and the systems that a bundle is for have "
              + GLIBC
              + " (Debian 12). Take a JDK that was built for release, such as Temurin's");
    }
  }

  private static boolean isElf(byte[] content) {
    return content.length > 64 && ByteBuffer.wrap(content, 0, 4).equals(ByteBuffer.wrap(MAGIC));
  }

  private static String machine(ByteBuffer elf) {
    int code = Short.toUnsignedInt(elf.getShort(18));
    return elf.get(4) == WIDE && elf.get(5) == LITTLE
        ? MACHINES.getOrDefault(code, "a machine of the kind " + code)
        : "a machine of 32 bits or of the other order of bytes";
  }

  /**
   * The names that it asks its libraries for, and theirs: every table of strings that is loaded.
   */
  private static String strings(ByteBuffer elf) {
    StringBuilder all = new StringBuilder();
    long sections = elf.getLong(40);
    int size = Short.toUnsignedInt(elf.getShort(58));
    int count = Short.toUnsignedInt(elf.getShort(60));
    for (int i = 0; i < count; i++) {
      int at = Math.toIntExact(sections + (long) i * size);
      if (elf.getInt(at + 4) == STRINGS && (elf.getLong(at + 8) & LOADED) != 0) {
        byte[] table = new byte[Math.toIntExact(elf.getLong(at + 32))];
        elf.get(Math.toIntExact(elf.getLong(at + 24)), table);
        all.append(new String(table, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
