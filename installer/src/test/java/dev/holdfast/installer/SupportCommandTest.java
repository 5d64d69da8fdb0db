package dev.holdfast.installer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.installer.FakeAppliance.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** holdfastctl support, against an appliance that answers whatever a test wants. */
class SupportCommandTest {
  private static final String PATH = "/api/platform/support";
  private static final String PREVIEW =
      "{\"id\":\"sup_1\",\"files\":[{\"name\":\"facts.txt\",\"bytes\":412}],\"warnings\":[\"logs: cut off\"],"
          + "\"redactions\":{\"cookie\":3},\"findings\":[{\"severity\":\"warn\",\"id\":\"x\",\"words\":\"The disk is small.\"}]}";

  @TempDir Path home = Path.of("");
  private FakeAppliance appliance;

  @SuppressWarnings("NullAway.Init")
  SupportCommandTest() {}

  @BeforeEach
  void start() throws IOException {
    appliance = new FakeAppliance(home);
    appliance.answers(PATH + "/previews", 201, PREVIEW);
  }

  @AfterEach
  void stop() {
    appliance.close();
  }

  @Test
  void bundle_withoutWrite_showsAndWritesNothing() {
    Result result = appliance.run("support", "bundle");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("      412  facts.txt")
        .contains("        3  cookie")
        .contains("! logs: cut off")
        .contains("The disk is small.")
        .contains("Nothing was written");
    assertThat(appliance.lastBody()).isEqualTo("{}");
  }

  @Test
  void bundle_withWrite_writesThePreviewThatWasShown() {
    appliance.answers(
        PATH + "/bundles",
        201,
        "{\"id\":\"sup_1\",\"file\":\"/var/lib/holdfast/support/sup_1.hfsupport\",\"recipients\":[\"vendor:ab\"]}");

    Result result = appliance.run("support", "bundle", "--write");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("Written: /var/lib/holdfast")
        .contains("opens with vendor:ab")
        .doesNotContain("cannot open it");
    assertThat(appliance.lastBody()).isEqualTo("{\"preview\":\"sup_1\"}");
  }

  @Test
  void bundle_thatSupportCannotOpen_saysSo() {
    appliance.answers(
        PATH + "/bundles",
        201,
        "{\"id\":\"sup_1\",\"file\":\"/srv/sup_1.hfsupport\",\"recipients\":[\"customer:cd\"]}");

    Result result = appliance.run("support", "bundle", "--write");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("opens with customer:cd")
        .contains("! The vendor's support cannot open it: this release carries no support key.");
  }

  @Test
  void bundle_thatWouldLeak_endsWith5() {
    appliance.answers(
        PATH + "/previews",
        500,
        "{\"code\":\"support_leak\",\"detail\":\"logs/1.log would give away: jwt.\",\"hint\":\"Tell support.\"}");

    Result result = appliance.run("support", "bundle", "--write");

    assertThat(result.code()).isEqualTo(5);
    assertThat(result.err()).contains("would give away");
  }

  @Test
  void support_withoutAVerb_endsWith2() {
    assertThat(FakeAppliance.runPlain("support").code()).isEqualTo(2);
  }
}
