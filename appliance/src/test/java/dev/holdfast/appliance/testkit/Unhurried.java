package dev.holdfast.appliance.testkit;

import dev.holdfast.appliance.audit.chain.OwnChains;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * A node's chains whose reader waits for late records for as long as that takes. A page of the
 * audit log waits a second for them, as somebody before a screen would, and a busy machine may need
 * more. Whether the reader asks for them at all still shows.
 */
public final class Unhurried implements OwnChains {
  private static final Duration LONG = Duration.ofMinutes(2);

  private final OwnChains chains;

  public Unhurried(OwnChains chains) {
    this.chains = chains;
  }

  @Override
  public String node() {
    return chains.node();
  }

  @Override
  public boolean catchUp(Duration most) {
    return chains.catchUp(LONG);
  }

  @Override
  public Tail tail() {
    return chains.tail();
  }

  /** Makes the chains of a whole appliance so. */
  @Singleton
  @Requires(env = "test")
  static final class Listener implements BeanCreatedEventListener<OwnChains> {
    @Override
    public OwnChains onCreated(BeanCreatedEvent<OwnChains> event) {
      return new Unhurried(event.getBean());
    }
  }
}
