package dev.holdfast.appliance.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.identity.session.TestLimiters;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.http.ClientAddress;
import dev.holdfast.appliance.testkit.FakeAudit;
import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabases;
import io.micronaut.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** However often nobody comes, the audit log grows by so much and no more. */
class DoorstepTest {
  private static final int TRIES = 50;

  private final SettableClock clock = new SettableClock();
  private final FakeAudit audit = new FakeAudit();
  private final ClientAddress addresses = ClientAddress.trusting(List.of());
  private final Doorstep doorstep =
      new Doorstep(TestLimiters.fresh(clock), addresses, new Ledger(audit, addresses), clock);

  @Test
  void enter_withinTheTries_writesNothingItself() {
    for (int i = 0; i < TRIES; i++) {
      doorstep.enter(from("192.0.2.1"), "session.create");
    }

    assertThat(audit.events()).isEmpty();
  }

  @Test
  void enter_tooOften_isRefusedWithTheTimeToWait() {
    exhaust("192.0.2.1");

    assertThatThrownBy(() -> doorstep.enter(from("192.0.2.1"), "session.create"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(ErrorCode.SIGN_IN_RATE_LIMITED);
              assertThat(e.problem().retryAfter()).isEqualTo(Duration.ofSeconds(10));
            });
  }

  @Test
  void enter_refusedAThousandTimes_leavesOneRecordAndOneWithTheCount() {
    exhaust("192.0.2.1");
    refuse("192.0.2.1", 1_000);

    assertThat(audit.events()).hasSize(1);
    doorstep.close();
    assertThat(audit.events()).as("the window is not over").hasSize(1);

    clock.advance(Doorstep.WINDOW);
    doorstep.close();
    doorstep.close();

    assertThat(audit.events()).hasSize(2);
    assertThat(audit.events())
        .allSatisfy(
            event -> {
              assertThat(event.outcome()).isEqualTo(Outcome.REFUSED);
              assertThat(event.code()).isEqualTo("sign_in_rate_limited");
              assertThat(event.tenant()).isNull();
            });
    AuditEvent first = audit.events().getFirst();
    assertThat(first.action()).isEqualTo("session.create");
    assertThat(first.clientAddress()).isEqualTo("192.0.2.1");
    AuditEvent count = audit.events().getLast();
    assertThat(count.action()).isEqualTo("session.refusals");
    assertThat(count.target()).isEqualTo("192.0.2.1");
    assertThat(count.details())
        .containsEntry("refusals", "999")
        .containsEntry("since", "2026-06-15T12:00:00Z");
  }

  @Test
  void enter_refusedOnce_leavesOneRecordAndNoCount() {
    exhaust("192.0.2.1");
    refuse("192.0.2.1", 1);

    clock.advance(Doorstep.WINDOW);
    doorstep.close();

    assertThat(audit.events()).hasSize(1);
  }

  @Test
  void enter_inTheNextWindow_leavesARecordAgain() {
    exhaust("192.0.2.1");
    refuse("192.0.2.1", 1);
    clock.advance(Doorstep.WINDOW);
    doorstep.close();
    exhaust("192.0.2.1");
    refuse("192.0.2.1", 1);

    assertThat(audit.events()).hasSize(2);
  }

  @Test
  void enter_fromAnotherAddress_isNotHeldBack() {
    exhaust("192.0.2.1");

    assertThatCode(() -> doorstep.enter(from("192.0.2.2"), "session.create"))
        .doesNotThrowAnyException();
  }

  @Test
  void enter_fromOneIpv6Network_isOneCaller() {
    for (int i = 0; i < TRIES; i++) {
      doorstep.enter(from("[2001:db8:0:1::" + Integer.toHexString(i) + "]"), "session.create");
    }
    refuse("[2001:db8:0:1::ffff]", 1);
    refuse("[2001:db8:0:1::fffe]", 1);

    assertThat(audit.events()).hasSize(1);
    doorstep.enter(from("[2001:db8:0:2::1]"), "session.create");
  }

  @Test
  void recognised_afterASuccess_givesTheTryBack() {
    exhaust("192.0.2.1");
    doorstep.recognised(from("192.0.2.1"));

    assertThatCode(() -> doorstep.enter(from("192.0.2.1"), "session.create"))
        .doesNotThrowAnyException();
  }

  @Test
  void enter_fromVeryManyAddresses_isCountedTogetherBeyondABound() {
    int beyond = 5;
    for (int i = 0; i < Doorstep.MOST_ADDRESSES + beyond; i++) {
      String address = "10.1." + i / 256 + "." + i % 256;
      exhaust(address);
      refuse(address, 1);
    }

    assertThat(audit.events()).hasSize(Doorstep.MOST_ADDRESSES + 1);
    clock.advance(Doorstep.WINDOW);
    doorstep.close();
    assertThat(audit.events().getLast().details()).containsEntry("refusals", "4");
    assertThat(audit.events().getLast().target()).isEmpty();
  }

  @Test
  void auditLogGone_refusal_isStillTheRefusal() {
    exhaust("192.0.2.1");
    audit.refuseIntents(true);

    refuse("192.0.2.1", 2);
    clock.advance(Doorstep.WINDOW);
    assertThatCode(doorstep::close).doesNotThrowAnyException();
  }

  @Test
  void road_besiegedByNobody_writesABoundedNumberOfRecords() {
    try (House house = House.open(TestDatabases.h2())) {
      house.operator();
      Visitor nobody = new Visitor(house);
      house.audit.clear();

      int refused = 0;
      for (int i = 0; i < 2 * TRIES; i++) {
        Answer answer =
            nobody.post("/api/session", Map.of("email", "a" + i + "@b.example", "passphrase", "x"));
        if (answer.status() == 429) {
          refused++;
          assertThat(answer.text("code")).isEqualTo("sign_in_rate_limited");
          assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
        }
      }
      for (int i = 0; i < TRIES; i++) {
        nobody.delete("/api/session");
        nobody.post("/api/setup/administrator", Map.of("token", "guess"));
      }

      // An intent and an outcome for each try that there was, and one record for all the others.
      assertThat(refused).isGreaterThan(TRIES / 2);
      assertThat(house.audit.events().size()).isLessThanOrEqualTo(2 * (TRIES + 20) + 1);
    }
  }

  @Test
  void road_signedInPerson_isNotHeldBackByTheirAddress() {
    try (House house = House.open(TestDatabases.h2())) {
      Visitor operator = house.operator();
      Visitor nobody = new Visitor(house);
      for (int i = 0; i < 2 * TRIES; i++) {
        nobody.delete("/api/session");
      }

      assertThat(nobody.delete("/api/session").status()).isEqualTo(429);
      assertThat(operator.delete("/api/session").status()).isEqualTo(204);
    }
  }

  private void exhaust(String address) {
    for (int i = 0; i < TRIES; i++) {
      doorstep.enter(from(address), "session.create");
    }
  }

  private void refuse(String address, int times) {
    for (int i = 0; i < times; i++) {
      assertThatThrownBy(() -> doorstep.enter(from(address), "session.create"))
          .isInstanceOf(ProblemException.class);
    }
  }

  /** A request that was not sent is taken to come from the host it names. */
  private static HttpRequest<?> from(String address) {
    return HttpRequest.POST("http://" + address + "/api/session", "");
  }
}
