package dev.holdfast.appliance.licensing;

/** An amount that a licence grants. */
public enum QuotaName {
  TENANTS("tenants", true, "Tenants"),
  USERS("users", true, "User accounts"),
  PROVIDERS("providers", true, "Model providers"),
  /** Running nodes keep their places on every rung of the ladder, so it counts as use. */
  NODES("nodes", false, "Nodes that run at once"),
  TOKENS_PER_DAY("tokens.day", false, "Tokens per day, all tenants together"),
  TOKENS_PER_MONTH("tokens.month", false, "Tokens per month, all tenants together");

  private final String code;
  private final boolean countsObjects;
  private final String sentence;

  QuotaName(String code, boolean countsObjects, String sentence) {
    this.code = code;
    this.countsObjects = countsObjects;
    this.sentence = sentence;
  }

  public String code() {
    return code;
  }

  /** Whether it counts things that people make, rather than use per period. */
  public boolean countsObjects() {
    return countsObjects;
  }

  /** Whether it bounds how many there are at once, rather than use per period. */
  public boolean isLevel() {
    return switch (this) {
      case TENANTS, USERS, PROVIDERS, NODES -> true;
      case TOKENS_PER_DAY, TOKENS_PER_MONTH -> false;
    };
  }

  /** What it counts, for people. */
  public String sentence() {
    return sentence;
  }
}
