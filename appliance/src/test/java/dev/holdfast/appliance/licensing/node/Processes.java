package dev.holdfast.appliance.licensing.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Real appliances: processes of their own, each on a home of its own, on one database. */
final class Processes implements AutoCloseable {
  private static final Pattern PLAIN = Pattern.compile("\"plainUrl\":\"([^\"]+)\"");
  private static final Pattern MANAGEMENT = Pattern.compile("\"managementUrl\":\"([^\"]+)\"");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path folder;
  private final TestDatabase database;
  private final List<Node> nodes = new ArrayList<>();

  Processes(Path folder, TestDatabase database) {
    this.folder = folder;
    this.database = database;
  }

  /** One appliance. */
  final class Node implements AutoCloseable {
    final Path home;
    private final Process process;

    private Node(Path home, Process process) {
      this.home = home;
      this.process = process;
    }

    /** What the operator read at the start, and the log. */
    String output() {
      try {
        return Files.readString(home.resolve("output"), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    HttpResponse<String> management(String path) {
      return send(HttpRequest.newBuilder(address(MANAGEMENT, path)));
    }

    HttpResponse<String> asOperator(String path) {
      return send(
          HttpRequest.newBuilder(address(PLAIN, path))
              .header("Authorization", "Bearer " + token()));
    }

    HttpResponse<String> post(String path, String body) {
      return send(
          HttpRequest.newBuilder(address(PLAIN, path))
              .header("Authorization", "Bearer " + token())
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private String token() {
      try {
        return Files.readString(home.resolve("run/operator.token")).strip();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private URI address(Pattern which, String path) {
      try {
        Matcher found = which.matcher(Files.readString(home.resolve("run/ready")));
        assertThat(found.find()).isTrue();
        return URI.create(found.group(1) + path);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    /** SIGKILL: nothing is given back. */
    void kill() throws InterruptedException {
      process.destroyForcibly();
      process.waitFor();
    }

    /** Returns when it is gone: its folder is deleted next. */
    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  /** Starts one and waits until it says that it is up. */
  Node start(String name) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("conf"));
    // Long enough that a node which lives is never taken for dead on a machine that stands still.
    StringBuilder properties = new StringBuilder("holdfast.licensing.nodes.lease=20s\n");
    database
        .properties()
        .forEach((key, value) -> properties.append(key).append('=').append(value).append('\n'));
    Files.writeString(home.resolve("conf/holdfast.properties"), properties);
    Files.deleteIfExists(home.resolve("run/ready"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.holdfast.appliance.Application",
                "--home",
                home.toString(),
                "--port=0",
                "--plain-port=-1",
                "--management-port=-1")
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("output").toFile())
            .start();
    Node node = new Node(home, process);
    nodes.add(node);
    Patience.until(
        name + " is up",
        () -> {
          assertThat(process.isAlive()).as(node.output()).isTrue();
          return Files.exists(home.resolve("run/ready"));
        });
    return node;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(
          request.timeout(Duration.ofMinutes(2)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
    http.close();
  }
}
