package dev.holdfast.appliance.platform.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.jspecify.annotations.Nullable;

/**
 * The names and addresses under which this machine is reached.
 *
 * @param dns lower case, in order
 * @param addresses IP address literals, in order
 */
record HostNames(Set<String> dns, Set<String> addresses) {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  /** Loopback, the machine's own name, and what the operator added. */
  static HostNames of(Collection<String> configured) {
    Set<String> dns = new LinkedHashSet<>(Set.of("localhost"));
    Set<String> addresses = new LinkedHashSet<>(List.of("127.0.0.1", "::1"));
    List<String> all = new ArrayList<>(configured);
    all.add(MachineName.get());
    for (String each : all) {
      String name = each.strip();
      InetAddress address = literal(name);
      if (address != null && !address.isAnyLocalAddress()) {
        addresses.add(name);
      } else if (address == null && !name.isEmpty()) {
        dns.add(name.toLowerCase(Locale.ROOT));
      }
    }
    return new HostNames(dns, addresses);
  }

  GeneralName[] alternatives() {
    List<GeneralName> names = new ArrayList<>();
    dns.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
    addresses.forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
    return names.toArray(GeneralName[]::new);
  }

  /** What an authority for these names may speak for: each of them exactly. */
  GeneralSubtree[] permitted() {
    List<GeneralSubtree> trees = new ArrayList<>();
    dns.forEach(name -> trees.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, name))));
    addresses.forEach(
        address ->
            trees.add(
                new GeneralSubtree(
                    new GeneralName(
                        GeneralName.iPAddress, new DEROctetString(withFullMask(address))))));
    return trees.toArray(GeneralSubtree[]::new);
  }

  /** True where the certificate's alternative names are at least these. */
  boolean coveredBy(X509Certificate certificate) {
    try {
      Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
      if (entries == null) {
        return false;
      }
      Set<String> names = new LinkedHashSet<>();
      Set<InetAddress> hosts = new LinkedHashSet<>();
      for (List<?> entry : entries) {
        int type = (Integer) entry.getFirst();
        if (type == DNS_NAME) {
          names.add((String) entry.get(1));
        } else if (type == IP_ADDRESS) {
          hosts.add(InetAddress.ofLiteral((String) entry.get(1)));
        }
      }
      return names.containsAll(dns)
          && hosts.containsAll(addresses.stream().map(InetAddress::ofLiteral).toList());
    } catch (CertificateParsingException unreadable) {
      return false;
    }
  }

  /** A certificate's alternative names, as they stand in it. */
  static List<String> in(X509Certificate certificate) {
    try {
      Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
      return entries == null
          ? List.of()
          : entries.stream()
              .filter(
                  entry -> entry.getFirst().equals(DNS_NAME) || entry.getFirst().equals(IP_ADDRESS))
              .map(entry -> (String) entry.get(1))
              .toList();
    } catch (CertificateParsingException unreadable) {
      return List.of();
    }
  }

  private static byte[] withFullMask(String address) {
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    byte[] masked = new byte[bytes.length * 2];
    System.arraycopy(bytes, 0, masked, 0, bytes.length);
    java.util.Arrays.fill(masked, bytes.length, masked.length, (byte) 0xFF);
    return masked;
  }

  private static @Nullable InetAddress literal(String name) {
    try {
      return InetAddress.ofLiteral(name);
    } catch (IllegalArgumentException aName) {
      return null;
    }
  }
}
