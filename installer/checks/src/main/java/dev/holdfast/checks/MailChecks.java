package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import dev.holdfast.checks.Subject.MailTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mail server: whether it answers, and whether it offers TLS. Nothing is sent through it. */
final class MailChecks {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int IMPLICIT_TLS = 465;
  private static final int MOST_LINES = 50;
  private static final String REQUIRED = "It answers, and offers TLS.";

  private MailChecks() {}

  static List<Check> of(MailTarget target) {
    return List.of(Check.of("mail", Severity.ADVICE, "Mail server", () -> look(target)));
  }

  private static Observation look(MailTarget target) throws IOException {
    String where = target.host() + ":" + target.port();
    Reach reach = Reach.probe(target.host(), target.port());
    if (reach != Reach.OPEN) {
      return Observation.fail(where + " " + reach.sentence() + ".", REQUIRED, reach.fix());
    }
    if (target.port() == IMPLICIT_TLS) {
      return Observation.ok(where + " can be reached.", REQUIRED);
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(target.host(), target.port()), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      if (!said(in, "220").contains("220")) {
        return Observation.fail(where + " is not a mail server.", REQUIRED, "Correct the port.");
      }
      socket.getOutputStream().write("EHLO holdfast\r\n".getBytes(StandardCharsets.US_ASCII));
      boolean tls = said(in, "250").contains("STARTTLS");
      socket.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
      return Observation.judged(
          tls,
          where + (tls ? " answers and offers TLS." : " answers, but does not offer TLS."),
          REQUIRED,
          "Switch STARTTLS on in the mail server, or use its TLS port (465).");
    }
  }

  /** One answer of possibly several lines; the last has a blank after its code. */
  private static String said(BufferedReader in, String code) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MOST_LINES; i++) {
      @Nullable String line = in.readLine();
      if (line == null) {
        break;
      }
      text.append(line).append('\n');
      if (!line.startsWith(code + "-")) {
        break;
      }
    }
    return text.toString();
  }
}
