package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The machine's name, its resolver and its routes. Nothing is sent. */
final class NetworkChecks {
  private static final int LONGEST_NAME = 63;
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9-]+)*");
  private static final String NO_ROUTE = "00000000";

  private NetworkChecks() {}

  static List<Check> of(Subject subject) {
    Host host = subject.host();
    boolean airGapped = subject.places().airGapped();
    return List.of(
        Check.of("network.hostname", Severity.ADVICE, "Host name", () -> hostname(host)),
        Check.of("network.localhost", Severity.STRICT, "localhost", () -> localhost(host)),
        Check.of("network.resolver", Severity.ADVICE, "Resolver", () -> resolver(host, airGapped)),
        Check.of("network.route", Severity.ADVICE, "Routes", () -> route(host, airGapped)));
  }

  private static Observation hostname(Host host) {
    String name = host.read("/proc/sys/kernel/hostname").orElse("");
    boolean good =
        NAME.matcher(name).matches()
            && name.length() <= LONGEST_NAME
            && !name.startsWith("localhost");
    return Observation.judged(
        good,
        name.isEmpty() ? "None." : name + ".",
        "A name of its own, of letters, digits and hyphens, 63 at most.",
        "hostnamectl set-hostname NAME");
  }

  private static Observation localhost(Host host) {
    boolean named =
        host.read("/etc/hosts").stream()
            .flatMap(String::lines)
            .map(line -> line.replaceFirst("#.*", "").strip())
            .anyMatch(line -> line.matches("(127\\.0\\.0\\.1|::1)\\s.*\\blocalhost\\b.*"));
    return Observation.judged(
        named,
        named ? "/etc/hosts knows it." : "/etc/hosts does not name it.",
        "localhost is 127.0.0.1, without asking anybody.",
        "Add the line '127.0.0.1 localhost' to /etc/hosts.");
  }

  private static Observation resolver(Host host, boolean airGapped) {
    List<String> servers = new ArrayList<>();
    host.read("/etc/resolv.conf").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("nameserver"))
        .forEach(line -> servers.add(line.substring("nameserver".length()).strip()));
    if (airGapped) {
      return Observation.ok(
          servers.isEmpty() ? "No name server." : "Name servers: " + servers + ".",
          "None is needed; names can stand in /etc/hosts.");
    }
    return Observation.judged(
        !servers.isEmpty(),
        servers.isEmpty() ? "No name server." : "Name servers: " + servers + ".",
        "A name server, where providers are reached by name.",
        "Name one in /etc/resolv.conf, or choose the mode air-gapped.");
  }

  /** A default route is never needed; where there should be no way out, one is worth a word. */
  private static Observation route(Host host, boolean airGapped) {
    boolean out =
        host.read("/proc/net/route").stream()
            .flatMap(String::lines)
            .skip(1)
            .map(line -> line.split("\\s+"))
            .anyMatch(
                parts ->
                    parts.length > 7 && parts[1].equals(NO_ROUTE) && parts[7].equals(NO_ROUTE));
    return Observation.judged(
        !(airGapped && out),
        out ? "There is a default route." : "There is no default route, and none is needed.",
        airGapped ? "None, as the mode is air-gapped." : "None is needed.",
        "Take the default route away, or choose the mode customer-cloud; Holdfast refuses to use it"
            + " either way.");
  }
}
