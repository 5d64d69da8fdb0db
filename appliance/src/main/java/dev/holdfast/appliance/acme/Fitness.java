package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.error.ErrorCode;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Whether what the server issued is what was ordered. */
final class Fitness {
  private static final int MOST_CERTIFICATES = 10;

  private Fitness() {}

  static void demand(List<X509Certificate> chain, KeyPair key, List<String> names, Instant now)
      throws AcmeFailure {
    if (chain.isEmpty() || chain.size() > MOST_CERTIFICATES) {
      throw unfit("The chain has " + chain.size() + " certificates.");
    }
    X509Certificate certificate = chain.getFirst();
    if (!certificate.getPublicKey().equals(key.getPublic())) {
      throw unfit("It is for another key.");
    }
    if (!Names.exactly(names, certificate)) {
      throw unfit("It is not for exactly " + String.join(", ", names) + ".");
    }
    if (!certificate.getNotAfter().toInstant().isAfter(now)) {
      throw unfit("It has ended at " + certificate.getNotAfter().toInstant() + " already.");
    }
    for (int i = 0; i + 1 < chain.size(); i++) {
      try {
        chain.get(i).verify(chain.get(i + 1).getPublicKey());
      } catch (GeneralSecurityException broken) {
        throw unfit("Its chain does not hold together.");
      }
    }
  }

  private static AcmeFailure unfit(String why) {
    return new AcmeFailure(ErrorCode.ACME_CERTIFICATE_UNFIT, why, null);
  }
}
