package dev.holdfast.installer.answers;

import java.util.List;

/**
 * What the operator wants. Secrets are never in here: only the files that hold them. Text that is
 * not given is empty.
 *
 * @param mode where the machine stands
 */
public record Answers(
    Mode mode,
    Database database,
    Kms kms,
    Tls tls,
    Server server,
    Administrator administrator,
    Licence licence,
    Service service) {

  /** Where the machine stands. */
  public enum Mode {
    CUSTOMER_CLOUD,
    BYOC,
    AIR_GAPPED
  }

  /** Which database. */
  public enum DatabaseKind {
    H2,
    POSTGRESQL,
    BUNDLED
  }

  /**
   * Where the data is.
   *
   * @param url of an existing PostgreSQL
   * @param port of the bundled one, on loopback
   * @param pointInTime whether the bundled one's log is kept beside the backups
   */
  public record Database(
      DatabaseKind kind,
      String url,
      String username,
      String passwordFile,
      int port,
      boolean pointInTime) {}

  /** Which key management. */
  public enum KmsKind {
    LOCAL,
    VAULT
  }

  /** What wraps the tenants' keys. */
  public record Kms(
      KmsKind kind, String address, String mount, String key, String tokenFile, String caFile) {}

  /** Where the server's certificate comes from. */
  public enum TlsKind {
    OWN_AUTHORITY,
    FILES,
    ACME
  }

  /**
   * The server that issues the certificate, where it comes by ACME.
   *
   * @param directory the address of its directory
   * @param email whom it may write to
   * @param caFile the authorities of its own certificate
   * @param keyId what it binds the account by; empty where it does not
   * @param termsAgreed whether its terms of service are agreed to
   */
  public record Acme(
      String directory,
      String email,
      String caFile,
      String keyId,
      String hmacFile,
      boolean termsAgreed) {
    /** Whether the server is told whose account it is. */
    public boolean binds() {
      return !keyId.isEmpty();
    }
  }

  /**
   * The server's certificate.
   *
   * @param names host names and addresses that people use
   */
  public record Tls(
      TlsKind kind, List<String> names, String certificateFile, String keyFile, Acme acme) {
    public Tls {
      names = List.copyOf(names);
    }
  }

  /**
   * Where it listens, and whom it may call.
   *
   * @param trustedProxies whose X-Forwarded-For is believed
   * @param outbound in air-gapped mode, the only addresses that may be called: {@code host:port},
   *     an address, or a block of addresses
   * @param mail the mail server that it uses
   */
  public record Server(
      String host,
      int port,
      int managementPort,
      List<String> trustedProxies,
      List<String> outbound,
      Mail mail) {
    public Server {
      trustedProxies = List.copyOf(trustedProxies);
      outbound = List.copyOf(outbound);
    }
  }

  /** Whether there is a mail server. */
  public enum MailKind {
    NONE,
    SMTP
  }

  /** How the connection to the mail server is encrypted. */
  public enum MailSecurity {
    STARTTLS,
    TLS,
    NONE
  }

  /**
   * The mail server, for letters about the licence.
   *
   * @param from the sender's address
   * @param to who is told
   * @param username empty where the server wants none
   */
  public record Mail(
      MailKind kind,
      String host,
      int port,
      MailSecurity security,
      String from,
      List<String> to,
      String username,
      String passwordFile) {
    public Mail {
      to = List.copyOf(to);
    }

    /** Whether the server is told a password. */
    public boolean signsIn() {
      return kind == MailKind.SMTP && !username.isEmpty();
    }
  }

  /** How the first administrator comes in. */
  public enum AdministratorKind {
    LINK,
    PASSPHRASE
  }

  /** The first administrator. */
  public record Administrator(
      AdministratorKind kind, String email, String name, String passphraseFile) {}

  /** Where the licence comes from. */
  public enum LicenceKind {
    LATER,
    FILE,
    REQUEST
  }

  /**
   * The licence.
   *
   * @param requestFile where the request for the vendor goes
   */
  public record Licence(LicenceKind kind, String file, String requestFile) {}

  /** Who the service runs as. */
  public enum ServiceUser {
    FIXED,
    DYNAMIC
  }

  /**
   * How the service runs.
   *
   * @param sealKey whether the local key is sealed with systemd-creds
   * @param nightlyBackup whether the appliance takes a backup each night
   */
  public record Service(ServiceUser user, boolean sealKey, boolean nightlyBackup) {}

  /** The smallest installation: H2, the appliance's own authority, a local key. */
  public static Answers defaults() {
    return new Answers(
        Mode.CUSTOMER_CLOUD,
        new Database(DatabaseKind.H2, "", "", "", 5433, false),
        new Kms(KmsKind.LOCAL, "", "transit", "holdfast", "", ""),
        new Tls(TlsKind.OWN_AUTHORITY, List.of(), "", "", new Acme("", "", "", "", "", false)),
        new Server(
            "0.0.0.0",
            8443,
            8081,
            List.of(),
            List.of(),
            new Mail(MailKind.NONE, "", 587, MailSecurity.STARTTLS, "", List.of(), "", "")),
        new Administrator(AdministratorKind.LINK, "", "", ""),
        new Licence(LicenceKind.LATER, "", ""),
        new Service(ServiceUser.FIXED, true, true));
  }
}
