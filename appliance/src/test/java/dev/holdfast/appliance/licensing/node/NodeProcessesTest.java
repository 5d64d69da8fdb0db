package dev.holdfast.appliance.licensing.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestDatabases;
import dev.holdfast.vendor.Main;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three real appliances on one real PostgreSQL, and a licence for two. */
@Timeout(400)
class NodeProcessesTest {
  private static final Path KEYS = Path.of("../license/anchors/target/development");

  @TempDir private Path folder = Path.of("");

  private String licenceForTwoNodes() throws Exception {
    Path plan = folder.resolve("plan.json");
    Files.writeString(
        plan,
        """
        {"edition": "enterprise", "kind": "paid", "days": 30, "graceDays": 30,
         "modes": ["customer-cloud"], "capabilities": ["gateway.chat", "tenants.multiple"],
         "quotas": {"nodes": "2", "tenants": "unlimited", "users": "unlimited"},
         "support": "business"}
        """);
    Path out = folder.resolve("two.licence");
    StringWriter said = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(said),
            new PrintWriter(said),
            new ByteArrayInputStream(new byte[0]),
            Clock.systemUTC(),
            new String[] {
              "license",
              "issue",
              "--customer",
              "Two nodes",
              "--template",
              plan.toString(),
              "--keys",
              KEYS.toString(),
              "--out",
              out.toString()
            });
    assertThat(code).as(said.toString()).isZero();
    return Files.readString(out);
  }

  private static String licenceBody(String text) {
    return "{\"statement\":\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
        + "\"}";
  }

  @Test
  void t27_thirdProcessOnOnePostgres_waitsWithTheReasonAndTakesTheKilledOnesPlace()
      throws Exception {
    try (TestDatabase database = TestDatabases.postgres();
        Processes processes = new Processes(folder, database)) {
      Processes.Node one = processes.start("one");
      assertThat(one.post("/api/platform/licence", licenceBody(licenceForTwoNodes())).statusCode())
          .isEqualTo(200);
      Processes.Node two = processes.start("two");
      Patience.until("two is ready", () -> two.management("/health/ready").statusCode() == 200);

      Processes.Node three = processes.start("three");
      assertThat(three.output()).contains("The licence grants 2 nodes, and 2 live");
      assertThat(three.management("/health/live").statusCode()).isEqualTo(200);
      var ready = three.management("/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("licence-nodes");
      var refused = three.post("/api/platform/tenants", "{\"name\":\"T\",\"slug\":\"t\"}");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("licence_nodes_taken").contains("grants 2 nodes");
      var shown = three.asOperator("/api/platform/licence/nodes");
      assertThat(shown.statusCode()).isEqualTo(200);
      assertThat(shown.body()).contains("\"granted\":2").contains("\"placed\":false");
      assertThat(two.management("/health/ready").statusCode()).isEqualTo(200);

      one.kill();
      Patience.until(
          "three has the killed one's place",
          () -> three.management("/health/ready").statusCode() == 200);
      assertThat(two.management("/health/ready").statusCode()).isEqualTo(200);
      assertThat(three.management("/metrics").body())
          .contains("holdfast_license_nodes_place 1.0")
          .contains("holdfast_license_nodes_live 2.0");
      assertThat(three.post("/api/platform/tenants", "{\"name\":\"T\",\"slug\":\"t\"}"))
          .extracting(java.net.http.HttpResponse::statusCode)
          .isNotEqualTo(503);

      Processes.Node again = processes.start("one");
      assertThat(again.management("/health/ready").statusCode()).isEqualTo(503);
    }
  }
}
