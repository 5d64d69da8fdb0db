package dev.holdfast.appliance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was said on the command line. The appliance has few words: everything lasting is in {@code
 * conf/holdfast.properties}.
 *
 * @param home from {@code --home}
 * @param properties what the port options set
 * @param train to live one short life, for the start-up cache
 */
record CommandLine(
    Optional<String> home, Map<String, String> properties, boolean help, boolean train) {
  private static final Map<String, String> PORTS =
      Map.of(
          "--port", "holdfast.server.port",
          "--plain-port", "holdfast.server.plain-port",
          "--management-port", "holdfast.server.management-port");

  static final String USAGE =
      """
      Runs the Holdfast appliance.

        --home DIR             where it keeps everything (HOLDFAST_HOME; default ./var)
        --port N               the https listener (default 8443)
        --plain-port N         plain http on this machine only (default 0: off)
        --management-port N    health and metrics on this machine only (default 8081)
        --help                 this text

      For every port, 0 switches the listener off and -1 takes any free port.
      Everything else is set in conf/holdfast.properties in the home directory.

      Exit codes:
      """;

  CommandLine {
    properties = Map.copyOf(properties);
  }

  /** Reads {@code --name value} and {@code --name=value}. */
  static CommandLine parse(List<String> arguments) throws UsageException {
    Optional<String> home = Optional.empty();
    Map<String, String> properties = new HashMap<>();
    boolean help = false;
    boolean train = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      switch (name) {
        case "--help" -> help = true;
        case "--train" -> train = true;
        case "--home", "--port", "--plain-port", "--management-port" -> {
          if (equals < 0 && ++i == arguments.size()) {
            throw new UsageException(name + " needs a value");
          }
          String value = equals < 0 ? arguments.get(i) : argument.substring(equals + 1);
          if (value.isBlank()) {
            // An empty home would be the directory that the command happens to run in.
            throw new UsageException(name + " needs a value");
          }
          if (name.equals("--home")) {
            home = Optional.of(value);
          } else {
            properties.put(PORTS.getOrDefault(name, name), port(name, value));
          }
        }
        default -> throw new UsageException("there is no option " + argument);
      }
    }
    if (train) {
      // A training run must not collide with the appliance that may be running meanwhile.
      PORTS.values().forEach(port -> properties.putIfAbsent(port, "-1"));
    }
    return new CommandLine(home, properties, help, train);
  }

  private static String port(String name, String value) throws UsageException {
    try {
      int port = Integer.parseInt(value);
      if (port >= -1 && port <= 65_535) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      throw new UsageException(name + " needs a number, not " + value);
    }
    throw new UsageException(name + " must be -1 to 65535");
  }

  /** The command line was wrong. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }
}
