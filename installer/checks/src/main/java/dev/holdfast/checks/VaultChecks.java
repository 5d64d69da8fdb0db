package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import dev.holdfast.checks.Subject.VaultTarget;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Vault's Transit engine, tried for real: one value is encrypted and decrypted again. */
final class VaultChecks {
  private static final Duration CONNECT = Duration.ofSeconds(4);
  private static final Duration ANSWER = Duration.ofSeconds(8);
  private static final int HTTPS = 443;
  private static final Pattern CIPHERTEXT = Pattern.compile("\"ciphertext\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern PLAINTEXT = Pattern.compile("\"plaintext\"\\s*:\\s*\"([^\"]+)\"");
  private static final String REQUIRED =
      "The token may encrypt and decrypt with the key, and gets back what it gave.";

  private VaultChecks() {}

  static List<Check> of(VaultTarget target) {
    return List.of(Check.of("kms.vault", Severity.STRICT, "Vault Transit", () -> look(target)));
  }

  private static Observation look(VaultTarget target)
      throws IOException, GeneralSecurityException, InterruptedException {
    URI address = target.address();
    int port = address.getPort() < 0 ? HTTPS : address.getPort();
    Reach reach = Reach.probe(address.getHost(), port);
    if (reach != Reach.OPEN) {
      return Observation.fail(address + " " + reach.sentence() + ".", REQUIRED, reach.fix());
    }
    String token;
    try {
      token = Files.readString(target.tokenFile()).strip();
    } catch (NoSuchFileException e) {
      return Observation.fail(
          "There is no file " + target.tokenFile() + ".",
          REQUIRED,
          "Let Vault Agent write it there.");
    }
    return tried(target, token);
  }

  private static Observation tried(VaultTarget target, String token)
      throws IOException, GeneralSecurityException, InterruptedException {
    String given =
        Base64.getEncoder()
            .encodeToString("holdfast preflight".getBytes(StandardCharsets.US_ASCII));
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
      HttpResponse<String> sealed =
          post(http, target, token, "encrypt", "{\"plaintext\":\"" + given + "\"}");
      Matcher ciphertext = CIPHERTEXT.matcher(sealed.body());
      if (sealed.statusCode() != 200 || !ciphertext.find()) {
        return refused("encrypt", sealed.statusCode());
      }
      HttpResponse<String> opened =
          post(http, target, token, "decrypt", "{\"ciphertext\":\"" + ciphertext.group(1) + "\"}");
      Matcher plaintext = PLAINTEXT.matcher(opened.body());
      if (opened.statusCode() != 200 || !plaintext.find()) {
        return refused("decrypt", opened.statusCode());
      }
      return Observation.judged(
          plaintext.group(1).equals(given),
          "The key " + target.key() + " encrypts and decrypts.",
          REQUIRED,
          "What came back is not what was given: something between here and Vault is broken.");
    } catch (IOException e) {
      return Observation.fail(
          "Vault cannot be spoken to: " + e.getMessage() + ".",
          REQUIRED,
          "Name the authority of its certificate (kms.caFile).");
    }
  }

  private static HttpResponse<String> post(
      HttpClient http, VaultTarget target, String token, String verb, String body)
      throws IOException, InterruptedException {
    URI uri = target.address().resolve("/v1/" + target.mount() + "/" + verb + "/" + target.key());
    return http.send(
        HttpRequest.newBuilder(uri)
            .timeout(ANSWER)
            .header("X-Vault-Token", token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Observation refused(String verb, int status) {
    return Observation.fail(
        String.format(Locale.ROOT, "Vault refuses to %s (HTTP %d).", verb, status),
        REQUIRED,
        "Give the token's policy create and update on the key's encrypt and decrypt paths, and make"
            + " the key (vault write -f transit/keys/holdfast).");
  }
}
