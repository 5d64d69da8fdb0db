package dev.holdfast.installer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.installer.FakeAppliance.Result;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

class MainTest {
  @TempDir Path home = Path.of("");
  private FakeAppliance appliance;

  @SuppressWarnings("NullAway.Init")
  MainTest() {}

  @BeforeEach
  void start() throws IOException {
    appliance = new FakeAppliance(home);
  }

  @AfterEach
  void stop() {
    appliance.close();
  }

  @Test
  void status_ofRunningAppliance_printsItsFacts() {
    appliance.answers(
        "/api/platform/status",
        200,
        "{\"version\":\"0.1.0\",\"database\":{\"kind\":\"H2\"},\"kms\":\"file\"}");

    Result result = appliance.run("status");

    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("Holdfast is running at http://127.0.0.1:")
        .contains("  version        0.1.0\n")
        .contains("  database kind  H2\n");
  }

  @Test
  void status_asJson_isOneDocumentWithSchema() {
    appliance.answers("/api/platform/status", 200, "{\"version\":\"0.1.0\"}");

    Result result = appliance.run("status", "--json");

    assertThat(result.out())
        .contains("\"schema\" : \"holdfastctl/status/1\"")
        .contains("\"version\" : \"0.1.0\"");
  }

  @ParameterizedTest
  @CsvSource({
    "ok,ok,0,All checks are well.",
    "ok,warn,4,'1 check warned, none failed.'",
    "warn,fail,3,'1 check failed, 1 warned.'",
    "fail,fail,3,2 checks failed."
  })
  void doctor_withSeverities_endsWithTheWorst(
      String first, String second, int code, String verdict) {
    appliance.answers(
        "/api/platform/doctor",
        200,
        "{\"checks\":[" + check("disk", first) + "," + check("clock", second) + "]}");

    Result result = appliance.run("doctor");

    assertThat(result.code()).isEqualTo(code);
    assertThat(result.out()).endsWith(verdict + "\n");
  }

  @Test
  void doctor_withFailure_printsRequirementAndFix() {
    appliance.answers("/api/platform/doctor", 200, "{\"checks\":[" + check("disk", "fail") + "]}");

    assertThat(appliance.run("doctor").out())
        .contains("required  at least that")
        .contains("fix       do this");
  }

  private static String check(String title, String severity) {
    return "{\"id\":\"%1$s\",\"severity\":\"strict\",\"result\":\"%2$s\",\"title\":\"%1$s\",\"observed\":\"this much\",\"required\":\"at least that\",\"fix\":\"do this\"}"
        .formatted(title, severity);
  }

  @Test
  void licenseShow_withCommunityPlan_printsGrantsAndUse() {
    appliance.answers(
        "/api/platform/licence",
        200,
        "{\"state\":\"community\",\"sentence\":\"The community plan rules.\",\"plan\":\"community\",\"customer\":null,"
            + "\"quotas\":[{\"code\":\"users\",\"granted\":5,\"used\":1},{\"code\":\"nodes\",\"granted\":null,\"used\":1}],"
            + "\"capabilities\":[{\"code\":\"gateway.chat\",\"sentence\":\"Chat\",\"granted\":true},{\"code\":\"kms.vault\",\"sentence\":\"Vault\",\"granted\":false}]}");

    Result result = appliance.run("license", "show");

    assertThat(result.out())
        .startsWith("The community plan rules.\n")
        .contains("users               1 of 5")
        .contains("1 of unlimited")
        .contains("✓ gateway.chat")
        .contains("– kms.vault");
  }

  @Test
  void licenseAdd_thatIsRefused_saysWhyAndEndsWith6() throws IOException {
    appliance.answers(
        "/api/platform/licence",
        400,
        "{\"code\":\"licence_signature_invalid\",\"detail\":\"The signature does not hold.\",\"hint\":\"Use the file as sent.\"}");
    Path file = Files.writeString(home.resolve("x.licence"), "tampered");

    Result result = appliance.run("license", "add", file.toString());

    assertThat(result.code()).isEqualTo(6);
    assertThat(result.err())
        .contains("The signature does not hold.")
        .contains("hint  Use the file as sent.")
        .contains("code  licence_signature_invalid");
    assertThat(appliance.lastBody()).isEqualTo("{\"statement\":\"tampered\"}");
  }

  @Test
  void licenseAdd_ofAFileThatIsNotThere_speaksOfTheFileAndNotOfTheAppliance() {
    Result result = appliance.run("license", "add", home.resolve("none").toString());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("none is not there.").contains("code  no_such_file");
  }

