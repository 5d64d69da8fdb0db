package dev.holdfast.appliance.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in and out over real HTTP: the cookie, the CSRF token, and every refusal. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class SessionHttpTest {
  private static final String SESSION = "/api/session";

  private House house;
  private Tenancy tenancy;
  private String admin;

  @BeforeAll
  void open() {
    house = House.shared();
    tenancy = House.sharedTenancy();
    admin = tenancy.admin().get(SESSION).at("account", "email");
  }

  private Answer signIn(Visitor visitor, @Nullable String email, @Nullable String passphrase) {
    Map<String, Object> body = new HashMap<>();
    body.put("email", email);
    body.put("passphrase", passphrase);
    return visitor.post(SESSION, body);
  }

  private Visitor nobody(String address) {
    return new Visitor(house).from(address);
  }

  private String freshMember(String name) {
    String email = name + "@" + tenancy.id().toLowerCase(Locale.ROOT) + ".example";
    tenancy.admin().post(tenancy.path() + "/members", House.member(email, "member")).expect(201);
    return email;
  }

  private static String cookie(Answer answer) {
    return answer.response().headers().firstValue("Set-Cookie").orElse("");
  }

  @Test
  void signIn_overPlainLoopback_setsACookieThatScriptsAndOtherSitesNeverSee() {
    String cookie = cookie(signIn(nobody("192.0.2.1"), admin, House.PASSPHRASE).expect(200));

    List<String> parts = List.of(cookie.split(";\\s*", -1));
    assertThat(parts.getFirst()).matches("holdfast_session=[0-9A-Za-z]{43}");
    assertThat(parts).contains("HTTPOnly", "SameSite=Strict", "Path=/");
    assertThat(cookie.toLowerCase(Locale.ROOT)).doesNotContain("domain=").doesNotContain("expires");
  }

  @Test
  void signIn_answer_tellsWhoAndWhereAndNotTheToken() {
    Answer answer = signIn(nobody("192.0.2.1"), admin, House.PASSPHRASE).expect(200);

    String token = cookie(answer).split("[=;]", -1)[1];
    assertThat(answer.at("account", "email")).isEqualTo(admin);
    assertThat(answer.at("tenants", "0", "id")).isEqualTo(tenancy.id());
    assertThat(answer.at("tenants", "0", "role")).isEqualTo("admin");
    assertThat(answer.at("operator")).isEqualTo("false");
    assertThat(answer.text("csrfToken")).hasSize(43).isNotEqualTo(token);
    assertThat(answer.response().body()).doesNotContain(token).doesNotContain("$argon2");
    assertThat(answer.response().headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void signIn_addressInOtherCaseAndWithBlanks_isTheSamePerson() {
    Answer answer =
        signIn(nobody("192.0.2.1"), " " + admin.toUpperCase(Locale.ROOT) + " ", House.PASSPHRASE);

    assertThat(answer.expect(200).at("account", "email")).isEqualTo(admin);
  }

  @Test
  void signIn_wrongPassphraseOrUnknownAccount_isAnsweredWithTheSameWords() {
    Answer wrong = signIn(nobody("192.0.2.2"), admin, "not the passphrase at all");
    Answer unknown = signIn(nobody("192.0.2.2"), "nobody@nowhere.example", House.PASSPHRASE);

    for (Answer answer : List.of(wrong, unknown)) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.text("code")).isEqualTo("credentials_invalid");
      assertThat(cookie(answer)).isEmpty();
      assertThat(answer.response().headers().firstValue("WWW-Authenticate")).isEmpty();
    }
    assertThat(wrong.text("detail")).isEqualTo(unknown.text("detail"));
    assertThat(wrong.response().headers().map().keySet())
        .isEqualTo(unknown.response().headers().map().keySet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"email\":null,\"passphrase\":null}",
        "{\"email\":\"a@b.example\"}",
        "{\"passphrase\":\"violet tractor humming 42\"}",
        "{\"email\":\"\",\"passphrase\":\"\"}",
        "{\"email\":\"' or 1=1 --\",\"passphrase\":\"' or 1=1 --\"}",
        "{\"email\":\"a@b.example\\u0000\",\"passphrase\":\"violet tractor humming 42\"}",
        "{\"email\":\"\\ud800@b.example\",\"passphrase\":\"violet tractor humming 42\"}",
        "{\"email\":\"a@b.example\",\"passphrase\":\"\\ud800\\udfff\\ud800\"}"
      })
  void signIn_credentialsThatCannotBe_areInvalidAndNoFault(String body) {
    Answer answer =
        nobody("192.0.2.3").send("POST", SESSION, body.getBytes(StandardCharsets.UTF_8));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text("code")).isEqualTo("credentials_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "\"text\"", "{\"email\":{}}", "7"})
  void signIn_bodyOfAnotherForm_isTheCallersMistake(String body) {
    Answer answer =
        nobody("192.0.2.4").send("POST", SESSION, body.getBytes(StandardCharsets.UTF_8));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("code")).isIn("body_not_json", "request_invalid");
  }

  @Test
  void signIn_addressLongerThanAnyAddress_isInvalid() {
    Answer answer = signIn(nobody("192.0.2.5"), "a".repeat(300) + "@b.example", House.PASSPHRASE);

    assertThat(answer.text("code")).isEqualTo("credentials_invalid");
  }

  @Test
  void signIn_passphraseOfAMegabyte_isRefusedWithoutBeingHashed() {
    Answer answer = signIn(nobody("192.0.2.5"), admin, "x".repeat(900_000));

    assertThat(answer.text("code")).isEqualTo("credentials_invalid");
  }

  @Test
  void signIn_tooManyWrong_isRefusedEvenWithTheRightOne_andSaysHowLong() {
    String email = freshMember("guessed");
    for (int i = 0; i < 10; i++) {
      signIn(nobody("192.0.2.6"), email, "wrong guess number " + i).expect(401);
    }

    Answer right = signIn(nobody("192.0.2.6"), email, House.PASSPHRASE).expect(429);
    Answer elsewhere = signIn(nobody("198.51.100.9"), email, House.PASSPHRASE).expect(429);

    assertThat(right.text("code")).isEqualTo("sign_in_rate_limited");
    assertThat(Integer.parseInt(right.text("retryAfterSeconds"))).isBetween(1, 60);
    assertThat(right.response().headers().firstValue("Retry-After"))
        .hasValue(right.text("retryAfterSeconds"));
    assertThat(cookie(elsewhere)).isEmpty();
  }

  @Test
  void signIn_unknownAccountTooOften_isLimitedAsAKnownOneIs() {
    for (int i = 0; i < 10; i++) {
      signIn(nobody("192.0.2.7"), "ghost@nowhere.example", "wrong guess number " + i).expect(401);
    }

    assertThat(
            signIn(nobody("192.0.2.7"), "Ghost@NOWHERE.example", "one more guess at it").status())
        .isEqualTo(429);
  }

  @Test
  void signIn_afterSomeMisses_getsAllTriesBack() {
    String email = freshMember("clumsy");
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 6; i++) {
        signIn(nobody("192.0.2.8"), email, "wrong guess number " + i).expect(401);
      }
      signIn(nobody("192.0.2.8"), email, House.PASSPHRASE).expect(200);
    }
  }

  @Test
  void signIn_withACookieThatSomebodyPlanted_neverAdoptsIt() {
    String planted = "A".repeat(43);
    Visitor victim = nobody("192.0.2.9").with("Cookie", "holdfast_session=" + planted);

    String cookie = cookie(signIn(victim, admin, House.PASSPHRASE).expect(200));

    assertThat(cookie).doesNotContain(planted);
    assertThat(victim.get(SESSION).status()).isEqualTo(401);
  }

  @Test
  void signIn_whileSignedIn_isAFreshSessionWithAFreshCsrfToken() {
    Visitor first = house.signIn(admin);
    Answer second = signIn(first, admin, House.PASSPHRASE).expect(200);

    assertThat(cookie(second)).doesNotContain(first.header("Cookie"));
    assertThat(second.text("csrfToken")).isNotEqualTo(first.header("X-CSRF-Token"));
  }

  @Test
  void session_shown_hasTheSameCsrfTokenEachTime() {
    Visitor visitor = house.signIn(admin);

    assertThat(visitor.get(SESSION).text("csrfToken")).isEqualTo(visitor.header("X-CSRF-Token"));
    assertThat(visitor.get(SESSION).response().headers().firstValue("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "holdfast_session=",
        "holdfast_session",
        "holdfast_session=%20",
        "holdfast_session=x",
        "holdfast_session=../../etc/passwd",
        "__Host-holdfast_session=TOKEN",
        "HOLDFAST_SESSION=TOKEN",
        "xholdfast_session=TOKEN",
        "holdfast_session2=TOKEN",
        "other=holdfast_session=TOKEN",
        "holdfast_session=\"TOKEN\"",
        "holdfast_session=TOKENx",
        "holdfast_session=wrong; holdfast_session=TOKEN"
      })
  void session_cookieThatIsNotQuiteIt_isNobody(String cookie) {
    String token = house.signIn(admin).header("Cookie").split("=", 2)[1];

    Visitor visitor = new Visitor(house).with("Cookie", cookie.replace("TOKEN", token));

    assertThat(visitor.get(SESSION).status()).isEqualTo(401);
    assertThat(visitor.get(tenancy.path()).status()).isEqualTo(401);
  }

  @Test
  void session_tokenAsBearerOrKeyAsCookie_isNobody() {
    String token = house.signIn(admin).header("Cookie").split("=", 2)[1];
    String secret = tenancy.makeKey(List.of("tenant:read")).expect(201).text("secret");

    assertThat(Visitor.bearing(house, token).get(tenancy.path()).status()).isEqualTo(401);
    assertThat(
            new Visitor(house)
                .with("Cookie", "holdfast_session=" + secret)
                .get(tenancy.path())
                .status())
        .isEqualTo(401);
  }

  @Test
  void bearer_besideASession_isWhatCounts() {
    Visitor both = house.signIn(admin).with("Authorization", "Bearer hf_nonsense");

    assertThat(both.get(tenancy.path()).text("code")).isEqualTo("api_key_invalid");
  }

  @Test
  void csrf_ofAnotherSessionOfTheSamePerson_isRejected() {
    Visitor one = house.signIn(admin);
    Visitor two = house.signIn(admin);

    Answer answer =
        one.with("X-CSRF-Token", two.header("X-CSRF-Token"))
            .post(tenancy.path() + "/projects", Map.of("name", "never"));

    assertThat(answer.expect(403).text("code")).isEqualTo("csrf_rejected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "undefined", "true", "*", "x", "0", "TOKENx", "xTOKEN"})
  void csrf_tokenThatIsNotIt_isRejected(String presented) {
    Visitor visitor = house.signIn(admin);
    String token = visitor.header("X-CSRF-Token");

    Answer answer =
        visitor
            .with("X-CSRF-Token", presented.replace("TOKEN", token))
            .post(tenancy.path() + "/projects", Map.of("name", "never"));

    assertThat(answer.expect(403).text("code")).isEqualTo("csrf_rejected");
  }

  @Test
  void csrf_tokenInTheQueryOrTheBody_isNotLookedFor() {
    Visitor visitor = house.signIn(admin);
    String token = visitor.header("X-CSRF-Token");

    Answer answer =
        visitor
            .with("X-CSRF-Token", null)
            .post(
                tenancy.path() + "/projects?X-CSRF-Token=" + token,
                Map.of("name", "never", "csrfToken", token));

    assertThat(answer.expect(403).text("code")).isEqualTo("csrf_rejected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
  void csrf_everyMethodThatChanges_needsIt(String method) {
    Visitor visitor = house.signIn(admin).with("X-CSRF-Token", null);

    Answer answer = visitor.send(method, tenancy.path() + "/projects", Map.of("name", "never"));

    assertThat(answer.status()).isIn(403, 405);
    assertThat(answer.text("code")).isIn("csrf_rejected", "method_not_allowed");
  }

  @Test
  void csrf_wrong_changesNothing() {
    Visitor visitor = house.signIn(admin);
    visitor
        .with("X-CSRF-Token", "wrong")
        .post(tenancy.path() + "/projects", Map.of("name", "Forged"))
        .expect(403);

    assertThat(visitor.get(tenancy.path() + "/projects").response().body())
        .doesNotContain("Forged");
  }

  @Test
  void signOut_endsThatSessionAndTakesTheCookieBack() {
    Visitor visitor = house.signIn(admin);
    Visitor other = house.signIn(admin);

    Answer answer = visitor.delete(SESSION).expect(204);

    assertThat(cookie(answer)).startsWith("holdfast_session=;").contains("Max-Age=0", "Path=/");
    assertThat(visitor.get(SESSION).status()).isEqualTo(401);
    assertThat(visitor.get(tenancy.path()).status()).isEqualTo(401);
    assertThat(other.get(SESSION).status()).isEqualTo(200);
  }

  @Test
  void signOut_withoutTheCsrfToken_isRejectedAndTheSessionLives() {
    Visitor visitor = house.signIn(admin);

    visitor.with("X-CSRF-Token", null).delete(SESSION).expect(403);

    assertThat(visitor.get(SESSION).status()).isEqualTo(200);
  }

  @Test
  void signOut_withoutASession_isDoneAlready() {
    assertThat(nobody("192.0.2.10").delete(SESSION).status()).isEqualTo(204);
    Visitor visitor = house.signIn(admin).from("192.0.2.10");
    visitor.delete(SESSION).expect(204);
    assertThat(visitor.delete(SESSION).status()).isEqualTo(204);
  }

  @Test
  void signOut_manyAtOnce_allEndWellAndTheSessionIsOver() throws Exception {
    Visitor visitor = house.signIn(admin).from("192.0.2.11");
    List<Callable<Integer>> outs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      outs.add(() -> visitor.delete(SESSION).status());
    }

    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> out : pool.invokeAll(outs)) {
        assertThat(out.get()).isEqualTo(204);
      }
    }

    assertThat(visitor.get(SESSION).status()).isEqualTo(401);
  }

  @Test
  void signOut_whileRequestsRun_noneIsServedAfterwards() throws Exception {
    Visitor visitor = house.signIn(admin);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> reads = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        reads.add(pool.submit(() -> visitor.get(tenancy.path()).status()));
      }
      visitor.delete(SESSION).expect(204);
      assertThat(visitor.get(tenancy.path()).status()).isEqualTo(401);
      for (Future<Integer> read : reads) {
        assertThat(read.get()).isIn(200, 401);
      }
    }
    assertThat(visitor.get(tenancy.path()).status()).isEqualTo(401);
  }
}
