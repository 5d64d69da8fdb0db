package dev.holdfast.appliance.diagnostics.heap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks for many secrets in a file of any kind at the same time, in the forms in which a process
 * holds a text: Latin-1 and UTF-8, UTF-16 in both orders ({@code char[]} and wide strings), and
 * base 64 (both alphabets, at each of the three offsets) and hexadecimal of it. Half of a long
 * secret counts as the secret.
 */
final class HeapSearch {
  private static final int HEAD = 4;
  private static final int LONG = 24;
  private static final int GROUP = 3;
  private static final int SIX = 6;
  private static final int PREFILTER = 1 << 16;
  private static final List<Charset> WIDE =
      List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE);

  private final Map<Integer, List<Needle>> needles = new HashMap<>();
  private final boolean[] starts = new boolean[PREFILTER];

  private record Needle(String name, String form, byte[] bytes) {}

  /** Looks for a text. */
  HeapSearch text(String name, String text) {
    return bytes(name, text.getBytes(StandardCharsets.UTF_8), true);
  }

  /** Looks for a key. */
  HeapSearch key(String name, byte[] key) {
    return bytes(name, key, false);
  }

  private HeapSearch bytes(String name, byte[] secret, boolean isText) {
    if (secret.length < Long.BYTES) {
      throw new IllegalArgumentException(name + " is too short to be looked for");
    }
    int half = secret.length / 2;
    List<byte[]> parts =
        secret.length < LONG
            ? List.of(secret)
            : List.of(Arrays.copyOf(secret, half), Arrays.copyOfRange(secret, half, secret.length));
    for (byte[] part : parts) {
      add(name, "as it is", part);
      if (isText) {
        String text = new String(part, StandardCharsets.UTF_8);
        WIDE.forEach(charset -> add(name, charset.name(), text.getBytes(charset)));
      }
      coded(name, "hexadecimal", HexFormat.of().formatHex(part));
      for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
        for (int offset = 0; offset < GROUP; offset++) {
          coded(name, "base 64", base64(encoder, part, offset));
        }
      }
    }
    return this;
  }

  /** The characters that depend on the secret alone, whatever stands before and behind it. */
  static String base64(Base64.Encoder encoder, byte[] secret, int offset) {
    byte[] shifted = new byte[offset + secret.length];
    System.arraycopy(secret, 0, shifted, offset, secret.length);
    int from = (offset * Byte.SIZE + SIX - 1) / SIX;
    int to = shifted.length * Byte.SIZE / SIX;
    return encoder.encodeToString(shifted).substring(from, to);
  }

  private void coded(String name, String form, String text) {
    add(name, form, text.getBytes(StandardCharsets.US_ASCII));
    WIDE.forEach(charset -> add(name, form + " in " + charset, text.getBytes(charset)));
  }

  private void add(String name, String form, byte[] bytes) {
    needles
        .computeIfAbsent(ByteBuffer.wrap(bytes).getInt(), head -> new ArrayList<>())
        .add(new Needle(name, form, bytes));
    starts[ByteBuffer.wrap(bytes).getShort() & 0xFFFF] = true;
  }

  /** The names of what was found, and in which forms. */
  Map<String, Set<String>> in(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return in(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    }
  }

  Map<String, Set<String>> in(ByteBuffer all) {
    Map<String, Set<String>> found = new TreeMap<>();
    int last = all.limit() - HEAD;
    for (int at = 0; at <= last; at++) {
      if (starts[all.getShort(at) & 0xFFFF]) {
        for (Needle needle : needles.getOrDefault(all.getInt(at), List.of())) {
          if (stands(needle.bytes, all, at)) {
            found.computeIfAbsent(needle.name, any -> new TreeSet<>()).add(needle.form);
          }
        }
      }
    }
    return found;
  }

  private static boolean stands(byte[] needle, ByteBuffer all, int at) {
    return at + needle.length <= all.limit()
        && all.slice(at, needle.length).equals(ByteBuffer.wrap(needle));
  }
}
