package dev.holdfast.appliance.identity.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.http.SetupLink;
import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The first run of an appliance over real HTTP; its tests are one story, told in order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // set before all
class SetupHttpTest {
  private static final String PATH = "/api/setup/administrator";

  private House house;
  private String token;

  @BeforeAll
  void open() {
    house = House.open(TestDatabases.postgres());
    token = house.server.context().getBean(SetupLink.class).token().orElseThrow();
  }

  @AfterAll
  void close() {
    house.close();
  }

  private Map<String, Object> administrator(@Nullable String presented) {
    Map<String, Object> body = new HashMap<>();
    body.put("token", presented);
    body.put("email", "olga@example.org");
    body.put("name", "Olga");
    body.put("passphrase", House.PASSPHRASE);
    return body;
  }

  private Answer setUp(Map<String, Object> body) {
    return new Visitor(house).post(PATH, body);
  }

  @Test
  @Order(1)
  void show_beforeSetUp_saysThatItIsRequiredAndNotTheToken() {
    Answer answer = new Visitor(house).get("/api/setup").expect(200);

    assertThat(answer.text("required")).isEqualTo("true");
    assertThat(answer.at("passphrase", "minimumLength")).isEqualTo("15");
    assertThat(answer.response().body()).doesNotContain(token);
  }

  @Test
  @Order(2)
  void signIn_beforeSetUp_isInvalidForAnybody() {
    Answer answer =
        new Visitor(house)
            .post(
                "/api/session",
                Map.of("email", "admin@localhost", "passphrase", "admin admin admin"));

    assertThat(answer.expect(401).text("code")).isEqualTo("credentials_invalid");
  }

  @Test
  @Order(3)
  void administrator_withAnotherToken_isInvalidAndSaysNothingOfTheRest() {
    for (String wrong :
        new String[] {null, "", " ", "x", token + "x", token.substring(1), " " + token}) {
      Map<String, Object> body = administrator(wrong);
      body.put("passphrase", "weak");

      Answer answer = setUp(body);

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.text("code")).isEqualTo("setup_token_invalid");
    }
  }

  @Test
  @Order(4)
  void administrator_fromAnotherSite_isRejectedThoughTheTokenIsRight() {
    Visitor crossSite = new Visitor(house).with("Sec-Fetch-Site", "cross-site");
    Visitor foreign = new Visitor(house).with("Origin", "https://evil.example");

    assertThat(crossSite.post(PATH, administrator(token)).text("code")).isEqualTo("csrf_rejected");
    assertThat(foreign.post(PATH, administrator(token)).text("code")).isEqualTo("csrf_rejected");
  }

  @Test
  @Order(5)
  void administrator_badFields_doNotUseTheTokenUp() {
    for (String field : List.of("email", "name", "passphrase")) {
      Map<String, Object> body = administrator(token);
      body.put(field, "");

      assertThat(setUp(body).status()).as(field).isEqualTo(400);
    }
    assertThat(new Visitor(house).get("/api/setup").text("required")).isEqualTo("true");
  }

  @Test
  @Order(6)
  void administrator_manyAtOnceWithTheRightToken_oneWins() throws Exception {
    List<Callable<Answer>> racers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Map<String, Object> body = administrator(token);
      body.put("email", "olga" + i + "@example.org");
      racers.add(() -> setUp(body));
    }
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> each : pool.invokeAll(racers)) {
        answers.add(each.get());
      }
    }

    assertThat(answers).extracting(Answer::status).containsOnly(201, 409).containsOnlyOnce(201);
    assertThat(answers)
        .filteredOn(answer -> answer.status() == 409)
        .allSatisfy(
            answer -> {
              assertThat(answer.text("code")).isEqualTo("setup_done");
              assertThat(answer.response().headers().firstValue("Set-Cookie")).isEmpty();
            });
    assertOneAccount();
  }

  private void assertOneAccount() {
    assertThat(
            house
                .server
                .context()
                .getBean(dev.holdfast.appliance.platform.db.Database.class)
                .<Long>inPlatform(
                    handle ->
                        handle.createQuery("select count(*) from account").mapTo(Long.class).one()))
        .isEqualTo(1);
  }

  @Test
  @Order(7)
  void administrator_afterwards_isDoneWhateverTheToken() {
    assertThat(setUp(administrator(token)).expect(409).text("code")).isEqualTo("setup_done");
    assertThat(setUp(administrator("wrong")).expect(409).text("code")).isEqualTo("setup_done");
    assertThat(house.server.context().getBean(SetupLink.class).token()).isEmpty();
  }

  @Test
  @Order(8)
  void show_afterwards_saysThatItIsDone() {
    assertThat(new Visitor(house).get("/api/setup").text("required")).isEqualTo("false");
  }

  @Test
  @Order(9)
  void setUp_isWrittenDownWithoutTokenAndPassphrase() {
    String log = house.audit.events().toString();

    assertThat(house.audit.outcomes("setup.administrator")).isNotEmpty();
    assertThat(log).doesNotContain(token).doesNotContain(House.PASSPHRASE);
  }
}
