package dev.holdfast.installer.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The running appliance, spoken to over its own HTTPS with the operator's token from its home.
 * Where its home says where it listens, it is known by the very certificate that its home says it
 * shows; where the operator names an address, by a certificate for that name from the home's
 * authority. Nothing else is trusted, and redirects are not followed.
 */
public final class Appliance {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(10);
  private static final Pattern TOKEN = Pattern.compile("[ -~]+");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final HttpClient http;
  private final Path tokenFile;

  private Appliance(URI base, HttpClient http, Path tokenFile) {
    this.base = base;
    this.http = http;
    this.tokenFile = tokenFile;
  }

  public static Appliance at(Home home, @Nullable URI url, @Nullable Path tokenFile) {
    URI base = url != null ? named(url) : readyUrl(home);
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1);
    if ("https".equals(base.getScheme())) {
      client.sslContext(
          url == null && Files.isReadable(home.servedCertificate())
              ? PinnedCertificate.trusting(home.servedCertificate())
              : PinnedAuthority.trusting(home.certificateAuthority()));
    }
    return new Appliance(
        base, client.build(), tokenFile != null ? tokenFile : home.operatorToken());
  }

  private static URI named(URI url) {
    boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
    if (!web || url.getHost() == null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "url_invalid",
          "--url " + url + " is no address of an appliance.",
          "Write it as https://host:8443.");
    }
    return url;
  }

  /** The running appliance writes where it listens into its home, as one JSON object. */
  private static URI readyUrl(Home home) {
    String text = Home.read(home.ready(), "running appliance");
    try {
      return URI.create(JSON.readTree(text).path("url").asText());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.SOFTWARE,
          "unreadable",
          home.ready() + " does not say where the appliance listens.",
          "Restart the appliance, or use --url.");
    }
  }

  public URI base() {
    return base;
  }

  public JsonNode get(String path) {
    return send(HttpRequest.newBuilder(base.resolve(path)).GET());
  }

  public JsonNode post(String path, JsonNode body) {
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8)));
  }

  private JsonNode send(HttpRequest.Builder request) {
    String token = token();
    HttpRequest built =
        request
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/json")
            .timeout(ANSWER_TIMEOUT)
            .build();
    try {
      HttpResponse<String> response =
          http.send(built, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      JsonNode answer =
          response.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(response.body());
      if (response.statusCode() >= 400) {
        throw refused(response.statusCode(), answer);
      }
      return answer;
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "not_holdfast",
          base + " did not answer as Holdfast does.",
          "Check --url.");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "unreachable",
          "The appliance at " + base + " cannot be reached: " + CommandFailure.reason(e) + ".",
          "Is it running? `systemctl status holdfast`, or ./run in a build.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.SOFTWARE, "interrupted", "Interrupted.", "Run it again.");
    }
  }

  /** What is in the file is never said: it may be another secret. */
  private String token() {
    String token = Home.read(tokenFile, "operator's token");
    if (!TOKEN.matcher(token).matches()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "token_malformed",
          tokenFile + " does not hold an operator's token.",
          "Leave --token-file out, or name run/operator.token of the home.");
    }
    return token;
  }

  private static CommandFailure refused(int status, JsonNode problem) {
    String code = problem.path("code").asText("http_" + status);
    String detail =
        problem
            .path("detail")
            .asText(problem.path("title").asText("The appliance answered " + status + "."));
    String hint = problem.path("hint").asText("The appliance's log says more.");
    ExitCode exit =
        status == 401 || status == 403
            ? ExitCode.NOT_ALLOWED
            : code.startsWith("licence_") ? ExitCode.LICENCE_REFUSED : ExitCode.SOFTWARE;
    return new CommandFailure(exit, code, detail, hint);
  }
}
