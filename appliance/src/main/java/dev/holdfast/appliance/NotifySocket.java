package dev.holdfast.appliance;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The datagram socket on which the service manager is told how the process fares (sd_notify(3)).
 * The JDK has no datagrams over AF_UNIX, so libc is called directly.
 *
 * @param address a path, or {@code @} and a name in the abstract namespace
 */
record NotifySocket(String address) {
  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int FAMILY_BYTES = 2;
  private static final int LONGEST_PATH = 107;

  /** What {@code NOTIFY_SOCKET} names; empty where nobody asked to be told. */
  static Optional<NotifySocket> named(@Nullable String variable) {
    if (variable == null || variable.length() < 2) {
      return Optional.empty();
    }
    boolean usable = variable.charAt(0) == '/' || variable.charAt(0) == '@';
    return usable && bytes(variable).length <= LONGEST_PATH
        ? Optional.of(new NotifySocket(variable))
        : Optional.empty();
  }

  /** Sends one message, assignments each on a line of its own. */
  void send(String message) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int socket = (int) Libc.SOCKET.invokeExact((int) AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (socket < 0) {
        throw new IOException("no socket for " + address);
      }
      try {
        byte[] path = bytes(address);
        MemorySegment to = arena.allocate(FAMILY_BYTES + LONGEST_PATH + 1);
        to.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
        MemorySegment.copy(path, 0, to, ValueLayout.JAVA_BYTE, FAMILY_BYTES, path.length);
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, text);
        long sent =
            (long)
                Libc.SENDTO.invokeExact(
                    socket, data, (long) text.length, MSG_NOSIGNAL, to, FAMILY_BYTES + path.length);
        if (sent != text.length) {
          throw new IOException("the service manager does not listen at " + address);
        }
      } finally {
        int closed = (int) Libc.CLOSE.invokeExact(socket);
        assert closed == 0;
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException("libc cannot be called", e);
    }
  }

  /** The bytes of {@code sun_path}; an abstract name begins with a zero. */
  private static byte[] bytes(String address) {
    byte[] bytes = address.getBytes(StandardCharsets.UTF_8);
    if (bytes[0] == '@') {
      bytes[0] = 0;
    }
    return bytes;
  }

  /** Looked up at the first message, so that a process nobody supervises pays nothing. */
  private static final class Libc {
    static final MethodHandle SOCKET =
        find(
            "socket",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    static final MethodHandle SENDTO =
        find(
            "sendto",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    static final MethodHandle CLOSE =
        find("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private static MethodHandle find(String name, FunctionDescriptor descriptor) {
      Linker linker = Linker.nativeLinker();
      SymbolLookup lookup = linker.defaultLookup();
      return linker.downcallHandle(lookup.findOrThrow(name), descriptor);
    }
  }
}
