package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.OTHER;
import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.chain.ChainHash;
import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The machine dies in the middle of a write, at every place that there is: what is found afterwards
 * is a beginning of what was written, and goes on as one chain.
 */
@Timeout(300)
final class EveryCutTest {
  private static final int STEP = 40; // frames are longer; each is cut several times

  @TempDir Path scratch;

  private record Found(AuditRecord record, UUID tenant) {}

  /** Everything in the journal, each record checked to follow the one before. */
  private static List<Found> chained(JournaledAudit audit) throws IOException {
    ChainHash chain = new ChainHash(AuditKit.NODE);
    Map<UUID, ChainHead> heads = new HashMap<>();
    List<Found> records = new ArrayList<>();
    try (JournalReader reader = audit.journal().read(0)) {
      while (reader.next(audit.journal().written())) {
        if (reader.kind() != Entries.RECORD) {
          continue;
        }
        UUID tenant = Entries.tenant(reader.body());
        byte[] payload = Entries.payload(Entries.RECORD, reader.body());
        ChainHead before = heads.getOrDefault(tenant, ChainHead.EMPTY);
        ChainHead head = Entries.head(reader.body());
        byte[] hash =
            chain.next(tenant, before.sequence() + 1, before.hash(), payload, 0, payload.length);
        assertThat(head.sequence()).isEqualTo(before.sequence() + 1);
        assertThat(Arrays.equals(head.hash(), hash)).isTrue();
        heads.put(tenant, head);
        records.add(
            new Found(AuditRecord.read(payload, tenant, AuditKit.NODE, head.sequence()), tenant));
      }
      assertThat(reader.damagedBytes()).isZero();
    }
    return records;
  }

  /** Some of everything: ended, open, without an intent, of two tenants and the platform. */
  private Path written(List<String> actions) throws IOException {
    Path directory = scratch.resolve("whole");
    try (JournaledAudit audit = AuditKit.audit(directory)) {
      for (int i = 0; i < 6; i++) {
        UUID open = audit.begin(event(TENANT, "open" + i, Outcome.STARTED));
        AuditKit.operate(audit, i % 2 == 0 ? OTHER : TENANT, "call" + i);
        actions.add("call" + i);
        audit.record(event(null, "event" + i, Outcome.SUCCESS));
        actions.add("event" + i);
        audit.confirmed(0);
        if (i % 3 == 0) {
          AuditKit.finish(audit, open, event(TENANT, "open" + i, Outcome.CANCELLED));
          actions.add("open" + i);
        }
      }
      return AuditKit.copyOf(directory, scratch.resolve("image"));
    }
  }

  @Test
  void open_cutAnywhere_isABeginningOfWhatWasWrittenAndGoesOn() throws IOException {
    List<String> actions = new ArrayList<>();
    Path image = written(actions);
    Path segment;
    try (var files = Files.list(image)) {
      segment = files.sorted().findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(segment);
    int end = whole.length;
    while (whole[end - 1] == 0) {
      end--;
    }
    int most = 0;
    for (int cut = 0; cut <= end + STEP; cut += STEP) {
      Path directory = scratch.resolve("cut" + cut);
      Files.createDirectories(directory);
      byte[] torn = Arrays.copyOf(Arrays.copyOf(whole, Math.min(cut, end)), whole.length);
      Files.write(directory.resolve(segment.getFileName()), torn);
      most = Math.max(most, checked(directory, actions));
    }
    assertThat(most).as("without a cut everything is there").isEqualTo(actions.size());
  }

  /** Opens it, writes on, opens it again; gives how many records had survived. */
  private static int checked(Path directory, List<String> actions) throws IOException {
    int survived;
    try (JournaledAudit audit = AuditKit.audit(directory)) {
      List<Found> found = chained(audit);
      List<String> ended =
          found.stream()
              .filter(each -> each.record().event().outcome() != Outcome.INTERRUPTED)
              .map(each -> each.record().event().action())
              .toList();
      assertThat(ended).isEqualTo(actions.subList(0, ended.size()));
      survived = ended.size();
      Set<UUID> intents = new HashSet<>();
      for (Found each : found) {
        UUID intent = each.record().intent();
        assertThat(intent == null || intents.add(intent)).as("ended once").isTrue();
      }
      assertThat(audit.openIntents()).isZero();
      AuditKit.operate(audit, TENANT, "afterwards");
    }
    try (JournaledAudit audit = AuditKit.audit(directory)) {
      List<Found> found = chained(audit);
      assertThat(found.getLast().record().event().action()).isEqualTo("afterwards");
      assertThat(found.stream().filter(f -> f.record().event().outcome() == Outcome.INTERRUPTED))
          .as("a second start interrupts nothing again")
          .hasSizeLessThanOrEqualTo(7);
    }
    return survived;
  }

  @Test
  void open_everyByteOfAnAcknowledgedRecordFlipped_isNeverReadAsSomethingElse() throws IOException {
    List<String> actions = new ArrayList<>();
    Path image = written(actions);
    Path segment;
    try (var files = Files.list(image)) {
      segment = files.sorted().findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(segment);
    for (int at = 0; at < 1_500; at += 31) {
      Path directory = scratch.resolve("flip" + at);
      Files.createDirectories(directory);
      byte[] spoilt = whole.clone();
      spoilt[at] ^= 0x20;
      Files.write(directory.resolve(segment.getFileName()), spoilt);
      try (JournaledAudit audit = AuditKit.audit(directory)) {
        assertThat(actionsIn(audit)).isSubsetOf(known(actions));
      }
    }
  }

  private static Set<String> known(List<String> actions) {
    Set<String> known = new HashSet<>(actions);
    for (int i = 0; i < 6; i++) {
      known.add("open" + i);
    }
    known.add("audit.journal.damaged");
    return known;
  }

  private static List<String> actionsIn(JournaledAudit audit) throws IOException {
    List<String> actions = new ArrayList<>();
    try (JournalReader reader = audit.journal().read(0)) {
      while (reader.next(audit.journal().written())) {
        if (reader.kind() == Entries.RECORD) {
          byte[] payload = Entries.payload(Entries.RECORD, reader.body());
          UUID tenant = Entries.tenant(reader.body());
          actions.add(AuditRecord.read(payload, tenant, AuditKit.NODE, 0).event().action());
        }
      }
    }
    return actions;
  }
}
