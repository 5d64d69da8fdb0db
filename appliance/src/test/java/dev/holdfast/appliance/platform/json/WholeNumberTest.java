package dev.holdfast.appliance.platform.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Money in a body is exact to the unit, or it is refused: seen on a project's budget. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class WholeNumberTest {
  private Tenancy tenancy;
  private int made;

  @BeforeAll
  void open() {
    tenancy = House.sharedTenancy();
  }

  private Answer budget(String number) {
    made++;
    String body = "{\"name\":\"p" + made + "\",\"monthlyBudgetNanos\":" + number + "}";
    return tenancy
        .admin()
        .send("POST", tenancy.path() + "/projects", body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5",
        "0.1",
        "1e-1",
        "-0.5",
        "-1",
        "1e30",
        "9223372036854775808",
        "1000000000000000001",
        "123456789012345678901234567890",
        "\"many\"",
        "\"1.5\"",
        "{}",
        "[1]",
        "\"7\"",
        "1e400",
        "-1e400",
        "9007199254740994.0",
        "false",
        "true"
      })
  void number_thatIsNoWholeAmount_isRefused(String number) {
    Answer answer = budget(number);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
    assertThat(answer.text("code")).isEqualTo("request_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "1000000000000000000", "1e3", "5.0", "-0"})
  void number_thatIsWhole_isTakenToTheUnit(String number) {
    Answer answer = budget(number).expect(201);

    assertThat(answer.text("monthlyBudgetNanos"))
        .isEqualTo(new java.math.BigDecimal(number).toBigIntegerExact().toString());
  }

  @Test
  void number_null_isNoBudget() {
    assertThat(budget("null").expect(201).text("monthlyBudgetNanos")).isEqualTo("null");
  }
}
