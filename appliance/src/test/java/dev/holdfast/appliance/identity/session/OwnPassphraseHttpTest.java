package dev.holdfast.appliance.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changing one's own passphrase over real HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class OwnPassphraseHttpTest {
  private static final String PATH = "/api/session/passphrase";
  private static final String FRESH = "seven kites over Utrecht";

  private final AtomicInteger people = new AtomicInteger();
  private House house;
  private Tenancy tenancy;

  @BeforeAll
  void open() {
    house = House.shared();
    tenancy = House.sharedTenancy();
  }

  private String person() {
    String email =
        "p" + people.incrementAndGet() + "@" + tenancy.id().toLowerCase(Locale.ROOT) + ".example";
    tenancy.admin().post(tenancy.path() + "/members", House.member(email, "member")).expect(201);
    return email;
  }

  private static Map<String, Object> change(@Nullable String current, @Nullable String fresh) {
    Map<String, Object> body = new HashMap<>();
    body.put("current", current);
    body.put("passphrase", fresh);
    return body;
  }

  private Answer signIn(String email, String passphrase) {
    return new Visitor(house)
        .from("198.51.100." + (people.get() % 250))
        .post("/api/session", Map.of("email", email, "passphrase", passphrase));
  }

  @Test
  void change_withTheCurrentOne_endsAllOtherSessionsAndGivesAFreshOne() {
    String email = person();
    Visitor here = house.signIn(email);
    Visitor elsewhere = house.signIn(email);
    String before = here.header("Cookie");

    Answer answer = here.put(PATH, change(House.PASSPHRASE, FRESH)).expect(200);

    assertThat(elsewhere.get("/api/session").status()).isEqualTo(401);
    assertThat(here.get("/api/session").status()).isEqualTo(401);
    here.remember(answer);
    assertThat(here.header("Cookie")).isNotEqualTo(before);
    assertThat(here.get("/api/session").status()).isEqualTo(200);
    signIn(email, House.PASSPHRASE).expect(401);
    signIn(email, FRESH).expect(200);
  }

  @Test
  void change_ofAnotherPersonsSessions_endsNone() {
    String email = person();
    Visitor bystander = house.signIn(person());

    house.signIn(email).put(PATH, change(House.PASSPHRASE, FRESH)).expect(200);

    assertThat(bystander.get("/api/session").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "wrong", "violet tractor humming 43", "VIOLET TRACTOR HUMMING 42"})
  void change_withoutTheCurrentOne_isInvalidAndChangesNothing(@Nullable String current) {
    String email = person();
    Visitor visitor = house.signIn(email);

    Answer answer = visitor.put(PATH, change(current, FRESH));

    assertThat(answer.expect(401).text("code")).isEqualTo("credentials_invalid");
    assertThat(visitor.get("/api/session").status()).isEqualTo(200);
    signIn(email, House.PASSPHRASE).expect(200);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "short", "aaaaaaaaaaaaaaaaaaaa", "123456789012345678"})
  void change_toAWeakOne_saysSoAndKeepsTheSession(@Nullable String fresh) {
    String email = person();
    Visitor visitor = house.signIn(email);

    Answer answer = visitor.put(PATH, change(House.PASSPHRASE, fresh));

    assertThat(answer.expect(400).text("code")).isEqualTo("passphrase_weak");
    assertThat(answer.response().body()).doesNotContain(House.PASSPHRASE);
    assertThat(visitor.get("/api/session").status()).isEqualTo(200);
  }

  @Test
  void change_byNobody_is401AndByAKeyToo() {
    String secret = tenancy.makeKey(List.of("tenant:read")).expect(201).text("secret");

    assertThat(
            new Visitor(house)
                .from("192.0.2.40")
                .put(PATH, change(House.PASSPHRASE, FRESH))
                .text("code"))
        .isEqualTo("unauthenticated");
    assertThat(
            Visitor.bearing(house, secret)
                .from("192.0.2.40")
                .put(PATH, change(House.PASSPHRASE, FRESH))
                .text("code"))
        .isEqualTo("unauthenticated");
  }

  @Test
  void change_withoutTheCsrfToken_isRejected() {
    String email = person();

    Answer answer =
        house.signIn(email).with("X-CSRF-Token", null).put(PATH, change(House.PASSPHRASE, FRESH));

    assertThat(answer.expect(403).text("code")).isEqualTo("csrf_rejected");
    signIn(email, House.PASSPHRASE).expect(200);
  }

  @Test
  void change_guessedTooOften_isLimitedThoughSignedIn() {
    Visitor visitor = house.signIn(person());
    for (int i = 0; i < 10; i++) {
      visitor.put(PATH, change("wrong guess number " + i, FRESH)).expect(401);
    }

    Answer answer = visitor.put(PATH, change(House.PASSPHRASE, FRESH));

    assertThat(answer.expect(429).text("code")).isEqualTo("sign_in_rate_limited");
  }

  @Test
  void change_isWrittenDownWithoutEitherPassphrase() {
    String email = person();
    house.signIn(email).put(PATH, change(House.PASSPHRASE, FRESH)).expect(200);

    AuditEvent outcome =
        house.audit.outcomes("account.passphrase").stream()
            .filter(event -> event.actor().label().equals(email))
            .findFirst()
            .orElseThrow();
    assertThat(outcome.outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(outcome.toString()).doesNotContain(FRESH).doesNotContain(House.PASSPHRASE);
  }

  @Test
  void resetByAnAdministrator_endsTheMembersSessionsAtOnce() {
    String email = person();
    Visitor member = house.signIn(email);
    String id = member.get("/api/session").at("account", "id");

    tenancy
        .admin()
        .patch(tenancy.path() + "/members/" + id, Map.of("passphrase", FRESH))
        .expect(200);

    assertThat(member.get("/api/session").status()).isEqualTo(401);
    signIn(email, FRESH).expect(200);
  }
}
