package dev.holdfast.offline;

import java.io.IOException;
import java.io.Serial;

/** A JDK that no runtime for the machines of a bundle can be made of; the message says why. */
final class UnfitJdk extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  UnfitJdk(String message) {
    super(message);
  }
}
