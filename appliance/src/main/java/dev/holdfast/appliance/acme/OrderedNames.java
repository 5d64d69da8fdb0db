package dev.holdfast.appliance.acme;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import java.util.List;

/** The names to order for. Made with the context, so that a start with wrong settings fails. */
@Context
@Requires(property = AcmeKeeper.MODE, value = AcmeKeeper.ACME)
final class OrderedNames {
  private final List<String> names;

  OrderedNames(AcmeConfig config, @Value("${holdfast.tls.names:}") List<String> names) {
    this.names = Names.of(names);
    config.requiredDirectory();
  }

  List<String> names() {
    return names;
  }
}
