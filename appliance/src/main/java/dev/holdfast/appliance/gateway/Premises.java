package dev.holdfast.appliance.gateway;

import dev.holdfast.appliance.admission.Refusals;
import dev.holdfast.appliance.platform.http.ClientAddress;
import dev.holdfast.appliance.platform.http.Lifecycle;
import jakarta.inject.Singleton;

/** What the data plane needs of the house around it. */
@Singleton
final class Premises {
  private final ClientAddress addresses;
  private final Lifecycle lifecycle;
  private final Meters meters;
  private final Refusals refusals;

  Premises(ClientAddress addresses, Lifecycle lifecycle, Meters meters, Refusals refusals) {
    this.addresses = addresses;
    this.lifecycle = lifecycle;
    this.meters = meters;
    this.refusals = refusals;
  }

  ClientAddress addresses() {
    return addresses;
  }

  Meters meters() {
    return meters;
  }

  /** Where refusals go that may come by the million. */
  Refusals refusals() {
    return refusals;
  }

  boolean draining() {
    return lifecycle.phase().compareTo(Lifecycle.Phase.DRAINING) >= 0;
  }
}
