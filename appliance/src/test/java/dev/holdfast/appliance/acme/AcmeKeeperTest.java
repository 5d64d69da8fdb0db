package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.acme.AcmeState.Phase;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.testkit.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole way of a certificate, against a server on a socket. */
final class AcmeKeeperTest {
  @TempDir private Path root = Path.of("unset");
  private Bench bench = unset();

  @SuppressWarnings("NullAway") // set before each test
  private static Bench unset() {
    return null;
  }

  @BeforeEach
  void open() throws IOException {
    bench = new Bench(root);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void step_withoutACertificate_ordersOne() {
    bench.keeper.step();
    assertThat(certificate().getSubjectX500Principal().getName()).isEqualTo("CN=ai.example.com");
    assertThat(bench.keeper.state().phase()).isEqualTo(Phase.WAITING);
    assertThat(bench.keeper.state().code()).isNull();
    assertThat(bench.keeper.state().due())
        .isEqualTo(RenewalPlan.due(certificate(), null, "node_a"));
    assertThat(bench.keeper.successes()).isEqualTo(1);
  }

  @Test
  void step_whileTheCertificateIsYoung_asksNobody() {
    bench.keeper.step();
    int before = bench.acme.requests().size();
    bench.keeper.step();
    bench.restart().step();
    assertThat(bench.acme.orders.count()).isEqualTo(1);
    // A new process looks once whether the server advises anything.
    assertThat(bench.acme.requests().size() - before).isLessThanOrEqualTo(2);
  }

  @Test
  void files_afterAnOrder_areForTheOwnerOnly_andTheOrderIsGone() throws IOException {
    bench.keeper.step();
    try (Stream<Path> files = Files.list(bench.home.tls().resolve("acme"))) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"))
          .extracting(file -> String.valueOf(file.getFileName()))
          .containsExactlyInAnyOrder("account", "account.key");
    }
  }

  @Test
  void step_afterTwoThirdsOfItsLife_renewsWithAFreshKey_andTheSameAccount() {
    bench.acme.orders.life(Duration.ofMinutes(41), Duration.ofMinutes(60));
    bench.keeper.step();
    X509Certificate first = certificate();
    bench.acme.orders.life(Duration.ofMinutes(1), Duration.ofMinutes(60));
    bench.keeper.step();
    assertThat(certificate().getSerialNumber()).isNotEqualTo(first.getSerialNumber());
    assertThat(certificate().getPublicKey()).isNotEqualTo(first.getPublicKey());
    assertThat(bench.acme.accounts()).isEqualTo(1);
    bench.keeper.step();
    assertThat(bench.shown.installs).isEqualTo(2);
  }

  @Test
  void step_withACertificateOfSeconds_renewsInTime() {
    bench.acme.orders.life(Duration.ofSeconds(41), Duration.ofSeconds(59));
    bench.keeper.step();
    bench.keeper.step();
    assertThat(bench.shown.installs).isEqualTo(2);
  }

  @Test
  void step_whenTheServerAdvisesAWindowThatHasCome_renews_andSaysWhatIsReplaced() {
    bench.acme.advise();
    Instant now = Instant.now();
    bench.acme.orders.advise(now.plusSeconds(86_400), now.plusSeconds(90_000));
    bench.keeper.step();
    bench.keeper.step();
    assertThat(bench.shown.installs).isEqualTo(1);
    bench.acme.orders.advise(now.minusSeconds(600), now.minusSeconds(300));
    bench.restart().step(); // asks for the advice at once
    assertThat(bench.shown.installs).isEqualTo(2);
    assertThat(bench.acme.orders.wishes().get(0)).doesNotContainKey("replaces");
    assertThat(bench.acme.orders.wishes().get(1)).containsKey("replaces");
  }

  @Test
  void step_whenTheServerRefusesWhatIsReplaced_ordersWithoutSayingIt() {
    bench.acme.advise();
    Instant now = Instant.now();
    bench.acme.orders.advise(now.minusSeconds(600), now.minusSeconds(300));
    bench.keeper.step();
    bench.acme.faults.refuse("new-order", 409, "alreadyReplaced", Map.of());
    bench.restart().step();
    assertThat(bench.shown.installs).isEqualTo(2);
  }

  @Test
  void step_forOtherNamesThanBefore_ordersAnew() {
    bench.keeper.step();
    bench.names(List.of("other.example.com")).keeper.step();
    assertThat(certificate().getSubjectX500Principal().getName()).isEqualTo("CN=other.example.com");
  }

  @Test
  void audit_ofAnOrder_hasItsBeginningAndItsEnd() {
    bench.keeper.step();
    List<AuditEvent> events = bench.audit.events();
    assertThat(events)
        .extracting(AuditEvent::outcome)
        .containsExactly(Outcome.STARTED, Outcome.SUCCESS);
    assertThat(events.getLast().action()).isEqualTo("certificate.order");
    assertThat(events.getLast().details())
        .containsEntry("names", "ai.example.com,127.0.0.1")
        .containsEntry("by", "timer")
        .containsKeys("expires", "serial", "issuer", "server");
  }

