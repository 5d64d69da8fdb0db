package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/** Whether each port can be listened on, and if not, why not. */
final class PortChecks {
  private static final int FIRST_UNPRIVILEGED = 1024;
  private static final String REQUIRED = "Free, open to this service, and on this machine.";

  private PortChecks() {}

  static List<Check> of(List<Subject.Listener> listeners) {
    return listeners.stream()
        .map(
            listener ->
                Check.of(
                    "port." + listener.what(),
                    Severity.STRICT,
                    "Port for " + listener.what(),
                    () -> listen(listener)))
        .toList();
  }

  private static Observation listen(Subject.Listener listener) throws IOException {
    String where = listener.host() + ":" + listener.port();
    if (listener.port() < FIRST_UNPRIVILEGED) {
      return Observation.fail(
          where + " is a port that only root may listen on (refused).",
          REQUIRED,
          "Choose a port from 1024 on, such as 8443, and let a proxy or a firewall rule lead"
              + " 443 there.");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(listener.host()), listener.port()));
    } catch (UnknownHostException e) {
      return Observation.fail(
          "The host " + listener.host() + " is not known.",
          REQUIRED,
          "Use an address of this machine, or 0.0.0.0.");
    } catch (BindException e) {
      return refused(where, String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT));
    }
    Reach reach = Reach.probeOwn(listener);
    return Observation.judged(
        reach == Reach.OPEN,
        reach == Reach.OPEN
            ? where + " is free."
            : where + " is free, but calls to it are blocked on this machine.",
        REQUIRED,
        "A firewall rule (nft list ruleset) drops packets to it, even from this machine.");
  }

  private static Observation refused(String where, String reason) {
    if (reason.contains("in use")) {
      return Observation.fail(
          where + " is in use.",
          REQUIRED,
          "Another program listens there (ss -ltnp says which); stop it, or choose another port.");
    }
    if (reason.contains("permission")) {
      return Observation.fail(
          where + " is refused to this user.", REQUIRED, "Choose a port from 1024 on.");
    }
    return Observation.fail(
        where + " is not an address of this machine (" + reason + ").",
        REQUIRED,
        "Use an address that ip addr shows, or 0.0.0.0 for all of them.");
  }
}
