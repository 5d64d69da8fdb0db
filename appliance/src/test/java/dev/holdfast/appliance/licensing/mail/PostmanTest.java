package dev.holdfast.appliance.licensing.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.holdfast.appliance.testkit.Patience;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Letters go over a socket to a mail server that writes down what it was told. */
class PostmanTest {
  private static final Postman.Letter LETTER =
      new Postman.Letter(
          "Holdfast licence: ends in 7 days – Zürich",
          "The licence ends in 7 days or less.\n.\nNever stops: signing in.\n",
          Instant.parse("2026-12-21T05:30:00Z"));

  private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private int port() {
    return server.getSmtp().getPort();
  }

  @Test
  void send_configured_reachesEveryAddressAsItWasWritten() throws Exception {
    Postman postman = Postmen.to(port());
    postman.send(LETTER);
    Patience.until("the letter has gone", () -> postman.sent() > 0);
    assertThat(postman.sent()).isEqualTo(1);
    MimeMessage[] received = server.getReceivedMessages();
    assertThat(received).hasSize(2);
    assertThat(received[0].getSubject()).isEqualTo(LETTER.subject());
    assertThat(((String) received[0].getContent()).replace("\r\n", "\n").strip())
        .isEqualTo(LETTER.text().strip());
    assertThat(received[0].getAllRecipients())
        .extracting(Object::toString)
        .containsExactly("ops@example.org", "it@example.org");
    assertThat(received[0].getSentDate().toInstant()).isEqualTo(LETTER.writtenAt());
    assertThat(received[0].getHeader("Auto-Submitted")).containsExactly("auto-generated");
    postman.stop();
  }

  @Test
  void send_notConfigured_isForgotten() {
    Postman postman = Postmen.without();
    assertThat(postman.configured()).isFalse();
    postman.send(LETTER);
    assertThat(postman.sent() + postman.failed()).isZero();
    postman.stop();
  }

  @Test
  void send_serverWantsAPassword_isToldTheOneOfTheFile() throws Exception {
    server.setUser("holdfast@example.org", "holdfast", "s3cret");
    Path password = Files.writeString(folder.resolve("password"), "s3cret\n");
    Smtp.send(Postmen.config(port(), "none", "holdfast", password.toString()), LETTER);
    assertThat(server.getReceivedMessages()).hasSize(2);
  }

  @Test
  void send_wrongPassword_saysSoAndShowsNone() throws IOException {
    server.setUser("holdfast@example.org", "holdfast", "s3cret");
    Path password = Files.writeString(folder.resolve("password"), "guess\n");
    assertThatThrownBy(
            () ->
                Smtp.send(Postmen.config(port(), "none", "holdfast", password.toString()), LETTER))
        .isInstanceOf(Smtp.MailException.class)
        .hasMessageNotContaining("guess");
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void send_serverWithoutTls_isRefusedWhereTlsIsAskedFor() {
    assertThatThrownBy(() -> Smtp.send(Postmen.config(port(), "starttls", null, null), LETTER))
        .isInstanceOf(Smtp.MailException.class)
        .hasMessageContaining("STARTTLS");
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void send_serverGone_isNotLasting() {
    int port = port();
    server.stop();
    assertThatThrownBy(() -> Smtp.send(Postmen.config(port, "none", null, null), LETTER))
        .isInstanceOfSatisfying(
            Smtp.MailException.class, fault -> assertThat(fault.lasting()).isFalse());
  }

  @Test
  void send_passwordFileMissing_namesTheReason() {
    assertThatThrownBy(
            () -> Smtp.send(Postmen.config(port(), "none", "holdfast", "/nowhere"), LETTER))
        .isInstanceOf(Smtp.MailException.class)
        .hasMessageContaining("password file");
  }

  @Test
  void config_hostWithoutAddresses_isRefused() {
    assertThatThrownBy(
            () ->
                new MailConfig(
                    "mail", 25, "none", null, List.of(), null, null, Duration.ofSeconds(1)))
        .hasMessageContaining("holdfast.licensing.mail.from");
    assertThatThrownBy(() -> Postmen.config(0, "none", null, null)).hasMessageContaining("port");
    assertThatThrownBy(() -> Postmen.config(25, "maybe", null, null))
        .hasMessageContaining("starttls, tls or none");
    assertThatThrownBy(() -> Postmen.config(25, "none", "me", null))
        .hasMessageContaining("password-file");
  }
}
