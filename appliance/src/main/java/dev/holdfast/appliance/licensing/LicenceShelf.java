package dev.holdfast.appliance.licensing;

import dev.holdfast.appliance.licensing.kept.LicenceStore.StoredFile;
import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.activation.Binding;
import dev.holdfast.license.activation.ClockReset;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.license.licence.Versions;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Times;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kept files say together: how far the roots have come, what is revoked, which licences
 * hold. Made anew when the files change; immutable.
 *
 * @param issues when the vendor signed what is kept, and what was removed
 * @param lost what people are told of licences that are kept and do not hold any more
 */
record LicenceShelf(
    TrustAnchors trust,
    Optional<RevocationList> revocations,
    List<HeldLicence> held,
    Set<Instant> issues,
    List<String> lost) {
  /** The product that licences must name. */
  static final String PRODUCT = "holdfast";

  private static final Logger LOG = LoggerFactory.getLogger(LicenceShelf.class);

  private static final String GOES_ON =
      ": what runs goes on, and nothing new beyond the community plan is added.";

  LicenceShelf {
    held = List.copyOf(held);
    issues = Set.copyOf(issues);
    lost = List.copyOf(lost);
  }

  /** The latest signing time; the epoch if there is none. */
  Instant newestIssue() {
    return issues.stream().max(Instant::compareTo).orElse(Instant.EPOCH);
  }

  /** Whether the vendor signed something at that time that is, or was, kept. */
  boolean vendorSpokeAt(long epochMillis) {
    return issues.contains(Instant.ofEpochMilli(epochMillis));
  }

  /** Before anything was read. */
  static LicenceShelf empty(TrustAnchors anchors) {
    return new LicenceShelf(anchors, Optional.empty(), List.of(), Set.of(), List.of());
  }

  /**
   * Who reads the files.
   *
   * @param installation its id; null while it has none
   */
  record Reader(TrustAnchors anchors, Release release, @Nullable String installation) {
    private LicenceVerifier.Reader at(@Nullable Instant now) {
      return new LicenceVerifier.Reader(PRODUCT, release.version(), installation, now);
    }

    /** For a file that was taken once: which releases it covers is said, and takes nothing away. */
    private LicenceVerifier.Reader ofKept() {
      return new LicenceVerifier.Reader(PRODUCT, null, installation, null);
    }

    /** Verifies a file; a suspect clock ({@code now} null) cannot judge a signature's time. */
    LicenceVerifier.Result verify(byte[] file, TrustAnchors trust, @Nullable Instant now) {
      return LicenceVerifier.verify(file, trust, at(now));
    }
  }

  static LicenceShelf of(List<StoredFile> files, Reader reader) {
    TrustAnchors anchors = reader.anchors();
    LicenceVerifier.Known known =
        LicenceVerifier.gather(files.stream().map(LicenceShelf::bytes).toList(), anchors, PRODUCT);
    List<HeldLicence> held = new ArrayList<>();
    Set<Instant> issues = new HashSet<>();
    List<String> lost = new ArrayList<>();
    known.revocations().map(RevocationList::issued).ifPresent(issues::add);
    for (StoredFile file : files) {
      switch (file.kind()) {
        case REVOCATIONS -> {}
        case CLOCK_RESET -> resetIn(bytes(file), known.anchors()).ifPresent(issues::add);
        case LICENCE ->
            licenceIn(file, known, reader, lost)
                .ifPresent(
                    licence -> {
                      issues.add(licence.licence().term().issued());
                      if (file.removedAt() == null) {
                        held.add(withRevocation(licence, files, known));
                      }
                    });
      }
    }
    return new LicenceShelf(known.anchors(), known.revocations(), held, issues, lost);
  }

  /** Whether the vendor has taken a licence back, as far as this appliance knows. */
  boolean revokes(Licence licence) {
    return revocations.flatMap(list -> list.revocationOf(licence.header())).isPresent();
  }

  /** The same, where it is known since when no machine fits which licence. */
  LicenceShelf withMisfits(Map<String, Instant> misfits) {
    return new LicenceShelf(
        trust,
        revocations,
        held.stream()
            .map(one -> one.misfitSince(misfits.get(one.licence().header().id())))
            .toList(),
        issues,
        lost);
  }

  /** The machines that licences are bound to, by the licence's id. */
  Map<String, Binding> bindings() {
    Map<String, Binding> bindings = new HashMap<>();
    for (HeldLicence one : held) {
      Binding binding = one.licence().scope().binding();
      if (binding != null) {
        bindings.put(one.licence().header().id(), binding);
      }
    }
    return bindings;
  }

  private static Optional<HeldLicence> licenceIn(
      StoredFile file, LicenceVerifier.Known known, Reader reader, List<String> lost) {
    return switch (LicenceVerifier.verify(bytes(file), known.anchors(), reader.ofKept())) {
      case LicenceVerifier.Result.Verified verified ->
          Optional.of(
              new HeldLicence(
                  verified.licence(),
                  file.source(),
                  null,
                  null,
                  beyond(verified.licence(), reader.release())));
      case LicenceVerifier.Result.Refused refused -> {
        if (file.removedAt() == null) {
          LOG.warn("A kept licence no longer holds: {}: {}", file.source(), refused.detail());
          lost.add(
              "A licence that is kept ("
                  + file.source()
                  + ") does not hold any more: "
                  + refused.detail()
                  + " ["
                  + refused.refusal().code()
                  + "]. Ask your vendor for a new one.");
        }
        yield Optional.empty();
      }
    };
  }

  /** When the vendor signed a clock reset that is kept. */
  private static Optional<Instant> resetIn(byte[] file, TrustAnchors trust) {
    try {
      return Optional.of(
          ClockReset.read(LicenceVerifier.single(file, PayloadType.CLOCK_RESET, trust, PRODUCT))
              .issued());
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  private static HeldLicence withRevocation(
      HeldLicence one, List<StoredFile> files, LicenceVerifier.Known known) {
    return new HeldLicence(
        one.licence(),
        one.source(),
        learned(one.licence(), files, known).orElse(null),
        null,
        one.beyondUpdates());
  }

  /** When the first file came in that revokes the licence. */
  private static Optional<Instant> learned(
      Licence licence, List<StoredFile> files, LicenceVerifier.Known known) {
    if (known.revocations().flatMap(list -> list.revocationOf(licence.header())).isEmpty()) {
      return Optional.empty();
    }
    return files.stream()
        .filter(
            file ->
                LicenceVerifier.gather(List.of(bytes(file)), known.anchors(), PRODUCT)
                    .revocations()
                    .flatMap(list -> list.revocationOf(licence.header()))
                    .isPresent())
        .map(StoredFile::addedAt)
        .min(Instant::compareTo);
  }

  private static @Nullable String beyond(Licence licence, Release release) {
    Licence.Term term = licence.term();
    Instant until = term.updatesUntil() == null ? term.graceEnds() : term.updatesUntil();
    if (!release.coveredUntil(until)) {
      return "This release is newer than the licence covers (releases built until "
          + Times.readable(until)
          + ")"
          + GOES_ON;
    }
    Versions versions = licence.scope().versions();
    String version = release.version();
    return version == null || versions.cover(version)
        ? null
        : "This release, " + version + ", is not one that the licence covers" + GOES_ON;
  }

  private static byte[] bytes(StoredFile file) {
    return file.body().getBytes(StandardCharsets.UTF_8);
  }
}
