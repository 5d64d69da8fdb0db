package dev.holdfast.appliance.identity.apikey;

import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.identity.token.TokenDigest;
import dev.holdfast.appliance.identity.token.TokenSource;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.tenant.Projects;
import dev.holdfast.appliance.tenant.TenantLifecycle;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Makes, lists and revokes API keys. */
@Singleton
final class KeyService implements TenantLifecycle {
  private static final int MOST_REVOKED_LISTED = 1_000;
  private static final int MOST_LIVE = 10_000;

  private final Database database;
  private final KeyStore store;
  private final ChangeStore changes;
  private final KeyRing ring;
  private final Projects projects;
  private final TokenSource tokens;
  private final IdSource ids;
  private final Clock clock;

  KeyService(
      Database database,
      KeyStore store,
      ChangeStore changes,
      KeyRing ring,
      Projects projects,
      TokenSource tokens,
      IdSource ids,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.changes = changes;
    this.ring = ring;
    this.projects = projects;
    this.tokens = tokens;
    this.ids = ids;
    this.clock = clock;
  }

  List<StoredKey> all(TenantId tenant) {
    return database.inTenant(tenant, handle -> store.all(handle, MOST_REVOKED_LISTED));
  }

  /** Makes a key. Nobody can give it more than they have. */
  Made make(TenantId tenant, Principal maker, StoredKey.Grant grant) {
    grant.permissions().stream()
        .filter(permission -> !maker.permissions().contains(permission))
        .findFirst()
        .ifPresent(
            beyond -> {
              throw Problem.of(
                      ErrorCode.PERMISSION_DENIED,
                      "You cannot give a key the scope " + beyond.code() + ": you lack it.")
                  .asException();
            });
    if (maker instanceof Principal.ApiKey key && !key.models().isEmpty()) {
      checkModels(key.models(), grant.models());
    }
    if (!projects.exists(tenant, grant.project()).toCompletableFuture().join()) {
      throw Problem.of(ErrorCode.NOT_FOUND, "No such project.").asException();
    }
    String secret = KeyFormat.make(tokens);
    StoredKey key =
        new StoredKey(
            new KeyId(ids.next()),
            tenant,
            grant,
            secret.substring(0, KeyFormat.SHOWN_LENGTH),
            maker.actor().id(),
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            null,
            null);
    TokenDigest digest = TokenDigest.of(secret);
    database.inTenant(
        tenant,
        handle -> {
          if (store.countLive(handle) >= MOST_LIVE) {
            throw Problem.of(
                    ErrorCode.CONFLICT,
                    "A tenant has at most " + MOST_LIVE + " keys; revoke some first.")
                .asException();
          }
          store.insert(handle, key, digest);
          return key;
        });
    ring.forget(digest);
    return new Made(key, secret);
  }

  /** A key that is bound to models makes only keys that are bound to some of these. */
  private static void checkModels(Set<String> own, List<String> given) {
    if (given.isEmpty() || !own.containsAll(given)) {
      throw Problem.of(
              ErrorCode.PERMISSION_DENIED,
              "You cannot give a key other models than your own key's.")
          .asException();
    }
  }

  /** Revokes a key: at once here, within seconds on other nodes. False if there is none. */
  boolean revoke(TenantId tenant, KeyId id) {
    Optional<TokenDigest> revoked =
        database.inTenant(
            tenant,
            handle -> {
              Optional<TokenDigest> digest = store.revoke(handle, id, clock.instant());
              digest.ifPresent(found -> changes.add(handle, found, clock.instant()));
              return digest;
            });
    revoked.ifPresent(ring::forget);
    return revoked.isPresent();
  }

  @Override
  public void statusChanging(Handle handle, TenantId tenant) {
    changes.add(handle, null, clock.instant());
  }

  @Override
  public void changed(TenantId tenant) {
    ring.forgetAll();
  }

  /** A new key, and the only time that its secret is seen. */
  record Made(StoredKey key, String secret) {
    @Override
    public String toString() {
      return "Made[" + key.id() + "]";
    }
  }
}
