package dev.holdfast.appliance.gateway.catalog;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which addresses a provider may have. A tenant's admin says where this machine sends requests, so
 * what only this machine can reach must not be had that way: cloud metadata services above all
 * (server-side request forgery).
 */
public final class ProviderAddress {
  private static final int LONGEST = 500;
  private static final int IPV4_LENGTH = 4;
  private static final int IPV6_LENGTH = 16;

  /** Metadata services that are not in a link-local block: AWS over IPv6, Alibaba, Oracle. */
  private static final Set<ByteBuffer> METADATA =
      Stream.of("fd00:ec2::254", "100.100.100.200", "192.0.0.192")
          .map(text -> ByteBuffer.wrap(InetAddress.ofLiteral(text).getAddress()))
          .collect(Collectors.toUnmodifiableSet());

  /** NAT64 (RFC 6052): what follows is an IPv4 address that the network itself unpacks. */
  private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

  /** IPv4-compatible (RFC 4291, section 2.5.5.1). */
  private static final byte[] COMPATIBLE = new byte[12];

  /** 6to4 (RFC 3056). */
  private static final byte[] SIX_TO_FOUR = {0x20, 0x02};

  private static final Set<String> METADATA_NAMES =
      Set.of("metadata", "metadata.google.internal", "metadata.goog", "instance-data");

  private ProviderAddress() {}

  /**
   * Reads a base URL as somebody entered it, without asking DNS.
   *
   * @param allowPlainHttp hosts that may be reached by plain http beside this machine
   * @return the URL without a slash at its end
   * @throws ProblemException {@code request_invalid} or {@code provider_address_refused}
   */
  static URI parse(String text, List<String> allowPlainHttp) {
    URI uri = uri(text.strip());
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost();
    if (host == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw invalid("takes an address like https://api.openai.com/v1");
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw invalid("takes an address without user, query or fragment");
    }
    String name = plain(host);
    if (METADATA_NAMES.contains(name)) {
      throw refused("The address belongs to a metadata service.");
    }
    InetAddress literal = literal(name);
    if (literal != null && isForbidden(literal)) {
      throw refused("The address is a link-local, multicast, unspecified or metadata address.");
    }
    if (scheme.equals("http") && !isThisMachine(name, literal) && !allows(allowPlainHttp, name)) {
      throw refused("Plain http is only for this machine and the hosts that the operator allowed.");
    }
    return URI.create(withoutSlash(scheme + "://" + host + port(uri) + uri.getRawPath()));
  }

  /**
   * Whether no provider may be at this address, whatever its name is. To be asked with what DNS
   * gave, right before connecting.
   */
  public static boolean isForbidden(InetAddress address) {
    byte[] bytes = address.getAddress();
    return isForbiddenItself(address)
        || isForbiddenInside(bytes, NAT64)
        || (!address.isLoopbackAddress() && isForbiddenInside(bytes, COMPATIBLE))
        || isForbiddenInside(bytes, SIX_TO_FOUR);
  }

  private static boolean isForbiddenItself(InetAddress address) {
    return address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || METADATA.contains(ByteBuffer.wrap(address.getAddress()));
  }

  /** Whether an IPv6 address with this prefix carries an IPv4 address behind it that is. */
  private static boolean isForbiddenInside(byte[] address, byte[] prefix) {
    if (address.length != IPV6_LENGTH
        || !Arrays.equals(address, 0, prefix.length, prefix, 0, prefix.length)) {
      return false;
    }
    try {
      return isForbiddenItself(
          InetAddress.getByAddress(
              Arrays.copyOfRange(address, prefix.length, prefix.length + IPV4_LENGTH)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static URI uri(String text) {
    if (text.length() > LONGEST) {
      throw invalid("takes at most " + LONGEST + " characters");
    }
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw invalid("takes an address like https://api.openai.com/v1");
    }
  }

  private static boolean allows(List<String> allowed, String host) {
    return allowed.stream().anyMatch(host::equalsIgnoreCase);
  }

  private static boolean isThisMachine(
      String name, @org.jspecify.annotations.Nullable InetAddress literal) {
    return name.equals("localhost") || (literal != null && literal.isLoopbackAddress());
  }

  /** The host in lower case, without the brackets of IPv6 and the dot of the root. */
  private static String plain(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      return name.substring(1, name.length() - 1);
    }
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** An address that is written as one, in any form that resolvers take; never asks DNS. */
  private static @org.jspecify.annotations.Nullable InetAddress literal(String name) {
    try {
      return InetAddress.ofLiteral(name);
    } catch (IllegalArgumentException notALiteral) {
      return posix(name);
    }
  }

  /** Forms like 0x7f.1 or 2852039166, which resolvers read as addresses. */
  private static @org.jspecify.annotations.Nullable InetAddress posix(String name) {
    try {
      return java.net.Inet4Address.ofPosixLiteral(name);
    } catch (IllegalArgumentException notALiteral) {
      return null;
    }
  }

  private static String port(URI uri) {
    return uri.getPort() < 0 ? "" : ":" + uri.getPort();
  }

  private static String withoutSlash(String text) {
    return text.endsWith("/") ? withoutSlash(text.substring(0, text.length() - 1)) : text;
  }

  private static ProblemException invalid(String expectation) {
    return Problem.of(ErrorCode.REQUEST_INVALID, "The field baseUrl " + expectation + ".")
        .asException();
  }

  private static ProblemException refused(String detail) {
    return Problem.of(ErrorCode.PROVIDER_ADDRESS_REFUSED, detail).asException();
  }
}
