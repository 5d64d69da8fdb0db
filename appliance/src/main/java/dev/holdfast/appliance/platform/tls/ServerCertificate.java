package dev.holdfast.appliance.platform.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the https listener shows now, for whoever watches over it or brings a new one. */
public interface ServerCertificate {
  /** The certificate in use. Never blocks. */
  Details details();

  /**
   * The newest certificate that was brought by {@link #install}, in force or not; empty where there
   * is none that can be read. Reads a file.
   */
  Optional<X509Certificate> issued();

  /**
   * Stores a certificate that an ACME server issued, whole or not at all, and shows it to the
   * connections that open from now on.
   *
   * @param chain the certificate itself first
   * @throws GeneralSecurityException where the key is not the certificate's; then nothing changed
   */
  void install(List<X509Certificate> chain, PrivateKey key)
      throws IOException, GeneralSecurityException;

  /** Renews our own certificate when it is due, and takes up files that have changed. */
  void refresh();

  /**
   * Why the https listener, where it is on, has no certificate at all: it closes every connection
   * then. Empty where it shows one. Never blocks.
   */
  Optional<String> missing();

  /** Where a certificate is from. */
  enum Origin {
    /** The appliance's own authority. */
    OWN,
    /** Files that the operator named. */
    FILES,
    /** An ACME server. */
    ACME
  }

  /**
   * A certificate in use.
   *
   * @param fingerprint SHA-256 of the whole certificate, in lower-case hex
   * @param problem what went wrong when it was last to be renewed or read again; empty if nothing
   */
  record Details(
      String subject,
      String issuer,
      List<String> names,
      Instant notBefore,
      Instant notAfter,
      Origin origin,
      String fingerprint,
      String problem) {
    public Details {
      names = List.copyOf(names);
    }

    /** True where it is from the appliance's own authority, and so renews itself. */
    public boolean own() {
      return origin == Origin.OWN;
    }
  }
}
