package dev.holdfast.appliance.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.authz.Role;
import dev.holdfast.appliance.identity.AccountId;
import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.identity.session.SignedIn;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.quota.RateLimit;
import dev.holdfast.appliance.tenant.ProjectId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scope is in the path and nowhere else, and binds each kind of caller to what is theirs. */
class ScopeTest {
  private static final TenantId ACME = new TenantId(new UUID(1, 1));
  private static final TenantId ZETA = new TenantId(new UUID(2, 2));

  private static Caller person(boolean operator) {
    return new Caller.Person(
        new SignedIn(
            new AccountId(new UUID(0, 1)),
            "ada@example.org",
            "csrf",
            operator ? Role.OPERATOR : Set.of(),
            Map.of(ACME, Role.MEMBER.permissions()),
            Instant.MAX));
  }

  private static Caller program() {
    return new Caller.Program(
        new Principal.ApiKey(
            new KeyId(new UUID(0, 2)),
            "job",
            ACME,
            new ProjectId(new UUID(0, 3)),
            Set.of(Permission.TENANT_READ),
            Set.of(),
            RateLimit.NONE));
  }

  private static Caller local() {
    return new Caller.Operator(new Principal.LocalOperator(Role.OPERATOR));
  }

  private static Optional<? extends Principal> bound(String path, Caller caller) {
    return Scope.of(path).bind(caller);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/platform, platform",
    "/api/platform/tenants, platform",
    "/api/platformx, none",
    "/api/Platform, none",
    "/api, none",
    "/api/, none",
    "/api/session, none",
    "/apix/platform, none",
    "'', none",
    "/, none",
    "//api/platform, none",
    "/x/api/platform, none",
    "api/platform, none",
    "/api//platform, none",
    "/api/./platform, none",
    "/api/tenants, tenant",
    "/api/tenants/, tenant",
    "/api/tenants/x/keys, tenant",
    "/api/tenantsx/x, none"
  })
  void of_aPath_isWhatItsSegmentsSay(String path, String kind) {
    String found =
        switch (Scope.of(path)) {
          case Scope.Platform() -> "platform";
          case Scope.OfTenant of -> "tenant";
          case Scope.None() -> "none";
        };

    assertThat(found).isEqualTo(kind);
  }

  @Test
  void bind_ownTenant_isThePrincipalInIt() {
    String path = "/api/tenants/" + ACME.text() + "/keys";

    assertThat(bound(path, person(false)).orElseThrow().tenant()).isEqualTo(ACME);
    assertThat(bound(path, person(false)).orElseThrow().permissions())
        .isEqualTo(Role.MEMBER.permissions());
    assertThat(bound(path, program()).orElseThrow().tenant()).isEqualTo(ACME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "ACME", "ten_", "%74en_x"})
  void bind_whatIsNoTenant_isNobodyForEverybody(String tenant) {
    for (Caller caller : new Caller[] {person(true), person(false), program(), local()}) {
      assertThat(bound("/api/tenants/" + tenant, caller)).isEmpty();
    }
  }

  @Test
  void bind_anothersTenant_isNobodyForEverybody() {
    for (Caller caller : new Caller[] {person(true), person(false), program(), local()}) {
      assertThat(bound("/api/tenants/" + ZETA.text(), caller)).isEmpty();
    }
    assertThat(bound("/api/tenants/" + ACME.text(), local())).isEmpty();
  }

  @Test
  void bind_thePlatform_isForPeopleAndTheLocalOperator() {
    assertThat(bound("/api/platform/status", person(true)).orElseThrow().permissions())
        .isEqualTo(Role.OPERATOR);
    assertThat(bound("/api/platform/status", person(false)).orElseThrow().permissions()).isEmpty();
    assertThat(bound("/api/platform/status", local())).isPresent();
    assertThat(bound("/api/platform/status", program())).isEmpty();
  }

  @Test
  void bind_noScope_isNobody() {
    for (Caller caller : new Caller[] {person(true), program(), local()}) {
      assertThat(bound("/api/anything", caller)).isEmpty();
    }
  }

  @Property(tries = 1_000)
  void of_anyPath_neverBindsAStrangerToATenant(@ForAll String path) {
    assertThat(bound("/api/tenants/" + path, local())).isEmpty();
    bound("/api/tenants/" + path, program())
        .ifPresent(principal -> assertThat(principal.tenant()).isEqualTo(ACME));
  }

  @Test
  void home_ofACaller_isTheirTenantsChainOrThePlatforms() {
    assertThat(program().home()).isEqualTo(ACME);
    assertThat(person(true).home()).isNull();
    assertThat(local().home()).isNull();
    assertThat(person(false).actor().label()).isEqualTo("ada@example.org");
    assertThat(program().actor().type()).isEqualTo("api_key");
    assertThat(local().actor().type()).isEqualTo("operator");
  }
}
