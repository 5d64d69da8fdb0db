package dev.holdfast.appliance.acme;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Identifier;

/** The names that a certificate is ordered for. */
final class Names {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final Pattern HOST =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

  private Names() {}

  /**
   * The configured names, each once, as they are compared.
   *
   * @throws IllegalArgumentException where there is none, or one that a challenge on this machine
   *     cannot prove
   */
  static List<String> of(List<String> configured) {
    Set<String> names = new LinkedHashSet<>();
    for (String each : configured) {
      String name = each.strip().toLowerCase(Locale.ROOT);
      if (name.isEmpty()) {
        continue;
      }
      InetAddress address = literal(name);
      if (address == null && !HOST.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "holdfast.tls.names: '" + each + "' is no host name and no address");
      }
      names.add(address == null ? name : address.getHostAddress());
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "holdfast.tls.names is empty; holdfast.tls.mode acme needs the names to order for");
    }
    return List.copyOf(names);
  }

  static List<Identifier> identifiers(List<String> names) {
    List<Identifier> identifiers = new ArrayList<>();
    for (String name : names) {
      InetAddress address = literal(name);
      identifiers.add(address == null ? Identifier.dns(name) : Identifier.ip(address));
    }
    return identifiers;
  }

  /** True where the certificate is for all of these names, and for no other. */
  static boolean exactly(List<String> names, X509Certificate certificate) {
    Set<String> found = new LinkedHashSet<>();
    try {
      Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
      if (entries == null) {
        return false;
      }
      for (List<?> entry : entries) {
        int type = (Integer) entry.getFirst();
        if (type != DNS_NAME && type != IP_ADDRESS) {
          return false;
        }
        String name = ((String) entry.get(1)).toLowerCase(Locale.ROOT);
        found.add(type == DNS_NAME ? name : InetAddress.ofLiteral(name).getHostAddress());
      }
    } catch (CertificateParsingException unreadable) {
      return false;
    }
    return found.equals(Set.copyOf(names));
  }

  /** Whether a server can be told by its number which certificate is meant (RFC 9773, 4.1). */
  static boolean canBeReplaced(X509Certificate certificate) {
    return certificate.getExtensionValue(Extension.authorityKeyIdentifier.getId()) != null;
  }

  private static @Nullable InetAddress literal(String name) {
    try {
      return InetAddress.ofLiteral(name);
    } catch (IllegalArgumentException aName) {
      return null;
    }
  }
}
