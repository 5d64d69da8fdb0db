package dev.holdfast.appliance.gateway.stream;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;

/**
 * Bytes of a buffer as an array, for loops that the compiler can make fast. The array belongs to
 * the thread and is good until the next call; whoever had it wipes it, because what passes through
 * is somebody's answer, and the thread lives on.
 */
final class Scratch {
  private static final int INITIAL = 64 * 1024;

  private static final FastThreadLocal<byte[]> ARRAYS =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[INITIAL];
        }
      };

  private Scratch() {}

  /** How many bytes fit at once. */
  static final int SIZE = INITIAL;

  /** Copies {@code length} bytes, at most {@link #SIZE}, from {@code index} on. */
  static byte[] copy(ByteBuf from, int index, int length) {
    byte[] array = ARRAYS.get();
    from.getBytes(index, array, 0, length);
    return array;
  }

  /** Takes away what {@link #copy} gave. */
  static void wipe(int length) {
    Arrays.fill(ARRAYS.get(), 0, length, (byte) 0);
  }
}