  @Test
  void step_whenTheAuditLogCannotBeWritten_ordersNothing() {
    bench.audit.refuseIntents(true);
    bench.keeper.step();
    assertThat(bench.acme.requests()).isEmpty();
    assertThat(bench.keeper.state().code()).isEqualTo(ErrorCode.AUDIT_UNAVAILABLE);
  }

  @Test
  void ask_byTheOperator_ordersThoughNothingIsDue() {
    bench.keeper.step();
    bench.keeper.ask();
    awaitInstalls(2);
  }

  @Test
  void ask_whileTheLastOrderComesToItsEnd_isNotForgotten() {
    AtomicBoolean once = new AtomicBoolean(true);
    bench.audit.meanwhile(
        () -> {
          if (once.getAndSet(false)) {
            bench.keeper.ask();
          }
        });
    bench.keeper.ask();
    awaitInstalls(2);
    assertThat(bench.acme.orders.count()).isEqualTo(2);
  }

  // What the server refuses

  @Test
  void rateLimited_isRespected_andTheCertificateStays() throws IOException {
    bench.acme.orders.life(Duration.ofMinutes(41), Duration.ofMinutes(60));
    bench.keeper.step();
    bench.acme.faults.refuse("new-order", 429, "rateLimited", Map.of("Retry-After", "7200"));
    bench.keeper.step();
    assertThat(bench.keeper.state().code()).isEqualTo(ErrorCode.ACME_RATE_LIMITED);
    assertThat(bench.shown.installs).isEqualTo(1);
    assertThat(Duration.between(Instant.now(), bench.folder().setback().until()))
        .isGreaterThan(Duration.ofMinutes(110));
    bench.restart().step(); // nor does a new process ask before that
    assertThat(bench.keeper.state().phase()).isEqualTo(Phase.RETRYING);
    assertThat(bench.acme.orders.count()).isEqualTo(1);
  }

  @Test
  void badNonce_isMetWithAnother() {
    for (String step : List.of("new-account", "new-order", "challenge", "finalize", "cert")) {
      bench.acme.faults.refuse(step, 400, "badNonce", Map.of());
    }
    bench.keeper.step();
    assertThat(bench.shown.installs).isEqualTo(1);
  }

  @Test
  void accountThatTheServerForgot_isMadeAnew() throws IOException {
    bench.keeper.step();
    bench.acme.forgetAccounts();
    bench.keeper.ask();
    awaitAttempt(ErrorCode.ACME_REFUSED);
    bench.forgetSetback();
    bench.restart().ask();
    awaitInstalls(2);
    assertThat(bench.acme.accounts()).isEqualTo(1);
  }

  @Test
  void challengeThatIsNotSeen_isToldInTheServersWords() {
    bench.acme.orders.door(() -> 9);
    bench.keeper.step();
    assertThat(bench.keeper.state().code()).isEqualTo(ErrorCode.ACME_CHALLENGE_FAILED);
    assertThat(bench.keeper.state().detail()).contains("ai.example.com").contains("saw: nothing");
    assertThat(bench.audit.events().getLast().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(bench.audit.events().getLast().code()).isEqualTo("acme_challenge_failed");
  }

  @Test
  void orderThatBecomesInvalid_isBegunAnewTheNextTime() throws IOException {
    bench.acme.orders.refuseAtTheEnd();
    bench.keeper.step();
    assertThat(bench.keeper.state().code()).isEqualTo(ErrorCode.ACME_REFUSED);
    assertThat(bench.keeper.state().detail()).contains("the authority said no");
    bench.forgetSetback();
    bench.restart().step();
    assertThat(bench.acme.orders.count()).isEqualTo(2);
  }

  @Test
  void certificateForOtherNames_isNotTaken() throws IOException {
    bench.acme.orders.issueFor(List.of("ai.example.com", "127.0.0.1", "*.example.com"));
    bench.keeper.step();
    assertThat(bench.keeper.state().code()).isEqualTo(ErrorCode.ACME_CERTIFICATE_UNFIT);
    assertThat(bench.shown.installs).isZero();
    assertThat(bench.folder().order()).isEmpty();
  }

  @Test
  void certificateForAnotherKey_isNotTaken() {
    bench.acme.orders.issueFor(FakeAuthority.newKeys().getPublic());
    bench.keeper.step();
    assertThat(bench.keeper.state().code()).isEqualTo(ErrorCode.ACME_CERTIFICATE_UNFIT);
  }

  @Test
  void certificateThatHasEnded_isNotTaken() {
    bench.acme.orders.life(Duration.ofDays(2), Duration.ofDays(1));
    bench.keeper.step();
    assertThat(bench.keeper.state().code()).isEqualTo(ErrorCode.ACME_CERTIFICATE_UNFIT);
  }

  @ParameterizedTest
  @CsvSource({
    "directory",
    "new-account",
    "new-order",
    "authz",
    "challenge",
    "finalize",
    "order",
    "cert"
  })
  void answerThatIsHuge_isCutOff(String step) {
    bench.acme.faults.answer(
        step, 200, "application/json", "{\"x\":\"" + "y".repeat(4 << 20) + "\"}");
    bench.keeper.step();
    assertThat(bench.shown.installs).isLessThanOrEqualTo(1);
    if (bench.shown.installs == 0) {
      assertThat(bench.keeper.state().code())
          .isIn(ErrorCode.ACME_UNREACHABLE, ErrorCode.ACME_REFUSED);
    }
  }

  @ParameterizedTest
  @CsvSource({"directory", "new-order", "cert"})
  void answerThatNeverEnds_isGivenUp(String step) {
    bench.with(
        new AcmeConfig(
            bench.acme.directory(),
            null,
            false,
            null,
            null,
            null,
            AcmeConfig.HTTP_01,
            "127.0.0.1",
            0,
            Duration.ofMillis(400),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10)));
    bench.acme.faults.stall(step);
    bench.keeper.step();
    assertThat(bench.keeper.state().code()).isEqualTo(ErrorCode.ACME_UNREACHABLE);
    assertThat(bench.keeper.state().detail()).contains("did not answer within");
  }

