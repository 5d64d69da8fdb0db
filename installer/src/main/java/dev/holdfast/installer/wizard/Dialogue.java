package dev.holdfast.installer.wizard;

/** Where the wizard speaks and listens. */
interface Dialogue {
  /** Columns; text is wrapped to fit. */
  int width();

  /** A line of picocli markup. */
  void line(String markup);

  /**
   * Asks for one line.
   *
   * @return what was entered, stripped; empty for nothing
   * @throws GaveUp where the person ended the input
   */
  String ask(String prompt) throws GaveUp;

  /** The person ended the input (Ctrl-C, Ctrl-D). */
  final class GaveUp extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
