package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Pebble, the ACME server that Let's Encrypt tests clients with: a process of its own. It is looked
 * for on the path, and built by Go where there is none; without both, tests are skipped and say so.
 */
final class Pebble implements AutoCloseable {
  private static final String VERSION = "v2.10.1";

  final int doorPort;
  final int tlsPort;
  final Path caFile;
  private final int port;
  private final Process process;
  private final Path log;

  private Pebble(Process process, int port, int doorPort, int tlsPort, Path caFile, Path log) {
    this.process = process;
    this.port = port;
    this.doorPort = doorPort;
    this.tlsPort = tlsPort;
    this.caFile = caFile;
    this.log = log;
  }

  String directory() {
    return "https://127.0.0.1:" + port + "/dir";
  }

  static Pebble start(Path folder, boolean wantsBinding) throws IOException, InterruptedException {
    Path program = program();
    FakeAuthority authority = new FakeAuthority();
    var keys = FakeAuthority.newKeys();
    Path caFile = Files.writeString(folder.resolve("ca.pem"), FakeAuthority.pem(authority.root()));
    Path certificate =
        Files.writeString(
            folder.resolve("pebble.crt"),
            FakeAuthority.pem(
                authority
                    .issue(
                        List.of("localhost", "127.0.0.1"),
                        keys.getPublic(),
                        Instant.parse("2020-01-01T00:00:00Z"),
                        Instant.parse("2060-01-01T00:00:00Z"))
                    .toArray()));
    Path key =
        Files.writeString(folder.resolve("pebble.key"), FakeAuthority.pem(keys.getPrivate()));
    int port = Ports.free();
    int doorPort = Ports.free();
    int tlsPort = Ports.free();
    Path config =
        Files.writeString(
            folder.resolve("pebble.json"),
            """
            {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
              "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": %d,
              "externalAccountBindingRequired": %s,
              "externalAccountMACKeys": {"kid-1": "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"},
              "profiles": {"default": {"description": "short", "validityPeriod": 3600}}}}
            """
                .formatted(port, Ports.free(), certificate, key, doorPort, tlsPort, wantsBinding));
    Path log = folder.resolve("pebble.log");
    ProcessBuilder builder =
        new ProcessBuilder(program.toString(), "-config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_WFE_NONCEREJECT", "20"));
    Pebble pebble = new Pebble(builder.start(), port, doorPort, tlsPort, caFile, log);
    pebble.awaitListening();
    return pebble;
  }

  private void awaitListening() throws IOException {
    if (!Patience.eventually(this::listens)) {
      close();
      throw new IOException("Pebble does not listen: " + Files.readString(log));
    }
  }

  private boolean listens() {
    try (Socket unused = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  private static Path program() throws IOException, InterruptedException {
    Path kept =
        Path.of(System.getProperty("user.home"), ".cache", "holdfast-test", "pebble-" + VERSION);
    List<Path> places = new ArrayList<>(List.of(kept.resolve("pebble")));
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      places.add(Path.of(folder, "pebble"));
    }
    for (Path place : places) {
      if (Files.isExecutable(place)) {
        return place;
      }
    }
    return build(kept);
  }

  private static Path build(Path kept) throws IOException, InterruptedException {
    Files.createDirectories(kept);
    Path said = Files.createTempFile("pebble", ".log");
    ProcessBuilder go =
        new ProcessBuilder(
                "go", "install", "github.com/letsencrypt/pebble/v2/cmd/pebble@" + VERSION)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    go.environment().put("GOBIN", kept.toString());
    try {
      Process building = go.start();
      if (building.waitFor(5, TimeUnit.MINUTES) && building.exitValue() == 0) {
        return kept.resolve("pebble");
      }
      building.destroyForcibly();
    } catch (IOException noGo) {
      return Assumptions.abort(
          "SKIPPED: neither Pebble nor Go is on this machine; ACME is tried against our own fake");
    }
    return Assumptions.abort(
        "SKIPPED: Pebble could not be built by Go; ACME is tried against our own fake: "
            + Files.readString(said));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
