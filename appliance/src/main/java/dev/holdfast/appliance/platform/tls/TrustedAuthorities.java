package dev.holdfast.appliance.platform.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in the certificate authorities of one file, and in no others. */
public final class TrustedAuthorities {
  private TrustedAuthorities() {}

  /**
   * The context of a client that trusts these.
   *
   * @throws GeneralSecurityException where the file holds no certificate
   */
  public static SSLContext of(Path file) throws IOException, GeneralSecurityException {
    List<X509Certificate> authorities = Pem.certificates(file);
    if (authorities.isEmpty()) {
      throw new GeneralSecurityException(file + " holds no certificate");
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (X509Certificate authority : authorities) {
      store.setCertificateEntry("ca-" + store.size(), authority);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
