package dev.holdfast.appliance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sets an appliance up and calls a model through its gateway, over and over: so that the start-up
 * cache holds not only the classes of the road but what the JVM learns on it (JEP 515), and the
 * first real calls are compiled soon and well.
 */
final class TrainingCalls {
  private static final int BAD_REQUEST = 400;
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final Pattern COOKIE = Pattern.compile("([^=]*holdfast_session=[^;]*)");

  private final URI base;
  private String cookie = "";
  private String csrf = "";

  private TrainingCalls(URI base) {
    this.base = base;
  }

  /**
   * Makes so many calls, every fourth as a stream.
   *
   * @throws IOException where a step fails: a cache that was trained on less is not wanted
   */
  static void make(URI base, String setupToken, int calls) throws IOException {
    try (TrainingProvider provider = TrainingProvider.open()) {
      new TrainingCalls(base).run(provider.baseUrl(), setupToken, calls);
    }
  }

  private void run(URI providerUrl, String setupToken, int calls) throws IOException {
    String session =
        control(
            "POST",
            "/api/setup/administrator",
            "{\"token\":\""
                + setupToken
                + "\",\"email\":\"training@example.com\",\"name\":\"Training\","
                + "\"passphrase\":\"twelve training lanterns over the quay\"}");
    csrf = member(session, "csrfToken");
    String tenant =
        control("POST", "/api/platform/tenants", "{\"name\":\"Training\",\"slug\":\"training\"}");
    String path = "/api/tenants/" + member(tenant, "id");
    String project =
        control(
            "POST",
            path + "/projects",
            "{\"name\":\"Calls\",\"monthlyBudgetNanos\":1000000000000}");
    String provider =
        control(
            "POST",
            path + "/providers",
            "{\"name\":\"training\",\"kind\":\"openai\",\"baseUrl\":\""
                + providerUrl
                + "\",\"secret\":\"training\",\"enabled\":true}");
    control("POST", path + "/providers/" + member(provider, "id") + "/test", "{}");
    control(
        "PUT",
        path + "/models/" + member(provider, "id") + "/" + TrainingProvider.MODEL,
        "{\"kind\":\"chat\",\"inputNanosPerMillion\":150000000,"
            + "\"cachedInputNanosPerMillion\":75000000,\"outputNanosPerMillion\":600000000}");
    String key =
        control(
            "POST",
            path + "/keys",
            "{\"name\":\"training\",\"projectId\":\""
                + member(project, "id")
                + "\",\"permissions\":[\"gateway:chat\",\"gateway:models\"],\"models\":[],"
                + "\"expiresAt\":null,\"requestsPerMinute\":10000000,\"tokensPerMinute\":1000000000}");
    call(member(key, "secret"), calls);
    for (String page : new String[] {"/usage", "/audit", "/keys", "/models", "/providers"}) {
      control("GET", path + page, null);
    }
    control("GET", "/api/platform/licence", null);
  }

  private void call(String secret, int calls) throws IOException {
    Map<String, String> headers =
        Map.of("Authorization", "Bearer " + secret, "Content-Type", "application/json");
    for (int number = 0; number < calls; number++) {
      String body =
          "{\"model\":\""
              + TrainingProvider.MODEL
              + "\",\"max_tokens\":16,"
              + (number % 4 == 3 ? "\"stream\":true," : "")
              + "\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
              + "{\"role\":\"user\",\"content\":\"What holds when the tide turns?\"}]}";
      send("POST", "/v1/chat/completions", headers, body);
    }
    send("GET", "/v1/models", headers, null);
  }

  private String control(String method, String path, @Nullable String body) throws IOException {
    return send(
        method,
        path,
        Map.of("Cookie", cookie, "X-CSRF-Token", csrf, "Content-Type", "application/json"),
        body);
  }

  private String send(
      String method, String path, Map<String, String> headers, @Nullable String body)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) base.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
    connection.setRequestMethod(method);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    headers.forEach(connection::setRequestProperty);
    if (body != null) {
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.UTF_8));
      }
    }
    int status = connection.getResponseCode();
    try (InputStream in =
        status < BAD_REQUEST ? connection.getInputStream() : connection.getErrorStream()) {
      String answer = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (status >= BAD_REQUEST) {
        throw new IOException(method + " " + path + " was answered " + status + ": " + answer);
      }
      String set = connection.getHeaderField("Set-Cookie");
      Matcher session = COOKIE.matcher(set == null ? "" : set);
      if (session.find()) {
        cookie = session.group(1);
      }
      return answer;
    }
  }

  /** The first member of that name, which these answers have as a text. */
  private static String member(String json, String name) throws IOException {
    Matcher member = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    if (!member.find()) {
      throw new IOException("an answer has no " + name + ": " + json);
    }
    return member.group(1);
  }
}
