package dev.holdfast.appliance.kms;

import java.nio.file.Path;
import java.util.Optional;

/** Wraps with the provider of today, and unwraps with the one that wrapped. */
final class MovingKms implements Kms {
  private final Kms current;
  private final Kms previous;
  private final Wrapped.Suite currentSuite;

  MovingKms(Kms current, Wrapped.Suite currentSuite, Kms previous) {
    this.current = current;
    this.currentSuite = currentSuite;
    this.previous = previous;
  }

  @Override
  public String description() {
    return current.description();
  }

  @Override
  public byte[] wrap(byte[] dataKey, byte[] context) {
    return current.wrap(dataKey, context);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] context) {
    Kms wrapper = Wrapped.decode(wrapped).suite() == currentSuite ? current : previous;
    return wrapper.unwrap(wrapped, context);
  }

  @Override
  public Optional<Path> keyOutsideOfHome() {
    return current.keyOutsideOfHome().or(previous::keyOutsideOfHome);
  }

  @Override
  public Health check() {
    Health now = current.check();
    Health before = previous.check();
    return new Health(
        now.healthy() && before.healthy(),
        now.detail() + " Before: " + previous.description() + ". " + before.detail());
  }
}
