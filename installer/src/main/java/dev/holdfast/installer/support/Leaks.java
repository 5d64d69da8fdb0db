package dev.holdfast.installer.support;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import java.util.function.Supplier;

/** Tells a bundle that would leak from any other refusal. */
final class Leaks {
  private Leaks() {}

  static JsonNode refused(Supplier<JsonNode> asked) {
    try {
      return asked.get();
    } catch (CommandFailure e) {
      throw e.code().equals("support_leak")
          ? new CommandFailure(ExitCode.VERIFICATION_FAILED, e.code(), e.text(), e.hint())
          : e;
    }
  }
}
