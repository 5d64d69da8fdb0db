package dev.holdfast.installer.machine;

import java.io.IOException;

/** Is told of every change before it is made. Tests cut the power, or fill the disk, here. */
@FunctionalInterface
public interface Probe {
  /** Lets every change happen. */
  Probe NONE = (change, grows) -> {};

  /**
   * @param change what is about to be done, in a few words
   * @param grows whether it takes space on the disk
   */
  void before(String change, boolean grows) throws IOException;
}
