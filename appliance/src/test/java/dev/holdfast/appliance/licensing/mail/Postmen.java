package dev.holdfast.appliance.licensing.mail;

import java.time.Duration;
import java.util.List;

/** Postmen for tests of other packages. */
public final class Postmen {
  private Postmen() {}

  /** One who has nobody to write to. */
  public static Postman without() {
    return new Postman(
        new MailConfig(null, 25, "none", null, null, null, null, Duration.ofMinutes(1)));
  }

  /** One who writes to a server on the loopback. */
  public static Postman to(int port) {
    return new Postman(config(port, "none", null, null));
  }

  static MailConfig config(
      int port,
      String security,
      @org.jspecify.annotations.Nullable String username,
      @org.jspecify.annotations.Nullable String passwordFile) {
    return new MailConfig(
        "127.0.0.1",
        port,
        security,
        "holdfast@example.org",
        List.of("ops@example.org", "it@example.org"),
        username,
        passwordFile,
        Duration.ofMinutes(1));
  }
}
