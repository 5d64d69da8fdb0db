package dev.holdfast.appliance.licensing.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.licensing.QuotaName;
import dev.holdfast.appliance.observe.HealthProbe;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Node;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.FakeAudit;
import dev.holdfast.appliance.testkit.FakeLicensing;
import dev.holdfast.appliance.testkit.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node's place as its process sees it: taken, kept, waited for, told of. */
class LeasedPlacesTest {
  private static final NodeConfig CONFIG = new NodeConfig(Duration.ofMinutes(9));

  private final FakeLicensing licensing = new FakeLicensing();
  private final FakeAudit audit = new FakeAudit();
  private final List<LeasedPlaces> started = new ArrayList<>();

  private LeasedPlaces start(Database database, String node) {
    LeasedPlaces places =
        new LeasedPlaces(licensing, database, CONFIG, new Node(node), new IdSource(), () -> audit);
    started.add(places);
    return places;
  }

  @AfterEach
  void stop() {
    started.forEach(LeasedPlaces::stop);
  }

  private List<String> told() {
    return audit.events().stream().map(AuditEvent::action).toList();
  }

  private static void kill(Database database, String node) {
    database.inPlatform(
        handle ->
            handle
                .createUpdate(
                    "update licence_node set expires_at = started_at - interval '1' second"
                        + " where node = :node")
                .bind("node", node)
                .execute());
  }

  @BothDatabases
  void place_firstNode_isHeldFromTheStartAndNothingIsTold(TestDatabase database) {
    LeasedPlaces one = start(database, "one");
    assertThat(one.held()).isTrue();
    assertThat(told()).isEmpty();
    assertThat(new NodeProbe(one).check().state()).isEqualTo(HealthProbe.State.UP);
    assertThat(new NodeUse(one).used()).isEqualTo(1);
    assertThat(new NodeUse(one).name()).isEqualTo(QuotaName.NODES);
  }

  @BothDatabases
  void t27_oneTooMany_isDownWithTheReasonAndTakesOverWhenOneDies(TestDatabase database) {
    licensing.limit(QuotaName.NODES, 1);
    LeasedPlaces one = start(database, "one");
    LeasedPlaces two = start(database, "two");
    assertThat(two.held()).isFalse();
    HealthProbe.Health health = new NodeProbe(two).check();
    assertThat(health.state()).isEqualTo(HealthProbe.State.DOWN);
    assertThat(health.detail())
        .isEqualTo(
            "The licence grants 1 node, and 1 lives: one. This node waits, and takes the first place"
                + " that is free.");
    assertThat(told()).containsExactly("licence.node.waits");
    two.beat();
    assertThat(told()).as("once").containsExactly("licence.node.waits");
    kill(database, "one");
    two.beat();
    assertThat(two.held()).isTrue();
    assertThat(told()).containsExactly("licence.node.waits", "licence.node.placed");
    assertThat(one.held()).as("until it looks").isTrue();
    one.beat();
    assertThat(one.held()).isFalse();
  }

  @BothDatabases
  void t27_biggerLicence_givesTheWaitingNodeItsPlace(TestDatabase database) {
    licensing.limit(QuotaName.NODES, 1);
    start(database, "one");
    LeasedPlaces two = start(database, "two");
    licensing.limit(QuotaName.NODES, 2);
    two.beat();
    assertThat(two.held()).isTrue();
    assertThat(two.granted()).hasValue(2);
  }

  @BothDatabases
  void t27_smallerLicence_takesNothingFromNodesThatWork(TestDatabase database) {
    licensing.limit(QuotaName.NODES, 2);
    LeasedPlaces one = start(database, "one");
    LeasedPlaces two = start(database, "two");
    licensing.limit(QuotaName.NODES, 1);
    one.beat();
    two.beat();
    assertThat(one.held()).isTrue();
    assertThat(two.held()).isTrue();
  }

  @BothDatabases
  void stop_place_isFreeAtOnce(TestDatabase database) {
    licensing.limit(QuotaName.NODES, 1);
    LeasedPlaces one = start(database, "one");
    one.stop();
    assertThat(start(database, "two").held()).isTrue();
  }

  @BothDatabases
  void t26_copiedHome_isToldAndDegradesHealthAndStopsNothing(TestDatabase database) {
    LeasedPlaces original = start(database, "one");
    LeasedPlaces copy = start(database, "one");
    assertThat(copy.held()).isTrue();
    original.beat();
    assertThat(original.held()).isTrue();
    copy.beat();
    assertThat(copy.held()).isTrue();
    assertThat(told()).contains("licence.node.twin");
    assertThat(new NodeProbe(original).check().state()).isEqualTo(HealthProbe.State.DEGRADED);
    assertThat(new NodeUse(original).used()).isEqualTo(2);
  }

  @BothDatabases
  void beat_databaseGone_changesNothing(TestDatabase database) {
    Database own = database.secondNode();
    LeasedPlaces one = start(own, "one");
    own.close();
    one.beat();
    one.beat();
    assertThat(one.held()).isTrue();
  }

  @BothDatabases
  void beat_auditLogDown_doesNotKeepANodeFromItsPlace(TestDatabase database) {
    licensing.limit(QuotaName.NODES, 1);
    start(database, "one");
    audit.refuseIntents(true);
    LeasedPlaces two = start(database, "two");
    assertThat(two.held()).isFalse();
    kill(database, "one");
    two.beat();
    assertThat(two.held()).isTrue();
  }

  @BothDatabases
  void meters_place_areNumbers(TestDatabase database) {
    licensing.limit(QuotaName.NODES, 1);
    start(database, "one");
    LeasedPlaces two = start(database, "two");
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new NodeMeters(two).bindTo(registry);
    assertThat(registry.get("holdfast.license.nodes.place").gauge().value()).isZero();
    assertThat(registry.get("holdfast.license.nodes.live").gauge().value()).isEqualTo(1);
    assertThat(registry.get("holdfast.license.nodes.twin").gauge().value()).isZero();
  }

  @Test
  void config_outOfBounds_isRefused() {
    for (Duration lease : List.of(Duration.ZERO, Duration.ofMillis(999), Duration.ofMinutes(11))) {
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> new NodeConfig(lease))
          .hasMessageContaining("holdfast.licensing.nodes.lease");
    }
    assertThat(new NodeConfig(Duration.ofSeconds(30)).beat()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void run_sameMachine_hasTheSameBootAndSaysNothingOfIt() throws Exception {
    Run one = Run.of("node", "a");
    Run two = Run.of("node", "b");
    assertThat(one.boot()).isEqualTo(two.boot()).hasSize(32);
    String boot =
        java.nio.file.Files.readString(java.nio.file.Path.of("/proc/sys/kernel/random/boot_id"))
            .strip();
    assertThat(one.boot()).doesNotContain(boot.substring(0, 8));
  }

  @Test
  void sentence_oneNode_isSingular() {
    assertThat(new Place.Held(List.of("a"), false).sentence()).isEqualTo("1 node lives.");
    assertThat(new Place.Held(List.of("a", "b"), false).sentence()).isEqualTo("2 nodes live.");
    assertThat(new Place.Waiting(0, List.of()).sentence()).contains("grants 0 nodes, and 0 live");
  }
}
