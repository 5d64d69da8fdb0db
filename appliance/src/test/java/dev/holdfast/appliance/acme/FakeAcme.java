package dev.holdfast.appliance.acme;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * An ACME server over a socket: it verifies every signature, nonce and address, comes to look at
 * the challenge over HTTP, and can be told to fail in many ways. What it keeps is in {@link
 * FakeOrders}.
 */
final class FakeAcme implements AutoCloseable {
  private static final String ERROR = "urn:ietf:params:acme:error:";

  final FakeAuthority authority = new FakeAuthority();
  final FakeOrders orders = new FakeOrders(authority);
  final FakeFaults faults = new FakeFaults();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String base;
  private final Set<String> nonces = new HashSet<>();
  private final Map<String, JsonWebKey> accounts = new HashMap<>();
  private final List<String> requests = new ArrayList<>();
  private @Nullable String hmac;
  private @Nullable String terms;
  private boolean advises;

  private FakeAcme(HttpServer server, String scheme) {
    this.server = server;
    this.base = scheme + "://127.0.0.1:" + server.getAddress().getPort();
    server.setExecutor(threads);
    server.createContext("/", this::serve);
  }

  private FakeAcme start() {
    server.start();
    return this;
  }

  static FakeAcme plain() throws IOException {
    return new FakeAcme(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
            "http")
        .start();
  }

  /** With a certificate of its own authority. */
  static FakeAcme withTls() throws IOException, GeneralSecurityException {
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FakeAcme acme = new FakeAcme(https, "https");
    https.setHttpsConfigurator(new HttpsConfigurator(acme.authority.serverContext()));
    return acme.start();
  }

  String directory() {
    return base + "/directory";
  }

  /** From now on, accounts must be bound with this key, given as base64url. */
  synchronized void wantBinding(String key) {
    hmac = key;
  }

  synchronized void wantTerms() {
    terms = base + "/terms";
  }

  synchronized void advise() {
    advises = true;
  }

  synchronized int accounts() {
    return accounts.size();
  }

  synchronized void forgetAccounts() {
    accounts.clear();
  }

