package dev.holdfast.appliance.diagnostics;

import dev.holdfast.appliance.backup.BackupRecovery;
import dev.holdfast.appliance.backup.archive.RecoveryKey;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.support.SupportBundle;
import dev.holdfast.license.support.SupportKey;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whom a bundle is encrypted for: the vendor's support, and the customer's own recovery key. */
@Singleton
final class SupportKeys {
  private static final Path SHIPPED = Path.of("/opt/holdfast/current/trust/support.key");

  private final SupportConfig config;
  private final Home home;
  private final BackupRecovery recovery;

  SupportKeys(SupportConfig config, Home home, BackupRecovery recovery) {
    this.config = config;
    this.home = home;
    this.recovery = recovery;
  }

  /**
   * The vendor's key, where there is one.
   *
   * @throws dev.holdfast.appliance.platform.error.ProblemException {@code support_refused} where
   *     the file is there and is no key
   */
  Optional<SupportKey> vendor() {
    Path file = file();
    if (file == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(SupportKey.parse(Files.readString(file)));
    } catch (RefusedException e) {
      throw Problem.of(ErrorCode.SUPPORT_REFUSED, file + " is no support key.").asException();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Path file() {
    if (config.vendorKeyFile() != null) {
      return Path.of(config.vendorKeyFile());
    }
    Path own = home.conf().resolve("support.key");
    return Files.isRegularFile(own) ? own : Files.isRegularFile(SHIPPED) ? SHIPPED : null;
  }

  @Nullable RecoveryKey customer() {
    return recovery.key();
  }

  /** Everybody, for one bundle; refused where there is nobody. */
  List<SupportBundle.To> recipients(String id, Instant at) {
    String context = SupportBundle.context(id, at);
    List<SupportBundle.To> to = new ArrayList<>();
    vendor()
        .ifPresent(
            key ->
                to.add(
                    new SupportBundle.To(
                        SupportBundle.VENDOR,
                        key.id(),
                        SupportKey.SUITE,
                        secret -> key.wrap(secret, context))));
    RecoveryKey customer = customer();
    if (customer != null) {
      to.add(
          new SupportBundle.To(
              SupportBundle.CUSTOMER,
              customer.id(),
              RecoveryKey.SUITE,
              secret -> customer.seal(secret, context)));
    }
    if (to.isEmpty()) {
      throw Problem.of(
              ErrorCode.SUPPORT_REFUSED,
              "There is nobody to encrypt a bundle for. This release carries no vendor's support"
                  + " key: ask the vendor for the file, and put it into "
                  + home.conf().resolve("support.key")
                  + "; or make a recovery key of your own: holdfastctl backup key init.")
          .asException();
    }
    return to;
  }
}
