package dev.holdfast.checks;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Asks the kernel whether its clock is disciplined (adjtimex(2)); changes nothing. */
final class KernelClock {
  private static final int STRUCT_BYTES = 256;
  private static final int STATUS_OFFSET = 40;
  private static final int STA_UNSYNC = 0x40;

  private KernelClock() {}

  /** False, too, where the kernel may not be asked. */
  static boolean synchronised() {
    try (Arena arena = Arena.ofConfined()) {
      Linker linker = Linker.nativeLinker();
      var adjtimex =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("adjtimex"),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      MemorySegment timex = arena.allocate(STRUCT_BYTES, Long.BYTES);
      int answer = (int) adjtimex.invokeExact(timex);
      return answer >= 0 && (timex.get(ValueLayout.JAVA_INT, STATUS_OFFSET) & STA_UNSYNC) == 0;
    } catch (Throwable e) {
      return false;
    }
  }
}
