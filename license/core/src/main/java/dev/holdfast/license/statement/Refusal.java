package dev.holdfast.license.statement;

import java.util.Locale;

/**
 * Why a statement was refused. Each reason has one code; a code, once shipped, keeps its meaning.
 */
public enum Refusal {
  // The bytes
  TOO_LARGE(Kind.MALFORMED, "it is larger than a statement may be"),
  BYTE_ORDER_MARK(Kind.MALFORMED, "it starts with a byte order mark"),
  NOT_UTF8(Kind.MALFORMED, "it is not UTF-8"),
  NOT_JSON(Kind.MALFORMED, "it is not JSON"),
  TRAILING_DATA(Kind.MALFORMED, "something follows the end of the document"),
  NOT_CANONICAL(Kind.MALFORMED, "its bytes are not the ones that were written"),
  TOO_DEEP(Kind.MALFORMED, "it is nested too deeply"),
  DUPLICATE_NAME(Kind.MALFORMED, "a name stands twice in one object"),
  AMBIGUOUS_NAME(Kind.MALFORMED, "two names differ in case only"),
  BAD_NAME(Kind.MALFORMED, "a name has characters that names may not have"),
  BAD_NUMBER(Kind.MALFORMED, "a number is not a whole number within 2^53 - 1"),
  BAD_TEXT(Kind.MALFORMED, "a text is too long or has characters that are not allowed"),
  TOO_MANY(Kind.MALFORMED, "there are more members than allowed"),

  // The meaning
  FIELD_MISSING(Kind.MALFORMED, "a field is missing"),
  FIELD_UNKNOWN(Kind.MALFORMED, "a field is not known"),
  FIELD_TYPE(Kind.MALFORMED, "a field has the wrong type"),
  FIELD_VALUE(Kind.MALFORMED, "a field has a value that is not allowed"),
  CRITICAL_UNKNOWN(Kind.NEWER, "it has a critical field that this version does not know"),
  FORMAT_UNKNOWN(Kind.NEWER, "its format is newer than this version"),
  PAYLOAD_TYPE_UNKNOWN(Kind.NEWER, "its payload type is not known to this version"),
  PAYLOAD_TYPE_WRONG(Kind.MALFORMED, "it is a statement of another type"),
  CONTENTS_WRONG(Kind.MALFORMED, "the file does not hold the statements that it should"),

  // A bundle's archive
  ARCHIVE_MALFORMED(Kind.MALFORMED, "the archive is not built as bundles are"),
  SECTION_CHANGED(Kind.MALFORMED, "a part of the bundle is not the one that was signed"),
  SNAPSHOT_WRONG(Kind.MALFORMED, "its entries are not those of one release"),
  EXPANDS_TOO_FAR(Kind.MALFORMED, "it unpacks to more than its manifest says"),
  ENTRY_PATH(Kind.MALFORMED, "an entry's path is not allowed"),
  ENTRY_TYPE(Kind.MALFORMED, "an entry is neither a file nor a folder"),
  ENTRY_MODE(Kind.MALFORMED, "an entry's mode is not allowed"),
  ENTRY_TWIN(Kind.MALFORMED, "two entries are one to some file systems"),
  ENTRY_UNEXPECTED(Kind.MALFORMED, "it carries an entry that its manifest does not list"),
  ENTRY_MISSING(Kind.MALFORMED, "it lacks an entry that its manifest lists"),
  ENTRY_CHANGED(Kind.MALFORMED, "an entry is not the one that its manifest lists"),
  BASE_WRONG(Kind.NOT_APPLICABLE, "what it builds on is not what is installed"),

  // The signatures
  SUITE_UNKNOWN(Kind.NEWER, "its signature suite is not known to this version"),
  SIGNATURE_INCOMPLETE(Kind.SIGNATURE, "it lacks one of the signatures that its suite demands"),
  SIGNATURE_COUNT(Kind.SIGNATURE, "it has more or fewer signers than it should"),
  SIGNATURE_INVALID(Kind.SIGNATURE, "a signature does not hold"),
  KEY_INVALID(Kind.SIGNATURE, "a key does not fit its algorithm"),
  KEY_UNKNOWN(Kind.SIGNATURE, "it was signed by a key that is not trusted here"),
  KEY_WRONG_ROLE(Kind.SIGNATURE, "it was signed by a key that has another purpose"),
  KEY_WRONG_PRODUCT(Kind.PRODUCT, "it was signed by a key for another product"),
  KEY_NOT_VALID_THEN(Kind.SIGNATURE, "its key was not valid when it was signed"),
  KEY_DENIED(Kind.SIGNATURE, "its key had been withdrawn when it was signed"),
  THRESHOLD_MISSED(Kind.SIGNATURE, "too few of the root's keys signed it"),
  ROOT_VERSION_GAP(Kind.SIGNATURE, "a root is missing between the trusted one and this one"),
  ROOT_UNKNOWN(Kind.SIGNATURE, "it belongs to another root of trust"),
  ROOT_KIND_CHANGED(Kind.SIGNATURE, "a development root cannot become a release root, or back"),

  // What it says
  WRONG_PRODUCT(Kind.PRODUCT, "it is for another product"),
  WRONG_ARCHITECTURE(Kind.PRODUCT, "it is for another architecture"),
  WRONG_EDITION(Kind.PRODUCT, "it is another edition"),
  WRONG_CHANNEL(Kind.PRODUCT, "it comes from another channel"),
  ISSUED_IN_FUTURE(Kind.TIME, "it was issued in the future"),
  EXPIRED(Kind.TIME, "its time is over"),
  VERSION_NOT_COVERED(Kind.NOT_APPLICABLE, "it does not cover this version"),
  INSTALLATION_MISMATCH(Kind.NOT_APPLICABLE, "it is bound to another installation"),
  SEQUENCE_DECREASED(Kind.NOT_APPLICABLE, "a newer one is already known"),
  HOST_MISMATCH(Kind.NOT_APPLICABLE, "it is bound to another machine"),
  ANSWER_STALE(Kind.NOT_APPLICABLE, "it answers an older request than the newest one"),
  ANSWER_NOT_ASKED(Kind.NOT_APPLICABLE, "it answers a request that was not made here"),
  ANSWER_EXPIRED(Kind.TIME, "it had to be used before now"),
  SEQUENCE_REUSED(Kind.NOT_APPLICABLE, "another one with its number is already known"),
  SEQUENCE_TOO_FAR(Kind.NOT_APPLICABLE, "its number is too far ahead of what is known"),
  VERIFIER_TOO_OLD(Kind.NEWER, "it needs a newer holdfastctl"),
  STOP_REQUIRED(Kind.NOT_APPLICABLE, "another release must be installed first"),
  PERMIT_WRONG(Kind.NOT_APPLICABLE, "the rollback permit does not fit"),
  REVOKED(Kind.REVOKED, "the vendor has revoked it");

  private final Kind kind;
  private final String sentence;

  Refusal(Kind kind, String sentence) {
    this.kind = kind;
    this.sentence = sentence;
  }

  /** The stable text form, for example {@code signature_invalid}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Kind kind() {
    return kind;
  }

  /** What is wrong, as the rest of a sentence that starts with "refused:". */
  public String sentence() {
    return sentence;
  }

  /** What a reader can do about it. */
  public enum Kind {
    /** Not the file that the vendor sent. */
    MALFORMED,
    /** A newer version is needed. */
    NEWER,
    /** Not signed by whom it should be. */
    SIGNATURE,
    PRODUCT,
    TIME,
    NOT_APPLICABLE,
    REVOKED
  }
}
