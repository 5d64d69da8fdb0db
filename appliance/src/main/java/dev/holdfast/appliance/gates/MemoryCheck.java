package dev.holdfast.appliance.gates;

import dev.holdfast.checks.Check;
import dev.holdfast.checks.Finding.Result;
import dev.holdfast.checks.Severity;
import jakarta.inject.Singleton;

/** The heap has room. */
@Singleton
final class MemoryCheck implements Check {
  private static final long SMALLEST_MIB = 192;
  private static final int MIB_SHIFT = 20;
  private static final int PERCENT = 100;
  private static final int FULL_PERCENT = 90;

  @Override
  public String id() {
    return "java.heap";
  }

  @Override
  public Severity severity() {
    return Severity.ADVICE;
  }

  @Override
  public String title() {
    return "Heap";
  }

  @Override
  public Observation look() {
    Runtime runtime = Runtime.getRuntime();
    long most = runtime.maxMemory() >> MIB_SHIFT;
    long used = (runtime.totalMemory() - runtime.freeMemory()) >> MIB_SHIFT;
    return new Observation(
        result(used, most),
        used + " MiB of at most " + most + " MiB of heap are in use.",
        "A heap of " + SMALLEST_MIB + " MiB or more, less than " + FULL_PERCENT + "% used.",
        "Give the appliance more heap (-Xmx).");
  }

  static Result result(long usedMib, long mostMib) {
    return mostMib < SMALLEST_MIB || usedMib * PERCENT > mostMib * FULL_PERCENT
        ? Result.WARN
        : Result.OK;
  }
}
