package dev.holdfast.appliance.licensing.mail;

import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/** One conversation with the mail server (RFC 5321), for one letter. */
final class Smtp {
  private static final int PERMANENT = 500;

  private Smtp() {}

  /** The server did not take the letter. */
  static final class MailException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean lasting;

    MailException(String message, boolean lasting, Throwable cause) {
      super(message, cause);
      this.lasting = lasting;
    }

    /** Whether trying again would not help: the server said no for good (5yz). */
    boolean lasting() {
      return lasting;
    }
  }

  static void send(MailConfig config, Postman.Letter letter) throws MailException {
    try {
      Session session = Session.getInstance(properties(config), authenticator(config));
      MimeMessage message = new MimeMessage(session);
      message.setFrom(new InternetAddress(config.from()));
      for (String address : config.recipients()) {
        message.addRecipient(Message.RecipientType.TO, new InternetAddress(address.strip()));
      }
      message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
      message.setText(letter.text(), StandardCharsets.UTF_8.name());
      message.setSentDate(Date.from(letter.writtenAt()));
      message.setHeader("Auto-Submitted", "auto-generated");
      Transport.send(message);
    } catch (MessagingException e) {
      throw new MailException(reason(e), isLasting(e), e);
    } catch (IOException e) {
      throw new MailException(
          "the password file cannot be read: " + e.getClass().getSimpleName(), false, e);
    }
  }

  private static Properties properties(MailConfig config) {
    String timeout = Long.toString(config.timeout().toMillis());
    Properties all = new Properties();
    all.setProperty("mail.transport.protocol", "smtp");
    all.setProperty("mail.smtp.host", String.valueOf(config.host()));
    all.setProperty("mail.smtp.port", Integer.toString(config.port()));
    all.setProperty("mail.smtp.connectiontimeout", timeout);
    all.setProperty("mail.smtp.timeout", timeout);
    all.setProperty("mail.smtp.writetimeout", timeout);
    all.setProperty("mail.smtp.auth", Boolean.toString(config.username() != null));
    all.setProperty("mail.smtp.starttls.enable", is(config, "starttls"));
    all.setProperty("mail.smtp.starttls.required", is(config, "starttls"));
    all.setProperty("mail.smtp.ssl.enable", is(config, "tls"));
    all.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    all.setProperty("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
    return all;
  }

  private static String is(MailConfig config, String security) {
    return Boolean.toString(config.security().equals(security));
  }

  private static @Nullable Authenticator authenticator(MailConfig config) throws IOException {
    if (config.username() == null || config.passwordFile() == null) {
      return null;
    }
    PasswordAuthentication login =
        new PasswordAuthentication(
            config.username(), Files.readString(Path.of(config.passwordFile())).strip());
    return new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        return login;
      }
    };
  }

  private static boolean isLasting(Throwable fault) {
    if (fault instanceof SMTPSendFailedException failed) {
      return failed.getReturnCode() >= PERMANENT;
    }
    if (fault instanceof SMTPAddressFailedException failed) {
      return failed.getReturnCode() >= PERMANENT;
    }
    if (fault instanceof SendFailedException failed && failed.getNextException() != null) {
      return isLasting(failed.getNextException());
    }
    return fault instanceof jakarta.mail.internet.AddressException;
  }

  private static String reason(MessagingException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("").strip();
  }
}
