package dev.holdfast.appliance.backup.restore;

import java.io.IOException;

/** Is told of each step before it is taken; may say it to a person, and may stop it. */
@FunctionalInterface
public interface Watch {
  /** Says nothing. */
  Watch NONE = step -> {};

  void before(String step) throws IOException;
}