  @Test
  void directoryThatLeadsElsewhereInTheClear_isNotFollowed() {
    bench.acme.faults.answer(
        "directory",
        200,
        "application/json",
        "{\"newNonce\":\"http://10.1.2.3/n\",\"newAccount\":\"http://10.1.2.3/a\","
            + "\"newOrder\":\"http://10.1.2.3/o\"}");
    bench.keeper.step();
    assertThat(bench.keeper.state().code()).isEqualTo(ErrorCode.ACME_UNREACHABLE);
    assertThat(bench.keeper.state().detail()).contains("names an address that must be like https");
  }

  @Test
  void answerThatIsNoAcme_isToldSo() {
    bench.acme.faults.answer("directory", 200, "text/html", "<html>hello</html>");
    bench.keeper.step();
    assertThat(bench.keeper.state().code()).isEqualTo(ErrorCode.ACME_REFUSED);
  }

  // Cut off

  @ParameterizedTest
  @CsvSource({
    "new-nonce, true",
    "new-account, true",
    "new-account, false",
    "new-order, true",
    "new-order, false",
    "authz, true",
    "challenge, true",
    "challenge, false",
    "order, true",
    "finalize, true",
    "finalize, false",
    "cert, true",
    "cert, false"
  })
  void serverGoneAtAnyStep_theNextProcessGoesOn(String step, boolean before) throws IOException {
    bench.acme.faults.hangUp(step, before);
    bench.keeper.step();
    bench.forgetSetback();
    bench.restart().step();
    assertThat(bench.shown.installs).as(bench.keeper.state().toString()).isEqualTo(1);
    assertThat(bench.acme.accounts()).isEqualTo(1);
    assertThat(bench.acme.orders.count()).isLessThanOrEqualTo(2);
    assertThat(bench.folder().order()).isEmpty();
  }

  @Test
  void crashBeforeTheCertificateIsStored_theSameOrderIsFinished() throws IOException {
    bench.shown.crash = new Bench.PowerCut();
    bench.shown.crashesBefore = true;
    assertThatThrownBy(bench.keeper::step).isInstanceOf(Bench.PowerCut.class);
    assertThat(bench.folder().order()).isPresent();
    bench.restart().step();
    assertThat(bench.shown.installs).isEqualTo(1);
    assertThat(bench.acme.orders.count()).isEqualTo(1);
    assertThat(bench.folder().order()).isEmpty();
  }

  @Test
  void crashAfterTheCertificateWasStored_doesNotInstallItAgainForARenewal() throws IOException {
    bench.shown.crash = new Bench.PowerCut();
    assertThatThrownBy(bench.keeper::step).isInstanceOf(Bench.PowerCut.class);
    PrivateKey first = bench.shown.key;
    assertThat(bench.folder().order()).isPresent();
    bench.restart().ask();
    awaitInstalls(2);
    assertThat(bench.shown.key).isNotEqualTo(first);
    assertThat(bench.acme.orders.count()).isEqualTo(2);
  }

  @Test
  void anotherNodesTurn_isWaitedFor() {
    AcmeStore store = new AcmeStore(bench.database);
    assertThat(store.claim("node_b", Duration.ofMinutes(5))).isTrue();
    bench.keeper.step();
    assertThat(bench.keeper.state().phase()).isEqualTo(Phase.OTHER_NODE);
    assertThat(bench.acme.requests()).isEmpty();
    store.release("node_b");
    bench.keeper.step();
    assertThat(bench.shown.installs).isEqualTo(1);
  }

  private X509Certificate certificate() {
    X509Certificate now = bench.shown.certificate;
    assertThat(now).as(bench.keeper.state().toString()).isNotNull();
    if (now == null) {
      throw new AssertionError();
    }
    return now;
  }

  private void awaitInstalls(int count) {
    await(() -> bench.shown.installs >= count);
  }

  private void awaitAttempt(ErrorCode code) {
    await(() -> bench.keeper.state().code() == code);
  }

  private void await(java.util.function.BooleanSupplier holds) {
    assertThat(Patience.eventually(holds)).as(bench.keeper.state().toString()).isTrue();
  }
}
