package dev.holdfast.appliance.platform.egress;

import io.micronaut.context.annotation.Context;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The list of addresses that may be called. The list is the process's, not a bean's: the JDK's
 * resolver asks it, too, and knows no beans.
 */
@Context
public final class Egress {
  private static final Pattern ENTRY =
      Pattern.compile(
          "(\\[[0-9A-Fa-f:]+](?:/\\d+)?|[^:\\s]+|[0-9A-Fa-f:]+:[0-9A-Fa-f:]+(?:/\\d+)?)(?::(\\d{1,5}))?");
  private static final int ANY_PORT = 0;
  private static final int MOST_ADDRESSES = 4096;

  private static volatile Rules rules = new Rules(true, List.of(), List.of());

  /** A listed name. */
  private record Name(String host, int port) {}

  /** A listed block of addresses. */
  private record Block(byte[] network, int bits, int port) {
    boolean holds(InetAddress address) {
      byte[] bytes = address.getAddress();
      if (bytes.length != network.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % Byte.SIZE);
        if ((bytes[bit / Byte.SIZE] & mask) != (network[bit / Byte.SIZE] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  /** What is allowed, and which addresses the listed names led to. */
  private static final class Rules {
    private final boolean open;
    private final List<Name> names;
    private final List<Block> blocks;
    private final Map<InetAddress, String> resolved = new ConcurrentHashMap<>();

    Rules(boolean open, List<Name> names, List<Block> blocks) {
      this.open = open;
      this.names = names;
      this.blocks = blocks;
    }
  }

  Egress(EgressConfig config) {
    List<Name> names = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    for (String entry : config.allow()) {
      read(entry, names, blocks);
    }
    rules = new Rules(config.mode().equals("open"), List.copyOf(names), List.copyOf(blocks));
  }

  private static void read(String entry, List<Name> names, List<Block> blocks) {
    Matcher matcher = ENTRY.matcher(entry);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "holdfast.egress.allow: '" + entry + "' is no host, address or block");
    }
    int port = matcher.group(2) == null ? ANY_PORT : Integer.parseInt(matcher.group(2));
    String[] parts = matcher.group(1).replaceAll("[\\[\\]]", "").split("/", 2);
    try {
      byte[] network = InetAddress.ofLiteral(parts[0]).getAddress();
      int bits = parts.length > 1 ? Integer.parseInt(parts[1]) : network.length * Byte.SIZE;
      if (bits > network.length * Byte.SIZE) {
        throw new IllegalArgumentException("holdfast.egress.allow: '" + entry + "' is no block");
      }
      blocks.add(new Block(network, bits, port));
    } catch (IllegalArgumentException notAnAddress) {
      if (parts.length > 1) {
        throw notAnAddress;
      }
      names.add(new Name(parts[0].toLowerCase(Locale.ROOT), port));
    }
  }

  /** Whether a connection to this address and port may be made. */
  public static boolean allows(InetAddress address, int port) {
    Rules now = rules;
    if (now.open || address.isLoopbackAddress()) {
      return true;
    }
    String name = now.resolved.get(address);
    return now.blocks.stream().anyMatch(block -> fits(block.port(), port) && block.holds(address))
        || (name != null
            && now.names.stream()
                .anyMatch(each -> each.host().equals(name) && fits(each.port(), port)));
  }

  private static boolean fits(int listed, int port) {
    return listed == ANY_PORT || listed == port;
  }

  /** Whether the name may be looked up at all. */
  static boolean allows(String host) {
    Rules now = rules;
    String name = host.toLowerCase(Locale.ROOT);
    return now.open
        || name.equals("localhost")
        || now.names.stream().anyMatch(each -> each.host().equals(name));
  }

  /** Remembers where a listed name leads to. */
  static void resolved(String host, InetAddress address) {
    Rules now = rules;
    if (!now.open) {
      if (now.resolved.size() >= MOST_ADDRESSES) {
        now.resolved.clear();
      }
      now.resolved.put(address, host.toLowerCase(Locale.ROOT));
    }
  }
}
