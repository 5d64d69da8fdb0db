package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.testkit.OpenHouse;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** What the https listener of an appliance shows to those who come. */
final class Glance {
  private Glance() {}

  /** What a new connection is shown, be it the appliance's own or the internal authority's. */
  static X509Certificate by(OpenHouse house, FakeAcme acme) throws Exception {
    X509Certificate own;
    try (InputStream in = Files.newInputStream(house.server.home().tls().resolve("ca.crt"))) {
      own = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    try (SSLSocket socket = connect(house, trusting(acme.authority.root(), own))) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  static KeyStore trusting(X509Certificate... authorities) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    for (X509Certificate authority : authorities) {
      trusted.setCertificateEntry("ca-" + trusted.size(), authority);
    }
    return trusted;
  }

  /** A connection that checks chain and name. */
  static SSLSocket connect(OpenHouse house, KeyStore trusted) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    int port = house.server.transport().httpsUrl().orElseThrow().getPort();
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(20_000);
    return socket;
  }
}
