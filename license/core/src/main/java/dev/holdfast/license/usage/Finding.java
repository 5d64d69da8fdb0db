package dev.holdfast.license.usage;

/**
 * Something that is not as it should be with rows of usage.
 *
 * @param from the first row concerned; 0 where no row is
 * @param to the last row concerned
 * @param detail what is particular to this case, as a sentence; may be empty
 */
public record Finding(What what, long from, long to, String detail) {
  /** What happened. */
  public enum What {
    EDITED(true, "was changed after it was written"),
    DELETED(true, "was taken out"),
    REORDERED(true, "does not stand where it was written"),
    REPEATED(true, "stands there more than once"),
    TRUNCATED(true, "is missing at the end"),
    RESTORED(true, "is not the one that was there before: an earlier database was restored"),
    CLONED(true, "was reported twice with different contents: two machines, or a restored one"),
    GAP(true, "was never reported"),
    KEY_CHANGED(true, "was signed by another key than before"),
    ATTACHMENT(true, "is not what was signed"),
    IDLE(false, "has no use written down");

    private final boolean grave;
    private final String sentence;

    What(boolean grave, String sentence) {
      this.grave = grave;
      this.sentence = sentence;
    }

    /** Whether the numbers cannot be trusted; else it is for people to know. */
    public boolean grave() {
      return grave;
    }

    /** What it means, as the rest of a sentence about a row. */
    public String sentence() {
      return sentence;
    }
  }

  static Finding of(What what, long from, long to) {
    return new Finding(what, from, to, "");
  }

  /** The whole of it, for people. */
  public String sentence() {
    String rows =
        from == 0
            ? "The report"
            : from == to ? "Row " + from : "Each of the rows " + from + " to " + to;
    return rows + " " + what.sentence() + "." + (detail.isEmpty() ? "" : " " + detail);
  }
}