  /** The paths that were asked for, without their ids, in order. */
  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String[] path = exchange.getRequestURI().getPath().split("/");
    String step = path.length > 1 ? path[1] : "";
    Answer answer;
    synchronized (this) {
      requests.add(step);
      FakeFaults.Fault fault = faults.take(step);
      if (fault != null && fault.before()) {
        fault.play(exchange, nonce());
        return;
      }
      try {
        answer = handle(exchange, step, path.length > 2 ? path[2] : "", body);
      } catch (Refusal refusal) {
        answer = refusal.answer;
      } catch (JoseException | RuntimeException e) {
        answer = problem(400, "malformed", String.valueOf(e.getMessage()));
      }
      if (fault != null) {
        fault.play(exchange, nonce());
        return;
      }
    }
    byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type);
    exchange.getResponseHeaders().set("Replay-Nonce", nonce());
    answer.headers.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Answer handle(HttpExchange exchange, String step, String id, byte[] body)
      throws JoseException {
    switch (step) {
      case "directory":
        return json(200, directoryDocument());
      case "new-nonce":
        return new Answer(200, "text/plain", "", Map.of());
      case "renewal-info":
        return advises ? json(200, orders.advice()) : problem(404, "malformed", "no such thing");
      default:
        Signed signed = verify(exchange, step, body);
        return switch (step) {
          case "new-account" -> account(signed);
          case "new-order" -> located("order", orders.place(base, signed.payload));
          case "order" -> json(200, orders.order(base, known(id)));
          case "authz" -> json(200, orders.authorization(base, known(id)));
          case "challenge" -> challenge(signed, id);
          case "finalize" -> json(200, finish(id, signed));
          case "cert" ->
              new Answer(
                  200, "application/pem-certificate-chain", orders.certificate(id), Map.of());
          default -> problem(404, "malformed", "no such thing");
        };
    }
  }

  private String known(String id) {
    if (!orders.knows(id)) {
      throw new Refusal(problem(404, "malformed", "no such order"));
    }
    return id;
  }

  private Map<String, Object> directoryDocument() {
    Map<String, Object> document = new HashMap<>();
    for (Map.Entry<String, String> each :
        Map.of(
                "newNonce", "new-nonce",
                "newAccount", "new-account",
                "newOrder", "new-order")
            .entrySet()) {
      document.put(each.getKey(), base + "/" + each.getValue());
    }
    if (advises) {
      document.put("renewalInfo", base + "/renewal-info");
    }
    Map<String, Object> meta = new HashMap<>();
    if (hmac != null) {
      meta.put("externalAccountRequired", true);
    }
    if (terms != null) {
      meta.put("termsOfService", terms);
    }
    document.put("meta", meta);
    return document;
  }

  private Map<String, Object> finish(String id, Signed signed) {
    String refusal = orders.finish(known(id), String.valueOf(signed.payload.get("csr")));
    if (refusal != null) {
      throw new Refusal(problem(403, "badCSR", refusal));
    }
    return orders.order(base, id);
  }

  private Answer challenge(Signed signed, String id) throws JoseException {
    orders.look(known(id), thumbprint(signed.key));
    return json(200, orders.challenge(base, id));
  }

  private static String thumbprint(JsonWebKey key) throws JoseException {
    return key.calculateBase64urlEncodedThumbprint("SHA-256");
  }

  private Answer account(Signed signed) throws JoseException {
    if (terms != null && !Boolean.TRUE.equals(signed.payload.get("termsOfServiceAgreed"))) {
      throw new Refusal(problem(403, "userActionRequired", "agree to the terms"));
    }
    if (hmac != null) {
      demandBinding(signed);
    }
    String id = "a" + thumbprint(signed.key);
    boolean fresh = accounts.put(id, signed.key) == null;
    return new Answer(
        fresh ? 201 : 200,
        "application/json",
        JsonUtil.toJson(Map.of("status", "valid")),
        Map.of("Location", base + "/account/" + id));
  }

  private void demandBinding(Signed signed) throws JoseException {
    Object binding = signed.payload.get("externalAccountBinding");
    if (!(binding instanceof Map<?, ?> parts) || hmac == null) {
      throw new Refusal(problem(403, "externalAccountRequired", "bind the account"));
    }
    JsonWebSignature inner = new JsonWebSignature();
    inner.setCompactSerialization(
        parts.get("protected") + "." + parts.get("payload") + "." + parts.get("signature"));
    inner.setKey(new HmacKey(java.util.Base64.getUrlDecoder().decode(hmac)));
    if (!inner.verifySignature()
        || !"kid-1".equals(inner.getKeyIdHeaderValue())
        || !thumbprint(JsonWebKey.Factory.newJwk(inner.getPayload()))
            .equals(thumbprint(signed.key))) {
      throw new Refusal(problem(403, "unauthorized", "the binding does not hold"));
    }
  }

  /** What was signed, and by whom. */
  private record Signed(Map<String, Object> payload, JsonWebKey key) {}

  private Signed verify(HttpExchange exchange, String step, byte[] body) throws JoseException {
    Map<String, Object> flat = JsonUtil.parseJson(new String(body, StandardCharsets.UTF_8));
    JsonWebSignature jws = new JsonWebSignature();
    jws.setCompactSerialization(
        flat.get("protected") + "." + flat.get("payload") + "." + flat.get("signature"));
    if (!nonces.remove(jws.getHeader("nonce"))) {
      throw new Refusal(problem(400, "badNonce", "used, or not mine"));
    }
    if (!(base + exchange.getRequestURI()).equals(jws.getHeader("url"))) {
      throw new Refusal(problem(403, "unauthorized", "signed for another address"));
    }
    if (!AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256.equals(
        jws.getAlgorithmHeaderValue())) {
      throw new Refusal(problem(400, "badSignatureAlgorithm", "ES256 only"));
    }
    JsonWebKey key = step.equals("new-account") ? jws.getJwkHeader() : accountKey(jws);
    jws.setKey(((PublicJsonWebKey) key).getPublicKey());
    if (!jws.verifySignature()) {
      throw new Refusal(problem(400, "malformed", "the signature does not hold"));
    }
    String payload = jws.getPayload();
    return new Signed(payload.isEmpty() ? Map.of() : JsonUtil.parseJson(payload), key);
  }

  private JsonWebKey accountKey(JsonWebSignature jws) {
    String kid = String.valueOf(jws.getKeyIdHeaderValue());
    JsonWebKey key = accounts.get(kid.substring(kid.lastIndexOf('/') + 1));
    if (key == null) {
      throw new Refusal(problem(400, "accountDoesNotExist", "never heard of it"));
    }
    return key;
  }

  private Answer located(String kind, String id) {
    return new Answer(
        201,
        "application/json",
        JsonUtil.toJson(orders.order(base, id)),
        Map.of("Location", base + "/" + kind + "/" + id));
  }

  private String nonce() {
    String fresh = UUID.randomUUID().toString().replace("-", "");
    synchronized (this) {
      nonces.add(fresh);
    }
    return fresh;
  }

  private static Answer json(int status, Map<String, Object> document) {
    return new Answer(status, "application/json", JsonUtil.toJson(document), Map.of());
  }

  static Answer problem(int status, String type, String detail) {
    return new Answer(
        status,
        "application/problem+json",
        JsonUtil.toJson(Map.of("type", ERROR + type, "detail", detail)),
        Map.of());
  }

  /** One answer. */
  record Answer(int status, String type, String body, Map<String, String> headers) {}

  /** A refusal on its way out. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Answer answer;

    Refusal(Answer answer) {
      this.answer = answer;
    }
  }
}
