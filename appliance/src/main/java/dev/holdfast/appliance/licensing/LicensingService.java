package dev.holdfast.appliance.licensing;

import dev.holdfast.appliance.licensing.clock.Reading;
import dev.holdfast.appliance.licensing.clock.TrustedClock;
import dev.holdfast.appliance.licensing.clock.Witness;
import dev.holdfast.appliance.licensing.installation.Installation;
import dev.holdfast.appliance.licensing.kept.LicenceFolder;
import dev.holdfast.appliance.licensing.kept.LicenceStore;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.activation.Binding;
import dev.holdfast.license.activation.ClockReset;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.Refusal;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the licensing state and swaps it as a whole. Readers take one volatile read and never wait;
 * everything else happens under this object's lock, away from them.
 */
@Singleton
final class LicensingService implements Licensing {
  private static final Logger LOG = LoggerFactory.getLogger(LicensingService.class);

  private static final Duration COMPARE_EVERY = Duration.ofMinutes(10);

  private final TrustAnchors anchors;
  private final Release release;
  private final LicenceStore store;
  private final LicenceFolder folder;
  private final TrustedClock clock;
  private final Installation installation;
  private final LicenceChronicle chronicle;

  private final Map<String, String> refused = new HashMap<>();
  private List<String> notices = List.of();
  private String revision = "";
  private Instant comparedAt = Instant.EPOCH;
  private LicenceShelf shelf;
  private volatile LicensingState state;

  LicensingService(
      TrustAnchors anchors,
      Release release,
      LicenceStore store,
      LicenceFolder folder,
      TrustedClock clock,
      Installation installation,
      LicenceChronicle chronicle) {
    this.anchors = anchors;
    this.release = release;
    this.store = store;
    this.folder = folder;
    this.clock = clock;
    this.installation = installation;
    this.chronicle = chronicle;
    this.shelf = LicenceShelf.empty(anchors);
    this.state = LicensingState.at(shelf, clock.read(), Map.of(), List.of());
    if (anchors.development()) {
      LOG.warn(
          "This is a development build: it trusts licences made on the machine that built it.");
    }
    follow(() -> clock.glance(shelf::vendorSpokeAt));
  }

  @Override
  public Entitlement current() {
    return state.entitlement();
  }

  @Override
  public boolean development() {
    return anchors.development();
  }

  @Override
  public Optional<InForce> inForce() {
    HeldLicence inForce = state.inForce();
    return Optional.ofNullable(inForce)
        .map(HeldLicence::licence)
        .map(Licence::header)
        .map(header -> new InForce(header.id(), header.sequence()));
  }

  /** All there is to know, for the licence page. */
  LicensingState state() {
    return state;
  }

  /** What each keeper of the time said when this process began. */
  List<Witness> witnesses() {
    return clock.witnesses();
  }

  /** Asks the vendor for a licence that is bound to this installation, or for a clock reset. */
  Installation.Asked ask() {
    Reading time = clock.read();
    HeldLicence inForce = state.inForce();
    Licence.Header header = inForce == null ? null : inForce.licence().header();
    return installation.ask(
        new Installation.Asking(
            LicenceShelf.PRODUCT,
            time.wall(),
            time.now(),
            header == null
                ? null
                : new ActivationRequest.LicenceRef(header.id(), header.sequence())));
  }

  /** This installation's id, once it has one. */
  Optional<String> installationId() {
    return installation.id();
  }

  /**
   * Looks for what changed: files, other nodes' licences, the time. Keeps what it has on a fault.
   */
  @Scheduled(
      initialDelay = "${holdfast.licensing.poll:2s}",
      fixedDelay = "${holdfast.licensing.poll:2s}")
  void refresh() {
    follow(
        () -> {
          clock.look(shelf::vendorSpokeAt);
          installation.establish(clock.read().now());
          compare(false);
        });
  }

  private synchronized void follow(Runnable time) {
    try {
      reload();
      time.run();
      takeDropped();
    } catch (RuntimeException e) {
      LOG.warn("The licences could not be read; the last state stays: {}", e.toString());
    }
    swap();
  }

