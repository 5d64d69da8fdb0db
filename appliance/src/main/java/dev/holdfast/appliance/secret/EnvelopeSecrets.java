package dev.holdfast.appliance.secret;

import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.crypto.AesGcm;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.TenantId;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** Envelope encryption: values under the tenant's data key, data keys under the KMS. */
@Singleton
final class EnvelopeSecrets implements Secrets, DataKeys {
  private static final byte[] PURPOSE =
      "holdfast tenant data key\0".getBytes(StandardCharsets.US_ASCII);
  private static final int UUID_LENGTH = 16;

  private final Kms kms;
  private final KeyUses uses;
  private final DataKeyStore store;
  private final KeyRing ring;

  EnvelopeSecrets(
      Kms kms, Audit audit, DataKeyStore store, Clock clock, SecretConfiguration configuration) {
    this.kms = kms;
    this.uses = new KeyUses(kms, audit, clock);
    this.store = store;
    Executor background = task -> Thread.ofVirtual().name("data-key").start(task);
    this.ring = new KeyRing(this::openKey, clock, background, configuration.keyCache());
  }

  @Override
  public byte[] seal(TenantId tenant, Place place, Secret secret) {
    KeyRing.Opened key = ring.get(new KeyRing.Ref(tenant, KeyRing.NEWEST));
    byte[] associated = SealedValue.associated(key.version(), tenant, place);
    byte[] body = secret.reveal(content -> sealAndWipe(key.cipher(), content, associated));
    return new SealedValue(key.version(), body).encode();
  }

  private static byte[] sealAndWipe(AesGcm cipher, byte[] content, byte[] associated) {
    try {
      return cipher.seal(content, associated);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  @Override
  public Secret open(TenantId tenant, Place place, byte[] sealed) {
    SealedValue value =
        SealedValue.decode(sealed)
            .orElseThrow(() -> unreadable(place, "its form is not known to this version"));
    KeyRing.Opened key;
    try {
      key = ring.get(new KeyRing.Ref(tenant, value.keyVersion()));
    } catch (ProblemException e) {
      throw e.problem().code() == ErrorCode.NOT_FOUND
          ? unreadable(place, "its data key is gone")
          : e;
    }
    byte[] associated = SealedValue.associated(key.version(), tenant, place);
    byte[] content =
        key.cipher()
            .open(value.body(), associated)
            .orElseThrow(() -> unreadable(place, "it was changed, or belongs somewhere else"));
    try {
      return Secret.of(content);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  @Override
  public boolean isSealedByNewest(TenantId tenant, byte[] sealed) {
    int newest = ring.get(new KeyRing.Ref(tenant, KeyRing.NEWEST)).version();
    return SealedValue.decode(sealed).filter(value -> value.keyVersion() == newest).isPresent();
  }

  @Override
  public Set<TenantId> tenants() {
    return store.tenants();
  }

  @Override
  public List<Key> keys(TenantId tenant) {
    return store.described(tenant);
  }

  @Override
  public int rotate(TenantId tenant) {
    int next = store.newest(tenant).map(DataKeyStore.WrappedKey::version).orElse(0) + 1;
    makeKey(tenant, next);
    ring.forget(tenant);
    return next;
  }

  @Override
  public int rewrap(TenantId tenant) {
    int count = 0;
    for (DataKeyStore.WrappedKey old : store.all(tenant)) {
      byte[] key = uses.unwrap(tenant, old.version(), old.wrapped());
      try {
        byte[] wrapped = uses.wrap(tenant, old.version(), key);
        count += store.replace(tenant, old, wrapped, kms.description()) ? 1 : 0;
      } finally {
        Arrays.fill(key, (byte) 0);
      }
    }
    return count;
  }

  private KeyRing.Opened openKey(KeyRing.Ref ref) {
    DataKeyStore.WrappedKey stored =
        ref.version() == KeyRing.NEWEST ? newestOrFirst(ref.tenant()) : find(ref);
    byte[] key = uses.unwrap(ref.tenant(), stored.version(), stored.wrapped());
    try {
      return new KeyRing.Opened(stored.version(), new AesGcm(key));
    } catch (IllegalArgumentException e) {
      throw Problem.of(ErrorCode.KMS_REFUSED, "What the KMS unwrapped is not a data key.")
          .asException();
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private DataKeyStore.WrappedKey find(KeyRing.Ref ref) {
    return store
        .find(ref.tenant(), ref.version())
        .orElseThrow(
            () -> Problem.of(ErrorCode.NOT_FOUND, "There is no such data key.").asException());
  }

  /** Two nodes may both make a first key: one row stays, and both read that one. */
  private DataKeyStore.WrappedKey newestOrFirst(TenantId tenant) {
    return store
        .newest(tenant)
        .orElseGet(
            () -> {
              makeKey(tenant, 1);
              return store.newest(tenant).orElseThrow();
            });
  }

  private void makeKey(TenantId tenant, int version) {
    byte[] key = AesGcm.newKey();
    try {
      byte[] wrapped = uses.wrap(tenant, version, key);
      store.add(tenant, new DataKeyStore.WrappedKey(version, wrapped), kms.description());
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** What the KMS binds a data key to. Made of bytes, so that no spelling can make a second one. */
  static byte[] context(TenantId tenant) {
    return ByteBuffer.allocate(PURPOSE.length + UUID_LENGTH)
        .put(PURPOSE)
        .putLong(tenant.value().getMostSignificantBits())
        .putLong(tenant.value().getLeastSignificantBits())
        .array();
  }

  private static ProblemException unreadable(Place place, String words) {
    return Problem.of(
            ErrorCode.SECRET_UNREADABLE,
            "The secret of " + place + " cannot be opened: " + words + ".")
        .asException();
  }
}
