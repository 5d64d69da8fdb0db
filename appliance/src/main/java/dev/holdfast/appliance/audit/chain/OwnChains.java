package dev.holdfast.appliance.audit.chain;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** The chains that this node extends, as far as it has written them. */
public interface OwnChains {
  /** The node's name, which is part of every link. */
  String node();

  /** Waits until what was written before is in the database; false where that takes too long. */
  boolean catchUp(Duration most);

  /**
   * Where the chains end now, and every link that the database may not have yet. What is read from
   * the database afterwards and what this gives overlap or touch: nothing falls between them. While
   * it is open, no room of the journal is freed.
   */
  Tail tail();

  /** One moment of the chains. Used by one thread. */
  interface Tail extends Closeable {
    /** The ends at that moment, by tenant. */
    Map<UUID, ChainHead> heads();

    /**
     * Gives the links in the order in which they were written, from disk, a piece at a time.
     *
     * @throws IOException where the journal cannot be read
     */
    void forEach(Visitor visitor) throws IOException;
  }

  /** Sees one link. */
  @FunctionalInterface
  interface Visitor {
    /** {@code link} is the record's own place and hash; {@code payload} is what the hash covers. */
    void link(UUID tenant, ChainHead link, byte[] payload);
  }
}
