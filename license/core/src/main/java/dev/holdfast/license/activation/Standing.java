package dev.holdfast.license.activation;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an installation has asked so far, and which answer it took; what an answer is judged by.
 *
 * @param installation this installation's id
 * @param asked the number of its newest request; 0 before the first
 * @param nonce that request's nonce; null before the first
 * @param answered the highest number of a request whose answer was taken; 0 before the first
 */
public record Standing(String installation, long asked, byte @Nullable [] nonce, long answered) {

  /**
   * Decides whether a bound licence may be taken, here and now. The answer that was taken last may
   * be offered again, as a kept file is after a restart.
   *
   * @param boundTo the installation that the licence names
   * @param values this machine's plain signals by name
   * @throws RefusedException {@code installation_mismatch}, {@code answer_stale}, {@code
   *     answer_not_asked} or {@code host_mismatch}
   */
  public void requireAnswer(Binding binding, String boundTo, Map<String, String> values) {
    if (!boundTo.equals(installation)) {
      throw new RefusedException(
          Refusal.INSTALLATION_MISMATCH, "it is for " + boundTo + ", this is " + installation);
    }
    requireNewest(binding.request(), binding.nonce());
    if (binding.fit(values) instanceof Binding.Fit.Other other) {
      throw new RefusedException(Refusal.HOST_MISMATCH, other.sentence());
    }
  }

  /** Refuses what does not answer the newest request. */
  void requireNewest(long request, byte[] answeredNonce) {
    if (request < asked || request < answered) {
      throw new RefusedException(
          Refusal.ANSWER_STALE,
          "it answers request " + request + ", the newest is " + Math.max(asked, answered));
    }
    if (request > asked || nonce == null || !Arrays.equals(nonce, answeredNonce)) {
      throw new RefusedException(Refusal.ANSWER_NOT_ASKED, "request " + request);
    }
  }
}
