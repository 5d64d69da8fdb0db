package dev.holdfast.appliance.identity.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.quota.RateLimit;
import dev.holdfast.appliance.tenant.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The records around a key: checked on their way in, silent about the secret on their way out. */
class KeyRecordsTest {
  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
  private static final String PROJECT = new ProjectId(new UUID(0, 1)).text();

  private static NewKey asked(@Nullable Instant expiresAt, @Nullable Long rpm, @Nullable Long tpm) {
    return new NewKey(
        " key ", PROJECT, List.of("gateway:chat"), List.of("a", "a"), expiresAt, rpm, tpm);
  }

  @Test
  void grant_defaults_areNoLimitNoExpiryAndTheNameStripped() {
    StoredKey.Grant grant = asked(null, null, null).grant(NOW);

    assertThat(grant.name()).isEqualTo("key");
    assertThat(grant.rate()).isEqualTo(RateLimit.NONE);
    assertThat(grant.expiresAt()).isNull();
    assertThat(grant.models()).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource({"-1, false", "0, true", "1, true", "10000000, true", "10000001, false"})
  void grant_requestsPerMinute_hasItsBounds(long requests, boolean taken) {
    NewKey asked = asked(null, requests, null);
    if (taken) {
      assertThat(asked.grant(NOW).rate().requestsPerMinute()).isEqualTo(requests);
    } else {
      assertThatThrownBy(() -> asked.grant(NOW)).hasMessageContaining("requestsPerMinute");
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, false", "0, true", "1000000000000, true", "1000000000001, false"})
  void grant_tokensPerMinute_hasItsBounds(long tokens, boolean taken) {
    NewKey asked = asked(null, null, tokens);
    if (taken) {
      assertThat(asked.grant(NOW).rate().tokensPerMinute()).isEqualTo(tokens);
    } else {
      assertThatThrownBy(() -> asked.grant(NOW)).hasMessageContaining("tokensPerMinute");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-06-15T12:00:00Z", "1970-01-01T00:00:00Z", "+10000-01-01T00:00:00Z"})
  void grant_expiryInThePastOrBeyondTheCalendar_isInvalid(String expiresAt) {
    assertThatThrownBy(() -> asked(Instant.parse(expiresAt), null, null).grant(NOW))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.REQUEST_INVALID))
        .hasMessageContaining("expiresAt");
  }

  @Test
  void grant_expiryAMicrosecondAhead_isTaken() {
    Instant soon = NOW.plusNanos(1_000);

    assertThat(asked(soon, null, null).grant(NOW).expiresAt()).isEqualTo(soon);
  }

  @Test
  void grant_lists_areCopiesThatNobodyChangesAfterwards() {
    Set<Permission> permissions = EnumSet.of(Permission.GATEWAY_CHAT);
    List<String> models = new ArrayList<>(List.of("small"));
    StoredKey.Grant grant =
        new StoredKey.Grant(
            "n", new ProjectId(new UUID(0, 1)), permissions, models, RateLimit.NONE, null);

    permissions.add(Permission.KEY_WRITE);
    models.add("large");

    assertThat(grant.permissions()).containsExactly(Permission.GATEWAY_CHAT);
    assertThat(grant.models()).containsExactly("small");
  }

  @Test
  void principal_ofAKey_hasWhatWasGrantedAndNoMore() {
    Principal.ApiKey principal = stored().principal();

    assertThat(principal.permissions()).containsExactly(Permission.GATEWAY_CHAT);
    assertThat(principal.models()).containsExactly("small");
    assertThat(principal.tenant()).isEqualTo(new TenantId(new UUID(0, 3)));
  }

  private static StoredKey stored() {
    return new StoredKey(
        new KeyId(new UUID(0, 2)),
        new TenantId(new UUID(0, 3)),
        new StoredKey.Grant(
            "n",
            new ProjectId(new UUID(0, 1)),
            Set.of(Permission.GATEWAY_CHAT),
            List.of("small"),
            new RateLimit(1, 2),
            null),
        "hf_abcdef",
        "acc_1",
        NOW,
        null,
        null);
  }

  @Test
  void printed_whatHoldsTheSecret_doesNotShowIt() {
    String secret = "hf_topsecret";

    assertThat(new KeyService.Made(stored(), secret).toString()).doesNotContain(secret);
    assertThat(new MadeView(KeyView.of(stored()), secret).toString()).doesNotContain(secret);
  }

  @Test
  void view_ofAKey_listsItsScopesInOneOrder() {
    KeyView view = KeyView.of(stored());

    assertThat(view.permissions()).containsExactly("gateway:chat");
    assertThat(view.requestsPerMinute()).isEqualTo(1);
    assertThat(view.tokensPerMinute()).isEqualTo(2);
    assertThat(view.lastUsedAt()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"PT4.999S, false", "PT5S, true", "PT1H, true", "PT1H0.001S, false", "PT-5S, false"})
  void config_grace_hasItsBounds(Duration grace, boolean taken) {
    if (taken) {
      assertThat(new KeyConfig(grace).grace()).isEqualTo(grace);
    } else {
      assertThatThrownBy(() -> new KeyConfig(grace)).hasMessageContaining("holdfast.api-key.grace");
    }
  }
}
