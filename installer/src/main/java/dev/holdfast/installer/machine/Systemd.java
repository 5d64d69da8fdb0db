package dev.holdfast.installer.machine;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
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
import java.util.concurrent.TimeUnit;

/** The services of a machine that was started by systemd. */
public final class Systemd implements Services {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Layout layout;
  private final Trainer trainer;

  /** Makes the start-up caches of a release. */
  @FunctionalInterface
  public interface Trainer {
    void make(Path release, Path seal) throws IOException;
  }

  public Systemd(Layout layout, Trainer trainer) {
    this.layout = layout;
    this.trainer = trainer;
  }

  @Override
  public void train(Path release, Path seal) throws IOException {
    trainer.make(release, seal);
  }

  @Override
  public void provision(String name) throws IOException {
    call(List.of("systemd-sysusers", "/etc/sysusers.d/" + name + ".conf"));
    call(List.of("systemd-tmpfiles", "--create", "/etc/tmpfiles.d/" + name + ".conf"));
  }

  @Override
  public void removeUser(String user) throws IOException {
    if (result(List.of("id", "-u", user), "").code() == 0) {
      call(List.of("userdel", user));
    }
    if (result(List.of("getent", "group", user), "").code() == 0) {
      call(List.of("groupdel", user));
    }
  }

  @Override
  public void reload() throws IOException {
    call(List.of("systemctl", "daemon-reload"));
  }

  @Override
  public void enable(String unit) throws IOException {
    call(List.of("systemctl", "--quiet", "enable", unit));
  }

  @Override
  public void disable(String unit) throws IOException {
    if (Files.exists(layout.units().resolve(unit))) {
      call(List.of("systemctl", "--quiet", "disable", unit));
    }
  }

  @Override
  public void start(String unit) throws IOException {
    Result reset = result(List.of("systemctl", "reset-failed", unit), "");
    Result started = result(List.of("systemctl", "start", unit), "");
    if (started.code() != 0 && reset.code() >= 0) {
      String log =
          result(List.of("journalctl", "-u", unit, "-n", "15", "--no-pager", "-o", "cat"), "")
              .text();
      throw new IOException(unit + " did not start: " + started.text() + "\n" + log.strip());
    }
  }

  @Override
  public void stop(String unit) throws IOException {
    if (active(unit) || Files.exists(layout.units().resolve(unit))) {
      call(List.of("systemctl", "stop", unit));
    }
  }

  @Override
  public boolean active(String unit) throws IOException {
    return result(List.of("systemctl", "is-active", "--quiet", unit), "").code() == 0;
  }

  @Override
  public String awaitHealth(Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    String last = "it did not say where it listens";
    do {
      last = health();
      if (last.isEmpty()) {
        return "";
      }
      pause();
    } while (System.nanoTime() < end);
    return "The appliance is not healthy after " + patience.toSeconds() + " s: " + last;
  }

  private String health() throws IOException {
    Path ready = layout.home().resolve("run/ready");
    if (!Files.exists(ready)) {
      return "it did not say where it listens";
    }
    String url = JSON.readTree(Files.readString(ready)).path("managementUrl").asText();
    if (url.isEmpty()) {
      return active("holdfast.service") ? "" : "the service does not run";
    }
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url + "/health/ready")).timeout(ANSWER).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? "" : answer.statusCode() + " " + answer.body().strip();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public byte[] seal(String name, byte[] secret) throws IOException {
    Path in = Files.createTempFile(layout.secrets(), ".seal-", ".in");
    Path out = in.resolveSibling(in.getFileName() + ".out");
    try {
      Files.write(in, secret);
      Result sealed =
          result(
              List.of("systemd-creds", "--name=" + name, "encrypt", in.toString(), out.toString()),
              "");
      return sealed.code() == 0 && Files.exists(out) ? Files.readAllBytes(out) : new byte[0];
    } finally {
      Files.deleteIfExists(in);
      Files.deleteIfExists(out);
    }
  }

  @Override
  public void run(String user, List<String> command, String input) throws IOException {
    List<String> all = new ArrayList<>(List.of("runuser", "-u", user, "--"));
    all.addAll(command);
    Result result = result(all, input);
    if (result.code() != 0) {
      throw new IOException(command.getFirst() + " failed: " + result.text().strip());
    }
  }

  private static void call(List<String> command) throws IOException {
    Result result = result(command, "");
    if (result.code() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + result.text().strip());
    }
  }

  private record Result(int code, String text) {}

  private static Result result(List<String> command, String input) throws IOException {
    Path output = Files.createTempFile("holdfastctl-", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.directory(Path.of("/").toFile());
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + " did not end");
      }
      return new Result(process.exitValue(), Files.readString(output));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
