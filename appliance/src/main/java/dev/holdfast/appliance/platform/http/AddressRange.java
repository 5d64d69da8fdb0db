package dev.holdfast.appliance.platform.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A block of IP addresses in CIDR notation; one address alone is a block of one. */
record AddressRange(InetAddress network, int prefixLength) {
  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8} or {@code 192.0.2.7}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException("not an address or address block: " + text);
    }
    int bits = address.getAddress().length * Byte.SIZE;
    int length = slash < 0 ? bits : length(text.substring(slash + 1), bits);
    if (length < 0) {
      throw new IllegalArgumentException("prefix length out of range: " + text);
    }
    return new AddressRange(address, length);
  }

  /** One to three digits and nothing else: "-0" would be everybody. -1 for what is no length. */
  private static int length(String text, int most) {
    boolean digits =
        !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int length = digits ? Integer.parseInt(text) : -1;
    return length <= most ? length : -1;
  }

  /** An IP address literal; null for anything else. Never asks DNS. */
  static @Nullable InetAddress literal(String text) {
    try {
      return text.isEmpty() ? null : InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException notALiteral) {
      return null;
    }
  }

  boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] theirs = address.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefixLength; bit++) {
      int mask = 0x80 >>> (bit % Byte.SIZE);
      if ((mine[bit / Byte.SIZE] & mask) != (theirs[bit / Byte.SIZE] & mask)) {
        return false;
      }
    }
    return true;
  }
}
