package dev.holdfast.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.holdfast.checks.Finding.Result;
import dev.holdfast.checks.Subject.MailTarget;
import dev.holdfast.checks.Subject.MailTarget.Security;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Mail servers as they are met: a real one, and one that is as awkward as the test wants it. */
final class MailChecksTest {
  private static final String HOST = "127.0.0.1";
  private static final String SENDER = "holdfast@example.org";

  @TempDir private Path folder = Path.of("unset");

  private static MailTarget target(int port, Security security) {
    return new MailTarget(
        HOST, port, security, SENDER, List.of("ops@example.org"), Optional.empty());
  }

  private MailTarget signingIn(int port, Security security, String password) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), password + "\n");
    return new MailTarget(
        HOST,
        port,
        security,
        SENDER,
        List.of("ops@example.org"),
        Optional.of(new MailTarget.Login("holdfast", file)));
  }

  private static Finding look(MailTarget target) {
    return Checks.run(MailChecks.of(target), Set.of()).getFirst();
  }

  @Test
  void mail_realServerWithoutTls_isTakenWithAWarning() {
    GreenMail server = new GreenMail(new ServerSetup(0, HOST, "smtp"));
    server.start();
    Finding finding = look(target(server.getSmtp().getPort(), Security.NONE));
    assertThat(finding.result()).isEqualTo(Result.WARN);
    assertThat(finding.observed()).contains("takes mail from " + SENDER).contains("can read it");
    assertThat(server.getReceivedMessages()).as("nothing is sent").isEmpty();
    server.stop();
  }

  @ParameterizedTest
  @CsvSource({"s3cret, takes mail", "guess, does not take the user name"})
  void mail_realServerThatWantsAPassword_isTold(String password, String expected)
      throws IOException {
    GreenMail server = new GreenMail(new ServerSetup(0, HOST, "smtp"));
    server.setUser(SENDER, "holdfast", "s3cret");
    server.start();
    Finding finding = look(signingIn(server.getSmtp().getPort(), Security.NONE, password));
    assertThat(finding.observed()).contains(expected).doesNotContain(password + "\n");
    server.stop();
  }

  @Test
  void mail_realServerOnItsTlsPort_needsATrustedCertificate() {
    GreenMail server = new GreenMail(new ServerSetup(0, HOST, "smtps"));
    server.start();
    Finding finding = look(target(server.getSmtps().getPort(), Security.TLS));
    assertThat(finding.result()).isEqualTo(Result.WARN);
    assertThat(finding.observed()).contains("do not agree on TLS");
    assertThat(finding.fix()).contains("587");
    server.stop();
  }

  @ParameterizedTest
  @EnumSource(
      value = Security.class,
      names = {"STARTTLS", "TLS"})
  void mail_overTls_isWellWhereEverythingIsTaken(Security security)
      throws IOException, GeneralSecurityException, InterruptedException {
    TestCertificate certificate = TestCertificate.make(folder);
    try (AwkwardMail server = AwkwardMail.with(certificate, security == Security.TLS)) {
      MailTarget target = signingIn(server.port(), security, "s3cret");
      Finding finding =
          Checks.run(MailChecks.of(target, certificate.trusting()), Set.of()).getFirst();
      assertThat(finding.observed()).contains("takes mail from " + SENDER).contains("TLSv1.3");
      assertThat(finding.result()).isEqualTo(Result.OK);
      assertThat(server.heard()).contains("RCPT TO:<ops@example.org>", "QUIT");
      assertThat(server.heardInTheClear()).noneMatch(line -> line.startsWith("AUTH"));
    }
  }

  @Test
  void mail_certificateThatIsNotTrusted_endsBeforeThePassword()
      throws IOException, GeneralSecurityException, InterruptedException {
    TestCertificate certificate = TestCertificate.make(folder);
    try (AwkwardMail server = AwkwardMail.with(certificate, false)) {
      Finding finding = look(signingIn(server.port(), Security.STARTTLS, "s3cret"));
      assertThat(finding.observed()).contains("do not agree on TLS");
      assertThat(finding.fix()).contains("Give the server a certificate for " + HOST);
      assertThat(server.heard()).noneMatch(line -> line.startsWith("AUTH"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "220, 554 go away, is not a mail server",
    "STARTTLS, 454 not now, refuses to begin it",
    "AUTH PLAIN, 535 no, does not take the user name and the password (535)",
    "MAIL FROM, 550 no, does not take mail from holdfast@example.org (550)",
    "RCPT TO, 550 no, does not take mail for ops@example.org (550)"
  })
  void mail_refusalAtAnyPoint_isSaidWithWhatToDo(String at, String answer, String expected)
      throws IOException, GeneralSecurityException, InterruptedException {
    TestCertificate certificate = TestCertificate.make(folder);
    try (AwkwardMail server = AwkwardMail.with(certificate, false)) {
      server.refuse(at, answer);
      MailTarget target = signingIn(server.port(), Security.STARTTLS, "s3cret");
      Finding finding =
          Checks.run(MailChecks.of(target, certificate.trusting()), Set.of()).getFirst();
      assertThat(finding.observed()).contains(expected);
      assertThat(finding.result()).isEqualTo(Result.WARN);
      assertThat(finding.fix()).isNotBlank();
    }
  }

  @Test
  void mail_serverThatOffersNoTlsOrNoSignIn_isNotToldAnything()
      throws IOException, GeneralSecurityException, InterruptedException {
    TestCertificate certificate = TestCertificate.make(folder);
    try (AwkwardMail server = AwkwardMail.with(certificate, false)) {
      server.refuse("EHLO", "250 bare");
      assertThat(look(signingIn(server.port(), Security.STARTTLS, "s3cret")).observed())
          .contains("does not offer TLS");
      assertThat(look(signingIn(server.port(), Security.NONE, "s3cret")).observed())
          .contains("offers no sign-in");
      assertThat(server.heard()).noneMatch(line -> line.startsWith("AUTH"));
    }
  }

  @Test
  void mail_passwordFileThatIsMissing_isNamed()
      throws IOException, GeneralSecurityException, InterruptedException {
    TestCertificate certificate = TestCertificate.make(folder);
    try (AwkwardMail server = AwkwardMail.with(certificate, false)) {
      MailTarget target = signingIn(server.port(), Security.NONE, "x");
      Files.delete(folder.resolve("password"));
      assertThat(look(target).observed()).contains("password cannot be read");
    }
  }
}
