package dev.holdfast.license.activation;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * To what a licence is bound: it answers one request of one installation, and holds where enough of
 * the machine's signals are as they were in that request.
 *
 * @param request the number of the request that it answers
 * @param nonce the request's nonce
 * @param needed how many signals must be as they were, 0 to all of them
 */
public record Binding(long request, byte[] nonce, int needed, Fingerprint fingerprint) {
  public Binding {
    if (request < 1
        || nonce.length != ActivationRequest.NONCE_BYTES
        || needed < 0
        || needed > fingerprint.signals().size()) {
      throw new IllegalArgumentException("a binding needs no more signals than there are");
    }
  }

  /** How a machine fits. */
  public sealed interface Fit {
    /**
     * Enough is as it was.
     *
     * @param changed the signals that are not, for people to know
     */
    record Same(List<String> changed) implements Fit {
      public Same {
        changed = List.copyOf(changed);
      }
    }

    /**
     * Another machine: a clone, a restored image, or too much changed at once.
     *
     * @param same how many signals are as they were
     */
    record Other(int same, int needed, List<String> changed) implements Fit {
      public Other {
        changed = List.copyOf(changed);
      }

      /** What it means, for people. */
      public String sentence() {
        return same
            + " of the machine's signs are as they were when the licence was asked for, and "
            + needed
            + " must be; changed: "
            + String.join(", ", changed);
      }
    }
  }

  /**
   * Compares a machine. A signal that is missing now counts as changed; one that is new does not
   * count.
   *
   * @param values the machine's plain signals by name
   */
  public Fit fit(Map<String, String> values) {
    Map<String, String> now = fingerprint.again(values).signals();
    List<String> changed = new ArrayList<>();
    fingerprint
        .signals()
        .forEach(
            (name, digest) -> {
              if (!digest.equals(now.get(name))) {
                changed.add(name);
              }
            });
    int same = fingerprint.signals().size() - changed.size();
    return same >= needed ? new Fit.Same(changed) : new Fit.Other(same, needed, changed);
  }

  /**
   * Reads the member {@code binding} of a licence.
   *
   * @throws RefusedException where it is no sound binding
   */
  public static Binding read(JsonFields fields) {
    fields.only(Set.of("request", "nonce", "needed", "fingerprint"));
    Fingerprint fingerprint = Fingerprint.read(fields.object("fingerprint"));
    byte[] nonce = fields.bytes("nonce", ActivationRequest.NONCE_BYTES);
    if (nonce.length != ActivationRequest.NONCE_BYTES) {
      throw fields.refused(Refusal.FIELD_VALUE, "nonce");
    }
    return new Binding(
        fields.number("request", 1, Integer.MAX_VALUE),
        nonce,
        (int) fields.number("needed", 0, fingerprint.signals().size()),
        fingerprint);
  }

  /** Writes the members of {@code binding}. */
  public void write(JsonGenerator json) throws IOException {
    json.writeNumberField("request", request);
    json.writeStringField("nonce", Base64.getEncoder().encodeToString(nonce));
    json.writeNumberField("needed", needed);
    json.writeObjectFieldStart("fingerprint");
    fingerprint.write(json);
    json.writeEndObject();
  }
}
