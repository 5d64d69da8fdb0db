package dev.holdfast.appliance.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import dev.holdfast.appliance.testkit.OpenHouse.Visitor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Status and doctor over real HTTP, for the operator and for nobody else. */
class GatesHttpTest {
  private final Visitor operator = House.sharedOperator();

  @Test
  void status_saysWhatRunsSinceWhenAndOnWhat() {
    Answer status = operator.get("/api/platform/status").expect(200);

    assertThat(status.text("phase")).isNotEmpty();
    assertThat(Instant.parse(status.text("startedAt")))
        .isBefore(Instant.parse("2100-01-01T00:00:00Z"));
    assertThat(Long.parseLong(status.text("uptimeSeconds"))).isNotNegative();
    assertThat(status.at("storage", "database")).isEqualTo("h2");
    assertThat(status.at("addresses", "plain")).startsWith("http://127.0.0.1:");
    assertThat(status.at("addresses", "https")).isEqualTo("null");
    assertThat(Integer.parseInt(status.at("machine", "connections"))).isPositive();
  }

  @Test
  void doctor_everyCheck_saysWhatItSawWhatItTakesAndWhatToDo() {
    Answer doctor = operator.get("/api/platform/doctor").expect(200);
    List<String> ids = new ArrayList<>();
    for (int i = 0; !doctor.at("checks", String.valueOf(i), "id").isEmpty(); i++) {
      String at = String.valueOf(i);
      ids.add(doctor.at("checks", at, "id"));
      assertThat(doctor.at("checks", at, "result")).isIn("ok", "warn", "fail");
      assertThat(doctor.at("checks", at, "title")).isNotEmpty();
      assertThat(doctor.at("checks", at, "observed")).isNotEmpty();
      if (!doctor.at("checks", at, "result").equals("ok")) {
        assertThat(doctor.at("checks", at, "fix")).as(at).isNotEmpty();
      }
    }
    assertThat(ids).hasSizeGreaterThan(4).doesNotHaveDuplicates();
  }

  @Test
  void doctor_onAFreshHome_showsNoKeyAndNoToken() {
    String body = operator.get("/api/platform/doctor").expect(200).response().body();

    assertThat(body).doesNotContain("BEGIN PRIVATE KEY").doesNotContain("hfo_");
  }

  @Test
  void statusAndDoctor_areNobodyElses() {
    Tenancy tenancy = House.sharedTenancy();
    for (String path : List.of("/api/platform/status", "/api/platform/doctor")) {
      assertThat(tenancy.admin().get(path).status()).isEqualTo(403);
      assertThat(new Visitor(House.shared()).get(path).status()).isEqualTo(401);
      assertThat(operator.post(path, java.util.Map.of()).status()).isIn(404, 405);
    }
  }
}
