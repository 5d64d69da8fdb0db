package dev.holdfast.appliance.backup.archive;

import dev.holdfast.appliance.platform.crypto.AesGcm;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes AES-GCM and SHA-384 fast before the first chunk. The JVM puts the processor's own
 * instructions for them only into methods that it has compiled, and compiles what is called often;
 * a backup calls them seldom, with a megabyte each time, and would run interpreted for its first
 * gigabyte. So they are called often first, with little.
 */
final class Warmth {
  private static final int CALLS = 12_000;
  private static final int BYTES = 512;
  private static final AtomicBoolean DONE = new AtomicBoolean();

  private Warmth() {}

  /** Once in a process; a quarter of a second. */
  static void give() {
    if (!DONE.compareAndSet(false, true)) {
      return;
    }
    AesGcm cipher = new AesGcm(AesGcm.newKey());
    byte[] plain = new byte[BYTES];
    for (int i = 0; i < CALLS; i++) {
      byte[] sealed = cipher.seal(plain, plain);
      byte[] digest = Format.sha384().digest(cipher.open(sealed, plain).orElseThrow());
      plain[i % BYTES] = digest[0];
    }
  }
}
