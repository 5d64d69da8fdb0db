package dev.holdfast.appliance.acme;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/** The orders of an ACME server, and how it decides on them. */
final class FakeOrders {
  private final FakeAuthority authority;
  private final Map<String, Placed> orders = new HashMap<>();
  private final List<Map<String, Object>> wishes = new ArrayList<>();
  private IntSupplier door = () -> 0;
  private Duration begun = Duration.ofMinutes(5);
  private Duration life = Duration.ofDays(90);
  private @Nullable List<String> otherNames;
  private @Nullable PublicKey otherKey;
  private boolean refusesAtTheEnd;
  private boolean byHandshake;
  private Instant adviceStart = Instant.EPOCH;
  private Instant adviceEnd = Instant.EPOCH;

  FakeOrders(FakeAuthority authority) {
    this.authority = authority;
  }

  /** One order. */
  private static final class Placed {
    final List<Map<String, Object>> identifiers;
    final String token = UUID.randomUUID().toString().replace("-", "");
    String status = "pending";
    String proof = "pending";
    String seen = "";
    List<X509Certificate> chain = List.of();

    Placed(List<Map<String, Object>> identifiers) {
      this.identifiers = identifiers;
    }

    List<String> names() {
      return identifiers.stream().map(each -> String.valueOf(each.get("value"))).toList();
    }
  }

  /** Where the server comes to look. */
  synchronized void door(IntSupplier port) {
    door = port;
  }

  /** From now on the challenge is tls-alpn-01, and the door that of https. */
  synchronized void byHandshake() {
    byHandshake = true;
  }

  /** From when, counted backwards, and for how long certificates are. */
  synchronized void life(Duration ago, Duration whole) {
    begun = ago;
    life = whole;
  }

  synchronized void issueFor(List<String> names) {
    otherNames = names;
  }

  synchronized void issueFor(PublicKey key) {
    otherKey = key;
  }

  synchronized void refuseAtTheEnd() {
    refusesAtTheEnd = true;
  }

  synchronized void advise(Instant start, Instant end) {
    adviceStart = start;
    adviceEnd = end;
  }

  synchronized Map<String, Object> advice() {
    return Map.of(
        "suggestedWindow", Map.of("start", adviceStart.toString(), "end", adviceEnd.toString()));
  }

  synchronized int count() {
    return orders.size();
  }

  /** What each new order said. */
  synchronized List<Map<String, Object>> wishes() {
    return List.copyOf(wishes);
  }

  synchronized boolean knows(String id) {
    return orders.containsKey(id);
  }

  synchronized void forget() {
    orders.clear();
  }

  @SuppressWarnings("unchecked")
  synchronized String place(String base, Map<String, Object> payload) {
    wishes.add(payload);
    String id = "o" + orders.size();
    List<Map<String, Object>> identifiers =
        (List<Map<String, Object>>) Objects.requireNonNull(payload.get("identifiers"));
    orders.put(id, new Placed(identifiers));
    return id;
  }

  private Placed get(String id) {
    Placed placed = orders.get(id);
    if (placed == null) {
      throw new IllegalArgumentException("no such order: " + id);
    }
    return placed;
  }

  synchronized Map<String, Object> order(String base, String id) {
    Placed placed = get(id);
    Map<String, Object> document = new HashMap<>();
    document.put("status", placed.status);
    document.put("identifiers", placed.identifiers);
    document.put("authorizations", List.of(base + "/authz/" + id));
    document.put("finalize", base + "/finalize/" + id);
    if (placed.status.equals("valid")) {
      document.put("certificate", base + "/cert/" + id);
    }
    if (placed.status.equals("invalid")) {
      document.put("error", error("serverInternal", "the authority said no"));
    }
    return document;
  }

  synchronized Map<String, Object> authorization(String base, String id) {
    Placed placed = get(id);
    return Map.of(
        "status", placed.proof,
        "identifier", placed.identifiers.getFirst(),
        "challenges", List.of(challenge(base, id)));
  }

  synchronized Map<String, Object> challenge(String base, String id) {
    Placed placed = get(id);
    Map<String, Object> document = new HashMap<>();
    document.put("type", byHandshake ? "tls-alpn-01" : "http-01");
    document.put("url", base + "/challenge/" + id);
    document.put("token", placed.token);
    document.put("status", placed.proof);
    if (placed.proof.equals("invalid")) {
      document.put("error", error("unauthorized", "saw: " + placed.seen));
    }
    return document;
  }

  private static Map<String, Object> error(String type, String detail) {
    return Map.of("type", "urn:ietf:params:acme:error:" + type, "detail", detail);
  }

  /** Comes to look, as RFC 8555, 8.3 has it. */
  synchronized void look(String id, String thumbprint) {
    Placed placed = get(id);
    String authorization = placed.token + "." + thumbprint;
    placed.seen = byHandshake ? handshake(placed.names().getFirst()) : fetch(placed.token);
    boolean right = placed.seen.equals(byHandshake ? digest(authorization) : authorization);
    placed.proof = right ? "valid" : "invalid";
    placed.status = right ? "ready" : "invalid";
  }

  private String handshake(String name) {
    try {
      return AlpnGlance.at(door.getAsInt(), serverName(name), List.of("acme-tls/1")).validation();
    } catch (IOException | GeneralSecurityException e) {
      return "nothing";
    }
  }

  private static String serverName(String name) {
    return name.equals("127.0.0.1") ? "1.0.0.127.in-addr.arpa" : name;
  }

  private static String digest(String authorization) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(authorization.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String fetch(String token) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create(
                      "http://127.0.0.1:"
                          + door.getAsInt()
                          + "/.well-known/acme-challenge/"
                          + token)
                  .toURL()
                  .openConnection(Proxy.NO_PROXY);
      connection.setReadTimeout(5000);
      return new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "nothing";
    }
  }

  /** Issues the certificate; what is wrong with the request otherwise. */
  synchronized @Nullable String finish(String id, String request) {
    Placed placed = get(id);
    if (!placed.status.equals("ready")) {
      return "the order is " + placed.status;
    }
    try {
      JcaPKCS10CertificationRequest csr =
          new JcaPKCS10CertificationRequest(Base64.getUrlDecoder().decode(request));
      if (!csr.isSignatureValid(
          new JcaContentVerifierProviderBuilder().build(csr.getPublicKey()))) {
        return "the request's signature does not hold";
      }
      if (refusesAtTheEnd) {
        placed.status = "invalid";
        return null;
      }
      Instant from = Instant.now().minus(begun);
      placed.chain =
          authority.issue(
              otherNames == null ? placed.names() : otherNames,
              otherKey == null ? csr.getPublicKey() : otherKey,
              from,
              from.plus(life));
      placed.status = "valid";
      return null;
    } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException e) {
      return String.valueOf(e.getMessage());
    }
  }

  synchronized String certificate(String id) {
    return FakeAuthority.pem(get(id).chain.toArray());
  }
}
