package dev.holdfast.appliance.licensing.node;

import dev.holdfast.appliance.licensing.QuotaName;
import dev.holdfast.appliance.licensing.QuotaUse;
import jakarta.inject.Singleton;

/** How many nodes live, for the licence page. */
@Singleton
final class NodeUse implements QuotaUse {
  private final LeasedPlaces places;

  NodeUse(LeasedPlaces places) {
    this.places = places;
  }

  @Override
  public QuotaName name() {
    return QuotaName.NODES;
  }

  @Override
  public long used() {
    return places.live().size();
  }
}
