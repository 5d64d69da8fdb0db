package dev.holdfast.appliance.licensing.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.FakeKms;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.activation.Binding;
import dev.holdfast.license.activation.Fingerprint;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Suites;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** An installation has one id and one key, for all its nodes and for good. */
class InstallationTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  private final FakeKms kms = new FakeKms();
  @TempDir private Path root = Path.of("");

  private static Installation.Asking asking() {
    return new Installation.Asking("holdfast", NOW, NOW, null);
  }

  private static ActivationRequest read(Installation.Asked asked) {
    return ActivationRequest.verify(
            asked.text().getBytes(StandardCharsets.US_ASCII), Suites.CURRENT)
        .request();
  }

  @BothDatabases
  void establish_again_isTheSameForEveryNodeAndAfterARestart(TestDatabase database) {
    Machine machine = new Machine(root);
    Installation one = machine.installation(database, kms);
    assertThat(one.id()).isEmpty();
    String id = one.establish(NOW);
    assertThat(id).matches("ins_[0-9a-z]{26}");
    Installation two = machine.installation(database, kms);
    assertThat(two.establish(NOW.plusSeconds(9))).isEqualTo(id);
    assertThat(two.key().verifying().ids()).isEqualTo(one.key().verifying().ids());
  }

  @BothDatabases
  void key_lyingInTheDatabase_opensOnlyByTheKmsAndForThisInstallation(TestDatabase database) {
    Machine machine = new Machine(root);
    machine.installation(database, kms).establish(NOW);
    assertThatThrownBy(() -> machine.installation(database, new FakeKms()).key())
        .isInstanceOfSatisfying(
            ProblemException.class,
            fault -> assertThat(fault.problem().code()).isEqualTo(ErrorCode.KMS_REFUSED));
    database.inPlatform(
        handle ->
            handle.execute(
                "update installation set installation = 'ins_00000000000000000000000000'"));
    assertThatThrownBy(() -> machine.installation(database, kms).key())
        .isInstanceOfSatisfying(
            ProblemException.class,
            fault -> assertThat(fault.problem().code()).isEqualTo(ErrorCode.SECRET_UNREADABLE));
  }

  @BothDatabases
  void t28_request_isReadableAndNamesNoHost(TestDatabase database) throws Exception {
    Installation installation = new Machine(root).installation(database, kms);
    Installation.Asked asked = installation.ask(asking());
    ActivationRequest request = read(asked);
    assertThat(request.installation()).isEqualTo(asked.installation());
    assertThat(request.fingerprint().signals()).hasSize(6);
    assertThat(asked.text()).contains("\"installation\"").contains("\"nonce\"");
    String host = java.nio.file.Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    assertThat(asked.text())
        .doesNotContain("\"" + host + "\"")
        .doesNotContain("0123456789abcdef0123456789abcdef")
        .doesNotContain("e1b4c0de");
    assertThat(asked.text().length()).isLessThan(40_000);
  }

  @BothDatabases
  void t28_requests_haveNumbersNoncesAndSaltsOfTheirOwn(TestDatabase database) {
    Installation installation = new Machine(root).installation(database, kms);
    ActivationRequest first = read(installation.ask(asking()));
    ActivationRequest second = read(installation.ask(asking()));
    assertThat(first.sequence()).isEqualTo(1);
    assertThat(second.sequence()).isEqualTo(2);
    assertThat(first.nonce()).isNotEqualTo(second.nonce());
    assertThat(first.fingerprint().signals()).isNotEqualTo(second.fingerprint().signals());
  }

  @BothDatabases
  void t28_answer_isJudgedByTheNewestRequestAndTheMachine(TestDatabase database) {
    Machine machine = new Machine(root);
    Installation installation = machine.installation(database, kms);
    ActivationRequest old = read(installation.ask(asking()));
    ActivationRequest request = read(installation.ask(asking()));
    String id = request.installation();
    Binding good = new Binding(2, request.nonce(), 4, request.fingerprint());
    installation.requireAnswer(good, id, NOW);
    refuses(
        installation, new Binding(1, old.nonce(), 4, old.fingerprint()), id, Refusal.ANSWER_STALE);
    refuses(
        installation,
        new Binding(2, old.nonce(), 4, request.fingerprint()),
        id,
        Refusal.ANSWER_NOT_ASKED);
    refuses(installation, good, "ins_00000000000000000000000000", Refusal.INSTALLATION_MISMATCH);
    machine.machineId("ffff");
    installation.requireAnswer(good, id, NOW);
    machine.board("ffff");
    machine.disk("ffff");
    refuses(installation, good, id, Refusal.HOST_MISMATCH);
  }

  private static void refuses(
      Installation installation, Binding binding, String boundTo, Refusal refusal) {
    assertThatThrownBy(() -> installation.requireAnswer(binding, boundTo, NOW))
        .isInstanceOfSatisfying(
            RefusedException.class, fault -> assertThat(fault.refusal()).isEqualTo(refusal));
  }

  @BothDatabases
  void t26_machineThatFitsNoMore_isToldAfterADayAndHealsByItself(TestDatabase database) {
    Machine machine = new Machine(root);
    Installation installation = machine.installation(database, kms);
    Binding binding = new Binding(1, new byte[32], 4, Fingerprint.of(new byte[32], machine.read()));
    Map<String, Binding> bindings = Map.of("lic_1", binding);
    assertThat(installation.misfits(bindings, NOW)).isEmpty();
    machine.machineId("ffff");
    assertThat(installation.misfits(bindings, NOW.plus(Duration.ofDays(3)))).isEmpty();
    machine.board("ffff");
    machine.disk("ffff");
    assertThat(installation.misfits(bindings, NOW.plus(Duration.ofDays(3)).plusSeconds(60)))
        .as("another node may fit")
        .isEmpty();
    Instant told = NOW.plus(Duration.ofDays(5));
    assertThat(installation.misfits(bindings, told)).containsEntry("lic_1", told);
    assertThat(installation.misfits(bindings, told.plus(Duration.ofDays(9))))
        .as("since when stays")
        .containsEntry("lic_1", told);
    machine.disk("e1b4c0de-0000-4000-8000-000000000001");
    assertThat(installation.misfits(bindings, told.plus(Duration.ofDays(10)))).isEmpty();
  }

  @BothDatabases
  void t26_severalNodes_oneThatFitsIsEnough(TestDatabase database) {
    Machine machine = new Machine(root.resolve("one"));
    Machine other = new Machine(root.resolve("two"));
    other.machineId("1");
    other.board("2");
    other.disk("3");
    Map<String, Binding> bindings =
        Map.of(
            "lic_1", new Binding(1, new byte[32], 4, Fingerprint.of(new byte[32], machine.read())));
    Installation one = machine.installation(database, kms);
    Installation two = other.installation(database, kms);
    for (int day = 0; day < 5; day++) {
      Instant at = NOW.plus(Duration.ofDays(day));
      assertThat(one.misfits(bindings, at)).isEmpty();
      assertThat(two.misfits(bindings, at.plusSeconds(30))).isEmpty();
    }
  }
}
