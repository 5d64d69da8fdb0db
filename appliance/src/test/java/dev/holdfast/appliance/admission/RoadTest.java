package dev.holdfast.appliance.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The control plane's road, gone over real HTTP: every refusal, and what is written of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class RoadTest {
  private House house;
  private Visitor operator;
  private Tenancy acme;
  private Tenancy zeta;

  @BeforeAll
  void open() {
    house = House.open(TestDatabases.h2());
    operator = house.operator();
    acme = house.tenancy(operator, "acme");
    zeta = house.tenancy(operator, "zeta");
  }

  @AfterAll
  void close() {
    house.close();
  }

  @Test
  void nobody_asksAgainAndAgain_is401AndWrittenDownOnce() {
    assertThat(new Visitor(house).get(acme.path()).text("code")).isEqualTo("unauthenticated");
    int before = house.audit.events().size();

    for (int i = 0; i < 20; i++) {
      assertThat(new Visitor(house).get(acme.path()).status()).isEqualTo(401);
    }

    assertThat(house.audit.events()).hasSize(before);
  }

  @Test
  void admin_readsOwnTenant_isAnsweredAndNotWrittenDown() {
    house.audit.clear();

    Answer answer = acme.admin().get(acme.path());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("slug")).isEqualTo("acme");
    assertThat(house.audit.events()).isEmpty();
  }

  @Test
  void admin_changesSomething_intentAndOutcomeAreWritten() {
    house.audit.clear();

    String id =
        acme.admin()
            .post(acme.path() + "/projects", Map.of("name", "Written", "monthlyBudgetNanos", 5))
            .expect(201)
            .text("id");

    List<AuditEvent> events = house.audit.events();
    assertThat(events)
        .extracting(AuditEvent::outcome)
        .containsExactly(Outcome.STARTED, Outcome.SUCCESS);
    AuditEvent outcome = events.getLast();
    assertThat(outcome.action()).isEqualTo("project.create");
    assertThat(outcome.target()).isEqualTo(id);
    assertThat(outcome.details()).containsEntry("monthlyBudgetNanos", "5");
    assertThat(outcome.actor().label()).isEqualTo("admin@acme.example");
    assertThat(outcome.tenant()).hasToString(acme.id());
    assertThat(outcome.clientAddress()).isEqualTo("127.0.0.1");
  }

  @Test
  void admin_changeFails_outcomeBearsTheCode() {
    house.audit.clear();

    acme.admin().post(acme.path() + "/projects", Map.of("name", "Default")).expect(409);

    AuditEvent outcome = house.audit.events().getLast();
    assertThat(outcome.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(outcome.code()).isEqualTo("conflict");
  }

  @Test
  void otherTenantsAdmin_existingAndNot_getsTheSame401() {
    Answer existing = zeta.admin().get(acme.path());
    Answer missing = zeta.admin().get("/api/tenants/ten_00000000000000000000000000");
    Answer nonsense = zeta.admin().get("/api/tenants/nonsense");

    for (Answer answer : List.of(existing, missing, nonsense)) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.text("code")).isEqualTo("unauthenticated");
      assertThat(answer.text("detail")).isEqualTo(existing.text("detail"));
    }
  }

  @Test
  void otherTenantsAdmin_refusal_isWrittenInThePlatformsLogWithTheirName() {
    house.audit.clear();

    zeta.admin().get(acme.path() + "/keys").expect(401);

    AuditEvent event = house.audit.events().getLast();
    assertThat(event.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(event.tenant()).isNull();
    assertThat(event.actor().label()).isEqualTo("admin@zeta.example");
  }

  @Test
  void viewer_changesSomething_is403AndWrittenDown() {
    acme.admin()
        .post(acme.path() + "/members", House.member("viewer@acme.example", "viewer"))
        .expect(201);
    Visitor viewer = house.signIn("viewer@acme.example");
    house.audit.clear();

    Answer answer = viewer.post(acme.path() + "/projects", Map.of("name", "Mine"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("code")).isEqualTo("permission_denied");
    assertThat(answer.text("detail")).contains("projects:write");
    assertThat(house.audit.outcomes("project.create"))
        .singleElement()
        .extracting(AuditEvent::outcome)
        .isEqualTo(Outcome.REFUSED);
  }

  @Test
  void admin_asksForThePlatform_is403() {
    assertThat(acme.admin().get("/api/platform/tenants").text("code"))
        .isEqualTo("permission_denied");
  }

  @Test
  void apiKey_onThePlatform_is401() {
    String secret = acme.makeKey(List.of("tenant:read")).expect(201).text("secret");

    assertThat(Visitor.bearing(house, secret).get("/api/platform/tenants").status()).isEqualTo(401);
  }

  @Test
  void apiKey_withScope_readsOwnTenantOnly() {
    String secret = acme.makeKey(List.of("tenant:read")).expect(201).text("secret");
    Visitor key = Visitor.bearing(house, secret);

    assertThat(key.get(acme.path()).status()).isEqualTo(200);
    assertThat(key.get(zeta.path()).status()).isEqualTo(401);
    assertThat(key.get(acme.path() + "/members").text("code")).isEqualTo("scope_missing");
  }

  @Test
  void change_withoutCsrfToken_is403() {
    Visitor bare = acme.admin().with("X-CSRF-Token", null);

    assertThat(bare.post(acme.path() + "/projects", Map.of("name", "x")).text("code"))
        .isEqualTo("csrf_rejected");
    assertThat(bare.get(acme.path()).status()).isEqualTo(200);
  }

  @Test
  void change_fromAnotherSite_is403() {
    Visitor crossSite = acme.admin().with("Sec-Fetch-Site", "cross-site");
    Visitor foreign = acme.admin().with("Origin", "https://evil.example");

    assertThat(crossSite.post(acme.path() + "/projects", Map.of("name", "x")).text("code"))
        .isEqualTo("csrf_rejected");
    assertThat(foreign.post(acme.path() + "/projects", Map.of("name", "x")).text("code"))
        .isEqualTo("csrf_rejected");
  }

  @Test
  void signIn_fromAForeignOrigin_isTheProblemDocument() {
    Answer answer =
        new Visitor(house)
            .with("Origin", "https://evil.example")
            .post("/api/session", Map.of("email", "a@b.example", "passphrase", "x"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("code")).isEqualTo("csrf_rejected");
    assertThat(answer.response().headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
  }

  @Test
  void read_fromAForeignOrigin_givesNoLeaveToReadTheAnswer() {
    Answer answer = acme.admin().with("Origin", "https://evil.example").get(acme.path());

    assertThat(answer.response().headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void auditLogGone_change_isRefusedAndNothingIsDone() {
    house.audit.refuseIntents(true);
    try {
      Answer answer = acme.admin().post(acme.path() + "/projects", Map.of("name", "Ghost"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text("code")).isEqualTo("audit_unavailable");
    } finally {
      house.audit.refuseIntents(false);
    }
    assertThat(acme.admin().get(acme.path() + "/projects").response().body())
        .doesNotContain("Ghost");
  }

  @Test
  void outcomeCannotBeWritten_change_isNotAnsweredAsDone() {
    house.audit.loseOutcomes(true);
    try {
      Answer answer = acme.admin().post(acme.path() + "/projects", Map.of("name", "Unsure"));
      assertThat(answer.text("code")).isEqualTo("audit_unavailable");
    } finally {
      house.audit.loseOutcomes(false);
    }
  }

  @Test
  void unknownPath_inAnotherTenant_is401AndInOwnIs404() {
    assertThat(zeta.admin().get(acme.path() + "/nothing").status()).isEqualTo(401);
    assertThat(acme.admin().get(acme.path() + "/nothing").status()).isEqualTo(404);
    assertThat(new Visitor(house).get("/api/nothing").status()).isEqualTo(404);
  }

  @Test
  void disguisedPaths_neverReachAnEndpoint() {
    for (String path :
        List.of(
            "/%61pi/tenants/" + acme.id(),
            "/api/%74enants/" + acme.id(),
            "//api/tenants/" + acme.id(),
            "/api//tenants/" + acme.id(),
            "/x/../api/tenants/" + acme.id(),
            "/API/tenants/" + acme.id(),
            "/api;x=1/tenants/" + acme.id(),
            "/api/tenants;x/" + acme.id())) {
      assertThat(new Visitor(house).get(path).status()).as(path).isIn(400, 401, 404);
    }
  }

  @Test
  void operatorToken_fromTheFile_opensThePlatformAndNoTenant() throws IOException {
    Path file = house.server.home().run().resolve("operator.token");
    Visitor local = Visitor.bearing(house, Files.readString(file).strip());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(local.get("/api/platform/tenants").status()).isEqualTo(200);
    assertThat(local.get(acme.path()).status()).isEqualTo(401);
    assertThat(Visitor.bearing(house, "hfo_wrong").get("/api/platform/tenants").status())
        .isEqualTo(401);
  }

  @Test
  void authorization_ofAnotherKind_is401() {
    assertThat(
            new Visitor(house)
                .with("Authorization", "Basic b2xnYTp4")
                .get("/api/platform/tenants")
                .status())
        .isEqualTo(401);
  }
}
