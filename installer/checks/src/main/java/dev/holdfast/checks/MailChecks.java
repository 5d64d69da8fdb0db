package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import dev.holdfast.checks.MailDialogue.Reply;
import dev.holdfast.checks.Subject.MailTarget;
import dev.holdfast.checks.Subject.MailTarget.Security;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;

/**
 * A mail server, tried up to where a letter would begin: connection, TLS, sign-in, sender and
 * recipients. Nothing is sent through it.
 */
final class MailChecks {
  private static final String REQUIRED = "It takes mail from our sender, over TLS.";

  private MailChecks() {}

  static List<Check> of(MailTarget target) {
    return of(target, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /** With certificates that a test trusts. */
  static List<Check> of(MailTarget target, SSLSocketFactory factory) {
    return List.of(Check.of("mail", Severity.ADVICE, "Mail server", () -> look(target, factory)));
  }

  private static Observation look(MailTarget target, SSLSocketFactory factory) throws IOException {
    String where = target.host() + ":" + target.port();
    Reach reach = Reach.probe(target.host(), target.port());
    if (reach != Reach.OPEN) {
      return Observation.fail(where + " " + reach.sentence() + ".", REQUIRED, reach.fix());
    }
    boolean tls = target.security() == Security.TLS;
    try (MailDialogue server = MailDialogue.connect(target.host(), target.port(), tls, factory)) {
      Optional<Observation> refused = talk(server, target, where);
      return refused.isPresent() ? refused.get() : taken(server, target, where);
    } catch (SSLException e) {
      return Observation.fail(
          where + " and we do not agree on TLS: " + e.getMessage() + ".",
          REQUIRED,
          tls
              ? "Port 465 speaks TLS at once, 587 after STARTTLS: correct port or mail.security;"
                  + " or give the server a certificate that this machine trusts."
              : "Give the server a certificate for "
                  + target.host()
                  + " by an authority that this machine trusts.");
    } catch (IOException e) {
      return Observation.fail(
          where + " ended the conversation: " + e.getMessage() + ".",
          REQUIRED,
          "Look into the mail server's log; correct the port, or mail.security.");
    }
  }

  /** The conversation; says what was refused in it. */
  private static Optional<Observation> talk(MailDialogue server, MailTarget target, String where)
      throws IOException {
    if (server.hear().code() != 220) {
      return fail(where + " is not a mail server.", "Correct the port, or mail.security.");
    }
    Reply offers = server.say("EHLO holdfast");
    if (target.security() == Security.STARTTLS) {
      if (!offers.offers("STARTTLS", "")) {
        return fail(
            where + " answers, but does not offer TLS.",
            "Switch STARTTLS on in the mail server, or use its TLS port (465).");
      }
      if (!server.say("STARTTLS").ok()) {
        return fail(where + " offers TLS, but refuses to begin it.", "Look into its log.");
      }
      server.secure();
      offers = server.say("EHLO holdfast");
    }
    if (target.login().isPresent()) {
      Optional<Observation> refused = signIn(server, offers, target.login().get(), where);
      if (refused.isPresent()) {
        return refused;
      }
    }
    return addresses(server, target, where);
  }

  private static Optional<Observation> signIn(
      MailDialogue server, Reply offers, MailTarget.Login login, String where) throws IOException {
    String password;
    try {
      password = Files.readString(login.passwordFile()).strip();
    } catch (IOException e) {
      return fail(
          "The password file " + login.passwordFile() + " cannot be read.",
          "Name a file that holds the password and nothing else (mail.passwordFile).");
    }
    Reply answer;
    if (offers.offers("AUTH", "PLAIN")) {
      answer = server.say("AUTH PLAIN " + base64("\0" + login.username() + "\0" + password));
    } else if (offers.offers("AUTH", "LOGIN")) {
      server.say("AUTH LOGIN");
      server.say(base64(login.username()));
      answer = server.say(base64(password));
    } else {
      return fail(
          where + " offers no sign-in with a password.",
          "Leave mail.username out, or switch AUTH PLAIN on in the mail server.");
    }
    return answer.ok()
        ? Optional.empty()
        : fail(
            where + " does not take the user name and the password (" + answer.code() + ").",
            "Correct mail.username and the file that holds the password.");
  }

  private static Optional<Observation> addresses(
      MailDialogue server, MailTarget target, String where) throws IOException {
    Reply from = server.say("MAIL FROM:<" + target.from() + ">");
    if (!from.ok()) {
      return fail(
          where + " does not take mail from " + target.from() + " (" + from.code() + ").",
          "Correct mail.from, or let the server take mail from this machine.");
    }
    for (String recipient : target.to()) {
      Reply to = server.say("RCPT TO:<" + recipient + ">");
      if (!to.ok()) {
        return fail(
            where + " does not take mail for " + recipient + " (" + to.code() + ").",
            "Correct mail.to, or let the server pass mail on for this machine.");
      }
    }
    server.say("RSET");
    server.say("QUIT");
    return Optional.empty();
  }

  private static Observation taken(MailDialogue server, MailTarget target, String where) {
    String takes = where + " takes mail from " + target.from();
    return server.tls().isEmpty()
        ? Observation.warn(
            takes + ", but everybody on the way can read it.",
            REQUIRED,
            "Use STARTTLS or TLS (mail.security), where the server can.")
        : Observation.ok(takes + " (" + server.tls() + ").", REQUIRED);
  }

  private static Optional<Observation> fail(String observed, String fix) {
    return Optional.of(Observation.fail(observed, REQUIRED, fix));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
