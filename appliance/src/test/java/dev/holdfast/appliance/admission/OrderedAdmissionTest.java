package dev.holdfast.appliance.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.identity.AccountId;
import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.licensing.Capability;
import dev.holdfast.appliance.licensing.node.Place;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.quota.Claim;
import dev.holdfast.appliance.quota.RateLimit;
import dev.holdfast.appliance.tenant.ProjectId;
import dev.holdfast.appliance.testkit.FakeLicensing;
import dev.holdfast.appliance.testkit.FakeQuotas;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OrderedAdmissionTest {
  private static final Operation CHAT =
      new Operation("gateway.chat", Permission.GATEWAY_CHAT, Capability.GATEWAY_CHAT);

  private final FakeLicensing licensing = new FakeLicensing();
  private final FakeQuotas quotas = new FakeQuotas();
  private Place place = new Place.Held(List.of("node_1"), false);
  private final Admission admission = new OrderedAdmission(licensing, () -> place, quotas);
  private final TenantId tenant = new TenantId(UUID.randomUUID());

  @Test
  void admit_everythingGranted_holdsTheReservation() {
    Admission.Decision decision = admission.admit(key(Permission.GATEWAY_CHAT), CHAT, claim());

    assertThat(decision).isInstanceOf(Admission.Decision.Admitted.class);
    assertThat(((Admission.Decision.Admitted) decision).reservation()).isNotNull();
  }

  @Test
  void admit_noClaim_reservesNothing() {
    Admission.Decision decision = admission.admit(key(Permission.GATEWAY_CHAT), CHAT, null);

    assertThat(decision).isEqualTo(new Admission.Decision.Admitted(null));
    assertThat(quotas.happened()).isEmpty();
  }

  @Test
  void t27_nodeWithoutAPlace_refusesWorkAndSaysWhyAndWhenToComeBack() {
    place = new Place.Waiting(2, List.of("node_1", "node_2"));

    Admission.Decision decision = admission.admit(key(Permission.GATEWAY_CHAT), CHAT, claim());

    assertThat(code(decision)).isEqualTo(ErrorCode.LICENCE_NODES_TAKEN);
    Problem problem = ((Admission.Decision.Refused) decision).problem();
    assertThat(problem.detail()).contains("grants 2 nodes").contains("node_1, node_2");
    assertThat(problem.retryAfter()).isNotNull();
    assertThat(quotas.happened()).isEmpty();
  }

  @Test
  void t27_nodeWithoutAPlace_stillShowsItsStateAndTakesALicence() {
    place = new Place.Waiting(2, List.of("node_1", "node_2"));
    Principal operator = new Principal.LocalOperator(Set.of(Permission.values()));

    for (Operation operation :
        List.of(
            new Operation("licence.add", Permission.PLATFORM_WRITE, null),
            new Operation("licence.read", Permission.PLATFORM_READ, null),
            new Operation("doctor.run", Permission.PLATFORM_READ, null),
            new Operation("audit.verify", Permission.PLATFORM_AUDIT, null))) {
      assertThat(admission.admit(operator, operation, null))
          .as(operation.action())
          .isInstanceOf(Admission.Decision.Admitted.class);
    }
    assertThat(
            code(
                admission.admit(
                    operator,
                    new Operation("tenant.create", Permission.PLATFORM_WRITE, null),
                    null)))
        .isEqualTo(ErrorCode.LICENCE_NODES_TAKEN);
  }

  @Test
  void admit_notLicensed_isRefusedBeforeThePermissionIsLookedAt() {
    licensing.grant(Set.of());

    assertThat(code(admission.admit(key(), CHAT, claim()))).isEqualTo(ErrorCode.CAPABILITY_MISSING);
    assertThat(quotas.happened()).isEmpty();
  }

  @Test
  void admit_permissionMissing_isAScopeForKeysAndAPermissionForPeople() {
    Principal user = new Principal.User(new AccountId(UUID.randomUUID()), "a@b", tenant, Set.of());

    assertThat(code(admission.admit(key(), CHAT, claim()))).isEqualTo(ErrorCode.SCOPE_MISSING);
    assertThat(code(admission.admit(user, CHAT, claim()))).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(quotas.happened()).isEmpty();
  }

  @Test
  void admit_quotaRefuses_itsReasonIsTheReason() {
    quotas.refuse(Problem.of(ErrorCode.BUDGET_EXHAUSTED));

    assertThat(code(admission.admit(key(Permission.GATEWAY_CHAT), CHAT, claim())))
        .isEqualTo(ErrorCode.BUDGET_EXHAUSTED);
  }

  @Test
  void admit_claimOnAnotherTenant_isAFault() {
    Claim foreign =
        new Claim(
            new TenantId(UUID.randomUUID()),
            UUID.randomUUID(),
            UUID.randomUUID(),
            RateLimit.NONE,
            1,
            1L);

    assertThatThrownBy(() -> admission.admit(key(Permission.GATEWAY_CHAT), CHAT, foreign))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusals_ofLicenceAndPermission_areMadeOnce() {
    assertThat(admission.admit(key(), CHAT, null)).isSameAs(admission.admit(key(), CHAT, null));
  }

  private static ErrorCode code(Admission.Decision decision) {
    return ((Admission.Decision.Refused) decision).problem().code();
  }

  private Claim claim() {
    return new Claim(tenant, UUID.randomUUID(), UUID.randomUUID(), RateLimit.NONE, 7, 900L);
  }

  private Principal key(Permission... permissions) {
    return new Principal.ApiKey(
        new KeyId(UUID.randomUUID()),
        "key",
        tenant,
        new ProjectId(UUID.randomUUID()),
        Set.of(permissions),
        Set.of(),
        RateLimit.NONE);
  }
}