  /**
   * Takes a licence, or a revocation list.
   *
   * @return empty where it was taken
   */
  synchronized Optional<Problem> add(String text, String source) {
    reload();
    Optional<Problem> problem = take(text.strip(), source);
    swap();
    return problem;
  }

  /** Removes a licence, or all of them; what rules then is what is left, or the community plan. */
  synchronized int remove(@Nullable String licenceId) {
    int removed = store.remove(licenceId, clock.read().now());
    reload();
    swap();
    return removed;
  }

  private void reload() {
    String now = store.revision();
    if (!now.equals(revision)) {
      shelf = LicenceShelf.of(store.files(), reader());
      clock.atLeast(shelf.newestIssue());
      revision = now;
      compare(true);
    }
  }

  private LicenceShelf.Reader reader() {
    return new LicenceShelf.Reader(anchors, release, installation.id().orElse(null));
  }

  /** Looks, now and then, whether this is the machine that licences are bound to. */
  private void compare(boolean now) {
    Instant at = clock.read().now();
    if (now || Duration.between(comparedAt, at).abs().compareTo(COMPARE_EVERY) >= 0) {
      comparedAt = at;
      shelf = shelf.withMisfits(installation.misfits(shelf.bindings(), at));
    }
  }

  private void takeDropped() {
    List<LicenceFolder.Dropped> changes = folder.changes();
    if (changes.isEmpty()) {
      return;
    }
    List<LicenceStore.StoredFile> files = store.files();
    for (LicenceFolder.Dropped dropped : changes) {
      String text = dropped.text().strip();
      String digest = LicenceIntake.digest(text.getBytes(StandardCharsets.UTF_8));
      // What was removed by a person stays removed until the file is put there again.
      boolean known =
          files.stream()
              .filter(file -> file.digest().equals(digest))
              .anyMatch(
                  file ->
                      file.removedAt() == null || file.removedAt().isAfter(dropped.changedAt()));
      refused.remove(dropped.name());
      if (!known) {
        take(text, "file " + dropped.name())
            .ifPresent(
                problem -> {
                  refused.put(dropped.name(), problem.detail());
                  LOG.warn("The file {} was not taken: {}", dropped.name(), problem.detail());
                });
      }
    }
  }

  private Optional<Problem> take(String text, String source) {
    Reading time = clock.read();
    return switch (new LicenceIntake(shelf, reader(), installation).decide(text, time)) {
      case LicenceIntake.Decision.Refused(Problem problem) -> Optional.of(problem);
      case LicenceIntake.Decision.TakenList(LicenceStore.Label label, var list) -> {
        store.keep(label, text, "revocations, " + source, time.now());
        LOG.info("Took the revocation list {} from {}", list.sequence(), source);
        reload();
        yield Optional.empty();
      }
      case LicenceIntake.Decision.TakenReset(LicenceStore.Label label, ClockReset reset) -> {
        if (!clock.reset(reset.issued(), reset.to())) {
          yield Optional.of(
              Problem.of(
                  ErrorCode.LICENCE_NOT_APPLICABLE,
                  "Refused: that word, or a later one, was heard before ["
                      + Refusal.ANSWER_STALE.code()
                      + "]."));
        }
        store.keep(label, text, "clock reset, " + source, clock.read().now());
        installation.answered(reset.request());
        reload();
        yield Optional.empty();
      }
      case LicenceIntake.Decision.Taken taken -> {
        keep(taken, text, source, time);
        yield Optional.empty();
      }
    };
  }

  private void keep(LicenceIntake.Decision.Taken taken, String text, String source, Reading time) {
    if (taken.newerThanAll() && time.suspect()) {
      // The vendor's newest signature is the best witness of the time that there is.
      Instant issued = taken.licence().term().issued();
      clock.reset(issued, issued);
    }
    store.keep(taken.label(), text, source, clock.read().now());
    LOG.info("Took the licence {} from {}", taken.licence().header().id(), source);
    Binding binding = taken.licence().scope().binding();
    if (binding != null) {
      installation.answered(binding.request());
    }
    notices = taken.notices();
    reload();
  }

  private void swap() {
    state = LicensingState.at(shelf, clock.read(), refused, notices);
    chronicle.follow(state);
  }
}
