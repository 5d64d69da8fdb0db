package dev.holdfast.appliance.acme;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.ASN1OctetString;

/** What somebody sees who makes a TLS handshake and believes everything, as an ACME server does. */
record AlpnGlance(X509Certificate certificate, String protocol, boolean closed) {
  private static final String VALIDATION = "1.3.6.1.5.5.7.1.31";

  static AlpnGlance at(int port, String serverName, List<String> protocols)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Believing()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
      parameters.setApplicationProtocols(protocols.toArray(String[]::new));
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(5_000);
      socket.startHandshake();
      return new AlpnGlance(
          (X509Certificate) socket.getSession().getPeerCertificates()[0],
          String.valueOf(socket.getApplicationProtocol()),
          isClosed(socket));
    }
  }

  private static boolean isClosed(SSLSocket socket) {
    try {
      socket.setSoTimeout(500);
      return socket.getInputStream().read() < 0;
    } catch (IOException stillOpen) {
      return false;
    }
  }

  /** What the certificate says of the challenge, as hex; empty where it is another one. */
  String validation() {
    byte[] wrapped = certificate.getExtensionValue(VALIDATION);
    return wrapped == null || !certificate.getCriticalExtensionOIDs().contains(VALIDATION)
        ? ""
        : HexFormat.of()
            .formatHex(
                ASN1OctetString.getInstance(ASN1OctetString.getInstance(wrapped).getOctets())
                    .getOctets());
  }

  /** Whoever looks at the certificate himself. */
  private static final class Believing extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
