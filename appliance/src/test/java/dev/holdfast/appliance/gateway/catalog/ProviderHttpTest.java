package dev.holdfast.appliance.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import dev.holdfast.appliance.testkit.upstream.MockUpstream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers and models over real HTTP: what can be entered, what never comes back. */
@SuppressWarnings("NullAway.Init") // set before each
class ProviderHttpTest {
  private static final String SECRET = "sk-very-secret-value-0123456789";

  private House house;
  private Tenancy tenancy;
  private String providers;

  @BeforeEach
  void open() {
    house = House.shared();
    tenancy = House.sharedTenancy();
    providers = tenancy.path() + "/providers";
  }

  private static Map<String, Object> provider(@Nullable Object... changes) {
    Map<String, Object> body = new HashMap<>();
    body.put("name", "OpenAI");
    body.put("kind", "openai");
    body.put("baseUrl", "https://api.openai.example/v1");
    body.put("secret", SECRET);
    body.put("enabled", true);
    body.put("models", List.of("small", "meta/large"));
    for (int i = 0; i < changes.length; i += 2) {
      body.put(String.valueOf(changes[i]), changes[i + 1]);
    }
    return body;
  }

  private Answer create(@Nullable Object... changes) {
    return tenancy.admin().post(providers, provider(changes));
  }

  @Test
  void secret_isNowhereButUnderTheKms() {
    Answer made = create().expect(201);
    tenancy.admin().patch(providers + "/" + made.text("id"), Map.of("name", "Other")).expect(200);

    assertThat(made.text("hasSecret")).isEqualTo("true");
    assertThat(made.response().body()).doesNotContain(SECRET);
    assertThat(tenancy.admin().get(providers).response().body()).doesNotContain(SECRET);
    assertThat(house.audit.events().toString()).doesNotContain(SECRET);
    String stored =
        house
            .server
            .context()
            .getBean(Database.class)
            .inPlatform(
                handle ->
                    new String(
                        handle
                            .createQuery("select secret from provider where name = 'Other'")
                            .mapTo(byte[].class)
                            .list()
                            .getLast(),
                        StandardCharsets.ISO_8859_1));
    assertThat(stored).doesNotContain(SECRET).hasSizeGreaterThan(SECRET.length());
  }

  @Test
  void secret_null_isTakenAway_absent_stays() {
    String path = providers + "/" + create().expect(201).text("id");

    assertThat(tenancy.admin().patch(path, Map.of("enabled", false)).text("hasSecret"))
        .isEqualTo("true");
    Map<String, Object> none = new HashMap<>();
    none.put("secret", null);
    assertThat(tenancy.admin().patch(path, none).expect(200).text("hasSecret")).isEqualTo("false");
  }

  static Stream<Map<String, Object>> bad() {
    return Stream.of(
        one("name", null),
        one("name", ""),
        one("name", "a/b"),
        one("name", "x".repeat(61)),
        one("name", "a\u202eb"),
        one("name", 7),
        one("kind", null),
        one("kind", "anthropic"),
        one("kind", "OPENAI"),
        one("baseUrl", "not a url"),
        one("baseUrl", "ftp://api.example/v1"),
        one("baseUrl", "file:///etc/passwd"),
        one("baseUrl", "https://"),
        one("baseUrl", "https://user:pw@api.example/v1"),
        one("baseUrl", "https://api.example/v1?x=1"),
        one("baseUrl", "https://api.example/v1#x"),
        one("baseUrl", "https://api.example/" + "x".repeat(600)),
        one("baseUrl", "http://api.example/v1"),
        one("baseUrl", "http://169.254.169.254/latest"),
        one("baseUrl", "https://169.254.169.254/latest"),
        one("baseUrl", "https://2852039166/latest"),
        one("baseUrl", "https://0xa9fea9fe/"),
        one("baseUrl", "https://[fe80::1]/"),
        one("baseUrl", "https://[fd00:ec2::254]/"),
        one("baseUrl", "https://[64:ff9b::a9fe:a9fe]/"),
        one("baseUrl", "https://metadata.google.internal/"),
        one("baseUrl", "https://Metadata.Google.Internal./"),
        one("baseUrl", "https://0.0.0.0/"),
        one("baseUrl", 7),
        one("secret", "with a space"),
        one("secret", "line\nbreak"),
        one("secret", "\u00e9"),
        one("secret", "x".repeat(4_001)),
        one("secret", 7),
        one("enabled", "yes"),
        one("models", "small"),
        one("models", List.of("with space")),
        one("models", List.of("")),
        one("models", List.of(7)),
        one("models", List.of("x".repeat(201))));
  }

