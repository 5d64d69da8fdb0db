package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import dev.holdfast.checks.Subject.AcmeTarget;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ACME server's directory, read for real; the port that it comes to; the names. */
final class AcmeChecks {
  private static final Duration CONNECT = Duration.ofSeconds(4);
  private static final Duration ANSWER = Duration.ofSeconds(8);
  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final long MOST_BYTES = 1 << 20;
  private static final Pattern BINDING =
      Pattern.compile("\"externalAccountRequired\"\\s*:\\s*true");
  private static final Pattern TERMS =
      Pattern.compile("\"termsOfService\"\\s*:\\s*\"([^\"]{1,300})\"");
  private static final String REQUIRED =
      "The directory of an ACME server (RFC 8555), and what it asks of accounts is given.";
  private static final String PORT_REQUIRED = "Free: the ACME server comes there to look.";

  private AcmeChecks() {}

  static List<Check> of(AcmeTarget target) {
    List<Check> checks = new ArrayList<>();
    checks.add(Check.of("acme.directory", Severity.STRICT, "ACME server", () -> directory(target)));
    checks.add(Check.of("acme.names", Severity.ADVICE, "Names for ACME", () -> names(target)));
    target
        .door()
        .ifPresent(
            door ->
                checks.add(
                    Check.of("acme.port", Severity.STRICT, "Port for ACME", () -> port(door))));
    return checks;
  }

  private static Observation directory(AcmeTarget target)
      throws IOException, GeneralSecurityException, InterruptedException {
    URI address = target.directory();
    int usual = "http".equals(address.getScheme()) ? HTTP : HTTPS;
    int port = address.getPort() < 0 ? usual : address.getPort();
    Reach reach = Reach.probe(address.getHost(), port);
    if (reach != Reach.OPEN) {
      return Observation.fail(address + " " + reach.sentence() + ".", REQUIRED, reach.fix());
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1);
    @Nullable Path authority = target.caFile();
    if (authority != null) {
      builder.sslContext(Pem.trusting(authority));
    }
    try (HttpClient http = builder.build()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(address).timeout(ANSWER).build(),
              BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
      return judged(target, answer);
    } catch (IOException e) {
      return Observation.fail(
          "The ACME server cannot be spoken to: " + e.getMessage() + ".",
          REQUIRED,
          "Name the authority of its certificate (acme.caFile).");
    }
  }

  private static Observation judged(AcmeTarget target, HttpResponse<String> answer) {
    String body = answer.body();
    if (answer.statusCode() != 200
        || !body.contains("\"newOrder\"")
        || !body.contains("\"newNonce\"")) {
      return Observation.fail(
          String.format(
              Locale.ROOT,
              "%s is no ACME directory (HTTP %d).",
              target.directory(),
              answer.statusCode()),
          REQUIRED,
          "Ask whoever runs the server for the directory's whole address.");
    }
    if (BINDING.matcher(body).find() && !target.bound()) {
      return Observation.fail(
          "The server wants accounts to be bound.",
          REQUIRED,
          "Ask its operator for a key identifier and a key (acme.keyId, acme.hmacFile).");
    }
    Matcher terms = TERMS.matcher(body);
    if (terms.find() && !target.termsAgreed()) {
      return Observation.fail(
          "The server has terms of service at " + terms.group(1) + ".",
          REQUIRED,
          "Read them, and agree to them (acme.termsAgreed).");
    }
    return Observation.ok(target.directory() + " is an ACME directory.", REQUIRED);
  }

  private static Observation names(AcmeTarget target) {
    List<String> unknown = target.names().stream().filter(AcmeChecks::isUnknown).toList();
    String required = "Each name leads here, also where the ACME server asks for it.";
    return unknown.isEmpty()
        ? Observation.ok("Known here: " + String.join(", ", target.names()) + ".", required)
        : Observation.warn(
            "Not known here: " + String.join(", ", unknown) + ".",
            required,
            "Enter them in the name server that the ACME server asks.");
  }

  private static boolean isUnknown(String name) {
    try {
      return InetAddress.getAllByName(name).length == 0;
    } catch (UnknownHostException e) {
      return true;
    }
  }

  private static Observation port(Subject.Listener door) throws IOException {
    String where = door.host() + ":" + door.port();
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(door.host()), door.port()));
      return Observation.ok(where + " is free.", PORT_REQUIRED);
    } catch (BindException e) {
      String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      return reason.contains("permission")
          ? Observation.warn(
              where + " cannot be tried by this user.", PORT_REQUIRED, "Repeat it as root.")
          : Observation.fail(
              where + ": " + reason + ".",
              PORT_REQUIRED,
              "Another program listens there (ss -ltnp says which). Stop it; docs/tls.md says what"
                  + " to do where it has to stay.");
    }
  }
}
