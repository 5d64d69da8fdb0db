package dev.holdfast.appliance.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.licensing.Capability;
import dev.holdfast.appliance.licensing.Entitlement;
import dev.holdfast.appliance.licensing.QuotaName;
import dev.holdfast.appliance.licensing.node.Place;
import dev.holdfast.appliance.platform.error.ErrorCode;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the last rung, settings are read and not changed; everything else goes on. */
class LadderRulesTest {
  private final Principal operator = new Principal.LocalOperator(Set.of(Permission.values()));

  @ParameterizedTest
  @CsvSource({
    "tenant.create, PLATFORM_WRITE, false",
    "project.change, PROJECT_WRITE, false",
    "apikey.create, KEY_WRITE, false",
    "provider.change, PROVIDER_WRITE, false",
    "member.create, MEMBER_WRITE, false",
    "apikey.revoke, KEY_WRITE, true",
    "member.delete, MEMBER_WRITE, true",
    "provider.delete, PROVIDER_WRITE, true",
    "provider.test, PROVIDER_WRITE, true",
    "licence.add, PLATFORM_WRITE, true",
    "licence.remove, PLATFORM_WRITE, true",
    "gateway.chat, GATEWAY_CHAT, true",
    "gateway.embeddings, GATEWAY_EMBEDDINGS, true",
    "audit.export, AUDIT_READ, true",
    "usage.read, TENANT_READ, true"
  })
  void admit_readOnlyStage_withholdsChangesAndNothingElse(
      String action, Permission permission, boolean admitted) {
    assertThat(decided(action, permission, false) instanceof Admission.Decision.Admitted)
        .isEqualTo(admitted);
    assertThat(decided(action, permission, true)).isInstanceOf(Admission.Decision.Admitted.class);
  }

  @ParameterizedTest
  @CsvSource({"tenant.create, PLATFORM_WRITE"})
  void admit_withheldChange_saysWhy(String action, Permission permission) {
    assertThat(decided(action, permission, false))
        .isInstanceOf(Admission.Decision.Refused.class)
        .extracting(decision -> ((Admission.Decision.Refused) decision).problem().code())
        .isEqualTo(ErrorCode.LICENCE_READ_ONLY);
  }

  private Admission.Decision decided(String action, Permission permission, boolean changes) {
    OrderedAdmission admission =
        new OrderedAdmission(
            () -> new Stage(changes),
            () -> new Place.Held(List.of("node_1"), false),
            claim -> {
              throw new UnsupportedOperationException();
            });
    return admission.admit(operator, new Operation(action, permission, null), null);
  }

  /** An entitlement that grants all, on one rung or another. */
  private record Stage(boolean allowsChanges) implements Entitlement {
    @Override
    public boolean grants(Capability capability) {
      return true;
    }

    @Override
    public OptionalLong quota(QuotaName quota) {
      return OptionalLong.empty();
    }
  }
}
