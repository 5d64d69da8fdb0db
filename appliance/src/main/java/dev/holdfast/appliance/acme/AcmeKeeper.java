package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.acme.AcmeFolder.Setback;
import dev.holdfast.appliance.acme.AcmeState.Phase;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.home.Node;
import dev.holdfast.appliance.platform.tls.ServerCertificate;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that there is a certificate in force: orders the first, renews it in time, tries again
 * after a failure. While it fails, the certificate in use stays; without one that is in force, the
 * appliance shows one of its own authority.
 */
@Singleton
@Requires(property = AcmeKeeper.MODE, value = AcmeKeeper.ACME)
final class AcmeKeeper {
  static final String MODE = "holdfast.tls.mode";
  static final String ACME = "acme";

  private static final Logger LOG = LoggerFactory.getLogger(AcmeKeeper.class);

  private final AcmeConfig config;
  private final AcmeFolder folder;
  private final AcmeDoor door;
  private final AcmeLog log;
  private final ServerCertificate certificate;
  private final Node node;
  private final List<String> names;
  private final Clock clock;
  private final RenewalPlan plan = new RenewalPlan(() -> ThreadLocalRandom.current().nextDouble());
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicBoolean asked = new AtomicBoolean();
  private final AtomicLong successes = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile AcmeState state = AcmeState.FIRST;
  private volatile Instant adviceDue = Instant.EPOCH;
  private volatile @Nullable Thread worker;

  AcmeKeeper(
      AcmeConfig config,
      AcmeDoor door,
      AcmeLog log,
      ServerCertificate certificate,
      Home home,
      Node node,
      Clock clock,
      OrderedNames names) {
    this.config = config;
    this.folder = new AcmeFolder(home);
    this.door = door;
    this.log = log;
    this.certificate = certificate;
    this.node = node;
    this.clock = clock;
    this.names = names.names();
  }

  AcmeState state() {
    return state;
  }

  long successes() {
    return successes.get();
  }

  long failures() {
    return failures.get();
  }

  /** Orders now, whatever is due. Does not wait for it. */
  void ask() {
    if (state.phase() == Phase.ORDERING) {
      throw Problem.of(ErrorCode.ACME_RUNNING).asException();
    }
    asked.set(true);
    look();
  }

  /**
   * Looks on a thread of its own: an order takes as long as the server does. Where one is looking
   * already it looks once more, so that what was asked for while it came to its end is done too.
   */
  @Scheduled(
      initialDelay = "${holdfast.tls.acme.look:10s}",
      fixedDelay = "${holdfast.tls.acme.look:10s}")
  void look() {
    if (looks.getAndIncrement() == 0) {
      worker = Thread.ofVirtual().name("acme").start(this::lookForAll);
    }
  }

  private void lookForAll() {
    int left = looks.get();
    try {
      while (left > 0 && !Thread.currentThread().isInterrupted()) {
        step();
        left = looks.addAndGet(-left);
      }
    } finally {
      if (left > 0) {
        looks.set(0);
      }
    }
  }

