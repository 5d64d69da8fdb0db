package dev.holdfast.appliance.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What time ends, felt over real HTTP on an appliance whose clock a test moves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class ExpiryHttpTest {
  private House house;
  private SettableClock clock;
  private Tenancy tenancy;

  @BeforeAll
  void open() {
    house =
        House.open(
            TestDatabases.postgres(),
            Map.of(
                "holdfast.test.clock",
                "settable",
                "holdfast.session.idle",
                "12h",
                "holdfast.session.absolute",
                "12h"));
    clock = house.server.context().getBean(SettableClock.class);
    tenancy = house.tenancy(house.operator(), "times");
  }

  @AfterAll
  void close() {
    house.close();
  }

  private Visitor admin() {
    return house.signIn("admin@times.example");
  }

  @Test
  void session_untilTheAbsoluteTime_livesAndThenIsOver() {
    Visitor admin = admin();

    clock.advance(Duration.ofHours(12).minusMillis(1));
    assertThat(admin.get("/api/session").status()).isEqualTo(200);
    assertThat(admin.get(tenancy.path()).status()).isEqualTo(200);

    clock.advance(Duration.ofMillis(1));
    assertThat(admin.get("/api/session").status()).isEqualTo(401);
    assertThat(admin.get(tenancy.path()).text("code")).isEqualTo("unauthenticated");
  }

  @Test
  void session_over_cannotChangeAnythingWithItsOldCsrfToken() {
    Visitor admin = admin();
    clock.advance(Duration.ofHours(13));

    assertThat(admin.post(tenancy.path() + "/projects", Map.of("name", "late")).status())
        .isEqualTo(401);
    assertThat(admin.delete("/api/session").status()).isEqualTo(204);
  }

  @Test
  void session_over_signsInAgainWithTheOldCookieStillInTheBrowser() {
    Visitor admin = admin();
    clock.advance(Duration.ofHours(13));

    admin.remember(
        admin
            .post(
                "/api/session",
                Map.of("email", "admin@times.example", "passphrase", House.PASSPHRASE))
            .expect(200));

    assertThat(admin.get(tenancy.path()).status()).isEqualTo(200);
  }

  @Test
  void key_expires_toTheMillisecond() {
    Map<String, Object> body = new HashMap<>();
    body.put("name", "short-lived");
    body.put("projectId", tenancy.project());
    body.put("permissions", List.of("tenant:read"));
    body.put("expiresAt", clock.instant().plus(Duration.ofMinutes(5)).toString());
    String secret = admin().post(tenancy.path() + "/keys", body).expect(201).text("secret");
    Visitor program = Visitor.bearing(house, secret);

    assertThat(program.get(tenancy.path()).status()).isEqualTo(200);
    clock.advance(Duration.ofMinutes(5).minusMillis(1));
    assertThat(program.get(tenancy.path()).status()).isEqualTo(200);
    clock.advance(Duration.ofMillis(1));
    assertThat(program.get(tenancy.path()).expect(401).text("code")).isEqualTo("api_key_expired");
  }

  @Test
  void key_withAnExpiryThatIsNotAhead_isNotMade() {
    for (Duration ahead : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofDays(-400))) {
      Map<String, Object> body = new HashMap<>();
      body.put("name", "dead on arrival");
      body.put("projectId", tenancy.project());
      body.put("permissions", List.of("tenant:read"));
      body.put("expiresAt", clock.instant().plus(ahead).toString());

      assertThat(admin().post(tenancy.path() + "/keys", body).expect(400).text("detail"))
          .contains("expiresAt");
    }
  }

  @Test
  void signIn_limited_isOpenAgainAfterTheTimeThatWasSaid() {
    Visitor visitor = new Visitor(house);
    Map<String, String> wrong = Map.of("email", "someone@times.example", "passphrase", "wrong");
    for (int i = 0; i < 10; i++) {
      visitor.post("/api/session", wrong).expect(401);
    }
    long wait =
        Long.parseLong(visitor.post("/api/session", wrong).expect(429).text("retryAfterSeconds"));

    clock.advance(Duration.ofSeconds(wait));

    assertThat(visitor.post("/api/session", wrong).status()).isEqualTo(401);
    assertThat(visitor.post("/api/session", wrong).status()).isEqualTo(429);
    clock.advance(Duration.ofMinutes(30));
  }
}
