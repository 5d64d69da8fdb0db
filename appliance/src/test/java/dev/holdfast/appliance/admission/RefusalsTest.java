package dev.holdfast.appliance.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.quota.RateLimit;
import dev.holdfast.appliance.tenant.ProjectId;
import dev.holdfast.appliance.testkit.FakeAudit;
import dev.holdfast.appliance.testkit.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What an auditor sees of refusals that can come by the million. */
class RefusalsTest {
  private static final Problem NOBODY = Problem.of(ErrorCode.UNAUTHENTICATED);
  private static final Problem REVOKED = Problem.of(ErrorCode.API_KEY_REVOKED);
  private static final Problem SLOW = Problem.of(ErrorCode.RATE_LIMITED);

  private final SettableClock clock = new SettableClock();
  private final FakeAudit audit = new FakeAudit();
  private final Refusals refusals = new Refusals(audit, clock, Runnable::run);

  private void stranger(String address, Problem problem) {
    refusals.stranger("apikey.list", "req_1", address, problem);
  }

  private static Journey journey(int tenant, int key) {
    Principal principal =
        new Principal.ApiKey(
            new KeyId(new UUID(0, key)),
            "key " + key,
            new TenantId(new UUID(0, tenant)),
            new ProjectId(new UUID(0, 3)),
            Set.of(),
            Set.of(),
            RateLimit.NONE);
    return new Journey(
        principal,
        new Operation("gateway.chat", Permission.GATEWAY_CHAT, null),
        null,
        null,
        "small",
        "req_2",
        "192.0.2.1");
  }

  @Test
  void stranger_first_isWrittenWithWhereFromAndWhy() {
    stranger("192.0.2.1", NOBODY);

    AuditEvent event = audit.events().getFirst();
    assertThat(event.tenant()).isNull();
    assertThat(event.actor()).isEqualTo(Actor.ANONYMOUS);
    assertThat(event.action()).isEqualTo("apikey.list");
    assertThat(event.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(event.code()).isEqualTo("unauthenticated");
    assertThat(event.clientAddress()).isEqualTo("192.0.2.1");
    assertThat(event.requestId()).isEqualTo("req_1");
  }

  @Test
  void stranger_tenThousandTimes_leavesOneRecordAndOneWithTheCount() {
    for (int i = 0; i < 10_000; i++) {
      stranger("192.0.2.1", NOBODY);
    }
    clock.advance(Crowds.WINDOW);
    refusals.close();

    assertThat(audit.events()).hasSize(2);
    AuditEvent sum = audit.events().getLast();
    assertThat(sum.action()).isEqualTo("access.refusals");
    assertThat(sum.target()).isEqualTo("192.0.2.1");
    assertThat(sum.details()).containsEntry("refusals", "9999");
    assertThat(sum.details()).containsEntry("since", "2026-06-15T12:00:00Z");
  }

  @Test
  void stranger_forAnotherReason_isSeenBesideTheFlood() {
    for (int i = 0; i < 100; i++) {
      stranger("192.0.2.1", NOBODY);
    }
    stranger("192.0.2.1", REVOKED);

    assertThat(audit.events())
        .extracting(AuditEvent::code)
        .containsExactly("unauthenticated", "api_key_revoked");
  }

  @Test
  void stranger_ofOneIpv6Network_isOneCaller() {
    stranger("2001:db8:0:1:0:0:0:1", NOBODY);
    stranger("2001:db8:0:1:ffff:0:0:2", NOBODY);
    stranger("2001:db8:0:2:0:0:0:1", NOBODY);

    assertThat(audit.events()).hasSize(2);
  }

  @Test
  void stranger_fromNowhere_isCountedTogether() {
    refusals.stranger("x.y", "req_1", null, NOBODY);
    refusals.stranger("x.y", "req_1", null, NOBODY);

    assertThat(audit.events()).hasSize(1);
  }

  @Test
  void strangers_fromAMillionAddresses_areBounded() {
    for (int i = 0; i < 20_000; i++) {
      stranger("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), NOBODY);
    }
    clock.advance(Crowds.WINDOW);
    refusals.close();

    assertThat(audit.events()).hasSize(Refusals.MOST_STRANGERS + 2);
    assertThat(audit.events().getLast().details()).containsEntry("refusals", "18999");
  }

  @Test
  void overRate_isInTheTenantsOwnLogAndEachPrincipalApart() {
    for (int i = 0; i < 50; i++) {
      refusals.overRate(journey(1, 7), SLOW);
      refusals.overRate(journey(1, 8), SLOW);
      refusals.overRate(journey(2, 7), SLOW);
    }
    assertThat(audit.events()).hasSize(3);
    clock.advance(Crowds.WINDOW);
    refusals.close();

    List<AuditEvent> sums = audit.outcomes("access.refusals");
    assertThat(sums).hasSize(3);
    assertThat(sums)
        .allSatisfy(
            sum -> {
              assertThat(sum.tenant()).isNotNull();
              assertThat(sum.actor().type()).isEqualTo("api_key");
              assertThat(sum.code()).isEqualTo("rate_limited");
              assertThat(sum.details()).containsEntry("refusals", "49");
            });
  }

  @Test
  void stop_writesWhatWasCountedSoFar() {
    stranger("192.0.2.1", NOBODY);
    stranger("192.0.2.1", NOBODY);
    refusals.overRate(journey(1, 7), SLOW);
    refusals.overRate(journey(1, 7), SLOW);

    refusals.stop();

    assertThat(audit.outcomes("access.refusals")).hasSize(2);
  }

  @Test
  void nextWindow_isWrittenAgain() {
    stranger("192.0.2.1", NOBODY);
    clock.advance(Crowds.WINDOW.plus(Duration.ofSeconds(1)));
    refusals.close();
    stranger("192.0.2.1", NOBODY);

    assertThat(audit.events()).hasSize(2);
  }

  @Test
  void auditLogGone_orExecutorFull_refusesAllTheSame() {
    audit.refuseIntents(true);
    stranger("192.0.2.1", NOBODY);
    Refusals full =
        new Refusals(
            audit,
            clock,
            task -> {
              throw new RejectedExecutionException("stopping");
            });
    full.stranger("x.y", "req_1", "192.0.2.1", NOBODY);
    full.overRate(journey(1, 7), SLOW);

    assertThat(audit.events()).isEmpty();
  }

  @Test
  void counter_hasThemAllByCode() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    refusals.bindTo(registry);
    for (int i = 0; i < 5; i++) {
      stranger("192.0.2.1", NOBODY);
    }
    refusals.overRate(journey(1, 7), SLOW);

    assertThat(count(registry, "unauthenticated")).isEqualTo(5);
    assertThat(count(registry, "rate_limited")).isEqualTo(1);
    assertThat(count(registry, "api_key_revoked")).isZero();
  }

  private static double count(SimpleMeterRegistry registry, String code) {
    return registry.get("holdfast.access.refusals").tag("code", code).functionCounter().count();
  }
}
