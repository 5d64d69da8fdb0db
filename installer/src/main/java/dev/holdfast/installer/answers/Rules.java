package dev.holdfast.installer.answers;

import dev.holdfast.installer.answers.Answers.Acme;
import dev.holdfast.installer.answers.Answers.AdministratorKind;
import dev.holdfast.installer.answers.Answers.DatabaseKind;
import dev.holdfast.installer.answers.Answers.KmsKind;
import dev.holdfast.installer.answers.Answers.LicenceKind;
import dev.holdfast.installer.answers.Answers.Mail;
import dev.holdfast.installer.answers.Answers.MailKind;
import dev.holdfast.installer.answers.Answers.MailSecurity;
import dev.holdfast.installer.answers.Answers.Mode;
import dev.holdfast.installer.answers.Answers.ServiceUser;
import dev.holdfast.installer.answers.Answers.Tls;
import dev.holdfast.installer.answers.Answers.TlsKind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What answers must be besides well written; each complaint names the member. */
public final class Rules {
  private static final int LARGEST_PORT = 65_535;
  private static final int MOST_RECIPIENTS = 20;
  private static final Pattern EMAIL = Pattern.compile("[^@\\s,]+@[^@\\s,]+");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]+|\\[[0-9A-Fa-f:]+]");
  private static final Pattern DIRECTORY =
      Pattern.compile(
          "https://[A-Za-z0-9._\\[\\]:-]+(/[^\\s@#]*)?|http://127\\.0\\.0\\.1(:\\d+)?(/[^\\s@#]*)?");
  private static final Pattern OUTBOUND =
      Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+]|[0-9A-Fa-f.:]+(/\\d{1,3})?)(:\\d{1,5})?");

  private Rules() {}

  /** Every complaint; none where all is well. */
  public static List<String> check(Answers answers) {
    List<String> wrong = new ArrayList<>();
    database(answers, wrong);
    kms(answers, wrong);
    if (answers.tls().kind() == TlsKind.FILES) {
      file("tls.certificateFile", answers.tls().certificateFile(), wrong);
      file("tls.keyFile", answers.tls().keyFile(), wrong);
    }
    if (answers.tls().kind() == TlsKind.ACME) {
      acme(answers.tls(), wrong);
    }
    answers.tls().names().forEach(name -> matches("tls.names", name, HOST, "a host name", wrong));
    matches("server.host", answers.server().host(), HOST, "an address of this machine", wrong);
    answers.server().trustedProxies().forEach(each -> proxy(each, wrong));
    port("server.port", answers.server().port(), wrong);
    port("server.managementPort", answers.server().managementPort(), wrong);
    if (answers.server().port() == answers.server().managementPort()) {
      wrong.add("server.port and server.managementPort are the same");
    }
    answers
        .server()
        .outbound()
        .forEach(
            each ->
                matches("server.outbound", each, OUTBOUND, "host, host:port or a block", wrong));
    if (!answers.server().outbound().isEmpty() && answers.mode() != Mode.AIR_GAPPED) {
      wrong.add("server.outbound is for the mode air-gapped only");
    }
    if (answers.administrator().kind() == AdministratorKind.PASSPHRASE) {
      matches(
          "administrator.email",
          answers.administrator().email(),
          EMAIL,
          "an e-mail address",
          wrong);
      file("administrator.passphraseFile", answers.administrator().passphraseFile(), wrong);
      if (answers.administrator().name().isBlank()) {
        wrong.add("administrator.name is missing");
      }
    }
    if (answers.licence().kind() == LicenceKind.FILE) {
      file("licence.file", answers.licence().file(), wrong);
    }
    if (answers.licence().kind() == LicenceKind.REQUEST) {
      file("licence.requestFile", answers.licence().requestFile(), wrong);
    }
    if (answers.server().mail().kind() == MailKind.SMTP) {
      mail(answers.server().mail(), wrong);
    }
    return wrong;
  }

  private static void acme(Tls tls, List<String> wrong) {
    Acme acme = tls.acme();
    matches(
        "acme.directory",
        acme.directory(),
        DIRECTORY,
        "like https://ca.example.com/acme/directory",
        wrong);
    if (tls.names().isEmpty()) {
      wrong.add("tls.names is empty; a certificate by ACME is for names");
    }
    if (!acme.email().isEmpty()) {
      matches("acme.email", acme.email(), EMAIL, "an e-mail address", wrong);
    }
    if (!acme.caFile().isEmpty()) {
      file("acme.caFile", acme.caFile(), wrong);
    }
    if (acme.binds()) {
      file("acme.hmacFile", acme.hmacFile(), wrong);
    } else if (!acme.hmacFile().isEmpty()) {
      wrong.add("acme.hmacFile needs acme.keyId");
    }
  }

  private static void mail(Mail mail, List<String> wrong) {
    matches("mail.host", mail.host(), HOST, "a host name or an address", wrong);
    port("mail.port", mail.port(), wrong);
    matches("mail.from", mail.from(), EMAIL, "an e-mail address", wrong);
    if (mail.to().isEmpty() || mail.to().size() > MOST_RECIPIENTS) {
      wrong.add("mail.to must be 1 to " + MOST_RECIPIENTS + " e-mail addresses");
    }
    mail.to().forEach(each -> matches("mail.to", each, EMAIL, "an e-mail address", wrong));
    if (!mail.username().isEmpty()) {
      file("mail.passwordFile", mail.passwordFile(), wrong);
      if (mail.security() == MailSecurity.NONE) {
        wrong.add(
            "mail.username needs mail.security starttls or tls: a password is not sent in the clear");
      }
    } else if (!mail.passwordFile().isEmpty()) {
      wrong.add("mail.passwordFile needs mail.username");
    }
  }

  private static void database(Answers answers, List<String> wrong) {
    if (answers.database().kind() == DatabaseKind.POSTGRESQL) {
      if (!answers.database().url().startsWith("jdbc:postgresql://")) {
        wrong.add("database.url must be like jdbc:postgresql://host:5432/holdfast");
      }
      if (answers.database().url().matches(".*[?&](password|user)=.*")) {
        wrong.add("database.url must not hold the user or the password");
      }
      if (answers.database().username().isBlank()) {
        wrong.add("database.username is missing");
      }
      file("database.passwordFile", answers.database().passwordFile(), wrong);
    }
    if (answers.database().pointInTime() && answers.database().kind() != DatabaseKind.BUNDLED) {
      wrong.add("database.pointInTime is for the bundled database only");
    }
    if (answers.database().kind() == DatabaseKind.BUNDLED) {
      port("database.port", answers.database().port(), wrong);
      if (answers.service().user() == ServiceUser.DYNAMIC) {
        wrong.add("service.user cannot be dynamic with the bundled database");
      }
    }
  }

  /** As the service reads it when it starts: no name, which could lead anywhere. */
  private static void proxy(String text, List<String> wrong) {
    String[] parts = text.split("/", 2);
    try {
      int bits = InetAddress.ofLiteral(parts[0]).getAddress().length * Byte.SIZE;
      if (parts.length == 1
          || (parts[1].matches("\\d{1,3}") && Integer.parseInt(parts[1]) <= bits)) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // It is said below.
    }
    wrong.add(
        "server.trustedProxies is \""
            + text
            + "\"; it must be an address or a block such as 10.1.0.0/16");
  }

  private static void kms(Answers answers, List<String> wrong) {
    if (answers.kms().kind() == KmsKind.VAULT) {
      if (!answers.kms().address().startsWith("https://")
          && !answers.kms().address().startsWith("http://127.0.0.1")) {
        wrong.add("kms.address must be like https://vault.example:8200");
      }
      if (answers.kms().address().contains("@")) {
        wrong.add("kms.address must not hold a user or a password");
      }
      file("kms.tokenFile", answers.kms().tokenFile(), wrong);
      if (!answers.kms().caFile().isEmpty()) {
        file("kms.caFile", answers.kms().caFile(), wrong);
      }
    }
  }

  private static void file(String name, String value, List<String> wrong) {
    if (!value.startsWith("/")) {
      wrong.add(name + " must be the absolute path of a file");
    }
  }

  private static void port(String name, int port, List<String> wrong) {
    if (port < 1 || port > LARGEST_PORT) {
      wrong.add(name + " must be 1 to " + LARGEST_PORT);
    }
  }

  private static void matches(
      String name, String value, Pattern pattern, String what, List<String> wrong) {
    if (!pattern.matcher(value).matches()) {
      wrong.add(name + " is \"" + value + "\"; it must be " + what);
    }
  }
}
