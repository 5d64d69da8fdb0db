package dev.holdfast.license.bundle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who asks whether a bundle may be used.
 *
 * @param architecture this machine's; null to leave it unchecked, as for a bundle that is only
 *     looked at
 * @param verifier the version of the tool that verifies
 * @param installed what is there already; null where nothing is
 * @param now the best knowledge of the time; null to leave it unchecked
 * @param refuseExpired the site's policy: an expired bundle is refused, not only warned of
 * @param permit the file of a {@link RollbackPermit}; null where there is none
 */
public record Site(
    @Nullable String architecture,
    String verifier,
    @Nullable Installed installed,
    @Nullable Instant now,
    boolean refuseExpired,
    byte @Nullable [] permit) {
  /**
   * What is installed, and the newest that was ever seen here.
   *
   * @param installation the installation's id
   * @param sequence of what is installed
   * @param highestSequence the highest that was ever installed here
   * @param snapshot of what is installed, 96 hexadecimal digits
   */
  public record Installed(
      String installation,
      String version,
      String edition,
      String channel,
      long sequence,
      long highestSequence,
      String snapshot) {}

  /** Somebody who only looks: the signatures and contents must hold, nothing else is asked. */
  public static Site looking(String verifier) {
    return new Site(null, verifier, null, null, false, null);
  }
}
