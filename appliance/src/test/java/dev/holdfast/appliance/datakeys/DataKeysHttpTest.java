package dev.holdfast.appliance.datakeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.secret.Secret;
import dev.holdfast.appliance.secret.Secrets;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Data keys, listed, wrapped again and rotated by the operator over the whole road. */
class DataKeysHttpTest {
  private static final String PATH = "/api/platform/data-keys";
  private static final Map<String, Object> ALL = Map.of("all", true);
  private static final Secrets.Place PLACE =
      new Secrets.Place("provider", "secret", new UUID(7, 7));

  /** Two tenants, each with a sealed value. */
  private record Scene(TestDatabase database, House house, Visitor operator, List<Tenancy> tenants)
      implements AutoCloseable {
    static Scene on(TestDatabase database) {
      House house = House.open(database);
      Visitor operator = house.operator();
      return new Scene(
          database,
          house,
          operator,
          List.of(house.tenancy(operator, "one"), house.tenancy(operator, "two")));
    }

    Tenancy one() {
      return tenants.getFirst();
    }

    Tenancy two() {
      return tenants.getLast();
    }

    byte[] seal(Tenancy tenancy, String text) {
      return secrets().seal(id(tenancy), PLACE, Secret.of(text));
    }

    String open(Tenancy tenancy, byte[] sealed) {
      return secrets().open(id(tenancy), PLACE, sealed).revealText();
    }

    private Secrets secrets() {
      return house.server.context().getBean(Secrets.class);
    }

    static TenantId id(Tenancy tenancy) {
      return TenantId.parse(tenancy.id()).orElseThrow();
    }

    /** The wrapped keys as they are stored, the oldest first. */
    List<String> wrapped(Tenancy tenancy) {
      return database.inTenant(
          id(tenancy),
          handle ->
              handle
                  .createQuery(
                      "select wrapped from tenant_data_key where tenant_id = :tenant"
                          + " order by version")
                  .map((row, context) -> HexFormat.of().formatHex(row.getBytes(1)))
                  .list());
    }

    void damage(Tenancy tenancy) {
      int unused =
          database.inTenant(
              id(tenancy),
              handle ->
                  handle
                      .createUpdate(
                          "update tenant_data_key set wrapped = :no where tenant_id = :tenant")
                      .bind("no", "no key".getBytes(StandardCharsets.US_ASCII))
                      .execute());
    }

    AuditEvent recorded(String action) {
      return house.audit.outcomes(action).getLast();
    }

    /** What the answer says of a tenant, at this member. */
    static String of(Answer answer, Tenancy tenancy, String... member) {
      for (int i = 0; !answer.at("items", Integer.toString(i), "tenant").isEmpty(); i++) {
        if (answer.at("items", Integer.toString(i), "tenant").equals(tenancy.id())) {
          List<String> path = new ArrayList<>(List.of("items", Integer.toString(i)));
          path.addAll(List.of(member));
          return answer.at(path.toArray(new String[0]));
        }
      }
      return "nothing is said of this tenant";
    }

    @Override
    public void close() {
      house.close();
    }
  }

  @BothDatabases
  void list_tenantsWithAndWithoutKeys_namesVersionsAndTheirKms(TestDatabase database) {
    try (Scene scene = Scene.on(database)) {
      scene.seal(scene.one(), "sk-one");

      Answer answer = scene.operator.get(PATH).expect(200);

      assertThat(Scene.of(answer, scene.one(), "keys", "0", "version")).isEqualTo("1");
      assertThat(Scene.of(answer, scene.one(), "keys", "0", "wrappedBy")).isEqualTo("file");
      assertThat(Scene.of(answer, scene.one(), "keys", "0", "wrappedAt"))
          .isEqualTo(Scene.of(answer, scene.one(), "keys", "0", "createdAt"))
          .matches("20\\d\\d-.*Z");
      assertThat(Scene.of(answer, scene.one(), "keys", "1", "version")).isEmpty();
      assertThat(answer.at("items", "1", "tenant")).as("the other has no secret yet").isEmpty();
      assertThat(answer.response().body())
          .as("no key, not even a wrapped one")
          .doesNotContain("wrapped\":");
    }
  }

