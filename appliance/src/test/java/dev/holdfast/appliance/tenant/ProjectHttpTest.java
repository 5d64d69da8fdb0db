package dev.holdfast.appliance.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import dev.holdfast.appliance.testkit.OpenHouse.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Projects and their budgets over real HTTP. */
@SuppressWarnings("NullAway.Init") // set before each
class ProjectHttpTest {
  private Tenancy tenancy;
  private String projects;

  @BeforeEach
  void open() {
    tenancy = House.sharedTenancy();
    projects = tenancy.path() + "/projects";
  }

  private Answer patch(String id, String body) {
    return tenancy
        .admin()
        .send("PATCH", projects + "/" + id, body.getBytes(StandardCharsets.UTF_8));
  }

  private String made(String name, long budget) {
    return tenancy
        .admin()
        .post(projects, Map.of("name", name, "monthlyBudgetNanos", budget))
        .expect(201)
        .text("id");
  }

  @Test
  void create_withABudget_hasSpentNothingYet() {
    Answer answer =
        tenancy
            .admin()
            .post(projects, Map.of("name", "Research", "monthlyBudgetNanos", 5_000_000_000L))
            .expect(201);

    assertThat(answer.text("monthlyBudgetNanos")).isEqualTo("5000000000");
    assertThat(answer.text("spentNanos")).isEqualTo("0");
    assertThat(answer.text("reservedNanos")).isEqualTo("0");
    assertThat(answer.text("resetsAt")).endsWith("-01T00:00:00Z");
  }

  @Test
  void create_sameNameTwice_isAConflict_andManyAtOnceToo() throws Exception {
    made("Twice", 1);
    assertThat(tenancy.admin().post(projects, Map.of("name", "Twice")).text("code"))
        .isEqualTo("conflict");
    List<Callable<Integer>> makers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      makers.add(() -> tenancy.admin().post(projects, Map.of("name", "Race")).status());
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> each : pool.invokeAll(makers)) {
        statuses.add(each.get());
      }
    }
    assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
  }

  @Test
  void create_sameNameInAnotherTenant_isTheirs() {
    made("Shared name", 1);
    Tenancy other = House.sharedTenancy();

    other.admin().post(other.path() + "/projects", Map.of("name", "Shared name")).expect(201);
    assertThat(other.admin().get(projects).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"monthlyBudgetNanos\":null}|null",
        "{\"monthlyBudgetNanos\":0}|0",
        "{\"monthlyBudgetNanos\":1e9}|1000000000",
        "{\"name\":\"Renamed\"}|7",
        "{}|7"
      })
  void change_ofTheBudget_isExactAndWhatIsAbsentStays(String body, String budget) {
    String id = made("Changing", 7);

    assertThat(patch(id, body).expect(200).text("monthlyBudgetNanos")).isEqualTo(budget);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"monthlyBudgetNanos\":-1}",
        "{\"monthlyBudgetNanos\":1.5}",
        "{\"monthlyBudgetNanos\":\"7\"}",
        "{\"monthlyBudgetNanos\":true}",
        "{\"monthlyBudgetNanos\":{}}",
        "{\"monthlyBudgetNanos\":1000000000000000001}",
        "{\"monthlyBudgetNanos\":1e400}",
        "{\"name\":null}",
        "{\"name\":7}",
        "{\"name\":\"\"}",
        "{\"name\":\"a\\nb\"}",
        "[]",
        "null",
        "7"
      })
  void change_thatMakesNoSense_isRefusedAndChangesNothing(String body) {
    String id = made("Steady", 7);

    Answer answer = patch(id, body);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
    Answer after = patch(id, "{}").expect(200);
    assertThat(after.text("name")).isEqualTo("Steady");
    assertThat(after.text("monthlyBudgetNanos")).isEqualTo("7");
  }

  @Test
  void change_renamedAndBudgetLoweredAtOnce_isBoth() throws Exception {
    for (int round = 0; round < 10; round++) {
      String id = made("Old " + round, 1_000_000);
      String name = "New " + round;
      List<Callable<Answer>> changes =
          List.of(
              () -> patch(id, "{\"name\":\"" + name + "\"}"),
              () -> patch(id, "{\"monthlyBudgetNanos\":5}"));
      try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Answer> each : pool.invokeAll(changes)) {
          each.get().expect(200);
        }
      }
      Answer after = patch(id, "{}").expect(200);
      assertThat(after.text("name")).isEqualTo(name);
      assertThat(after.text("monthlyBudgetNanos")).isEqualTo("5");
    }
  }

  @Test
  void change_toANameThatIsTaken_isAConflict() {
    made("First", 1);
    String second = made("Second", 1);

    assertThat(patch(second, "{\"name\":\"First\"}").expect(409).text("code"))
        .isEqualTo("conflict");
  }

  @Test
  void change_ofANeighboursProject_isNotFound() {
    Tenancy other = House.sharedTenancy();

    assertThat(patch(other.project(), "{\"monthlyBudgetNanos\":1}").status()).isEqualTo(404);
    assertThat(other.admin().get(other.path() + "/projects").at("items", "0", "monthlyBudgetNanos"))
        .isEqualTo("null");
  }

  @Test
  void list_isInTheOrderInWhichTheyWereMade() {
    made("B", 1);
    made("A", 1);
    Answer list = tenancy.admin().get(projects).expect(200);

    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < 3; i++) {
      names.put(String.valueOf(i), list.at("items", String.valueOf(i), "name"));
    }
    assertThat(names).containsEntry("0", "Default").containsEntry("1", "B").containsEntry("2", "A");
  }
}
