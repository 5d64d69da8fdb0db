package dev.holdfast.appliance.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Usage over real HTTP: whole buckets, bounded spans, and calls whose end was never seen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class UsageHttpTest {
  private Tenancy tenancy;

  @BeforeAll
  void open() {
    tenancy = House.sharedTenancy();
  }

  private Answer usage(String query) {
    return tenancy.admin().get(tenancy.path() + "/usage" + query);
  }

  private static int buckets(Answer answer) {
    return answer.response().body().split("\"start\"", -1).length - 2;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?from=2026-06-01T00:00:00Z&to=2026-06-01T04:00:00Z|4",
        "?from=2026-06-01T00:10:00Z&to=2026-06-01T03:50:00Z|4",
        "?from=2026-06-01T00:00:00Z&to=2026-06-03T00:00:00Z&bucket=day|2",
        "?from=2026-06-01T23:59:59Z&to=2026-06-02T00:00:01Z&bucket=day|2",
        "?bucket=day|30",
        "?|24",
        "?from=&to=|24"
      })
  void buckets_ofASpan_areAllThere(String query, int count) {
    assertThat(buckets(usage(query).expect(200))).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?bucket=week",
        "?bucket=",
        "?group=account",
        "?from=yesterday",
        "?from=2026-06-01",
        "?from=2026-06-01T00:00:00",
        "?from=2026-06-02T00:00:00Z&to=2026-06-01T00:00:00Z",
        "?from=2026-06-01T00:00:00Z&to=2026-06-01T00:00:00Z",
        "?from=2020-01-01T00:00:00Z",
        "?from=2020-01-01T00:00:00Z&bucket=day",
        "?from=-999999999-01-01T00:00:00Z",
        "?to=%2B999999999-12-31T23:59:59Z",
        "?to=%2B999999999-12-31T23:59:59Z&bucket=day"
      })
  void span_thatMakesNoSense_isRefused(String query) {
    Answer answer = usage(query);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
    assertThat(answer.text("code")).isEqualTo("request_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "model", "project", "key", "provider"})
  void group_each_isKnown(String group) {
    assertThat(usage("?group=" + group).expect(200).at("totals", "requests")).isEqualTo("0");
  }

  @Test
  void interrupted_none_isAnEmptyList() {
    Answer answer = tenancy.admin().get(tenancy.path() + "/usage/interrupted").expect(200);

    assertThat(answer.at("items", "0", "id")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"inputTokens\":1}",
        "{\"outputTokens\":1}",
        "{\"inputTokens\":-1,\"outputTokens\":1}",
        "{\"inputTokens\":1.5,\"outputTokens\":1}",
        "{\"inputTokens\":1,\"outputTokens\":1000000000001}",
        "{\"inputTokens\":1,\"cachedInputTokens\":2,\"outputTokens\":1}",
        "{\"inputTokens\":1,\"cachedInputTokens\":-1,\"outputTokens\":1}"
      })
  void settle_figuresThatMakeNoSense_areRefused(String body) {
    Answer answer =
        tenancy
            .admin()
            .send(
                "POST",
                tenancy.path() + "/usage/interrupted/" + new UUID(1, 2),
                body.getBytes(StandardCharsets.UTF_8));

    assertThat(answer.expect(400).text("code")).isEqualTo("request_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000-0000-0001-0000-000000000002", "nonsense", "key_1"})
  void settle_whatDoesNotWait_isNotFound(String id) {
    Answer answer =
        tenancy
            .admin()
            .send(
                "POST",
                tenancy.path() + "/usage/interrupted/" + id,
                "{\"inputTokens\":1,\"outputTokens\":1}".getBytes(StandardCharsets.UTF_8));

    assertThat(answer.status()).isEqualTo(404);
  }
}
