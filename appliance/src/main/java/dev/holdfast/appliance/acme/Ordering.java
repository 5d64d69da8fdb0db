package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.acme.AcmeFolder.PlacedOrder;
import dev.holdfast.appliance.platform.error.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;

/**
 * One order from the account to the certificate. Each step is written down before the next, so that
 * an order that was cut off anywhere goes on with the next attempt, with the same key.
 */
final class Ordering {
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  /** Characters of 256 bits: no algorithm takes less. */
  private static final int SMALLEST_HMAC = 43;

  private final AcmeConfig config;
  private final AcmeFolder folder;
  private final Answering answering;
  private final Clock clock;

  Ordering(AcmeConfig config, AcmeFolder folder, Answering answering, Clock clock) {
    this.config = config;
    this.folder = folder;
    this.answering = answering;
    this.clock = clock;
  }

  /** Lets the server's questions be answered, by this node and the others. */
  interface Answering {
    /** Returns when the challenge can be met by every node that the server may come to. */
    void answer(TokenChallenge challenge, Identifier name)
        throws AcmeFailure, IOException, InterruptedException;
  }

  /** What came of it. */
  record Issued(List<X509Certificate> chain, KeyPair key) {
    Issued {
      chain = List.copyOf(chain);
    }
  }

  /**
   * Orders a certificate, or goes on with the order that was begun.
   *
   * @param replaced the certificate that it is to replace, for the server's planning
   */
  Issued order(List<String> names, @Nullable X509Certificate replaced)
      throws AcmeFailure, IOException, InterruptedException {
    Waiting waiting = new Waiting(config.orderTimeout());
    try (AcmeServer server = AcmeServer.open(config)) {
      Login login = login(server.session());
      Order order = placed(login, names, replaced);
      prove(order, waiting);
      Order valid = finished(order, waiting);
      List<X509Certificate> chain = valid.getCertificate().getCertificateChain();
      KeyPair key = folder.orderKey();
      demandFit(chain, key, names);
      return new Issued(chain, key);
    } catch (AcmeException e) {
      if (AcmeFailure.isAccountGone(e)) {
        folder.forgetAccount();
      }
      throw AcmeFailure.of(e);
    } catch (RuntimeException e) {
      throw AcmeFailure.notTheProtocol(e);
    }
  }

  private void demandFit(List<X509Certificate> chain, KeyPair key, List<String> names)
      throws AcmeFailure, IOException {
    try {
      Fitness.demand(chain, key, names, clock.instant());
    } catch (AcmeFailure unfit) {
      folder.forgetOrder(); // it would give the same certificate again
      throw unfit;
    }
  }

  /**
   * When the server wants the certificate to be renewed; empty where it does not say (RFC 9773).
   */
  Optional<RenewalPlan.Advice> advice(X509Certificate certificate) throws AcmeFailure, IOException {
    try (AcmeServer server = AcmeServer.open(config)) {
      Session session = server.session();
      if (session.resourceUrlOptional(Resource.RENEWAL_INFO).isEmpty()) {
        return Optional.empty();
      }
      // Renewal information needs no account; the login only names the session.
      Login login = session.login(config.requiredDirectory().toURL(), folder.accountKey());
      RenewalInfo info = login.bindRenewalInfo(certificate);
      info.fetch();
      return Optional.of(
          new RenewalPlan.Advice(
              info.getSuggestedWindowStart(),
              info.getSuggestedWindowEnd(),
              Waiting.until(info.getRetryAfter().orElse(null))));
    } catch (AcmeException e) {
      throw AcmeFailure.of(e);
    } catch (RuntimeException e) {
      throw AcmeFailure.notTheProtocol(e);
    }
  }

  /** The server gives the same account for the same key, so asking twice does no harm. */
  private Login login(Session session) throws AcmeException, AcmeFailure, IOException {
    URI directory = config.requiredDirectory();
    KeyPair key = folder.accountKey();
    Optional<URL> known = folder.account(directory);
    if (known.isPresent()) {
      return session.login(known.get(), key);
    }
    AccountBuilder account = new AccountBuilder().useKeyPair(key);
    String email = config.email();
    if (email != null) {
      account.addEmail(email);
    }
    Optional<URI> terms = session.getMetadata().getTermsOfService();
    if (config.termsAgreed()) {
      account.agreeToTermsOfService();
    } else if (terms.isPresent()) {
      throw new AcmeFailure(
          ErrorCode.ACME_REFUSED,
          "The server has terms of service at "
              + terms.get()
              + "; read them, and set holdfast.tls.acme.terms-agreed to true.",
          null);
    }
    bind(account, session);
    Login login = account.createLogin(session);
    folder.account(directory, login.getAccountLocation());
    return login;
  }

  private void bind(AccountBuilder account, Session session) throws AcmeException, AcmeFailure {
    String keyId = config.keyId();
    String file = config.hmacFile();
    if (keyId == null || file == null) {
      if (session.getMetadata().isExternalAccountRequired()) {
        throw new AcmeFailure(
            ErrorCode.ACME_REFUSED,
            "The server wants accounts to be bound; set holdfast.tls.acme.key-id and hmac-file.",
            null);
      }
      return;
    }
    try {
      if (Files.getPosixFilePermissions(Path.of(file)).stream().anyMatch(OTHERS::contains)) {
        throw unusable(file, "can be read or written by everybody; take those rights away", null);
      }
      String hmac = Files.readString(Path.of(file)).strip();
      if (!hmac.matches("[A-Za-z0-9_-]{" + SMALLEST_HMAC + ",}=*")) {
        throw unusable(file, "does not hold a key of 256 bits or more as base64url", null);
      }
      account.withKeyIdentifier(keyId, hmac.replace("=", ""));
    } catch (IOException e) {
      throw unusable(file, "cannot be read", e);
    }
  }

