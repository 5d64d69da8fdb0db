package dev.holdfast.appliance.kms;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A key encryption key, wherever it lives. Calls may go over a network: never on an event loop, and
 * never inside a database transaction.
 */
public interface Kms {
  /** Names the provider and the key, for people: {@code file} or {@code vault-transit:holdfast}. */
  String description();

  /**
   * Wraps a data key.
   *
   * @param dataKey 32 bytes
   * @param context bound to the wrapped key; the same bytes unwrap it
   * @throws dev.holdfast.appliance.platform.error.ProblemException {@code kms_unavailable} or
   *     {@code kms_refused}
   */
  byte[] wrap(byte[] dataKey, byte[] context);

  /** Unwraps what {@link #wrap} made, under the same context. Throws as {@code wrap} does. */
  byte[] unwrap(byte[] wrapped, byte[] context);

  /** Tries the key, and says what is wrong in words where something is. */
  Health check();

  /**
   * The file of a local key that lies outside of the home, so that a backup of the home can take it
   * along; empty where there is none.
   */
  default Optional<Path> keyOutsideOfHome() {
    return Optional.empty();
  }

  /** What {@link #check} found. */
  record Health(boolean healthy, String detail) {}
}
