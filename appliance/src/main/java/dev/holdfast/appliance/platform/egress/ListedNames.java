package dev.holdfast.appliance.platform.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * The JDK's resolver, behind the list: a name that is not listed is not looked up, by whatever
 * library it is asked for, so that not even a question leaves the machine. Public only because the
 * JDK makes it by its name.
 */
public final class ListedNames extends InetAddressResolverProvider {
  /** For the JDK. */
  public ListedNames() {}

  @Override
  public String name() {
    return "holdfast";
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return new Listed(configuration.builtinResolver());
  }

  /** Asks the JDK's own resolver for listed names only. */
  private record Listed(InetAddressResolver builtin) implements InetAddressResolver {
    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      if (!Egress.allows(host)) {
        throw new UnknownHostException(host + " is not listed in holdfast.egress.allow");
      }
      return builtin.lookupByName(host, policy).peek(address -> Egress.resolved(host, address));
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      if (!Egress.allows(InetAddress.getByAddress(address), 0)) {
        throw new UnknownHostException("the address is not listed in holdfast.egress.allow");
      }
      return builtin.lookupByAddress(address);
    }
  }
}
