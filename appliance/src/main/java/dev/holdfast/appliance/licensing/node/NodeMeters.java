package dev.holdfast.appliance.licensing.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;

/** Shows the node's place: {@code holdfast_license_nodes_*}; docs/observability.md lists them. */
@Singleton
final class NodeMeters implements MeterBinder {
  private final LeasedPlaces places;

  NodeMeters(LeasedPlaces places) {
    this.places = places;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("holdfast.license.nodes.place", places, p -> p.held() ? 1 : 0)
        .description("1 while this node has a place, 0 while it waits for one")
        .register(registry);
    Gauge.builder("holdfast.license.nodes.live", places, NodeMeters::live)
        .description("Nodes that live, as this node saw at its last renewal")
        .register(registry);
    Gauge.builder("holdfast.license.nodes.twin", places, NodeMeters::twin)
        .description("1 while another process of this node's name lives")
        .register(registry);
  }

  private static double live(LeasedPlaces places) {
    return switch (places.place()) {
      case Place.Held held -> held.live().size();
      case Place.Waiting waiting -> waiting.live().size();
    };
  }

  private static double twin(LeasedPlaces places) {
    return places.place() instanceof Place.Held held && held.twin() ? 1 : 0;
  }
}
