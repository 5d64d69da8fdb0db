package dev.holdfast.appliance.gateway.catalog;

import dev.holdfast.appliance.platform.egress.Egress;
import dev.holdfast.appliance.secret.Secret;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks a provider for its models: one GET of {@code <base URL>/models}, bounded in all ways. */
@Singleton
final class ModelFetcher {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 4 << 20;
  static final int MOST_MODELS = 1_000;
  static final int LONGEST_NAME = 200;

  private final JsonMapper json;

  ModelFetcher(JsonMapper json) {
    this.json = json;
  }

  /** Fetches. Blocks for ten seconds at most; never throws for what the provider does. */
  Fetched fetch(URI baseUrl, @Nullable Secret secret) {
    long start = System.nanoTime();
    Fetched fetched = ask(baseUrl, secret);
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    return new Fetched(fetched.ok, fetched.detail, fetched.models, millis);
  }

  private static int port(URI url) {
    return url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
  }

  private Fetched ask(URI baseUrl, @Nullable Secret secret) {
    try {
      for (InetAddress address : InetAddress.getAllByName(baseUrl.getHost())) {
        if (ProviderAddress.isForbidden(address)) {
          return failed("The name leads to an address that providers may not have.");
        }
        if (!Egress.allows(address, port(baseUrl))) {
          return failed("The address is not listed in holdfast.egress.allow.");
        }
      }
    } catch (UnknownHostException e) {
      return failed("There is no host of that name.");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(baseUrl + "/models"))
            .timeout(ANSWER)
            .header("Accept", "application/json");
    try {
      if (secret != null) {
        request.header("Authorization", "Bearer " + secret.revealText());
      }
    } catch (IllegalArgumentException e) {
      return failed("The secret has characters that a header cannot carry.");
    }
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build()) {
      CompletableFuture<HttpResponse<byte[]>> answer =
          client.sendAsync(
              request.GET().build(),
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES));
      try {
        // The request's own time-out ends with the headers; this one bounds the body too.
        HttpResponse<byte[]> response = answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        return read(response.statusCode(), response.body());
      } finally {
        client.shutdownNow();
      }
    } catch (TimeoutException e) {
      return failed("The provider did not answer within 10 s.");
    } catch (ExecutionException e) {
      return failed(reason(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("The test was interrupted.");
    }
  }

  private Fetched read(int status, byte[] body) {
    if (status != 200) {
      return failed(
          switch (status) {
            case 401, 403 -> "The provider refused the secret (status " + status + ").";
            case 404 ->
                "There is no model list at this address (404); a base URL often ends in /v1.";
            case 429 -> "The provider says that there are too many requests (429).";
            default ->
                status / 100 == 3
                    ? "The provider redirects (status " + status + "); enter the final address."
                    : "The provider answered with status " + status + ".";
          });
    }
    List<String> names;
    try {
      names = names(json.readValue(body, Argument.of(JsonNode.class)));
    } catch (IOException e) {
      return failed("The answer is not JSON; is this the address of an OpenAI-compatible API?");
    }
    return names.isEmpty()
        ? failed("The answer holds no models; is this the address of an OpenAI-compatible API?")
        : new Fetched(true, names.size() + " models.", names, 0);
  }

  private static List<String> names(@Nullable JsonNode answer) {
    Set<String> names = new TreeSet<>();
    JsonNode data = answer == null || !answer.isObject() ? null : answer.get("data");
    if (data != null && data.isArray()) {
      for (JsonNode item : data.values()) {
        JsonNode id = item.isObject() ? item.get("id") : null;
        if (id != null && id.isString() && isName(id.getStringValue())) {
          names.add(id.getStringValue());
        }
      }
    }
    return names.stream().limit(MOST_MODELS).toList();
  }

  /** Whether something can be a model's name: short, and printable without spaces. */
  static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_NAME
        && text.chars().allMatch(c -> c > ' ' && c < 127);
  }

  private static String reason(@Nullable Throwable fault) {
    return switch (fault) {
      case HttpConnectTimeoutException e -> "The provider could not be reached within 5 s.";
      case HttpTimeoutException e -> "The provider did not answer within 10 s.";
      case ConnectException e -> "The provider refused the connection; is it running?";
      case SSLException e ->
          "The encrypted connection failed: " + e.getMessage() + ". Is its certificate trusted?";
      case null, default -> "The connection broke off, or the answer was larger than 4 MiB.";
    };
  }

  private static Fetched failed(String detail) {
    return new Fetched(false, detail, List.of(), 0);
  }

  /** What the provider said. */
  record Fetched(boolean ok, String detail, List<String> models, long millis) {}
}
