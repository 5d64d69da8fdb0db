package dev.holdfast.installer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.installer.FakeAppliance.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs for data keys, against an appliance that answers whatever a test wants. */
class KeysCommandTest {
  private static final String PATH = "/api/platform/data-keys";

  @TempDir Path home = Path.of("");
  private FakeAppliance appliance;

  @SuppressWarnings("NullAway.Init")
  KeysCommandTest() {}

  @BeforeEach
  void start() throws IOException {
    appliance = new FakeAppliance(home);
  }

  @AfterEach
  void stop() {
    appliance.close();
  }

  @Test
  void list_keysOfTwoProviders_namesBothSoThatTheOldOneIsSeenToBeNeeded() {
    appliance.answers(
        PATH,
        200,
        """
        {"items":[
          {"tenant":"ten_a","keys":[
            {"version":1,"wrappedBy":"file","wrappedAt":"2026-11-01T00:00:00Z"},
            {"version":2,"wrappedBy":"vault-transit:holdfast","wrappedAt":"2026-11-21T00:00:00Z"}]},
          {"tenant":"ten_b","keys":[
            {"version":1,"wrappedBy":"vault-transit:holdfast","wrappedAt":"2026-11-21T00:00:00Z"}]}]}
        """);

    Result result = appliance.run("keys", "list");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .isEqualTo(
            """
            ten_a  version 1  wrapped by file at 2026-11-01T00:00:00Z
            ten_a  version 2  wrapped by vault-transit:holdfast at 2026-11-21T00:00:00Z
            ten_b  version 1  wrapped by vault-transit:holdfast at 2026-11-21T00:00:00Z
            Wrapped by: file, vault-transit:holdfast.
            """);
  }

  @Test
  void list_withoutAnyKey_saysWhenThereWillBeOne() {
    appliance.answers(PATH, 200, "{\"items\":[]}");

    assertThat(appliance.run("keys", "list").out())
        .isEqualTo("There is no data key yet; each tenant's is made with its first secret.\n");
  }

  @Test
  void rewrap_ofAll_saysHowManyAndAsksForAll() {
    appliance.answers(
        PATH + "/rewrap",
        200,
        "{\"items\":[{\"tenant\":\"ten_a\",\"version\":2,\"wrapped\":2,\"code\":null},"
            + "{\"tenant\":\"ten_b\",\"version\":1,\"wrapped\":1,\"code\":null}],\"failed\":0}");

    Result result = appliance.run("keys", "rewrap");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("✓ 3 data keys wrapped again, of 2 of 2 tenants.\n");
    assertThat(appliance.lastBody()).isEqualTo("{\"all\":true}");
  }

  @Test
  void rotate_ofOneTenant_asksForThatTenantOnly() {
    appliance.answers(
        PATH + "/rotate",
        200,
        "{\"items\":[{\"tenant\":\"ten_a\",\"version\":3,\"wrapped\":1,\"code\":null}],\"failed\":0}");

    Result result = appliance.run("keys", "rotate", "--tenant", "ten_a");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("✓ 1 data key made, of 1 of 1 tenants.\n");
    assertThat(appliance.lastBody()).isEqualTo("{\"tenant\":\"ten_a\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rewrap", "rotate"})
  void renewal_thatTheKmsRefusesForOne_namesItAndEndsWith3(String verb) {
    appliance.answers(
        PATH + "/" + verb,
        200,
        "{\"items\":[{\"tenant\":\"ten_a\",\"version\":1,\"wrapped\":0,\"code\":\"kms_refused\",\"detail\":\"Not"
            + " allowed.\"},"
            + "{\"tenant\":\"ten_b\",\"version\":1,\"wrapped\":1,\"code\":null}],\"failed\":1}");

    Result result = appliance.run("keys", verb);

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out())
        .startsWith("✗ ten_a  kms_refused: Not allowed.\n! 1 data key ")
        .endsWith(", of 1 of 2 tenants.\n");
    assertThat(appliance.run("keys", verb, "--json").code()).isEqualTo(3);
  }

  @Test
  void rewrap_asJson_isOneDocumentWithSchema() {
    appliance.answers(PATH + "/rewrap", 200, "{\"items\":[],\"failed\":0}");

    Result result = appliance.run("keys", "rewrap", "--json");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("\"schema\" : \"holdfastctl/data-keys-rewrap/1\"")
        .contains("\"failed\" : 0");
  }

  @Test
  void rotate_ofATenantThatIsNotThere_endsWithTheAppliancesWords() {
    appliance.answers(
        PATH + "/rotate",
        404,
        "{\"code\":\"not_found\",\"detail\":\"No tenant of that id has a data"
            + " key.\",\"hint\":\"Check the id.\"}");

    Result result = appliance.run("keys", "rotate", "--tenant", "ten_x");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("No tenant of that id has a data key.").contains("not_found");
  }

  @Test
  void keys_withoutAVerb_saysWhichThereAre() {
    Result result = appliance.run("keys");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("list, rewrap or rotate");
  }
}
