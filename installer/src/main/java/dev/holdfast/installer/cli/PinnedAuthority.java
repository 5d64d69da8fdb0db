package dev.holdfast.installer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS trust in one certificate authority and no other. */
final class PinnedAuthority {
  private PinnedAuthority() {}

  static SSLContext trusting(Path pem) {
    if (!Files.isReadable(pem)) {
      return systemTrust();
    }
    try (InputStream in = Files.newInputStream(pem)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new CommandFailure(
          ExitCode.SOFTWARE,
          "certificate_unreadable",
          pem + " is not a certificate: " + e.getMessage(),
          "Restart the appliance, which writes it again.");
    }
  }

  /** An appliance with the operator's own certificate is trusted as the system trusts it. */
  private static SSLContext systemTrust() {
    try {
      return SSLContext.getDefault();
    } catch (GeneralSecurityException e) {
      throw new CommandFailure(
          ExitCode.SOFTWARE, "tls_unavailable", String.valueOf(e.getMessage()), "Check the JDK.");
    }
  }
}
