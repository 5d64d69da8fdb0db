package dev.holdfast.appliance.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens beyond the amount that was bought: refused, allowed a little further, recorded. */
@Timeout(400)
class OverageTest {
  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  @TempDir private Path home = Path.of("");
  @TempDir private Path keys = Path.of("");
  private Vendor vendor;
  private House house;

  @SuppressWarnings("NullAway.Init")
  OverageTest() {}

  @BeforeEach
  void start() {
    vendor = new Vendor(keys, clock);
    house = new House(home, keys.resolve("anchors.json"), clock, Map.of()).start();
  }

  @AfterEach
  void stop() {
    house.close();
  }

  private void license(String tenants, String tokens) throws IOException {
    Path plan = keys.resolve("plan.json");
    Files.writeString(
        plan,
        """
        {"edition": "enterprise", "kind": "paid", "days": 365, "graceDays": 30,
         "modes": ["customer-cloud"], "capabilities": ["gateway.chat", "tenants.multiple"],
         "quotas": {"tenants": "%s", "users": "unlimited", "providers": "10",
                    "tokens.day": "%s", "tokens.month": "unlimited"},
         "support": "business"}
        """
            .formatted(tenants, tokens));
    String licence = vendor.licence("--template", plan.toString());
    assertThat(house.post("/api/platform/licence", Map.of("statement", licence)).statusCode())
        .isEqualTo(200);
  }

  private int tenant(int number) {
    return house
        .post("/api/platform/tenants", Map.of("name", "T" + number, "slug", "t" + number))
        .statusCode();
  }

  @Test
  void block_objects_areRefusedAtTheAmount() throws IOException {
    license("3", "unlimited");
    assertThat(new int[] {tenant(1), tenant(2), tenant(3)}).containsOnly(201);
    assertThat(tenant(4)).isEqualTo(403);
  }

  @Test
  void allow_objects_areRefusedAtThePercentageBeyond() throws IOException {
    license("3:allow:34", "unlimited");
    assertThat(new int[] {tenant(1), tenant(2), tenant(3), tenant(4)}).containsOnly(201);
    assertThat(tenant(5)).isEqualTo(403);
    var quota = house.licence().get("quotas").get(0);
    assertThat(quota.get("granted").getLongValue()).isEqualTo(3);
    assertThat(quota.get("ceiling").getLongValue()).isEqualTo(4);
    assertThat(quota.get("used").getLongValue()).isEqualTo(4);
  }

  @Test
  void record_objects_areAllowedAndStandInTheReport() throws IOException {
    license("1:record", "unlimited");
    for (int i = 1; i <= 4; i++) {
      assertThat(tenant(i)).isEqualTo(201);
    }
    String csv =
        House.text(House.json(house.post("/api/platform/licence/reports", Map.of())), "csv");
    assertThat(csv).contains(",peak,tenants,4,");
  }

  @Test
  void record_tokens_areNeverRefused() throws IOException {
    license("unlimited", "10:record");
    house.furnish();
    assertThat(house.chat()).isEqualTo(200);
    for (var quota : house.licence().get("quotas").values()) {
      if (House.text(quota, "code").equals("tokens.day")) {
        assertThat(quota.get("ceiling").isNull()).isTrue();
      }
    }
  }

  @Test
  void noNewRung_objectsAreBackAtTheCommunityPlan_andWhatIsThereStays() throws IOException {
    license("5", "unlimited");
    assertThat(new int[] {tenant(1), tenant(2)}).containsOnly(201);
    clock.advance(Duration.ofDays(365 + 31));
    house.look();
    assertThat(House.text(house.licence(), "stage")).isEqualTo("no-new");
    assertThat(tenant(3)).isEqualTo(403);
    assertThat(House.json(house.get("/api/platform/tenants")).get("items").size()).isEqualTo(2);
  }
}