  /** Does what is due now. By one thread at a time. */
  void step() {
    try {
      door.followOthers(node.name());
      X509Certificate issued = certificate.issued().orElse(null);
      state = state.dueAt(due(issued, advice(issued)), state.advice());
      Instant now = clock.instant();
      boolean wanted = asked.getAndSet(false);
      Setback setback = folder.setback();
      if (wanted || !(now.isBefore(due(issued, state.advice())) || now.isBefore(setback.until()))) {
        attempt(issued, setback.failures(), wanted ? "operator" : "timer");
      } else {
        state = state.held(setback);
      }
      if (!certificate.details().notAfter().isAfter(now)) {
        certificate.refresh();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("It cannot be told whether a certificate is due; it is looked again soon.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @PreDestroy
  void stop() {
    Thread busy = worker;
    if (busy != null) {
      busy.interrupt();
    }
    door.close();
  }

  private Instant due(@Nullable X509Certificate issued, RenewalPlan.@Nullable Advice advice) {
    return issued == null || !Names.exactly(names, issued)
        ? Instant.EPOCH
        : RenewalPlan.due(issued, advice, node.name());
  }

  /** The server's advice, asked for now and then; what it said last where it cannot be had. */
  private RenewalPlan.@Nullable Advice advice(@Nullable X509Certificate issued) throws IOException {
    Instant now = clock.instant();
    if (issued == null || now.isBefore(adviceDue) || !Names.canBeReplaced(issued)) {
      return issued == null ? null : state.advice();
    }
    RenewalPlan.Advice known = state.advice();
    try {
      Optional<RenewalPlan.Advice> fresh = ordering().advice(issued);
      known = fresh.orElse(null);
    } catch (AcmeFailure e) {
      LOG.debug("The server's advice on the renewal could not be had: {}", e.detail());
    }
    adviceDue = now.plus(RenewalPlan.adviceAgain(issued, known));
    state = state.dueAt(due(issued, known), known);
    return known;
  }

  private Ordering ordering() {
    return new Ordering(
        config,
        folder,
        (challenge, name) -> door.answer(node.name(), challenge, name, config.orderTimeout()),
        clock);
  }

  private void attempt(@Nullable X509Certificate issued, int before, String by)
      throws IOException, InterruptedException {
    AcmeState last = state;
    try {
      if (!door.claim(node.name(), config.orderTimeout())) {
        state = last.in(Phase.OTHER_NODE);
        return;
      }
    } catch (ProblemException e) {
      fail(before, issued, e.problem().code(), e.problem().detail(), Optional.empty());
      return;
    }
    state = last.begun(clock.instant());
    AcmeLog.Entry entry = null;
    try {
      entry = log.begin(names, config.requiredDirectory(), by);
      door.open();
      Ordering.Issued fresh = ordering().order(names, issued);
      certificate.install(fresh.chain(), fresh.key().getPrivate());
      folder.forgetOrder();
      folder.forgetSetback();
      adviceDue = Instant.EPOCH;
      successes.incrementAndGet();
      X509Certificate now = fresh.chain().getFirst();
      state = state.done(clock.instant()).dueAt(due(now, null), null);
      entry.succeeded(now);
      LOG.info("A certificate for {} was issued until {}", names, now.getNotAfter().toInstant());
    } catch (AcmeFailure e) {
      fail(before, issued, e.code(), e.detail(), Waiting.until(e.retryAt().orElse(null)));
      report(entry, e.code(), e.detail());
    } catch (ProblemException e) {
      fail(before, issued, e.problem().code(), e.problem().detail(), Optional.empty());
      report(entry, e.problem().code(), e.problem().detail());
    } catch (IOException | GeneralSecurityException e) {
      fail(before, issued, ErrorCode.INTERNAL, String.valueOf(e.getMessage()), Optional.empty());
      report(entry, ErrorCode.INTERNAL, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("The order failed for a reason that was not thought of", e);
      fail(before, issued, ErrorCode.INTERNAL, e.getClass().getSimpleName(), Optional.empty());
      report(entry, ErrorCode.INTERNAL, e.getClass().getSimpleName());
    } finally {
      door.done(node.name());
    }
  }

  private static void report(AcmeLog.@Nullable Entry entry, ErrorCode code, String detail) {
    if (entry != null) {
      entry.failed(code, detail);
    }
  }

  private void fail(
      int before,
      @Nullable X509Certificate issued,
      ErrorCode code,
      String detail,
      Optional<Duration> wish)
      throws IOException {
    Instant now = clock.instant();
    Duration left =
        issued == null ? Duration.ZERO : Duration.between(now, issued.getNotAfter().toInstant());
    Instant again = now.plus(plan.retry(before + 1, left, wish));
    failures.incrementAndGet();
    state = state.failed(before + 1, again, code, detail);
    LOG.warn(
        "No certificate could be had from {}: {}: {}; tried again at {}",
        config.requiredDirectory(),
        code.code(),
        detail,
        again);
    folder.setback(new Setback(before + 1, again));
  }
}
