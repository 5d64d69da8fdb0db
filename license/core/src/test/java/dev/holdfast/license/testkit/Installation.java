package dev.holdfast.license.testkit;

import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.activation.Binding;
import dev.holdfast.license.activation.Fingerprint;
import dev.holdfast.license.activation.Standing;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.Suite;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** An installation in memory: a key, a machine with five signals, and what it asked so far. */
public final class Installation {
  public static final Instant NOW = Instant.parse("2026-11-21T05:30:00Z");

  private final String id;
  private final SigningKey key = SigningKey.generate(Suite.V2026_1);
  private final Map<String, String> signals = new TreeMap<>();
  private long asked;
  private long answered;
  private byte[] nonce = new byte[ActivationRequest.NONCE_BYTES];

  /**
   * @param digit what its id and its signals are made of
   */
  public Installation(char digit) {
    this.id = "ins_" + String.valueOf(digit).repeat(26);
    for (String name : new String[] {"cpu", "disk", "machine-id", "network", "product"}) {
      signals.put(name, name + " of " + digit);
    }
  }

  public String id() {
    return id;
  }

  public SigningKey key() {
    return key;
  }

  /** The plain signals, to be changed at will. */
  public Map<String, String> signals() {
    return signals;
  }

  /** Makes the next request. */
  public ActivationRequest ask() {
    asked++;
    nonce = filled(ActivationRequest.NONCE_BYTES, asked);
    return new ActivationRequest(
        "holdfast",
        id,
        asked,
        nonce,
        NOW,
        NOW,
        "0.1.0",
        null,
        Fingerprint.of(filled(Fingerprint.SALT_BYTES, asked), signals));
  }

  /** Remembers that an answer was taken. */
  public void took(Binding binding) {
    answered = binding.request();
  }

  public Standing standing() {
    return new Standing(id, asked, asked == 0 ? null : nonce, answered);
  }

  /** The answer's binding: three of five signals. */
  public static Binding answer(ActivationRequest request) {
    return new Binding(request.sequence(), request.nonce(), 3, request.fingerprint());
  }

  /** A licence bound as an answer to a request. */
  public static Licence bound(ActivationRequest request) {
    Licence of = Licences.standard();
    Licence.Scope scope =
        new Licence.Scope(
            of.scope().modes(),
            of.scope().edition(),
            of.scope().versions(),
            request.installation(),
            answer(request));
    return new Licence(
        of.header(), of.customer(), of.term(), scope, of.grant(), of.support(), of.newer());
  }

  private byte[] filled(int length, long value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) (value + id.charAt(4)));
    return bytes;
  }
}
