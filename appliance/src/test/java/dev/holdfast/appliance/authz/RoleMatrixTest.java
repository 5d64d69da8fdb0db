package dev.holdfast.appliance.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may do what, written out a second time by hand: a permission that moves from one role to
 * another, or into a suspended tenant, has to be moved here too, in front of a reviewer.
 */
class RoleMatrixTest {
  @ParameterizedTest
  @CsvSource(
      useHeadersInDisplayName = true,
      textBlock =
          """
          PERMISSION,         ADMIN, MEMBER, VIEWER, OPERATOR
          GATEWAY_CHAT,       yes,   yes,    no,     no
          GATEWAY_EMBEDDINGS, yes,   yes,    no,     no
          GATEWAY_MODELS,     yes,   yes,    yes,    no
          TENANT_READ,        yes,   yes,    yes,    no
          PROJECT_WRITE,      yes,   no,     no,     no
          KEY_READ,           yes,   yes,    yes,    no
          KEY_WRITE,          yes,   no,     no,     no
          PROVIDER_READ,      yes,   yes,    yes,    no
          PROVIDER_WRITE,     yes,   no,     no,     no
          MEMBER_READ,        yes,   yes,    yes,    no
          MEMBER_WRITE,       yes,   no,     no,     no
          AUDIT_READ,         yes,   no,     no,     no
          PLATFORM_READ,      no,    no,     no,     yes
          PLATFORM_WRITE,     no,    no,     no,     yes
          PLATFORM_AUDIT,     no,    no,     no,     yes
          """)
  void permission_ofEachRole_isAsTheTableSays(
      Permission permission, String admin, String member, String viewer, String operator) {
    assertThat(Role.ADMIN.permissions().contains(permission)).isEqualTo(admin.equals("yes"));
    assertThat(Role.MEMBER.permissions().contains(permission)).isEqualTo(member.equals("yes"));
    assertThat(Role.VIEWER.permissions().contains(permission)).isEqualTo(viewer.equals("yes"));
    assertThat(Role.OPERATOR.contains(permission)).isEqualTo(operator.equals("yes"));
  }

  @ParameterizedTest
  @CsvSource(
      useHeadersInDisplayName = true,
      textBlock =
          """
          PERMISSION,    ADMIN, MEMBER, VIEWER
          TENANT_READ,   yes,   yes,    yes
          KEY_READ,      yes,   yes,    yes
          PROVIDER_READ, yes,   yes,    yes
          MEMBER_READ,   yes,   yes,    yes
          AUDIT_READ,    yes,   no,     no
          """)
  void suspended_whatRemains_isAsTheTableSays(
      Permission permission, String admin, String member, String viewer) {
    assertThat(left(Role.ADMIN, permission)).isEqualTo(admin.equals("yes"));
    assertThat(left(Role.MEMBER, permission)).isEqualTo(member.equals("yes"));
    assertThat(left(Role.VIEWER, permission)).isEqualTo(viewer.equals("yes"));
  }

  private static boolean left(Role role, Permission permission) {
    return role.permissionsWhileSuspended().contains(permission);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void suspended_anyRole_neitherCallsNorChanges(Role role) {
    assertThat(role.permissionsWhileSuspended())
        .allSatisfy(permission -> assertThat(permission.code()).endsWith(":read"));
    assertThat(role.permissions()).containsAll(role.permissionsWhileSuspended());
  }

  @Test
  void everyPermission_isSomebodys_soNoEndpointIsForNobody() {
    Set<Permission> given = EnumSet.copyOf(Role.OPERATOR);
    Arrays.stream(Role.values()).forEach(role -> given.addAll(role.permissions()));

    assertThat(given).containsExactlyInAnyOrder(Permission.values());
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void roles_ofATenant_haveNothingOfThePlatform(Role role) {
    assertThat(role.permissions())
        .noneMatch(permission -> permission.code().startsWith("platform:"));
  }

  @Test
  void writes_ofATenant_areAnAdministratorsOnly() {
    for (Role role : EnumSet.of(Role.MEMBER, Role.VIEWER)) {
      assertThat(role.permissions()).noneMatch(permission -> permission.code().endsWith(":write"));
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void sets_givenOut_cannotBeWidened(Role role) {
    assertThatThrownBy(() -> role.permissions().add(Permission.PLATFORM_WRITE))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Role.OPERATOR.add(Permission.AUDIT_READ))
        .isInstanceOf(UnsupportedOperationException.class);
    role.permissionsWhileSuspended().clear();
    assertThat(role.permissionsWhileSuspended()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ADMIN", "Admin", " admin", "admin ", "owner", "operator", "root"})
  void ofCode_anythingElse_isNoRole(String code) {
    assertThat(Role.ofCode(code)).isEmpty();
  }

  @Property(tries = 200)
  void roles_fromFirstToLast_eachHoldsTheNext(@ForAll Role one, @ForAll Role other) {
    Role wider = one.ordinal() <= other.ordinal() ? one : other;
    Role narrower = wider == one ? other : one;

    assertThat(wider.permissions()).containsAll(narrower.permissions());
  }
}
