package dev.holdfast.license.key;

import dev.holdfast.license.statement.PayloadType;
import java.util.Set;

/** What a role key may sign. The root itself signs nothing but roots. */
public enum Role {
  LICENCE("Licences", PayloadType.LICENCE),
  REVOCATION("Revocation lists and clock resets", PayloadType.REVOCATIONS, PayloadType.CLOCK_RESET),
  BUNDLE("Offline bundles", PayloadType.BUNDLE_MANIFEST, PayloadType.ROLLBACK_PERMIT),
  SUPPORT("Answers of vendor support", PayloadType.DIAGNOSTICS_RECEIPT),
  RECEIPT("Receipts for usage reports", PayloadType.USAGE_RECEIPT);

  private final String sentence;
  private final Set<PayloadType> signs;

  Role(String sentence, PayloadType... signs) {
    this.sentence = sentence;
    this.signs = Set.of(signs);
  }

  /** What it signs, for people. */
  public String sentence() {
    return sentence;
  }

  boolean maySign(PayloadType type) {
    return signs.contains(type);
  }
}
