package dev.holdfast.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServiceManagerTest {
  @TempDir private Path folder = Path.of("unset");

  @Test
  void ready_withSocketInTheFileSystem_isReceived() {
    String address = folder.resolve("notify").toString();
    try (Receiver systemd = new Receiver(address)) {
      ServiceManager.of(Map.of("NOTIFY_SOCKET", address), 1).ready("Serving", () -> true);
      assertThat(systemd.receive()).isEqualTo("READY=1\nSTATUS=Serving");
    }
  }

  @Test
  void stopping_withAbstractSocket_isReceived() {
    String address = "@holdfast-test-" + UUID.randomUUID();
    try (Receiver systemd = new Receiver(address)) {
      ServiceManager.of(Map.of("NOTIFY_SOCKET", address), 1).stopping();
      assertThat(systemd.receive()).startsWith("STOPPING=1\n");
    }
  }

  @Test
  void heartbeat_whileAlive_isSentAgainAndAgain() {
    String address = folder.resolve("notify").toString();
    Map<String, String> environment = Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", "30000");
    try (Receiver systemd = new Receiver(address);
        ServiceManager manager = ServiceManager.of(environment, 1)) {
      manager.ready("Serving", () -> true);
      systemd.receive();
      assertThat(systemd.receive()).isEqualTo("WATCHDOG=1");
      assertThat(systemd.receive()).isEqualTo("WATCHDOG=1");
    }
  }

  @Test
  void heartbeat_ofOneThatHangs_isNotSent() throws InterruptedException {
    String address = folder.resolve("notify").toString();
    CountDownLatch asked = new CountDownLatch(3);
    Map<String, String> environment = Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", "30000");
    try (Receiver systemd = new Receiver(address);
        ServiceManager manager = ServiceManager.of(environment, 1)) {
      manager.ready(
          "Serving",
          () -> {
            asked.countDown();
            return false;
          });
      systemd.receive();
      asked.await();
      manager.stopping();
      assertThat(systemd.receive()).startsWith("STOPPING=1");
    }
  }

  @Test
  void messages_withoutSocketOrListener_harmNothing() {
    ServiceManager.of(Map.of(), 1).ready("x", () -> true);
    ServiceManager.of(Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString()), 1).stopping();
    assertThatThrownBy(() -> new NotifySocket(folder.resolve("nobody").toString()).send("READY=1"))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "relative/path", "vsock:2:1"})
  void socket_ofAnotherKind_isNoneOfOurs(String address) {
    assertThat(NotifySocket.named(address)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"30000000, 7, 30", "30000000, 8, 0", "0, 7, 0", "soon, 7, 0"})
  void watchdog_ofThisProcessOnly_isObeyed(String micros, String pid, long seconds) {
    Map<String, String> environment = Map.of("WATCHDOG_USEC", micros, "WATCHDOG_PID", pid);
    assertThat(ServiceManager.watchdog(environment, 7).orElse(Duration.ZERO))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"200, true", "503, false"})
  void selfCall_answersAsTheServerDoes(int status, boolean alive) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/health/live",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    assertThat(SelfCall.answers(url)).isEqualTo(alive);
    server.stop(0);
    assertThat(SelfCall.answers(url)).isFalse();
  }

  /** Listens as systemd does. */
  private static final class Receiver implements AutoCloseable {
    private static final Linker LINKER = Linker.nativeLinker();
    private final int socket;

    Receiver(String address) {
      try (Arena arena = Arena.ofConfined()) {
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        if (path[0] == '@') {
          path[0] = 0;
        }
        MemorySegment name = arena.allocate(110);
        name.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
        MemorySegment.copy(path, 0, name, ValueLayout.JAVA_BYTE, 2, path.length);
        socket = (int) handle("socket", ints(3)).invokeExact(1, 2, 0);
        int bound =
            (int)
                handle(
                        "bind",
                        FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_INT))
                    .invokeExact(socket, name, 2 + path.length);
        assertThat(bound).isZero();
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    String receive() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(4096);
        long length =
            (long)
                handle(
                        "recv",
                        FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT))
                    .invokeExact(socket, buffer, 4096L, 0);
        byte[] text = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(text, StandardCharsets.UTF_8);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      try {
        int closed = (int) handle("close", ints(1)).invokeExact(socket);
        assertThat(closed).isZero();
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    private static FunctionDescriptor ints(int count) {
      ValueLayout[] all = new ValueLayout[count];
      java.util.Arrays.fill(all, ValueLayout.JAVA_INT);
      return FunctionDescriptor.of(ValueLayout.JAVA_INT, all);
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
      return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }
  }
}
