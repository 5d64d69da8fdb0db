package dev.holdfast.appliance.admission;

import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.licensing.Capability;
import dev.holdfast.appliance.licensing.Entitlement;
import dev.holdfast.appliance.licensing.Licensing;
import dev.holdfast.appliance.licensing.node.NodePlaces;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.quota.Claim;
import dev.holdfast.appliance.quota.Quotas;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Entitlement, then permission, then quota. The refusals of the first two are made once, at start,
 * so that a decision allocates nothing but what the quota hands out.
 */
@Singleton
final class OrderedAdmission implements Admission {
  private static final Decision ADMITTED = new Decision.Admitted(null);
  private static final Decision READ_ONLY =
      new Decision.Refused(Problem.of(ErrorCode.LICENCE_READ_ONLY));

  private static final Duration UNTIL_A_PLACE_IS_FREE = Duration.ofSeconds(10);

  private final Licensing licensing;
  private final NodePlaces places;
  private final Quotas quotas;
  private final Decision[] notLicensed = new Decision[Capability.values().length];
  private final Decision[] notPermitted = new Decision[Permission.values().length];
  private final Decision[] notInScope = new Decision[Permission.values().length];

  OrderedAdmission(Licensing licensing, NodePlaces places, Quotas quotas) {
    this.licensing = licensing;
    this.places = places;
    this.quotas = quotas;
    for (Capability capability : Capability.values()) {
      notLicensed[capability.ordinal()] =
          refused(
              ErrorCode.CAPABILITY_MISSING,
              "The licence does not grant " + capability.code() + ": " + capability.sentence());
    }
    for (Permission permission : Permission.values()) {
      notPermitted[permission.ordinal()] =
          refused(ErrorCode.PERMISSION_DENIED, "It takes the permission " + permission.code());
      notInScope[permission.ordinal()] =
          refused(ErrorCode.SCOPE_MISSING, "The key would need the scope " + permission.code());
    }
  }

  @Override
  public Decision admit(Principal principal, Operation operation, @Nullable Claim claim) {
    if (!places.held() && LadderRules.needsPlace(operation)) {
      return new Decision.Refused(
          Problem.retryable(
              ErrorCode.LICENCE_NODES_TAKEN, places.place().sentence(), UNTIL_A_PLACE_IS_FREE));
    }
    Entitlement entitlement = licensing.current();
    Capability capability = operation.capability();
    if (capability != null && !entitlement.grants(capability)) {
      return notLicensed[capability.ordinal()];
    }
    if (!entitlement.allowsChanges() && LadderRules.withholds(operation)) {
      return READ_ONLY;
    }
    Permission permission = operation.permission();
    if (!principal.permissions().contains(permission)) {
      Decision[] refusals = principal instanceof Principal.ApiKey ? notInScope : notPermitted;
      return refusals[permission.ordinal()];
    }
    return claim == null ? ADMITTED : reserve(principal, claim);
  }

  private Decision reserve(Principal principal, Claim claim) {
    if (!claim.tenant().equals(principal.tenant())) {
      throw new IllegalArgumentException("a claim on another tenant's quota");
    }
    return decision(quotas.reserve(claim));
  }

  private static Decision decision(Quotas.Decision reserved) {
    return switch (reserved) {
      case Quotas.Decision.Refused(Problem problem) -> new Decision.Refused(problem);
      case Quotas.Decision.Reserved(Quotas.Reservation reservation) ->
          new Decision.Admitted(reservation);
      case Quotas.Decision.Pending(CompletionStage<Quotas.Decision> later) ->
          new Decision.Pending(later.thenApply(OrderedAdmission::decision));
    };
  }

  private static Decision refused(ErrorCode code, String detail) {
    return new Decision.Refused(Problem.of(code, detail + "."));
  }
}
