package dev.holdfast.appliance.audit;

import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.journal.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Gathers, from the frames that a start finds, where the chains end and which intents are open. */
final class Replay implements Journal.Visitor {
  private final Map<UUID, ChainHead> heads;
  private final Map<UUID, Begun> open = new LinkedHashMap<>();
  private long confirmed;

  /** Starts from what the database has; frames that it has too are older and change nothing. */
  Replay(Map<UUID, ChainHead> stored) {
    heads = new HashMap<>(stored);
  }

  @Override
  public void frame(int kind, ByteBuffer body) {
    if (kind == Entries.CONFIRMED) {
      confirmed = Math.max(confirmed, Entries.confirmed(body));
      return;
    }
    UUID intent = Entries.intent(body);
    if (kind == Entries.INTENT) {
      if (intent != null) {
        open.put(intent, new Begun(Entries.tenant(body), Entries.payload(kind, body)));
      }
    } else if (kind == Entries.RECORD) {
      if (intent != null) {
        open.remove(intent);
      }
      ChainHead head = Entries.head(body);
      heads.merge(
          Entries.tenant(body),
          head,
          (old, found) -> found.sequence() > old.sequence() ? found : old);
    }
  }

  Map<UUID, ChainHead> heads() {
    return heads;
  }

  /** How far the database once said that it has the journal; 0 where that is not known. */
  long confirmed() {
    return confirmed;
  }

  /** The intents without an outcome, in the order in which they were begun. */
  List<AuditRecord> open(String node) throws IOException {
    List<AuditRecord> intents = new ArrayList<>();
    for (Begun begun : open.values()) {
      intents.add(PayloadReader.read(begun.payload(), begun.tenant(), node, 0));
    }
    return intents;
  }

  @SuppressWarnings("ArrayRecordComponent") // read once, by this class
  private record Begun(UUID tenant, byte[] payload) {}
}
