package dev.holdfast.appliance.diagnostics;

import dev.holdfast.appliance.licensing.installation.Installation;
import dev.holdfast.license.support.SupportBundle;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.Function;

/**
 * Signs receipts with the installation's key, the one that the vendor knows from its requests. The
 * KMS has to answer for that.
 */
@Singleton
final class SupportSigner {
  private final Installation installation;
  private final Clock clock;

  SupportSigner(Installation installation, Clock clock) {
    this.installation = installation;
    this.clock = clock;
  }

  /** A signed receipt, as the file that it is. */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record Signed(byte[] receipt) {}

  /** Signs what {@code receipt} makes for this installation's id. */
  Signed sign(Function<String, SupportBundle.Receipt> receipt) {
    String id = installation.establish(clock.instant());
    return new Signed(receipt.apply(id).sign(installation.key()));
  }
}
