package dev.holdfast.appliance.licensing.installation;

import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.Build;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.id.EntityIds;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.activation.Binding;
import dev.holdfast.license.activation.Fingerprint;
import dev.holdfast.license.activation.Standing;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.statement.Suite;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This installation: all nodes on one database together. Blocks on the database, and where its key
 * is needed, on the KMS. Thread-safe.
 */
@Singleton
public final class Installation {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String PREFIX = "ins";

  private final InstallationStore store;
  private final Fits fits;
  private final HostSignals host;
  private final Kms kms;
  private final IdSource ids;
  private volatile @Nullable String known;

  @Inject
  Installation(Database database, Kms kms, Home home, IdSource ids) {
    this(database, kms, new HostSignals(Path.of("/"), home.root()), ids);
  }

  Installation(Database database, Kms kms, HostSignals host, IdSource ids) {
    this.store = new InstallationStore(database);
    this.fits = new Fits(database);
    this.host = host;
    this.kms = kms;
    this.ids = ids;
  }

  /**
   * What an appliance asks with.
   *
   * @param mark the latest time that it has seen
   * @param wall what the machine's clock says
   */
  public record Asking(
      String product, Instant wall, Instant mark, ActivationRequest.@Nullable LicenceRef licence) {}

  /** A request as it is handed over: a readable, signed file. */
  public record Asked(String installation, long number, String text) {}

  /** The id; empty before {@link #establish}. */
  public Optional<String> id() {
    String id = known;
    if (id == null) {
      id = store.read().map(InstallationStore.Row::installation).orElse(null);
      known = id;
    }
    return Optional.ofNullable(id);
  }

  /** The id, made now where there is none yet. */
  public String establish(Instant now) {
    Optional<String> there = id();
    if (there.isPresent()) {
      return there.get();
    }
    String fresh = EntityIds.format(PREFIX, ids.next());
    SigningKey key = SigningKey.generate(Suite.V2026_1);
    store.create(new InstallationStore.Row(fresh, now, InstallationKey.seal(key, fresh, kms)));
    return id().orElseThrow();
  }

  /** Its signing key. Opened for each use, so that a KMS that withdraws it is felt. */
  public SigningKey key() {
    InstallationStore.Row row = store.read().orElseThrow();
    return InstallationKey.open(row.key(), row.installation(), kms);
  }

  /** Writes a request; what was asked before is void from then on. */
  public Asked ask(Asking asking) {
    String installation = establish(asking.wall());
    SigningKey key = key();
    byte[] nonce = random(ActivationRequest.NONCE_BYTES);
    ActivationRequest request =
        new ActivationRequest(
            asking.product(),
            installation,
            store.ask(nonce),
            nonce,
            asking.wall(),
            asking.mark(),
            Build.version(),
            asking.licence(),
            Fingerprint.of(random(Fingerprint.SALT_BYTES), host.read()));
    return new Asked(
        installation,
        request.sequence(),
        new String(request.file(key), java.nio.charset.StandardCharsets.US_ASCII));
  }

  /** What was asked and answered; empty before {@link #establish}. */
  public Optional<Standing> standing() {
    return store.standing();
  }

  /**
   * Decides whether a bound licence may be taken here and now.
   *
   * @throws dev.holdfast.license.statement.RefusedException with the reason
   */
  public void requireAnswer(Binding binding, String boundTo, Instant now) {
    establish(now);
    standing().orElseThrow().requireAnswer(binding, boundTo, host.read());
  }

  /** Notes that a request is answered; an older answer is refused from then on. */
  public void answered(long request) {
    store.answered(request);
  }

  /** Since when no machine fits, by the id of the licence that is bound. */
  public Map<String, Instant> misfits(Map<String, Binding> bindings, Instant now) {
    return bindings.isEmpty() ? Map.of() : fits.misfits(bindings, host.read(), now);
  }

  /** The number of the next report of use. */
  public long nextReport() {
    return store.report();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
