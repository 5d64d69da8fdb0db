package dev.holdfast.installer.procedure;

import dev.holdfast.installer.machine.Machine;
import java.io.IOException;
import java.util.Map;

/**
 * One change that can be made again and taken back, however far it came before the power was cut.
 */
public interface Action {
  /** What it does, as a sentence without its full stop; also its name in the journal. */
  String what();

  /** What taking back needs to know about the machine as it is before; journalled first. */
  default Map<String, String> before(Machine machine) throws IOException {
    return Map.of();
  }

  /** Whether it can be taken back at all; a procedure that began what cannot only goes forward. */
  default boolean hasWayBack() {
    return true;
  }

  /** Makes the change. Repeatable: it may have been made in part. */
  void apply(Machine machine, Map<String, String> memo) throws IOException;

  /** Takes it back. Repeatable; it may have been made in part, or not at all. */
  void undo(Machine machine, Map<String, String> memo) throws IOException;
}
