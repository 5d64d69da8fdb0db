package dev.holdfast.appliance.secret;

import dev.holdfast.appliance.platform.id.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The care of tenants' data keys. Each method may be cut off at any point and run again. */
public interface DataKeys {
  /** The tenants that have a data key. */
  Set<TenantId> tenants();

  /** A tenant's data keys, the oldest first; empty where it has none. */
  List<Key> keys(TenantId tenant);

  /**
   * Makes a new data key, which seals from now on; on other nodes, once their cached key has run
   * out. What the old ones sealed still opens.
   *
   * @return the new key's version
   */
  int rotate(TenantId tenant);

  /**
   * Has the KMS wrap the tenant's data keys anew, with the newest version of its own key. Sealed
   * values stay as they are.
   *
   * @return how many were wrapped
   */
  int rewrap(TenantId tenant);

  /** Whether the newest data key sealed this; a store that finds an older one may seal again. */
  boolean isSealedByNewest(TenantId tenant, byte[] sealed);

  /**
   * A data key, without the key.
   *
   * @param version 1 for the first; the highest seals
   * @param wrappedBy the KMS that wrapped it last, in its own words
   * @param wrappedAt when that was
   */
  record Key(int version, String wrappedBy, Instant wrappedAt, Instant createdAt) {}
}
