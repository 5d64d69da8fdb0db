package dev.holdfast.checks;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is checked: the machine, and what the operator wants on it or has on it. What is empty is
 * not checked.
 *
 * @param occasion whether Holdfast is to be installed, upgraded, or runs
 * @param listeners addresses that are to be listened on, and must be free now
 */
public record Subject(
    Host host,
    Occasion occasion,
    Places places,
    List<Listener> listeners,
    Optional<DatabaseTarget> database,
    Optional<VaultTarget> vault,
    Optional<MailTarget> mail,
    Optional<AcmeTarget> acme,
    Papers papers) {
  public Subject {
    listeners = List.copyOf(listeners);
  }

  /** When the checks are made. */
  public enum Occasion {
    INSTALL,
    UPGRADE,
    RUNNING
  }

  /**
   * Where things are to lie.
   *
   * @param program the release trees
   * @param data what the appliance writes
   * @param bundleBytes the extracted bundle's size; its double must be free
   * @param airGapped whether the machine is to have no way out
   */
  public record Places(Path program, Path data, long bundleBytes, boolean airGapped) {}

  /** An address to listen on. */
  public record Listener(String what, String host, int port) {}

  /**
   * A PostgreSQL database.
   *
   * @param passwordFile its first line is the password
   */
  public record DatabaseTarget(String url, String username, @Nullable Path passwordFile) {}

  /** A key in Vault's Transit engine. */
  public record VaultTarget(
      URI address, String mount, String key, Path tokenFile, @Nullable Path caFile) {}

  /**
   * A mail server.
   *
   * @param from the sender's address
   * @param to the recipients' addresses
   * @param login empty where the server wants none
   */
  public record MailTarget(
      String host,
      int port,
      Security security,
      String from,
      List<String> to,
      Optional<Login> login) {
    public MailTarget {
      to = List.copyOf(to);
    }

    /** How the connection is encrypted. */
    public enum Security {
      STARTTLS,
      TLS,
      NONE
    }

    /** What the server is told, once the connection is as it should be. */
    public record Login(String username, Path passwordFile) {}
  }

  /**
   * An ACME server that is to issue the certificate.
   *
   * @param caFile the authorities of its own certificate
   * @param bound whether a key for external account binding is given
   * @param termsAgreed whether its terms of service are agreed to
   * @param names what the certificate is to be for
   * @param door where it comes to look; empty where that is not to be tried now
   */
  public record AcmeTarget(
      URI directory,
      @Nullable Path caFile,
      boolean bound,
      boolean termsAgreed,
      List<String> names,
      Optional<Listener> door) {
    public AcmeTarget {
      names = List.copyOf(names);
    }
  }

  /**
   * What was handed in as files.
   *
   * @param certificate PEM, the server's own first, then the chain
   * @param certificateKey PEM, PKCS #8
   * @param names the host names that people will use
   */
  public record Papers(
      @Nullable Path certificate,
      @Nullable Path certificateKey,
      List<String> names,
      @Nullable Path licence) {
    /** Nothing was handed in. */
    public static final Papers NONE = new Papers(null, null, List.of(), null);

    public Papers {
      names = List.copyOf(names);
    }
  }

  /** The machine alone, with Holdfast running on it. */
  public static Subject running(Host host, Places places) {
    return new Subject(
        host,
        Occasion.RUNNING,
        places,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Papers.NONE);
  }
}
