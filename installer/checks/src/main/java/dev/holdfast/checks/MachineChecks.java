package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Processor and memory. */
final class MachineChecks {
  private static final int FEWEST_PROCESSORS = 2;
  private static final long LEAST_MIB = 1_800;
  private static final long ADVISED_MIB = 3_800;
  private static final int KIB_PER_MIB = 1024;

  /** What x86-64-v2 adds to the first x86-64, as /proc/cpuinfo spells it. */
  private static final Set<String> X86_64_V2 =
      Set.of("cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3");

  private MachineChecks() {}

  static List<Check> of(Host host) {
    return List.of(
        Check.of("cpu.count", Severity.ADVICE, "Processors", () -> count(host)),
        Check.of("cpu.level", Severity.STRICT, "Processor level", () -> level(host)),
        Check.of("memory", Severity.STRICT, "Memory", () -> memory(host)));
  }

  private static Observation count(Host host) {
    long processors =
        host.read("/proc/cpuinfo")
            .map(text -> text.lines().filter(line -> line.startsWith("processor")).count())
            .orElse(0L);
    return Observation.judged(
        processors >= FEWEST_PROCESSORS,
        processors + " processors.",
        FEWEST_PROCESSORS + " or more.",
        "Give the machine another virtual processor.");
  }

  private static Observation level(Host host) {
    Set<String> missing = new TreeSet<>(X86_64_V2);
    var flags = host.field("/proc/cpuinfo", "flags");
    if (flags.isEmpty()) {
      return Observation.ok("Not an x86 processor.", "x86-64-v2, or any 64-bit ARM.");
    }
    missing.removeAll(Arrays.asList(flags.get().split(" ")));
    return Observation.judged(
        missing.isEmpty(),
        missing.isEmpty() ? "x86-64-v2 or better." : "Lacks " + String.join(", ", missing) + ".",
        "x86-64-v2, or any 64-bit ARM.",
        "Set the virtual machine's processor type to \"host\", or to x86-64-v2 at least.");
  }

  private static Observation memory(Host host) {
    long total =
        host.field("/proc/meminfo", "MemTotal")
            .map(text -> Long.parseLong(text.split(" ", 2)[0]) / KIB_PER_MIB)
            .orElse(0L);
    String observed = total + " MiB of memory.";
    String required = LEAST_MIB + " MiB at least; " + ADVISED_MIB + " MiB are advised.";
    String fix = "Give the machine 4 GiB of memory.";
    if (total < LEAST_MIB) {
      return Observation.fail(observed, required, fix);
    }
    return total < ADVISED_MIB
        ? Observation.warn(observed, required, fix)
        : Observation.ok(observed, required);
  }
}