  @BothDatabases
  void rotate_oneTenant_sealsWithTheNewKeyAndOpensWithTheOld(TestDatabase database) {
    try (Scene scene = Scene.on(database)) {
      byte[] before = scene.seal(scene.one(), "sk-one");
      scene.seal(scene.two(), "sk-two");

      Answer answer =
          scene.operator.post(PATH + "/rotate", Map.of("tenant", scene.one().id())).expect(200);

      assertThat(Scene.of(answer, scene.one(), "version")).isEqualTo("2");
      assertThat(Scene.of(answer, scene.one(), "wrapped")).isEqualTo("1");
      assertThat(Scene.of(answer, scene.one(), "code")).isEqualTo("null");
      assertThat(answer.text("failed")).isEqualTo("0");
      assertThat(answer.at("items", "1", "tenant")).isEmpty();
      assertThat(scene.wrapped(scene.one())).hasSize(2);
      assertThat(scene.wrapped(scene.two())).as("not asked for").hasSize(1);
      byte[] after = scene.seal(scene.one(), "sk-new");
      assertThat(after[5]).as("the version that the value names").isEqualTo((byte) 2);
      assertThat(scene.open(scene.one(), before)).isEqualTo("sk-one");
      assertThat(scene.open(scene.one(), after)).isEqualTo("sk-new");
      assertThat(scene.recorded("datakey.rotate").target()).isEqualTo(scene.one().id());
      assertThat(scene.recorded("datakey.rotate").details())
          .containsEntry("tenants", "1")
          .containsEntry("failed", "0");
    }
  }

  @BothDatabases
  void rewrap_all_wrapsEveryKeyOfEveryTenantAnewAndNoValueNotices(TestDatabase database) {
    try (Scene scene = Scene.on(database)) {
      byte[] first = scene.seal(scene.one(), "sk-one");
      scene.operator.post(PATH + "/rotate", Map.of("tenant", scene.one().id())).expect(200);
      byte[] second = scene.seal(scene.two(), "sk-two");
      List<String> ones = scene.wrapped(scene.one());
      List<String> twos = scene.wrapped(scene.two());

      Answer answer = scene.operator.post(PATH + "/rewrap", ALL).expect(200);

      assertThat(Scene.of(answer, scene.one(), "wrapped")).isEqualTo("2");
      assertThat(Scene.of(answer, scene.two(), "wrapped")).isEqualTo("1");
      assertThat(scene.wrapped(scene.one())).hasSize(2).doesNotContainAnyElementsOf(ones);
      assertThat(scene.wrapped(scene.two())).hasSize(1).doesNotContainAnyElementsOf(twos);
      assertThat(scene.open(scene.one(), first)).isEqualTo("sk-one");
      assertThat(scene.open(scene.two(), second)).isEqualTo("sk-two");
      Answer list = scene.operator.get(PATH).expect(200);
      assertThat(Scene.of(list, scene.one(), "keys", "0", "wrappedAt"))
          .isGreaterThan(Scene.of(list, scene.one(), "keys", "0", "createdAt"));
      assertThat(scene.house.audit.outcomes("kms.wrap"))
          .as("each in its tenant's log: three made, three wrapped anew")
          .hasSize(6);
    }
  }

