package dev.holdfast.license.bundle;

import dev.holdfast.license.licence.Versions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may upgrade to a release, and what that takes: data in the signed manifest, so that a bundle
 * brings its own rules.
 *
 * @param previous the release before this one; null for the first
 * @param minimumVerifier the oldest holdfastctl that may read the bundle
 * @param gates what each range of older releases has to know, at most one for each release
 */
public record Upgrade(@Nullable String previous, String minimumVerifier, List<Gate> gates) {
  public Upgrade {
    gates = List.copyOf(gates);
  }

  /**
   * What upgrading from a range of releases takes.
   *
   * @param from the releases that it speaks of
   * @param stops releases to install first, oldest first; empty to go straight
   * @param reversible whether the older release can run on the migrated database
   * @param migrations the names of the migrations that run, for people
   * @param diskBytes free space that must be there before anything starts
   */
  public record Gate(
      Versions from,
      List<String> stops,
      boolean reversible,
      List<String> migrations,
      long diskBytes) {
    public Gate {
      stops = List.copyOf(stops);
      migrations = List.copyOf(migrations);
    }
  }

  /** Whether a site may upgrade straight away. */
  public sealed interface Road {
    /** This gate says what it takes. */
    record Open(Gate gate) implements Road {}

    /** Another release comes first. */
    record StopFirst(String version, Gate gate) implements Road {}

    /** No gate speaks of the installed release: it is too old, or newer than this one. */
    record Closed(String installed) implements Road {}
  }

  /** The road from an installed release. */
  public Road from(String installed) {
    Optional<Gate> gate = gates.stream().filter(one -> one.from().cover(installed)).findFirst();
    if (gate.isEmpty()) {
      return new Road.Closed(installed);
    }
    return gate.get().stops().stream()
        .filter(stop -> Versions.compare(numbers(installed), stop) < 0)
        .findFirst()
        .<Road>map(stop -> new Road.StopFirst(stop, gate.get()))
        .orElseGet(() -> new Road.Open(gate.get()));
  }

  private static String numbers(String version) {
    return version.split("[-+]", 2)[0];
  }
}
