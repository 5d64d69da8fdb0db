package dev.holdfast.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What programs read: one object, with a schema's name, and members that stay. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class JsonContractsTest {
  private static final Map<String, Contract> CONTRACTS =
      Map.ofEntries(
          Map.entry(
              "keys init",
              new Contract(
                  "keys", "name version development issued threshold shares roles denied")),
          Map.entry(
              "keys show",
              new Contract(
                  "keys", "name version development issued threshold shares roles denied")),
          Map.entry(
              "keys rotate",
              new Contract(
                  "keys", "name version development issued threshold shares roles denied")),
          Map.entry(
              "license issue",
              new Contract(
                  "licence",
                  "dryRun file id sequence product plan kind customer issued notBefore expires"
                      + " graceDays capabilities quotas meaning")),
          Map.entry(
              "license renew", new Contract("licence", "dryRun file id sequence expires meaning")),
          Map.entry(
              "license inspect",
              new Contract("licence", "signatures id sequence customer meaning")),
          Map.entry("revoke", new Contract("revocations", "dryRun sequence items")),
          Map.entry("activation answer", new Contract("licence", "dryRun file id sequence")),
          Map.entry(
              "clock reset",
              new Contract("clock-reset", "dryRun file installation request mark to expires")),
          Map.entry("ledger show", new Contract("ledger", "items")),
          Map.entry(
              "support open", new Contract("support", "bundle installation signedBy findings")),
          Map.entry("support diff", new Contract("support-diff", "facts came went")),
          Map.entry(
              "report verify",
              new Contract("report", "dryRun taken installation sequence sound findings use")));

  private Session session;
  private Map<String, List<String>> sound = Map.of();
  private Path folder;
  private int number;

  /**
   * What a verb's JSON has.
   *
   * @param members separated by blanks
   */
  private record Contract(String schema, String members) {}

  @BeforeAll
  void makeEverythingThatVerbsWorkOn(@TempDir Path root) throws IOException {
    folder = root;
    session = new Session(folder.resolve("keys"));
    assertThat(session.keyed("keys", "init", "--development").code()).isZero();
    session.advance(Duration.ofMinutes(1));
    sound = new Works(folder, session).sound();
  }

  static Stream<String> verbs() {
    return CONTRACTS.keySet().stream().sorted();
  }

  private Session.Answer run(String verb) {
    List<String> args = new ArrayList<>(List.of(verb.split(" ", -1)));
    for (String arg : sound.getOrDefault(verb, List.of())) {
      args.add(arg.equals("{new}") ? folder.resolve("json-" + number++).toString() : arg);
    }
    args.add("--json");
    session.advance(Duration.ofSeconds(1));
    return session.run(args.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void json_ofAVerb_isOneObjectOfItsSchema(String verb) {
    Contract contract = CONTRACTS.get(verb);
    Session.Answer answer = run(verb);

    assertThat(answer.code()).as(answer.err()).isZero();
    // Strictly: no second object, no name twice, no number that programs read differently.
    JsonFields fields =
        StrictJson.parse(answer.out().strip().getBytes(StandardCharsets.UTF_8), 1 << 20, 1 << 16);
    assertThat(contract).isNotNull();
    assertThat(fields.text("schema", 100))
        .isEqualTo("holdfast-vendor/" + (contract == null ? "" : contract.schema()) + "/1");
    for (String member : contract == null ? new String[0] : contract.members().split(" ", -1)) {
      assertThat(fields.has(member)).as(verb + " " + member).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void json_ofAVerb_goesToItsOutputAlone(String verb) {
    Session.Answer answer = run(verb);
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out()).startsWith("{").doesNotContain("\u001b");
  }
}
