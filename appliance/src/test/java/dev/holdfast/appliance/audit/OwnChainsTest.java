package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.OTHER;
import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.chain.ChainHash;
import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.chain.OwnChains;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node shows of its chains to whoever verifies: one moment, whole, and in order. */
@Timeout(400)
final class OwnChainsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path scratch;

  private record Link(UUID tenant, ChainHead head, String action) {}

  private static List<Link> links(OwnChains.Tail tail) throws IOException {
    List<Link> links = new ArrayList<>();
    tail.forEach(
        (tenant, head, payload) -> {
          try {
            AuditRecord record = AuditRecord.read(payload, tenant, "n", head.sequence());
            links.add(new Link(tenant, head, record.event().action()));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    return links;
  }

  private static List<String> actions(OwnChains.Tail tail) throws IOException {
    return links(tail).stream().map(Link::action).toList();
  }

  @BothDatabases
  void tail_nothingWritten_isEmpty(TestDatabase database) throws IOException {
    try (Rig rig = AuditKit.engine(scratch.resolve("j"), database);
        OwnChains.Tail tail = rig.engine().chains().tail()) {
      assertThat(rig.engine().chains().node()).isEqualTo(AuditKit.NODE);
      assertThat(tail.heads()).isEmpty();
      assertThat(links(tail)).isEmpty();
    }
  }

  @BothDatabases
  void tail_linksOfSeveralTenants_areInTheOrderOfWritingAndFollowEachOther(TestDatabase database)
      throws IOException {
    try (Rig rig = AuditKit.engine(scratch.resolve("j"), database, Sluice.shut())) {
      for (int i = 0; i < 6; i++) {
        rig.audit().record(event(i % 2 == 0 ? TENANT : OTHER, "a" + i, Outcome.SUCCESS));
      }
      try (OwnChains.Tail tail = rig.engine().chains().tail()) {
        ChainHash hash = new ChainHash(AuditKit.NODE);
        Map<UUID, ChainHead> at = new HashMap<>();
        tail.forEach(
            (tenant, head, payload) -> {
              ChainHead before = at.getOrDefault(tenant, ChainHead.EMPTY);
              byte[] expected =
                  hash.next(
                      tenant, before.sequence() + 1, before.hash(), payload, 0, payload.length);
              assertThat(Arrays.equals(expected, head.hash())).isTrue();
              at.put(tenant, head);
            });
        assertThat(actions(tail)).containsExactly("a0", "a1", "a2", "a3", "a4", "a5");
        assertThat(at.keySet()).isEqualTo(tail.heads().keySet());
        at.forEach(
            (tenant, head) ->
                assertThat(tail.heads().getOrDefault(tenant, ChainHead.EMPTY).hash())
                    .isEqualTo(head.hash()));
      }
    }
  }

  @BothDatabases
  void tail_whatIsWrittenAfterwards_isNotInItsMoment(TestDatabase database) throws IOException {
    try (Rig rig = AuditKit.engine(scratch.resolve("j"), database, Sluice.shut())) {
      rig.audit().record(event(TENANT, "before", Outcome.SUCCESS));
      try (OwnChains.Tail tail = rig.engine().chains().tail()) {
        rig.audit().record(event(TENANT, "after", Outcome.SUCCESS));
        rig.audit().record(event(OTHER, "after.too", Outcome.SUCCESS));

        assertThat(actions(tail)).containsExactly("before");
        assertThat(tail.heads()).containsOnlyKeys(TENANT.value());
        assertThat(actions(tail)).as("it can be read again").containsExactly("before");
      }
      try (OwnChains.Tail later = rig.engine().chains().tail()) {
        assertThat(actions(later)).containsExactly("before", "after", "after.too");
      }
    }
  }

  @BothDatabases
  void tail_openIntents_areNoLinks(TestDatabase database) throws IOException {
    try (Rig rig = AuditKit.engine(scratch.resolve("j"), database, Sluice.shut())) {
      UUID open = rig.audit().begin(event(TENANT, "begun", Outcome.STARTED));
      try (OwnChains.Tail tail = rig.engine().chains().tail()) {
        assertThat(links(tail)).isEmpty();
      }
      AuditKit.finish(rig.audit(), open, event(TENANT, "begun", Outcome.SUCCESS));
      try (OwnChains.Tail tail = rig.engine().chains().tail()) {
        assertThat(actions(tail)).containsExactly("begun");
      }
    }
  }

  @BothDatabases
  void tail_afterARestart_holdsWhatEarlierRunsDidNotShip(TestDatabase database) throws IOException {
    Path journal = scratch.resolve("j");
    try (Rig rig = AuditKit.engine(journal, database, Sluice.shut())) {
      rig.audit().record(event(TENANT, "earlier", Outcome.SUCCESS));
    }
    try (Rig rig = AuditKit.engine(journal, database, Sluice.shut())) {
      rig.audit().record(event(TENANT, "now", Outcome.SUCCESS));
      try (OwnChains.Tail tail = rig.engine().chains().tail()) {
        assertThat(actions(tail)).containsExactly("earlier", "now");
      }
      assertThat(rig.log().verify(TENANT).records()).isEqualTo(2);
    }
  }

  @BothDatabases
  void tail_everythingShipped_overlapsWithNothingThatCounts(TestDatabase database)
      throws IOException {
    try (Rig rig = AuditKit.engine(scratch.resolve("j"), database)) {
      for (int i = 0; i < 5; i++) {
        rig.audit().record(event(TENANT, "a" + i, Outcome.SUCCESS));
      }
      assertThat(rig.engine().chains().catchUp(LONG)).isTrue();
      try (OwnChains.Tail tail = rig.engine().chains().tail()) {
        assertThat(links(tail)).isEmpty();
        assertThat(tail.heads().getOrDefault(TENANT.value(), ChainHead.EMPTY).sequence())
            .isEqualTo(5);
      }
      assertThat(rig.log().verify(TENANT).records()).isEqualTo(5);
    }
  }
}