  @Test
  void tokenFile_thatHoldsSomethingElse_isRefusedAndNeverPrinted() throws IOException {
    Path other = Files.writeString(home.resolve("other"), "-----BEGIN KEY-----\nhush\n");
    Result result = appliance.run("--token-file", other.toString(), "status");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("code  token_malformed").doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo", "localhost:8443", "ftp://x", "https:///x"})
  void url_thatIsNoAddress_isAUsageError(String url) {
    Result result = appliance.run("--url", url, "status");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("code  url_invalid");
  }

  @Test
  void url_whereNothingListens_saysSoInWords() {
    assertThat(appliance.run("--url", "http://127.0.0.1:1", "status").err())
        .contains("cannot be reached: nothing answers at this address and port.");
  }

  @Test
  void file_thatIsMissing_isNotCalledAFaultOfTheTool() {
    Result result = appliance.run("bundle", "verify", "x.run", "--permit", home + "/none");
    assertThat(result.err()).contains("there is no " + home + "/none.").contains("file_unusable");
  }

  @Test
  void help_ofASubcommand_hasNotTheExamplesOfTheTop() {
    assertThat(appliance.run("--help").out()).contains("Examples");
    assertThat(appliance.run("backup", "create", "--help").out()).doesNotContain("Examples");
  }

  @Test
  void auditVerify_ofIntactChains_endsWith0() {
    appliance.answers(
        "/api/platform/audit/chains",
        200,
        "{\"state\":\"intact\",\"records\":1200,\"tookMillis\":7,\"chains\":[{\"tenant\":\"ten_1\",\"node\":\"n1\",\"records\":1200,\"head\":\"abcdef0123456789abcdef\",\"violations\":[]}]}");

    Result result = appliance.run("audit", "verify");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("✓ ten_1  node n1  1,200 records  head abcdef0123456789…")
        .contains("Intact: 1,200 records, every chain holds (7 ms).");
  }

  @Test
  void auditVerify_ofBrokenChain_namesTheRecordAndEndsWith5() {
    appliance.answers(
        "/api/platform/audit/chains",
        200,
        "{\"state\":\"broken\",\"records\":3,\"tookMillis\":1,\"chains\":[{\"node\":\"n1\",\"records\":3,\"head\":\"ab\",\"violations\":[{\"sequence\":2,\"what\":\"its content was changed\"}]}]}");

    Result result = appliance.run("audit", "verify");

    assertThat(result.code()).isEqualTo(5);
    assertThat(result.out())
        .contains("✗ platform")
        .contains("record 2: its content was changed")
        .contains("Broken");
  }

  @Test
  void command_withWrongToken_endsWith8() throws IOException {
    Files.writeString(home.resolve("run/operator.token"), "another");

    Result result = appliance.run("status");

    assertThat(result.code()).isEqualTo(8);
    assertThat(result.err()).contains("unauthenticated").doesNotContain("another");
  }

  @Test
  void command_withNothingRunning_endsWith7AndSaysHow() throws IOException {
    Files.delete(home.resolve("run/ready"));

    Result result = appliance.run("status");

    assertThat(result.code()).isEqualTo(7);
    assertThat(result.err()).contains("not_running").contains("--home");
  }

  @Test
  void command_withDeadAppliance_endsWith7() {
    appliance.close();

    assertThat(appliance.run("doctor").code()).isEqualTo(7);
  }

  @Test
  void command_withOtherServer_endsWith7() {
    appliance.answers("/api/platform/status", 200, "<html>");

    Result result = appliance.run("status");

    assertThat(result.code()).isEqualTo(7);
    assertThat(result.err()).contains("not_holdfast");
  }

  @Test
  void error_asJson_isOneDocument() throws IOException {
    Files.delete(home.resolve("run/ready"));

    assertThat(appliance.run("status", "--json").err())
        .contains("\"schema\" : \"holdfastctl/error/1\"")
        .contains("\"exitCode\" : 7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "license", "audit", "no-such-command", "--no-such-option"})
  void commandLine_thatIsNotValid_endsWith2(String line) {
    Result result = line.isEmpty() ? FakeAppliance.runPlain() : FakeAppliance.runPlain(line);

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).containsAnyOf("Usage: holdfastctl", "Did you mean: holdfastctl");
  }

  @Test
  void help_listsEveryExitCode() {
    String help = FakeAppliance.runPlain("--help").out();

    for (ExitCode code : ExitCode.values()) {
      assertThat(help).containsPattern("(?m)^  " + code.number() + "   ");
      assertThat(code.meaning()).isNotBlank();
    }
  }

  @Test
  void completion_isAScriptOfEveryCommand() {
    assertThat(FakeAppliance.runPlain("completion").out())
        .startsWith("#!/usr/bin/env bash")
        .contains("doctor")
        .contains("verify");
  }

  @ParameterizedTest
  @CsvSource({
    "NO_COLOR,1,true,OFF",
    "CLICOLOR_FORCE,1,false,ON",
    "CLICOLOR_FORCE,0,true,ON",
    "TERM,dumb,true,OFF",
    "TERM,xterm,false,OFF"
  })
  void ansi_followsTheConventions(String name, String value, boolean terminal, Ansi expected) {
    assertThat(Console.ansi(Map.of(name, value), terminal)).isEqualTo(expected);
  }
}
