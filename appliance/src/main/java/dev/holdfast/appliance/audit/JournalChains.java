package dev.holdfast.appliance.audit;

import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.chain.OwnChains;
import dev.holdfast.appliance.audit.journal.Journal;
import dev.holdfast.appliance.audit.journal.JournalReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** This node's chains, as its journal has them. */
final class JournalChains implements OwnChains {
  private final JournaledAudit audit;
  private final Shipper shipper;

  JournalChains(JournaledAudit audit, Shipper shipper) {
    this.audit = audit;
    this.shipper = shipper;
  }

  @Override
  public String node() {
    return audit.node();
  }

  @Override
  public boolean catchUp(Duration most) {
    return shipper.catchUp(most);
  }

  @Override
  public Tail tail() {
    Journal journal = audit.journal();
    // The order matters: what is held cannot be freed, and what is shipped by now is in the
    // database.
    Journal.Hold hold = journal.hold();
    long from = shipper.shipped();
    return new JournalTail(journal, hold, from, audit.ends());
  }

  /** The journal from one position to another. */
  private record JournalTail(
      Journal journal, Journal.Hold hold, long from, JournaledAudit.Ends ends) implements Tail {
    @Override
    public Map<UUID, ChainHead> heads() {
      return ends.heads();
    }

    @Override
    public void forEach(Visitor visitor) throws IOException {
      try (JournalReader reader = journal.read(from)) {
        while (reader.next(ends.written())) {
          if (reader.kind() == Entries.RECORD) {
            visitor.link(
                Entries.tenant(reader.body()),
                Entries.head(reader.body()),
                Entries.payload(Entries.RECORD, reader.body()));
          }
        }
      }
    }

    @Override
    public void close() {
      hold.close();
    }
  }
}
