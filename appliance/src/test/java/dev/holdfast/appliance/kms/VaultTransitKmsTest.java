package dev.holdfast.appliance.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Vault Transit over real HTTP with the real driver, well and in each way of being unwell. */
class VaultTransitKmsTest {
  @TempDir private Path folder = Path.of("");
  private VaultBench bench = unset();

  @BeforeEach
  void open() throws IOException {
    bench = new VaultBench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void unwrap_whatWasWrapped_givesItBack() {
    Kms kms = bench.kms();

    byte[] wrapped = kms.wrap(bench.dataKey, VaultBench.ALICE);

    assertThat(kms.unwrap(wrapped, VaultBench.ALICE)).isEqualTo(bench.dataKey);
    assertThat(kms.description()).isEqualTo("vault-transit:holdfast");
    assertThat(kms.check().healthy()).isTrue();
  }

  @Test
  void wrapped_asStored_namesSuiteAndVersionAndNoKey() {
    byte[] wrapped = bench.kms().wrap(bench.dataKey, VaultBench.ALICE);

    String text = new String(wrapped, StandardCharsets.ISO_8859_1);
    assertThat(text).startsWith("\u0001\u0002vault:v1:");
    assertThat(text).doesNotContain(Base64.getEncoder().encodeToString(bench.dataKey));
  }

  @Test
  void b03_unwrap_anotherTenantsContext_isRefused() {
    Kms kms = bench.kms();
    byte[] wrapped = kms.wrap(bench.dataKey, VaultBench.ALICE);

    assertFails(() -> kms.unwrap(wrapped, VaultBench.BOB), ErrorCode.KMS_REFUSED, "another tenant");
  }

  @Test
  void b05_unwrap_keyRotated_oldVersionOpensUntilItIsDisallowed() {
    Kms kms = bench.kms();
    byte[] first = kms.wrap(bench.dataKey, VaultBench.ALICE);
    bench.vault.rotateKey();
    byte[] second = kms.wrap(bench.dataKey, VaultBench.ALICE);

    assertThat(new String(second, StandardCharsets.ISO_8859_1)).contains("vault:v2:");
    assertThat(kms.unwrap(first, VaultBench.ALICE)).isEqualTo(bench.dataKey);

    bench.vault.refuseVersionsBefore(2);
    assertFails(
        () -> kms.unwrap(first, VaultBench.ALICE), ErrorCode.KMS_REFUSED, "no longer allowed");
    assertThat(kms.unwrap(second, VaultBench.ALICE)).isEqualTo(bench.dataKey);
  }

  @Test
  void b09_unwrap_keyDeletedAndMadeAgainUnderItsName_isRefused() {
    Kms kms = bench.kms();
    byte[] wrapped = kms.wrap(bench.dataKey, VaultBench.ALICE);

    bench.vault.deleteKey();
    assertFails(() -> kms.unwrap(wrapped, VaultBench.ALICE), ErrorCode.KMS_REFUSED, "400");
    bench.vault.recreateKey();
    assertFails(() -> kms.unwrap(wrapped, VaultBench.ALICE), ErrorCode.KMS_REFUSED, "another key");
  }

  @Test
  void wrap_keyThatDoesNotBindContext_isRefusedBeforeAnythingIsWrapped() {
    bench.vault.ignoreContext();

    assertFails(
        () -> bench.kms().wrap(bench.dataKey, VaultBench.ALICE),
        ErrorCode.KMS_REFUSED,
        "derived=true");
    assertThat(bench.kms().check().healthy()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "SEALED, KMS_UNAVAILABLE, Vault is sealed",
    "FORBIDDEN, KMS_REFUSED, its policy lacks 'update'",
    "THROTTLED, KMS_UNAVAILABLE, too many requests",
    "FAULTY, KMS_UNAVAILABLE, a fault of its own",
    "UNINITIALISED, KMS_UNAVAILABLE, not initialised",
    "STANDBY, KMS_UNAVAILABLE, redirects (307)",
    "CUT, KMS_UNAVAILABLE, broke off",
    "SOMETHING_ELSE, KMS_UNAVAILABLE, is not Vault's Transit engine",
  })
  void bothWays_vaultUnwell_saysWhy(FakeVault.Mode mode, ErrorCode code, String words) {
    Kms kms = bench.kms();
    byte[] wrapped = kms.wrap(bench.dataKey, VaultBench.ALICE);
    bench.vault.become(mode);

    assertFails(() -> kms.wrap(bench.dataKey, VaultBench.ALICE), code, words);
    assertFails(() -> kms.unwrap(wrapped, VaultBench.ALICE), code, words);
    assertThat(kms.check()).isEqualTo(new Kms.Health(false, kms.check().detail()));
    assertThat(kms.check().detail()).contains(words);

    bench.vault.become(FakeVault.Mode.UNSEALED);
    assertThat(kms.unwrap(wrapped, VaultBench.ALICE)).isEqualTo(bench.dataKey);
  }

  @ParameterizedTest
  @EnumSource(names = {"SLOW", "TRICKLING"})
  void unwrap_vaultDoesNotFinish_endsWithinTheTimeout(FakeVault.Mode mode) {
    Kms kms = VaultBench.kms(bench.configuration(Duration.ofMillis(2500), 2, 8));
    byte[] wrapped = bench.kms().wrap(bench.dataKey, VaultBench.ALICE);
    bench.vault.become(mode);
    int before = bench.vault.requests();

    assertFails(
        () -> kms.unwrap(wrapped, VaultBench.ALICE),
        ErrorCode.KMS_UNAVAILABLE,
        "did not answer within 2500 ms");

    assertThat(bench.vault.requests() - before).as("a slow Vault is not asked again").isEqualTo(1);
  }

  @Test
  void unwrap_vaultGone_saysThatTheConnectionWasRefused() {
    Kms kms = bench.kms();
    byte[] wrapped = kms.wrap(bench.dataKey, VaultBench.ALICE);
    bench.vault.close();

    assertFails(
        () -> kms.unwrap(wrapped, VaultBench.ALICE),
        ErrorCode.KMS_UNAVAILABLE,
        "cannot be reached");
  }

  @ParameterizedTest
  @EnumSource(names = {"THROTTLED", "FAULTY", "CUT"})
  void unwrap_passingFault_succeedsAtTheThirdTry(FakeVault.Mode mode) {
    Kms kms = bench.kms();
    byte[] wrapped = kms.wrap(bench.dataKey, VaultBench.ALICE);
    bench.vault.become(mode, 2);

    assertThat(kms.unwrap(wrapped, VaultBench.ALICE)).isEqualTo(bench.dataKey);
  }

  @ParameterizedTest
  @CsvSource({"THROTTLED, 3", "SEALED, 1", "FORBIDDEN, 1", "STANDBY, 1"})
  void unwrap_lastingFault_isTriedABoundedNumberOfTimes(FakeVault.Mode mode, int tries) {
    Kms kms = bench.kms();
    byte[] wrapped = kms.wrap(bench.dataKey, VaultBench.ALICE);
    bench.vault.become(mode);
    int before = bench.vault.requests();

    assertThatThrownBy(() -> kms.unwrap(wrapped, VaultBench.ALICE))
        .isInstanceOf(ProblemException.class);

    assertThat(bench.vault.requests() - before).isEqualTo(tries);
  }

  @Test
  void token_renewedInItsFile_isUsedWithoutARestart() throws IOException {
    Kms kms = bench.kms();
    byte[] wrapped = kms.wrap(bench.dataKey, VaultBench.ALICE);
    bench.vault.acceptOnly("hvs.next");
    assertFails(() -> kms.unwrap(wrapped, VaultBench.ALICE), ErrorCode.KMS_REFUSED, "403");

    bench.writeToken("hvs.next");

    assertThat(kms.unwrap(wrapped, VaultBench.ALICE)).isEqualTo(bench.dataKey);
  }

  @ParameterizedTest
  @CsvSource({"'', does not hold a token", "'two words', does not hold a token"})
  void token_malformed_isRefusedWithoutACall(String token, String words) throws IOException {
    bench.writeToken(token);

    assertFails(
        () -> bench.kms().wrap(bench.dataKey, VaultBench.ALICE), ErrorCode.KMS_REFUSED, words);
    assertThat(bench.vault.requests()).isZero();
  }

  @Test
  void token_readableByEverybody_isRefused() throws IOException {
    Files.setPosixFilePermissions(bench.tokenFile, PosixFilePermissions.fromString("rw-r--r--"));

    assertFails(
        () -> bench.kms().wrap(bench.dataKey, VaultBench.ALICE),
        ErrorCode.KMS_REFUSED,
        "by everybody");
  }

  @Test
  void token_fileMissing_isRefused() throws IOException {
    Files.delete(bench.tokenFile);

    assertFails(
        () -> bench.kms().wrap(bench.dataKey, VaultBench.ALICE),
        ErrorCode.KMS_REFUSED,
        "cannot be read");
  }

  @Test
  void namespace_configured_isSent() {
    bench.vault.requireNamespace("team/ai");
    VaultConfiguration plain = bench.configuration();
    VaultConfiguration inNamespace =
        new VaultConfiguration(
            plain.address(),
            plain.mount(),
            plain.key(),
            plain.tokenFile(),
            "team/ai",
            null,
            plain.connectTimeout(),
            plain.requestTimeout(),
            plain.retries(),
            plain.concurrency());

    assertThat(VaultBench.kms(inNamespace).check().healthy()).isTrue();
    assertThat(bench.kms().check().healthy()).isFalse();
  }

  private void assertFails(ThrowingCallable call, ErrorCode code, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(code);
              assertThat(e.problem().detail()).contains(words);
            })
        .satisfies(this::saysNothingSecret);
  }

  private void saysNothingSecret(Throwable fault) {
    String key = Base64.getEncoder().encodeToString(bench.dataKey);
    for (Throwable at = fault; at != null; at = at.getCause()) {
      assertThat(at.toString()).doesNotContain(key).doesNotContain(FakeVault.TOKEN);
    }
  }

  @SuppressWarnings("NullAway") // JUnit sets it before each test.
  private static VaultBench unset() {
    return null;
  }
}
