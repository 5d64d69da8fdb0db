package dev.holdfast.appliance.diagnostics.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.Patience;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The appliance as it is started on a customer's machine: a process of its own, on its home. */
final class RealAppliance implements AutoCloseable {
  private static final Pattern PLAIN = Pattern.compile("\"plainUrl\":\"([^\"]+)\"");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LISTENING = "0A";
  private static final String OVER = "06";
  private static final JsonMapper JSON = JsonMapper.createDefault();

  final Path home;
  private final Process process;

  private RealAppliance(Path home, Process process) {
    this.home = home;
    this.process = process;
  }

  /** An answer that was given to somebody who then hung up. */
  record Answer(HttpResponse<String> response) {
    Answer expect(int status) {
      assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
      return this;
    }

    String body() {
      return response.body();
    }

    /** The part of the body that the group finds. */
    String part(String pattern) {
      Matcher found = Pattern.compile(pattern).matcher(response.body());
      assertThat(found.find()).as(response.body()).isTrue();
      return found.group(1);
    }

    /** The member with this name, wherever it stands. */
    String text(String member) {
      try {
        JsonNode whole = JSON.readValue(response.body(), JsonNode.class);
        return find(Objects.requireNonNull(whole), member).getFirst();
      } catch (IOException e) {
        throw new UncheckedIOException(response.body(), e);
      }
    }

    private static List<String> find(JsonNode node, String member) {
      List<String> found = new ArrayList<>();
      if (node.isObject()) {
        JsonNode value = node.get(member);
        if (value != null && value.isString()) {
          found.add(value.getStringValue());
        }
      }
      if (node.isContainerNode()) {
        node.values().forEach(value -> found.addAll(find(value, member)));
      }
      return found;
    }
  }

  /** Starts one with the options of {@code jvm.options}, and waits until it is ready. */
  static RealAppliance start(Path home, Map<String, String> settings) throws Exception {
    Files.createDirectories(home.resolve("conf"));
    StringBuilder properties = new StringBuilder();
    settings.forEach((key, value) -> properties.append(key).append('=').append(value).append('\n'));
    Files.writeString(home.resolve("conf/holdfast.properties"), properties);
    List<String> command = new ArrayList<>();
    command.add(tool("java"));
    try (Stream<String> options = Files.lines(Path.of("jvm.options"))) {
      options.filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(command::add);
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "dev.holdfast.appliance.Application",
            "--home",
            home.toString(),
            "--port=0",
            "--plain-port=-1",
            "--management-port=-1"));
    Path output = Files.createFile(home.resolve("output"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    RealAppliance started = new RealAppliance(home, process);
    Patience.until(
        "it is ready",
        () -> {
          assertThat(process.isAlive()).as(said(output)).isTrue();
          return Files.exists(home.resolve("run/ready"));
        });
    return started;
  }

  private static String said(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  /** Somebody who comes in with these headers; each request has a connection of its own. */
  Answer ask(Map<String, String> headers, String method, String path, Map<String, ?> body)
      throws Exception {
    try (HttpClient client = client()) {
      return ask(client, headers, method, path, body);
    }
  }

  static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /** Somebody who stays connected for as long as the client is open. */
  Answer ask(
      HttpClient client,
      Map<String, String> headers,
      String method,
      String path,
      Map<String, ?> body)
      throws Exception {
    Matcher url = PLAIN.matcher(Files.readString(home.resolve("run/ready")));
    assertThat(url.find()).isTrue();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url.group(1) + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    headers.forEach(request::header);
    return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  Answer asOperator(String method, String path, Map<String, ?> body) throws Exception {
    return ask(Map.of("Authorization", "Bearer " + operatorToken()), method, path, body);
  }

  String operatorToken() throws IOException {
    return Files.readString(home.resolve("run/operator.token")).strip();
  }

  /** Waits until the appliance has noticed that everybody hung up. */
  RealAppliance left() throws IOException {
    Matcher url = PLAIN.matcher(Files.readString(home.resolve("run/ready")));
    assertThat(url.find()).isTrue();
    String port = String.format(Locale.ROOT, ":%04X ", URI.create(url.group(1)).getPort());
    Patience.until("nobody is connected", () -> !isConnected(port));
    return this;
  }

  /** The kernel's tables: the local address, the other's, and a state. */
  private static boolean isConnected(String localPort) {
    try {
      for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] words = line.strip().split(" +");
          boolean here = (words[1] + " ").endsWith(localPort);
          if (here && !words[3].equals(LISTENING) && !words[3].equals(OVER)) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Collects what is garbage, and writes all that is left into a file. */
  Path dump(String name) throws Exception {
    Path file = home.resolve(name + ".hprof");
    String pid = Long.toString(process.pid());
    for (List<String> command :
        List.of(
            List.of(tool("jcmd"), pid, "GC.run"),
            List.of(tool("jcmd"), pid, "GC.heap_dump", file.toString()))) {
      Process told = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(told.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(told.waitFor()).as(said).isZero();
    }
    assertThat(Files.size(file)).isGreaterThan(1 << 20);
    return file;
  }

  /** Names and values, in a map that takes nulls for absent. */
  static Map<String, Object> body(Object... pairs) {
    Map<String, Object> body = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      body.put((String) Objects.requireNonNull(pairs[i]), pairs[i + 1]);
    }
    return body;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
