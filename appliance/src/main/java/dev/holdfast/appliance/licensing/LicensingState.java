package dev.holdfast.appliance.licensing;

import dev.holdfast.appliance.licensing.clock.Reading;
import dev.holdfast.license.key.TrustAnchors;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All there is to know about the licences, at one moment; swapped as a whole.
 *
 * @param inForce the licence that rules; null for the community plan
 * @param held all verified licences, in force or not
 * @param refused files that were found and not taken, with the reason
 * @param notices what the verifier said of the licence that was taken last, and of what does not
 *     hold any more
 * @param lost whether a licence is kept that does not hold any more
 */
record LicensingState(
    Entitlement entitlement,
    @Nullable HeldLicence inForce,
    List<HeldLicence> held,
    TrustAnchors trust,
    Reading time,
    Map<String, String> refused,
    List<String> notices,
    boolean lost) {
  LicensingState {
    held = List.copyOf(held);
    refused = Map.copyOf(refused);
    notices = List.copyOf(notices);
  }

  /** What the kept files come to at a time. */
  static LicensingState at(
      LicenceShelf shelf, Reading time, Map<String, String> refused, List<String> notices) {
    Instant now = time.now();
    HeldLicence inForce = HeldLicence.inForce(shelf.held(), now).orElse(null);
    Entitlement entitlement =
        inForce == null
            ? EntitlementSnapshot.community()
            : EntitlementSnapshot.of(inForce.licence().grant(), inForce.stageAt(now));
    List<String> all = Stream.concat(notices.stream(), shelf.lost().stream()).toList();
    return new LicensingState(
        entitlement,
        inForce,
        shelf.held(),
        shelf.trust(),
        time,
        refused,
        all,
        !shelf.lost().isEmpty());
  }
}
