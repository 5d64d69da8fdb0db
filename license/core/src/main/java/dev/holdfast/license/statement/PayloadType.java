package dev.holdfast.license.statement;

/** What a statement is. The type is signed, so that one can never pass for another. */
public enum PayloadType {
  ROOT("root"),
  LICENCE("licence"),
  REVOCATIONS("revocations"),
  CLOCK_RESET("clock-reset"),
  /** Larger than the others, for it lists every file of a release. */
  BUNDLE_MANIFEST("bundle-manifest", 704 * 1024, 4_096),
  ROLLBACK_PERMIT("rollback-permit"),
  AUDIT_CHECKPOINT("audit-checkpoint"),
  DIAGNOSTICS_RECEIPT("diagnostics-receipt"),
  USAGE_REPORT("usage-report"),
  USAGE_RECEIPT("usage-receipt"),
  ACTIVATION_REQUEST("activation-request"),
  SUPPORT_RECEIPT("support-receipt");

  private final String title;
  private final String mediaType;
  private final int maxPayload;
  private final int maxElements;

  PayloadType(String title) {
    this(title, Envelope.MAX_PAYLOAD, StrictJson.MAX_MEMBERS);
  }

  PayloadType(String title, int maxPayload, int maxElements) {
    this.title = title;
    this.mediaType = "application/vnd.holdfast." + title + "+json;version=1";
    this.maxPayload = maxPayload;
    this.maxElements = maxElements;
  }

  /** The most bytes of a payload of this type. */
  public int maxPayload() {
    return maxPayload;
  }

  /** The most elements of one array in a payload of this type. */
  public int maxElements() {
    return maxElements;
  }

  public String mediaType() {
    return mediaType;
  }

  /** Its short name, for example {@code usage-report}. */
  public String title() {
    return title;
  }

  /** Whether an installation signs it, with a key that no root delegated to. */
  public boolean selfSigned() {
    return this == USAGE_REPORT || this == ACTIVATION_REQUEST || this == SUPPORT_RECEIPT;
  }

  /**
   * @throws RefusedException {@code payload_type_unknown}
   */
  static PayloadType require(String mediaType) {
    for (PayloadType type : values()) {
      if (type.mediaType.equals(mediaType)) {
        return type;
      }
    }
    throw new RefusedException(Refusal.PAYLOAD_TYPE_UNKNOWN, "payloadType");
  }
}
