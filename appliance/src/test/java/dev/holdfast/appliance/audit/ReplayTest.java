package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.OTHER;
import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.chain.ChainHash;
import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.journal.Journal;
import dev.holdfast.appliance.platform.id.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a start makes of the frames that it finds, each kind and each order. */
final class ReplayTest {
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");

  private final Entries entries = new Entries();
  private final ChainHash chain = new ChainHash(AuditKit.NODE);
  private final Map<UUID, ChainHead> heads = new HashMap<>();

  private ByteBuffer body(int length) {
    byte[] copy = new byte[length];
    entries.buffer().get(Journal.BODY_AT, copy);
    return ByteBuffer.wrap(copy);
  }

  private void begin(Replay replay, TenantId tenant, UUID intent, String action) {
    int length = entries.intent(tenant.value(), intent, AT, event(tenant, action, Outcome.STARTED));
    replay.frame(Entries.INTENT, body(length));
  }

  private ChainHead end(Replay replay, TenantId tenant, @Nullable UUID intent) {
    int length =
        entries.record(
            tenant.value(), UUID.randomUUID(), intent, AT, event(tenant, "a", Outcome.SUCCESS));
    ChainHead before = heads.getOrDefault(tenant.value(), ChainHead.EMPTY);
    ChainHead head = entries.chain(chain, tenant.value(), before);
    heads.put(tenant.value(), head);
    replay.frame(Entries.RECORD, body(length));
    return head;
  }

  private static List<UUID> open(Replay replay) throws IOException {
    return replay.open(AuditKit.NODE).stream().map(AuditRecord::id).toList();
  }

  @Test
  void open_intentsWithoutOutcome_areGivenInTheirOrder() throws IOException {
    Replay replay = new Replay(Map.of());
    List<UUID> intents = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    intents.forEach(intent -> begin(replay, TENANT, intent, "a"));
    end(replay, TENANT, intents.get(1));

    assertThat(open(replay)).containsExactly(intents.get(0), intents.get(2));
  }

  @Test
  void open_intentCarriedForward_isGivenOnce() throws IOException {
    Replay replay = new Replay(Map.of());
    UUID intent = UUID.randomUUID();
    begin(replay, TENANT, intent, "long.stream");
    begin(replay, TENANT, intent, "long.stream");

    assertThat(open(replay)).containsExactly(intent);
    end(replay, TENANT, intent);
    assertThat(open(replay)).isEmpty();
  }

  @Test
  void open_outcomeWhoseIntentWasReleased_harmsNothing() throws IOException {
    Replay replay = new Replay(Map.of());
    end(replay, TENANT, UUID.randomUUID());
    end(replay, TENANT, null);

    assertThat(open(replay)).isEmpty();
    assertThat(replay.heads().getOrDefault(TENANT.value(), ChainHead.EMPTY).sequence())
        .isEqualTo(2);
  }

  @Test
  void open_intentThatSaysNothing_failsTheStartInsteadOfForgettingIt() {
    Replay replay = new Replay(Map.of());
    ByteBuffer spoilt = ByteBuffer.allocate(40);
    spoilt.putLong(16, 1).putLong(24, 1); // an id, and a payload of zeros
    replay.frame(Entries.INTENT, spoilt);

    assertThatThrownBy(() -> replay.open(AuditKit.NODE)).isInstanceOf(IOException.class);
  }

  @Test
  void heads_storedAndFound_theLaterOfBothCounts() {
    ChainHead stored = new ChainHead(10, new byte[ChainHash.SIZE]);
    Replay replay = new Replay(Map.of(TENANT.value(), stored, OTHER.value(), stored));
    heads.put(TENANT.value(), new ChainHead(11, new byte[ChainHash.SIZE]));
    ChainHead found = end(replay, TENANT, null);
    end(replay, OTHER, null); // sequence 1: the database has gone on from there long ago

    assertThat(replay.heads().getOrDefault(TENANT.value(), ChainHead.EMPTY).sequence())
        .isEqualTo(12);
    assertThat(replay.heads().getOrDefault(TENANT.value(), ChainHead.EMPTY).hash())
        .isEqualTo(found.hash());
    assertThat(replay.heads().get(OTHER.value())).isEqualTo(stored);
  }

  @Test
  void heads_ofTenantsApart_areKeptApart() {
    Replay replay = new Replay(Map.of());
    ChainHead mine = end(replay, TENANT, null);
    ChainHead theirs = end(replay, OTHER, null);

    assertThat(mine.hash()).isNotEqualTo(theirs.hash());
    assertThat(replay.heads()).containsOnlyKeys(TENANT.value(), OTHER.value());
  }

  @Test
  void confirmed_severalMarks_theHighestCounts() {
    Replay replay = new Replay(Map.of());
    assertThat(replay.confirmed()).isZero();
    for (long position : new long[] {1L << 32, 3L << 32, 2L << 32}) {
      replay.frame(Entries.CONFIRMED, body(entries.confirmed(position)));
    }

    assertThat(replay.confirmed()).isEqualTo(3L << 32);
    assertThat(replay.heads()).isEmpty();
  }

  @Test
  void frame_kindOfALaterVersion_isPassedOver() throws IOException {
    Replay replay = new Replay(Map.of());
    replay.frame(99, ByteBuffer.allocate(64));

    assertThat(open(replay)).isEmpty();
    assertThat(replay.heads()).isEmpty();
  }
}
