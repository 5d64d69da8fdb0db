package dev.holdfast.vendor.licence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.Quota;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans and amounts, as somebody in a hurry types them. */
class PlansTest {
  private static final String SOUND =
      """
      {"edition":"clinic","kind":"paid","days":90,"graceDays":60,"modes":["air-gapped"],
       "capabilities":["gateway.chat"],"quotas":{"users":"12"},"support":"phone"}
      """;

  @TempDir private Path folder = Path.of("");

  private Plans.Plan plan(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("plan.json"), text);
    return Plans.file("mine", file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trial", "team", "enterprise"})
  void builtIn_plans_areSoundAndGrantSomething(String name) throws IOException {
    Plans.Plan plan = Plans.builtIn(name);
    assertThat(plan.name()).isEqualTo(name);
    assertThat(plan.days()).isPositive();
    assertThat(plan.modes()).isNotEmpty();
    assertThat(plan.grant().capabilities()).contains("gateway.chat");
    assertThat(plan.grant().quotas()).isNotEmpty();
    assertThat(plan.kind() == Licence.Kind.TRIAL).isEqualTo(name.equals("trial"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Trial", "../plans/trial", "trial.json", "community", "\u001b[2J"})
  void builtIn_otherNames_areRefusedAndReadNoFile(String name) {
    assertThatThrownBy(() -> Plans.builtIn(name))
        .isInstanceOfSatisfying(
            VendorException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "9007199254740991, 9007199254740991",
    "100:block, 100",
    "100:allow:1, 101",
    "100:allow:1000, 1100",
    "9007199254740991:allow:1000, 99079191802150901",
    "7:allow:10, 7"
  })
  void quota_amounts_haveTheirCeiling(String text, long ceiling) {
    assertThat(Plans.quota(text).ceiling()).hasValue(ceiling);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unlimited", "0:record", "100:record"})
  void quota_thatRefusesNothing_hasNoCeiling(String text) {
    assertThat(Plans.quota(text).ceiling()).isEmpty();
    assertThat(Plans.quota("100:record").granted()).hasValue(100);
    assertThat(Plans.quota("unlimited")).isEqualTo(new Quota.Unlimited());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Unlimited",
        "unlimited ",
        "unlimited:record",
        "-1",
        "+1",
        "1.5",
        "1e3",
        "1,000",
        "0x10",
        "١٢",
        "9007199254740992",
        "99999999999999999999",
        "NaN",
        "100:",
        ":record",
        "100:deny",
        "100:allow",
        "100:allow:",
        "100:allow:x",
        "100:allow:-1",
        "100:allow:10:10",
        "100:allow:2147483648",
        "100:record:10",
        "100:block:10"
      })
  void quota_anythingElse_isRefusedAsMisunderstood(String text) {
    assertThatThrownBy(() -> Plans.quota(text))
        .isInstanceOfSatisfying(
            VendorException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "BYOC", "air gapped", "air_gapped", "cloud"})
  void mode_otherNames_areRefused(String name) {
    assertThatThrownBy(() -> Plans.mode(name)).isInstanceOf(VendorException.class);
  }

  @Test
  void file_soundPlan_saysWhatItSays() throws IOException {
    Plans.Plan plan = plan(SOUND);
    assertThat(plan.name()).isEqualTo("mine");
    assertThat(plan.modes()).containsExactly(Licence.Mode.AIR_GAPPED);
    assertThat(plan.grant().quota("users")).contains(new Quota.Bounded(12, Quota.Overage.BLOCK, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"days\":90 | \"days\":0",
        "\"days\":90 | \"days\":36501",
        "\"days\":90 | \"days\":\"90\"",
        "\"days\":90 | \"Days\":90",
        "\"graceDays\":60 | \"graceDays\":-1",
        "\"graceDays\":60 | \"graceDays\":367",
        "\"kind\":\"paid\" | \"kind\":\"free\"",
        "\"kind\":\"paid\" | \"kind\":\"paid\",\"kind\":\"trial\"",
        "\"support\":\"phone\" | \"support\":\"\"",
        "\"support\":\"phone\" | \"support\":\"phone\",\"discount\":10",
        "\"edition\":\"clinic\" | \"edition\":null",
        "[\"gateway.chat\"] | [\"gateway.chat\",\"gateway.chat\"]",
        "[\"gateway.chat\"] | \"gateway.chat\"",
        "{\"users\":\"12\"} | {\"users\":12}",
        "{\"users\":\"12\"} | []"
      })
  void file_unsoundPlan_isRefused(String part, String other) {
    assertThat(SOUND).contains(part);
    assertThatThrownBy(() -> plan(SOUND.replace(part, other))).isInstanceOf(RefusedException.class);
  }

  @Test
  void file_modeOrAmountThatIsNone_isRefused() {
    assertThatThrownBy(() -> plan(SOUND.replace("air-gapped", "moon")))
        .isInstanceOf(VendorException.class);
    assertThatThrownBy(() -> plan(SOUND.replace("\"12\"", "\"twelve\"")))
        .isInstanceOf(VendorException.class);
  }
}
