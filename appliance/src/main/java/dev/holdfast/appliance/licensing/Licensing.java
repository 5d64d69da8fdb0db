package dev.holdfast.appliance.licensing;

import java.util.Optional;

/** The licences of this appliance. Without one, the community plan rules. */
public interface Licensing {
  /** The entitlement in force: one volatile read. */
  Entitlement current();

  /** The licence in force; empty for the community plan. */
  default Optional<InForce> inForce() {
    return Optional.empty();
  }

  /** Which licence rules. */
  record InForce(String id, long sequence) {}

  /** Whether this build trusts licences that it can make itself: never so in a release. */
  default boolean development() {
    return false;
  }
}