  private static Map<String, Object> one(String field, @Nullable Object value) {
    Map<String, Object> change = new HashMap<>();
    change.put(field, value);
    return change;
  }

  @ParameterizedTest
  @MethodSource("bad")
  void create_thatMakesNoSense_isRefusedAndMakesNothing(Map<String, Object> change) {
    Map<String, Object> body = provider();
    body.putAll(change);

    Answer answer = tenancy.admin().post(providers, body);

    assertThat(answer.status()).as("%s %s", change, answer.response().body()).isEqualTo(400);
    assertThat(answer.text("code")).isIn("request_invalid", "provider_address_refused");
    assertThat(answer.response().body()).doesNotContain(SECRET);
    assertThat(tenancy.admin().get(providers).at("items", "0", "id")).isEmpty();
  }

  @Test
  void create_openAiWithoutAnAddress_isRefused() {
    assertThat(create("baseUrl", null).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"simulator", "local"})
  void create_builtInOne_hasItsOwnModelsAndNoAddress(String kind) {
    Answer made =
        create("kind", kind, "name", kind, "baseUrl", null, "secret", null, "models", null);

    assertThat(made.expect(201).text("baseUrl")).isEqualTo("null");
    assertThat(made.at("models", "0")).isNotEmpty();
    Answer tried =
        tenancy.admin().post(providers + "/" + made.text("id") + "/test", Map.of()).expect(200);
    assertThat(tried.text("ok")).isEqualTo("true");
  }

  @Test
  void create_sameNameTwice_isAConflict() {
    create().expect(201);

    assertThat(create().expect(409).text("code")).isEqualTo("conflict");
  }

  @Test
  void change_ofTheAddressToAForbiddenOne_isRefusedAndTheOldOneStays() {
    String path = providers + "/" + create().expect(201).text("id");

    Answer answer = tenancy.admin().patch(path, Map.of("baseUrl", "http://169.254.169.254/latest"));

    assertThat(answer.expect(400).text("code")).isEqualTo("provider_address_refused");
    assertThat(tenancy.admin().get(providers).at("items", "0", "baseUrl"))
        .isEqualTo("https://api.openai.example/v1");
  }

  @Test
  void delete_takesTheModelsToo_andTwiceIsNotFound() {
    String path = providers + "/" + create().expect(201).text("id");

    tenancy.admin().delete(path).expect(204);

    assertThat(tenancy.admin().delete(path).status()).isEqualTo(404);
    assertThat(tenancy.admin().get(tenancy.path() + "/models").at("items", "0", "id")).isEmpty();
  }

  @Test
  void neighbour_seesNothingOfItAndCannotTouchIt() {
    Tenancy other = House.sharedTenancy();
    String id = create().expect(201).text("id");
    String theirs = other.path() + "/providers/" + id;

    assertThat(other.admin().get(other.path() + "/providers").response().body()).doesNotContain(id);
    assertThat(other.admin().patch(theirs, Map.of("enabled", false)).status()).isEqualTo(404);
    assertThat(other.admin().delete(theirs).status()).isEqualTo(404);
    assertThat(other.admin().post(theirs + "/test", Map.of()).status()).isEqualTo(404);
    assertThat(
            other
                .admin()
                .put(
                    other.path() + "/models/" + id + "/small",
                    Map.of("inputNanosPerMillion", 1, "outputNanosPerMillion", 1))
                .status())
        .isEqualTo(404);
    assertThat(tenancy.admin().get(providers).at("items", "0", "enabled")).isEqualTo("true");
  }

