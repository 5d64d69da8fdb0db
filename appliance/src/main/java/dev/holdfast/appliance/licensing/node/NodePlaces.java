package dev.holdfast.appliance.licensing.node;

/**
 * This node's place among those that the licence grants. Whoever asks takes one volatile read. A
 * database that is down changes nothing: a node that works goes on, and one that waits goes on
 * waiting.
 */
public interface NodePlaces {
  /** Where this node stands. */
  Place place();

  /** Whether this node may work. */
  default boolean held() {
    return place() instanceof Place.Held;
  }
}
