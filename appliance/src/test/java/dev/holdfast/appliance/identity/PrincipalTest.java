package dev.holdfast.appliance.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.authz.Role;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.quota.RateLimit;
import dev.holdfast.appliance.tenant.ProjectId;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who acts, as the audit log names them; what they may do cannot change under their feet. */
class PrincipalTest {
  private static final TenantId TENANT = new TenantId(new UUID(1, 1));

  private static Principal.ApiKey key(Set<Permission> permissions, Set<String> models) {
    return new Principal.ApiKey(
        new KeyId(new UUID(0, 2)),
        "nightly job",
        TENANT,
        new ProjectId(new UUID(0, 3)),
        permissions,
        models,
        RateLimit.NONE);
  }

  @Test
  void actor_ofEachKind_isTypedIdAndLabel() {
    Principal user =
        new Principal.User(new AccountId(new UUID(0, 1)), "ada@example.org", TENANT, Set.of());

    assertThat(user.actor().type()).isEqualTo("user");
    assertThat(user.actor().id()).isEqualTo("acc_00000000000000000000000001");
    assertThat(user.actor().label()).isEqualTo("ada@example.org");
    assertThat(key(Set.of(), Set.of()).actor().type()).isEqualTo("api_key");
    assertThat(key(Set.of(), Set.of()).actor().label()).isEqualTo("nightly job");
    assertThat(new Principal.LocalOperator(Role.OPERATOR).actor().id()).isEqualTo("local");
  }

  @Test
  void localOperator_isInNoTenant() {
    assertThat(new Principal.LocalOperator(Role.OPERATOR).tenant()).isNull();
  }

  @Test
  void permissions_changedByTheGiverAfterwards_stayAsTheyWere() {
    Set<Permission> permissions = EnumSet.of(Permission.GATEWAY_CHAT);
    Set<String> models = new HashSet<>(Set.of("small"));
    Principal.ApiKey key = key(permissions, models);
    Principal operator = new Principal.LocalOperator(permissions);

    permissions.add(Permission.KEY_WRITE);
    models.clear();

    assertThat(key.permissions()).containsExactly(Permission.GATEWAY_CHAT);
    assertThat(key.models()).containsExactly("small");
    assertThat(operator.permissions()).containsExactly(Permission.GATEWAY_CHAT);
  }

  @Test
  void permissions_givenOut_cannotBeWidened() {
    Principal.ApiKey key = key(Set.of(Permission.GATEWAY_CHAT), Set.of());

    assertThatThrownBy(() -> key.permissions().add(Permission.KEY_WRITE))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> key.models().add("large"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