  @BothDatabases
  void rewrap_oneTenantsKeyRefused_isNamedAndTheOthersAreWrapped(TestDatabase database) {
    try (Scene scene = Scene.on(database)) {
      scene.seal(scene.one(), "sk-one");
      scene.seal(scene.two(), "sk-two");
      List<String> twos = scene.wrapped(scene.two());
      scene.damage(scene.one());

      Answer answer = scene.operator.post(PATH + "/rewrap", ALL).expect(200);

      assertThat(answer.text("failed")).isEqualTo("1");
      assertThat(Scene.of(answer, scene.one(), "code")).isEqualTo("kms_refused");
      assertThat(Scene.of(answer, scene.one(), "detail")).isNotEmpty();
      assertThat(Scene.of(answer, scene.one(), "wrapped")).isEqualTo("0");
      assertThat(Scene.of(answer, scene.two(), "wrapped")).isEqualTo("1");
      assertThat(scene.wrapped(scene.two())).doesNotContainAnyElementsOf(twos);
      assertThat(scene.recorded("datakey.rewrap").details())
          .containsEntry("tenants", "2")
          .containsEntry("failed", "1");
    }
  }

  @BothDatabases
  void renewal_withoutTheAuditLog_wrapsNothing(TestDatabase database) {
    try (Scene scene = Scene.on(database)) {
      scene.seal(scene.one(), "sk-one");
      List<String> before = scene.wrapped(scene.one());
      scene.house.audit.refuseIntents(true);

      Answer rewrap = scene.operator.post(PATH + "/rewrap", ALL);
      Answer rotate = scene.operator.post(PATH + "/rotate", ALL);
      scene.house.audit.refuseIntents(false);

      assertThat(List.of(rewrap.text("code"), rotate.text("code")))
          .containsOnly("audit_unavailable");
      assertThat(scene.wrapped(scene.one())).isEqualTo(before);
    }
  }

  @BothDatabases
  void renewal_ofNobodyInParticular_isRefused(TestDatabase database) {
    try (Scene scene = Scene.on(database)) {
      scene.seal(scene.one(), "sk-one");
      List<String> before = scene.wrapped(scene.one());
      List<Map<String, Object>> unclear =
          List.of(
              Map.of(),
              Map.of("all", false),
              Map.of("tennant", scene.one().id()),
              Map.of("all", true, "tenant", scene.one().id()));

      for (Map<String, Object> body : unclear) {
        for (String verb : List.of("/rewrap", "/rotate")) {
          Answer answer = scene.operator.post(PATH + verb, body);
          assertThat(answer.status()).as("%s %s", verb, body).isEqualTo(400);
          assertThat(answer.text("code")).isEqualTo("request_invalid");
        }
      }
      // Who is no tenant, who has no key, and what is no id at all: nobody can tell them apart.
      for (String tenant :
          List.of(scene.two().id(), "ten_00000000000000000000000000", "../../etc")) {
        Answer answer = scene.operator.post(PATH + "/rotate", Map.of("tenant", tenant));
        assertThat(answer.status()).as(tenant).isEqualTo(404);
        assertThat(answer.text("code")).isEqualTo("not_found");
      }
      assertThat(scene.wrapped(scene.one())).isEqualTo(before);
      assertThat(scene.wrapped(scene.two())).isEmpty();
    }
  }

  @BothDatabases
  void everything_asATenantsAdministratorOrNobody_isRefused(TestDatabase database) {
    try (Scene scene = Scene.on(database)) {
      scene.seal(scene.one(), "sk-one");
      List<String> before = scene.wrapped(scene.one());
      Visitor admin = scene.one().admin();
      Visitor nobody = new Visitor(scene.house);

      assertThat(admin.get(PATH).status()).isEqualTo(403);
      assertThat(nobody.get(PATH).status()).isEqualTo(401);
      for (String verb : List.of("/rewrap", "/rotate")) {
        Map<String, Object> own = Map.of("tenant", scene.one().id());
        assertThat(admin.post(PATH + verb, own).text("code")).isEqualTo("permission_denied");
        assertThat(nobody.post(PATH + verb, own).text("code")).isEqualTo("unauthenticated");
      }
      assertThat(scene.wrapped(scene.one())).isEqualTo(before);
    }
  }
}
