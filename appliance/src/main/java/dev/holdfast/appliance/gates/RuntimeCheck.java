package dev.holdfast.appliance.gates;

import dev.holdfast.checks.Check;
import dev.holdfast.checks.Finding.Result;
import dev.holdfast.checks.Severity;
import jakarta.inject.Singleton;

/** The Java runtime is one that Holdfast is tested on. */
@Singleton
final class RuntimeCheck implements Check {
  private static final int TESTED = 25;

  @Override
  public String id() {
    return "java";
  }

  @Override
  public Severity severity() {
    return Severity.ADVICE;
  }

  @Override
  public String title() {
    return "Java runtime";
  }

  @Override
  public Observation look() {
    int feature = Runtime.version().feature();
    return new Observation(
        feature == TESTED ? Result.OK : Result.WARN,
        "Java " + Runtime.version() + " by " + System.getProperty("java.vendor", "unknown") + ".",
        "Java " + TESTED + ", which every release is tested on.",
        "Use a JDK " + TESTED + ".");
  }
}
