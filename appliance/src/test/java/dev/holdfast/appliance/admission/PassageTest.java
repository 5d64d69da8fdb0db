package dev.holdfast.appliance.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.audit.Usage;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.identity.AccountId;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.licensing.node.Place;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.quota.Claim;
import dev.holdfast.appliance.quota.RateLimit;
import dev.holdfast.appliance.testkit.FakeAudit;
import dev.holdfast.appliance.testkit.FakeLicensing;
import dev.holdfast.appliance.testkit.FakeQuotas;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order of the road: reserve, intent, settle, outcome; and each passage is left once. */
class PassageTest {
  private final FakeAudit audit = new FakeAudit();
  private final FakeQuotas quotas = new FakeQuotas();
  private final Road road =
      new Road(
          new OrderedAdmission(
              new FakeLicensing(), () -> new Place.Held(List.of("node"), false), quotas),
          audit);
  private final TenantId tenant = new TenantId(UUID.randomUUID());
  private final UUID project = UUID.randomUUID();
  private final List<String> done = new ArrayList<>();

  @Test
  void passage_leftWithUsage_isSettledThenWrittenThenCalledBack() {
    Passage passage = enter();

    assertThat(passage.leave(Ending.success(usage(3, 2, 900L)), Runnable::run, this::done))
        .isTrue();

    assertThat(quotas.happened()).containsExactly("reserve 7", "settle 5 900");
    assertThat(audit.events())
        .extracting(AuditEvent::outcome)
        .containsExactly(Outcome.STARTED, Outcome.SUCCESS);
    assertThat(done).containsExactly("durable");
  }

  @Test
  void intent_ofAClaim_saysWhatIsHeld() {
    enter();

    Usage held = Objects.requireNonNull(audit.events().getFirst().usage());
    assertThat(held.hold()).isNotNull();
  }

  @Test
  void passage_leftWithoutUsage_givesEverythingBack() {
    enter().leave(Ending.failed(ErrorCode.UPSTREAM_UNREACHABLE, null), Runnable::run, this::done);

    assertThat(quotas.happened()).containsExactly("reserve 7", "release");
    assertThat(audit.events().getLast().code()).isEqualTo("upstream_unreachable");
  }

  @Test
  void passage_leftTwice_secondDoesNothing() {
    Passage passage = enter();
    passage.leave(Ending.cancelled(null), Runnable::run, this::done);

    assertThat(passage.leave(Ending.success(null), Runnable::run, this::done)).isFalse();
    assertThat(quotas.happened()).containsExactly("reserve 7", "release");
    assertThat(audit.events()).hasSize(2);
    assertThat(done).hasSize(1);
  }

  @Test
  void enter_auditLogGone_isRefusedAndTheReservationGivenBack() {
    audit.refuseIntents(true);

    Road.Entry entry = road.enter(journey());

    assertThat(entry)
        .isInstanceOfSatisfying(
            Road.Entry.Refused.class,
            refused -> assertThat(refused.problem().code()).isEqualTo(ErrorCode.AUDIT_UNAVAILABLE));
    assertThat(quotas.happened()).containsExactly("reserve 7", "release");
  }

  @Test
  void leave_outcomeIsLost_callsBackWithTheFault() {
    Passage passage = enter();
    audit.loseOutcomes(true);

    passage.leave(Ending.success(null), Runnable::run, this::done);

    assertThat(done).containsExactly("no space left");
  }

  @Test
  void turnBack_isWrittenAsRefused() {
    road.turnBack(journey(), Problem.of(ErrorCode.RATE_LIMITED), Runnable::run, this::done);

    assertThat(audit.outcomes("gateway.chat"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.outcome()).isEqualTo(Outcome.REFUSED);
              assertThat(event.code()).isEqualTo("rate_limited");
              assertThat(event.tenant()).isEqualTo(tenant);
            });
  }

  @Test
  void turnBack_auditLogGone_stillCallsBack() {
    audit.refuseIntents(true);

    road.turnBack(journey(), Problem.of(ErrorCode.RATE_LIMITED), Runnable::run, this::done);

    assertThat(done).hasSize(1);
  }

  private void done(@Nullable Throwable fault) {
    done.add(fault == null ? "durable" : String.valueOf(fault.getMessage()));
  }

  private Passage enter() {
    return ((Road.Entry.Admitted) road.enter(journey())).passage();
  }

  private Journey journey() {
    Principal user =
        new Principal.User(
            new AccountId(UUID.randomUUID()), "a@b", tenant, Set.of(Permission.GATEWAY_CHAT));
    return new Journey(
        user,
        new Operation("gateway.chat", Permission.GATEWAY_CHAT, null),
        new Claim(tenant, project, UUID.randomUUID(), RateLimit.NONE, 7, 1_000L),
        Usage.planned(project, null, "prv_x", "m", null),
        "m",
        "req_1",
        null);
  }

  private Usage usage(long input, long output, @Nullable Long cost) {
    return new Usage(project, null, "prv_x", "m", input, 0, output, cost, false, null, null, null);
  }
}
