package dev.holdfast.appliance.identity.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.authz.Role;
import dev.holdfast.appliance.identity.AccountId;
import dev.holdfast.appliance.platform.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The records around a session: what they let out, and what cannot be changed behind them. */
class SessionRecordsTest {
  private static final TenantId ACME = new TenantId(new UUID(1, 1));
  private static final TenantId ZETA = new TenantId(new UUID(2, 2));

  private static SignedIn ada(Map<TenantId, Set<Permission>> tenants, Set<Permission> platform) {
    return new SignedIn(
        new AccountId(new UUID(0, 1)),
        "ada@example.org",
        "csrf-secret",
        platform,
        tenants,
        Instant.MAX);
  }

  @Test
  void in_aTenantOfTheirs_isThePersonWithWhatTheyMayDoThere() {
    SignedIn ada = ada(Map.of(ACME, Role.VIEWER.permissions()), Role.OPERATOR);

    assertThat(ada.in(ACME).orElseThrow().permissions()).isEqualTo(Role.VIEWER.permissions());
    assertThat(ada.in(ACME).orElseThrow().tenant()).isEqualTo(ACME);
    assertThat(ada.in(ZETA)).isEmpty();
    assertThat(ada.inPlatform().tenant()).isNull();
    assertThat(ada.inPlatform().permissions()).isEqualTo(Role.OPERATOR);
  }

  @Test
  void rights_changedByTheGiverAfterwards_stayAsTheyWere() {
    Map<TenantId, Set<Permission>> tenants = new HashMap<>();
    Set<Permission> platform = EnumSet.noneOf(Permission.class);
    SignedIn ada = ada(tenants, platform);

    tenants.put(ACME, Role.ADMIN.permissions());
    platform.add(Permission.PLATFORM_WRITE);

    assertThat(ada.in(ACME)).isEmpty();
    assertThat(ada.inPlatform().permissions()).isEmpty();
  }

  @Test
  void printed_showsNoToken() {
    assertThat(ada(Map.of(), Set.of()).toString()).doesNotContain("csrf-secret");
    assertThat(new SessionController.Credentials("a@b.example", "topsecret").toString())
        .contains("a@b.example")
        .doesNotContain("topsecret");
    assertThat(new SessionController.PassphraseChange("topsecret", "othersecret").toString())
        .doesNotContain("secret");
  }

  @Test
  void csrfToken_ofASession_saysNothingOfItAndDiffersForEach() {
    String token = "A".repeat(43);

    assertThat(StoredSessions.csrfToken(token)).hasSize(43).isNotEqualTo(token);
    assertThat(StoredSessions.csrfToken(token)).isEqualTo(StoredSessions.csrfToken(token));
    assertThat(StoredSessions.csrfToken("A".repeat(42) + "B"))
        .isNotEqualTo(StoredSessions.csrfToken(token));
  }

  @Test
  void view_ofASession_isWhatThePageNeeds() {
    LiveSession session =
        new LiveSession(
            new AccountId(new UUID(0, 1)),
            "ada@example.org",
            "Ada",
            false,
            Instant.EPOCH,
            Instant.EPOCH,
            List.of(new LiveSession.Membership(ACME, "Acme", "acme", Role.MEMBER, true)));

    SessionView view = SessionView.of(session, "csrf", true);

    assertThat(view.account().id()).isEqualTo("acc_00000000000000000000000001");
    assertThat(view.tenants())
        .containsExactly(new SessionView.TenantView(ACME.text(), "Acme", "acme", "member"));
    assertThat(view.development()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "PT1M59S, PT12H, idle",
    "PT2H, PT1H59M, absolute",
    "PT2H, P31D, absolute",
    "PT-1H, PT12H, idle"
  })
  void config_outOfItsBounds_isRefusedByName(Duration idle, Duration absolute, String name) {
    assertThatThrownBy(() -> new SessionConfig(idle, absolute))
        .hasMessageContaining("holdfast.session." + name);
  }

  @ParameterizedTest
  @CsvSource({"PT2M, PT2M", "PT2H, P30D"})
  void config_atItsBounds_isTaken(Duration idle, Duration absolute) {
    assertThat(new SessionConfig(idle, absolute).idle()).isEqualTo(idle);
  }
}
