package dev.holdfast.appliance.licensing.node;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.licensing.Licensing;
import dev.holdfast.appliance.licensing.QuotaName;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Node;
import dev.holdfast.appliance.platform.id.IdSource;
import io.micronaut.context.BeanProvider;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews this node's place in the database, from the start to the stop, on one thread. */
@Singleton
final class LeasedPlaces implements NodePlaces {
  private static final Logger LOG = LoggerFactory.getLogger(LeasedPlaces.class);

  private final Licensing licensing;
  private final NodeStore store;
  private final NodeConfig config;
  private final Run run;
  private final BeanProvider<Audit> audit;
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1, task -> Thread.ofPlatform().daemon().name("licence-place").unstarted(task));
  private boolean began;
  private boolean failing;
  private volatile Place place = new Place.Held(List.of(), false);

  LeasedPlaces(
      Licensing licensing,
      Database database,
      NodeConfig config,
      Node node,
      IdSource ids,
      BeanProvider<Audit> audit) {
    this.licensing = licensing;
    this.store = new NodeStore(database);
    this.config = config;
    this.run = Run.of(node.name(), "run-" + ids.next());
    this.audit = audit;
    beat();
    long every = config.beat().toMillis();
    var unused = executor.scheduleWithFixedDelay(this::beat, every, every, TimeUnit.MILLISECONDS);
  }

  @Override
  public Place place() {
    return place;
  }

  /** The nodes that live, whoever asks. Blocks on the database. */
  List<NodeStore.Row> live() {
    return store.live();
  }

  String runId() {
    return run.id();
  }

  OptionalLong granted() {
    return licensing.current().quota(QuotaName.NODES);
  }

  /** Renews the place, or tries to take one. */
  synchronized void beat() {
    try {
      boolean ousted = began && held() && store.isOusted(run);
      Place now =
          ousted
              ? store.claimBeside(run, config.lease())
              : store.claim(run, granted(), config.lease());
      tell(now);
      began = true;
      place = now;
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        failing = true;
        LOG.warn("The node's place cannot be renewed until the database is back: {}", e.toString());
      }
    }
  }

  private void tell(Place now) {
    boolean heldBefore = held();
    boolean twinBefore = place instanceof Place.Held(var unused, boolean twin) && twin;
    switch (now) {
      case Place.Waiting waiting when !began || heldBefore -> {
        LOG.warn("{}", waiting.sentence());
        record("licence.node.waits", Outcome.REFUSED, waiting.sentence());
      }
      case Place.Held held when !heldBefore -> {
        LOG.info("This node has its place now. {}", held.sentence());
        record("licence.node.placed", Outcome.SUCCESS, held.sentence());
      }
      case Place.Held held when held.twin() && !twinBefore -> {
        LOG.warn("{}", held.sentence());
        record("licence.node.twin", Outcome.SUCCESS, held.sentence());
      }
      default -> {}
    }
  }

  private void record(String action, Outcome outcome, String sentence) {
    try {
      if (audit.isPresent()) {
        audit
            .get()
            .record(
                new AuditEvent(
                    null,
                    Actor.SYSTEM,
                    action,
                    run.node(),
                    outcome,
                    null,
                    "",
                    null,
                    Map.of("sentence", sentence),
                    null));
      }
    } catch (RuntimeException e) {
      LOG.warn("The node's place could not be written to the audit log: {}", e.toString());
    }
  }

  @PreDestroy
  synchronized void stop() {
    executor.shutdownNow();
    try {
      store.release(run);
    } catch (RuntimeException e) {
      LOG.warn("The node's place is free after {}: {}", config.lease(), e.toString());
    }
  }
}