  private static AcmeFailure unusable(String file, String why, @Nullable IOException cause) {
    return new AcmeFailure(
        ErrorCode.ACME_REFUSED, "holdfast.tls.acme.hmac-file: " + file + " " + why + ".", cause);
  }

  /** The order that was begun for the same names at the same server, or a new one. */
  private Order placed(Login login, List<String> names, @Nullable X509Certificate replaced)
      throws AcmeException, IOException {
    Optional<PlacedOrder> begun = folder.order();
    if (begun.isPresent() && isInstalled(replaced)) {
      // The last attempt was cut off after its certificate was taken up: this order is done.
      folder.forgetOrder();
    } else if (begun.isPresent()) {
      Optional<Order> going = resumed(login, begun.get(), names);
      if (going.isPresent()) {
        return going.get();
      }
      folder.forgetOrder();
    }
    // First the key, then the order: an order without its key could never be finished.
    KeyPair unused = folder.orderKey();
    Order order = create(login, names, replaced);
    folder.order(
        new PlacedOrder(order.getLocation(), config.requiredDirectory().toString(), names));
    return order;
  }

  private boolean isInstalled(@Nullable X509Certificate replaced) throws IOException {
    return replaced != null && replaced.getPublicKey().equals(folder.orderKey().getPublic());
  }

  private Optional<Order> resumed(Login login, PlacedOrder begun, List<String> names)
      throws AcmeException {
    if (!begun.directory().equals(config.requiredDirectory().toString())
        || !begun.names().equals(names)) {
      return Optional.empty();
    }
    Order order = login.bindOrder(begun.location());
    try {
      order.fetch();
    } catch (AcmeServerException gone) {
      if (AcmeFailure.isAccountGone(gone)) {
        throw gone;
      }
      return Optional.empty();
    }
    return order.getStatus() == Status.INVALID ? Optional.empty() : Optional.of(order);
  }

  private static Order create(Login login, List<String> names, @Nullable X509Certificate replaced)
      throws AcmeException {
    OrderBuilder builder = login.newOrder().identifiers(Names.identifiers(names));
    if (replaced != null
        && login.getSession().resourceUrlOptional(Resource.RENEWAL_INFO).isPresent()
        && Names.canBeReplaced(replaced)) {
      try {
        return builder.replaces(replaced).create();
      } catch (AcmeServerException refused) {
        // Another server's certificate, or one replaced already: then without saying so.
        return login.newOrder().identifiers(Names.identifiers(names)).create();
      }
    }
    return builder.create();
  }

  private void prove(Order order, Waiting waiting)
      throws AcmeException, AcmeFailure, IOException, InterruptedException {
    if (order.getStatus() != Status.PENDING) {
      return;
    }
    List<Authorization> asked = new ArrayList<>();
    for (Authorization authorization : order.getAuthorizations()) {
      authorization.fetch();
      if (authorization.getStatus() != Status.VALID) {
        begin(authorization);
        asked.add(authorization);
      }
    }
    for (Authorization authorization : asked) {
      Status end = waiting.forEnd(authorization, Status.PENDING, Status.PROCESSING);
      if (end != Status.VALID) {
        throw new AcmeFailure(
            ErrorCode.ACME_CHALLENGE_FAILED,
            authorization.getIdentifier().getValue() + ": " + whyNot(authorization),
            null);
      }
    }
    Status ready = waiting.forEnd(order, Status.PENDING);
    if (ready == Status.INVALID) {
      throw invalid(order);
    }
  }

  private void begin(Authorization authorization)
      throws AcmeException, AcmeFailure, IOException, InterruptedException {
    Identifier name = authorization.getIdentifier();
    Class<? extends TokenChallenge> kind =
        config.isPlain() ? Http01Challenge.class : TlsAlpn01Challenge.class;
    TokenChallenge challenge =
        authorization
            .findChallenge(kind)
            .orElseThrow(
                () ->
                    new AcmeFailure(
                        ErrorCode.ACME_REFUSED,
                        "The server does not offer "
                            + config.challenge()
                            + " for "
                            + name.getValue()
                            + ".",
                        null));
    if (challenge.getStatus() == Status.PENDING || challenge.getStatus() == Status.PROCESSING) {
      answering.answer(challenge, name);
    }
    if (challenge.getStatus() == Status.PENDING) {
      challenge.trigger();
    }
  }

  private static String whyNot(Authorization authorization) {
    return authorization.getChallenges().stream()
        .flatMap(each -> each.getError().stream())
        .map(AcmeFailure::words)
        .findFirst()
        .orElse("the authorization is " + authorization.getStatus());
  }

  private Order finished(Order order, Waiting waiting)
      throws AcmeException, AcmeFailure, IOException, InterruptedException {
    if (order.getStatus() == Status.READY) {
      order.execute(folder.orderKey());
    }
    Status end = waiting.forEnd(order, Status.PENDING, Status.READY, Status.PROCESSING);
    if (end != Status.VALID) {
      throw invalid(order);
    }
    return order;
  }

  private static AcmeFailure invalid(Order order) {
    return new AcmeFailure(
        ErrorCode.ACME_REFUSED,
        "The order is " + order.getStatus() + order.getError().map(Ordering::colon).orElse(""),
        null);
  }

  private static String colon(Problem problem) {
    return ": " + AcmeFailure.words(problem);
  }
}
