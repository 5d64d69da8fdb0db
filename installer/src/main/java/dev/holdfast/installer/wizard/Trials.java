package dev.holdfast.installer.wizard;

import dev.holdfast.checks.Finding;
import dev.holdfast.installer.answers.Answers;
import java.util.List;

/** Tries at once what was answered: a server is called, a file is looked into. */
@FunctionalInterface
public interface Trials {
  /** Tries nothing. */
  Trials NONE = (step, answers) -> List.of();

  /**
   * @param step whose answers are complete
   * @param answers all so far
   * @return what was found; empty where there is nothing to try
   */
  List<Finding> run(String step, Answers answers);
}
