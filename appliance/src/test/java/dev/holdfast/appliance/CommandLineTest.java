package dev.holdfast.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {
  @Test
  void parse_bothForms_areTheSame() throws Exception {
    assertThat(CommandLine.parse(List.of("--home", "h", "--port", "9", "--plain-port=0")))
        .isEqualTo(CommandLine.parse(List.of("--home=h", "--port=9", "--plain-port", "0")));
  }

  @Test
  void parse_ports_becomeProperties() throws Exception {
    assertThat(CommandLine.parse(List.of("--management-port=-1")).properties())
        .containsExactly(java.util.Map.entry("holdfast.server.management-port", "-1"));
  }

  @Test
  void parse_training_takesAnyFreePort() throws Exception {
    assertThat(CommandLine.parse(List.of("--train", "--port=9443")).properties())
        .containsEntry("holdfast.server.port", "9443")
        .containsEntry("holdfast.server.plain-port", "-1")
        .containsEntry("holdfast.server.management-port", "-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--prot=1", "serve", "--port", "--port=x", "--port=65536", "--port=-2", "-h"})
  void parse_wrong_isAUsageError(String argument) {
    assertThatThrownBy(() -> CommandLine.parse(List.of(argument)))
        .isInstanceOf(CommandLine.UsageException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--home=", "--home= ", "--port=", "--plain-port= "})
  void parse_emptyValue_isAUsageErrorAndNotThisDirectory(String argument) {
    assertThatThrownBy(() -> CommandLine.parse(List.of(argument)))
        .isInstanceOf(CommandLine.UsageException.class)
        .hasMessageContaining("needs a value");
  }

  @Test
  void parse_emptyHomeAsAWordOfItsOwn_isAUsageErrorToo() {
    assertThatThrownBy(() -> CommandLine.parse(List.of("--home", "")))
        .isInstanceOf(CommandLine.UsageException.class);
  }

  @Test
  void parse_nothing_leavesEverythingToTheConfiguration() throws Exception {
    CommandLine line = CommandLine.parse(List.of());

    assertThat(line.home()).isEmpty();
    assertThat(line.properties()).isEmpty();
    assertThat(line.help()).isFalse();
    assertThat(line.train()).isFalse();
  }

  @Test
  void parse_sameOptionTwice_theLastCounts() throws Exception {
    assertThat(CommandLine.parse(List.of("--port=1", "--port=2", "--home=a", "--home=b")))
        .isEqualTo(CommandLine.parse(List.of("--port=2", "--home=b")));
  }

  @Test
  void parse_valueThatLooksLikeAnOption_isTheValue() throws Exception {
    assertThat(CommandLine.parse(List.of("--home", "--port")).home()).contains("--port");
  }

  @Test
  void parse_homeWithAnEqualsSign_keepsIt() throws Exception {
    assertThat(CommandLine.parse(List.of("--home=/a=b")).home()).contains("/a=b");
  }

  @Test
  void run_wrongOption_endsWith2() {
    assertThat(Application.run(List.of("--no-such-option"))).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void exitCodes_all_differ() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number)).doesNotHaveDuplicates();
  }
}
