package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the client trusts, and who it says that it is. */
final class AcmeServerTest {
  private static final String HMAC =
      Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

  @TempDir private Path root = Path.of("unset");

  private static AcmeConfig config(
      FakeAcme acme, boolean terms, @Nullable Path caFile, @Nullable Path hmacFile) {
    return new AcmeConfig(
        acme.directory(),
        "it@example.com",
        terms,
        caFile == null ? null : caFile.toString(),
        hmacFile == null ? null : "kid-1",
        hmacFile == null ? null : hmacFile.toString(),
        AcmeConfig.HTTP_01,
        "127.0.0.1",
        0,
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofSeconds(10));
  }

  private Path file(String name, String text, String rights) throws Exception {
    Path file = Files.writeString(root.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    return file;
  }

  @Test
  void internalAuthority_namedByItsFile_isTrusted() throws Exception {
    FakeAcme acme = FakeAcme.withTls();
    Path ca = file("ca.pem", FakeAuthority.pem(acme.authority.root()), "rw-r--r--");
    try (Bench bench = new Bench(root, acme).with(config(acme, false, ca, null))) {
      bench.keeper.step();
      assertThat(bench.shown.installs).as(bench.keeper.state().toString()).isEqualTo(1);
    }
  }

  @Test
  void internalAuthority_thatIsNotNamed_isNotTrusted() throws Exception {
    FakeAcme acme = FakeAcme.withTls();
    try (Bench bench = new Bench(root, acme).with(config(acme, false, null, null))) {
      bench.keeper.step();
      assertThat(bench.keeper.state().code()).isEqualTo(ErrorCode.ACME_UNREACHABLE);
      assertThat(bench.keeper.state().detail()).contains("PKIX");
      assertThat(acme.requests()).isEmpty();
    }
  }

  @Test
  void caFile_thatHoldsNothing_isTold() throws Exception {
    FakeAcme acme = FakeAcme.plain();
    Path ca = file("ca.pem", "nothing", "rw-r--r--");
    try (Bench bench = new Bench(root, acme).with(config(acme, false, ca, null))) {
      bench.keeper.step();
      assertThat(bench.keeper.state().detail()).contains("holdfast.tls.acme.ca-file");
    }
  }

  @Test
  void account_boundWithTheRightKey_isMade() throws Exception {
    FakeAcme acme = FakeAcme.plain();
    acme.wantBinding(HMAC);
    Path hmac = file("hmac", HMAC + "\n", "rw-------");
    try (Bench bench = new Bench(root, acme).with(config(acme, false, null, hmac))) {
      bench.keeper.step();
      assertThat(bench.shown.installs).as(bench.keeper.state().toString()).isEqualTo(1);
      assertThat(bench.audit.events().toString()).doesNotContain(HMAC);
    }
  }

  @Test
  void account_boundWithAnotherKey_isRefused_withoutTheKeyInTheWords() throws Exception {
    FakeAcme acme = FakeAcme.plain();
    acme.wantBinding(HMAC);
    String other = "A" + HMAC.substring(1);
    Path hmac = file("hmac", other, "rw-------");
    try (Bench bench = new Bench(root, acme).with(config(acme, false, null, hmac))) {
      bench.keeper.step();
      assertThat(bench.keeper.state().code()).isEqualTo(ErrorCode.ACME_REFUSED);
      assertThat(bench.keeper.state().detail())
          .contains("the binding does not hold")
          .doesNotContain(other);
    }
  }

  @Test
  void account_unboundWhereTheServerWantsIt_isToldBeforeItIsAsked() throws Exception {
    FakeAcme acme = FakeAcme.plain();
    acme.wantBinding(HMAC);
    try (Bench bench = new Bench(root, acme)) {
      bench.keeper.step();
      assertThat(bench.keeper.state().detail()).contains("key-id");
      assertThat(acme.requests()).doesNotContain("new-account");
    }
  }

  @Test
  void hmacFile_thatEverybodyMayRead_isNotUsed() throws Exception {
    FakeAcme acme = FakeAcme.plain();
    acme.wantBinding(HMAC);
    Path hmac = file("hmac", HMAC, "rw-r--r--");
    try (Bench bench = new Bench(root, acme).with(config(acme, false, null, hmac))) {
      bench.keeper.step();
      assertThat(bench.keeper.state().detail()).contains("can be read or written by everybody");
    }
  }

  @Test
  void hmacFile_thatHoldsNoKey_isNotUsed() throws Exception {
    FakeAcme acme = FakeAcme.plain();
    acme.wantBinding(HMAC);
    Path hmac = file("hmac", "not a key!", "rw-------");
    try (Bench bench = new Bench(root, acme).with(config(acme, false, null, hmac))) {
      bench.keeper.step();
      assertThat(bench.keeper.state().detail()).contains("does not hold a key of 256 bits or more");
    }
  }

  @Test
  void terms_notAgreedTo_areNamed_andAgreedTo_areNoHindrance() throws Exception {
    FakeAcme acme = FakeAcme.plain();
    acme.wantTerms();
    try (Bench bench = new Bench(root, acme)) {
      bench.keeper.step();
      assertThat(bench.keeper.state().detail())
          .contains("/terms")
          .contains("holdfast.tls.acme.terms-agreed");
      bench.with(config(acme, true, null, null));
      bench.forgetSetback();
      bench.keeper.step();
      assertThat(bench.shown.installs).isEqualTo(1);
    }
  }
}