  @Test
  void test_ofARealServer_takesOverItsModels() {
    try (MockUpstream upstream = MockUpstream.start()) {
      Answer made = create("baseUrl", upstream.baseUrl().toString(), "models", null).expect(201);

      Answer tried =
          tenancy.admin().post(providers + "/" + made.text("id") + "/test", Map.of()).expect(200);

      assertThat(tried.text("detail")).isNotEmpty();
      assertThat(tried.response().body()).doesNotContain(SECRET);
      assertThat(house.audit.outcomes("provider.test"))
          .filteredOn(event -> event.target().equals(made.text("id")))
          .extracting(AuditEvent::details)
          .isNotEmpty();
    }
  }

  @Test
  void test_ofNobody_saysWhatToDo() {
    Answer made = create("baseUrl", "http://127.0.0.1:1/v1").expect(201);

    Answer tried =
        tenancy.admin().post(providers + "/" + made.text("id") + "/test", Map.of()).expect(200);

    assertThat(tried.text("ok")).isEqualTo("false");
    assertThat(tried.text("detail")).contains("is it running");
  }

  @Test
  void price_ofAModelWithASlash_isSetAndShown() {
    String id = create().expect(201).text("id");
    String path = tenancy.path() + "/models/" + id + "/meta/large";

    Answer set =
        tenancy
            .admin()
            .put(path, Map.of("inputNanosPerMillion", 5, "outputNanosPerMillion", 7))
            .expect(200);

    assertThat(set.text("id")).isEqualTo("meta/large");
    assertThat(set.text("inputNanosPerMillion")).isEqualTo("5");
    assertThat(set.text("longInput")).isEqualTo("null");
    assertThat(tenancy.admin().put(path, none()).expect(200).text("inputNanosPerMillion"))
        .isEqualTo("null");
  }

  private static Map<String, Object> none() {
    Map<String, Object> body = new HashMap<>();
    body.put("inputNanosPerMillion", null);
    body.put("outputNanosPerMillion", null);
    return body;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"inputNanosPerMillion\":1}",
        "{\"outputNanosPerMillion\":1}",
        "{\"inputNanosPerMillion\":-1,\"outputNanosPerMillion\":1}",
        "{\"inputNanosPerMillion\":1.5,\"outputNanosPerMillion\":1}",
        "{\"inputNanosPerMillion\":3000000000001,\"outputNanosPerMillion\":1}",
        "{\"inputNanosPerMillion\":\"1\",\"outputNanosPerMillion\":1}",
        "{\"inputNanosPerMillion\":1e400,\"outputNanosPerMillion\":1}",
        "{\"kind\":\"image\"}",
        "{\"kind\":7}",
        "[]",
        "null",
        "{"
      })
  void price_thatMakesNoSense_isRefused(String body) {
    String id = create().expect(201).text("id");

    Answer answer =
        tenancy
            .admin()
            .send(
                "PUT",
                tenancy.path() + "/models/" + id + "/small",
                body.getBytes(StandardCharsets.UTF_8));

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
  }

  @Test
  void price_ofAModelOrProviderThatIsNot_isNotFound() {
    String id = create().expect(201).text("id");
    Map<String, Object> price = Map.of("inputNanosPerMillion", 1, "outputNanosPerMillion", 1);

    assertThat(tenancy.admin().put(tenancy.path() + "/models/" + id + "/nosuch", price).status())
        .isEqualTo(404);
    assertThat(tenancy.admin().put(tenancy.path() + "/models/nonsense/small", price).status())
        .isEqualTo(404);
  }

  @Test
  void model_withPricesForLongInput_showsThem() {
    create("models", List.of("gemini-2.5-pro", "gpt-4o-mini")).expect(201);
    String body = tenancy.admin().get(tenancy.path() + "/models").expect(200).response().body();

    assertThat(body).contains("\"longInput\":");
  }

  @Test
  void member_seesProvidersAndChangesNone() {
    String email = "m@" + tenancy.id().toLowerCase(Locale.ROOT) + ".example";
    tenancy.admin().post(tenancy.path() + "/members", House.member(email, "member")).expect(201);
    Visitor member = house.signIn(email);
    String id = create().expect(201).text("id");

    assertThat(member.get(providers).status()).isEqualTo(200);
    assertThat(member.post(providers, provider("name", "Mine")).status()).isEqualTo(403);
    assertThat(member.delete(providers + "/" + id).status()).isEqualTo(403);
    assertThat(member.post(providers + "/" + id + "/test", Map.of()).status()).isEqualTo(403);
  }
}
