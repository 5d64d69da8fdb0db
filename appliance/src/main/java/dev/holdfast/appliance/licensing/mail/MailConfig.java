package dev.holdfast.appliance.licensing.mail;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast.licensing.mail}: who is told by mail of what the licence asks for. Off without a
 * host.
 *
 * @param host the mail server; no mail is sent without it
 * @param port 1 to 65535
 * @param security {@code starttls} (refused where the server does not offer it), {@code tls} or
 *     {@code none}
 * @param from the sender's address
 * @param to the addresses that are told, with commas between
 * @param username where the server wants one
 * @param passwordFile the file with the password; read at each mail
 * @param timeout for each answer of the server
 */
@ConfigurationProperties("holdfast.licensing.mail")
record MailConfig(
    @Told(Told.As.TOKEN) @Nullable String host,
    @Bindable(defaultValue = "587") int port,
    @Told(value = Told.As.AS_IT_IS, where = "(?i)starttls|tls|none")
        @Bindable(defaultValue = "starttls")
        String security,
    @Told(Told.As.TOKEN) @Nullable String from,
    @Told(Told.As.TOKEN) @Nullable List<String> to,
    @Told(Told.As.TOKEN) @Nullable String username,
    @Told(Told.As.NEVER) @Nullable String passwordFile,
    @Bindable(defaultValue = "20s") Duration timeout) {
  private static final int MOST_RECIPIENTS = 20;
  private static final int LARGEST_PORT = 65_535;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  MailConfig {
    to = to == null ? List.of() : List.copyOf(to);
    security = security.toLowerCase(Locale.ROOT);
    demand(port > 0 && port <= LARGEST_PORT, "port", "must be 1 to 65535");
    demand(
        List.of("starttls", "tls", "none").contains(security),
        "security",
        "must be starttls, tls or none");
    demand(to.size() <= MOST_RECIPIENTS, "to", "must be 20 addresses at most");
    demand(
        !timeout.isZero() && !timeout.isNegative() && timeout.compareTo(LONGEST) <= 0,
        "timeout",
        "must be more than 0 and 5m at most");
    demand(
        host == null || (from != null && !to.isEmpty()),
        "host",
        "needs holdfast.licensing.mail.from and holdfast.licensing.mail.to beside it");
    demand(
        (username == null) == (passwordFile == null),
        "username",
        "and holdfast.licensing.mail.password-file go together");
  }

  List<String> recipients() {
    return to == null ? List.of() : to;
  }

  private static void demand(boolean holds, String key, String words) {
    if (!holds) {
      throw new IllegalArgumentException("holdfast.licensing.mail." + key + " " + words);
    }
  }
}
