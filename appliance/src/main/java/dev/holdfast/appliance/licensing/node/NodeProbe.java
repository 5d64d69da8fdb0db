package dev.holdfast.appliance.licensing.node;

import dev.holdfast.appliance.observe.HealthProbe;
import jakarta.inject.Singleton;

/** A node without a place takes no requests: another one has them all. */
@Singleton
final class NodeProbe implements HealthProbe {
  private final NodePlaces places;

  NodeProbe(NodePlaces places) {
    this.places = places;
  }

  @Override
  public String name() {
    return "licence-nodes";
  }

  @Override
  public Health check() {
    return switch (places.place()) {
      case Place.Held held when held.twin() -> Health.degraded(held.sentence());
      case Place.Held held -> Health.up(held.sentence());
      case Place.Waiting waiting -> Health.down(waiting.sentence());
    };
  }
}
