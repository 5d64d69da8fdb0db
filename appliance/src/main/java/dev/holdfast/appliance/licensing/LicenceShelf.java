package dev.holdfast.appliance.licensing;

import dev.holdfast.appliance.licensing.LicenceStore.StoredFile;
import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.license.statement.Times;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
 */
record LicenceShelf(
    TrustAnchors trust,
    Optional<RevocationList> revocations,
    List<HeldLicence> held,
    Set<Instant> issues) {
  /** The product that licences must name. */
  static final String PRODUCT = "holdfast";

  private static final Logger LOG = LoggerFactory.getLogger(LicenceShelf.class);

  LicenceShelf {
    held = List.copyOf(held);
    issues = Set.copyOf(issues);
  }

  /** The latest signing time; the epoch if there is none. */
  Instant newestIssue() {
    return issues.stream().max(Instant::compareTo).orElse(Instant.EPOCH);
  }

  /** Whether the vendor signed something at that time that is, or was, kept. */
  boolean vendorSpokeAt(long epochMillis) {
    return issues.contains(Instant.ofEpochMilli(epochMillis));
  }

  static LicenceShelf of(List<StoredFile> files, TrustAnchors anchors, Release release) {
    LicenceVerifier.Known known =
        LicenceVerifier.gather(files.stream().map(LicenceShelf::bytes).toList(), anchors, PRODUCT);
    List<HeldLicence> held = new ArrayList<>();
    Set<Instant> issues = new HashSet<>();
    known.revocations().map(RevocationList::issued).ifPresent(issues::add);
    for (StoredFile file : files) {
      switch (verify(file, known.anchors(), release)) {
        case LicenceVerifier.Result.Verified verified -> {
          Licence licence = verified.licence();
          issues.add(licence.term().issued());
          if (file.removedAt() == null) {
            held.add(
                new HeldLicence(
                    licence,
                    file.source(),
                    learned(licence, files, known).orElse(null),
                    beyondUpdates(licence.term(), release)));
          }
        }
        case LicenceVerifier.Result.Refused refused -> {
          // A revocation list alone is no licence, and is meant to be here.
          if (file.removedAt() == null && !file.source().startsWith("revocations")) {
            LOG.warn("A kept licence no longer holds: {}: {}", file.source(), refused.detail());
          }
        }
      }
    }
    return new LicenceShelf(known.anchors(), known.revocations(), held, issues);
  }

  /** Whether the vendor has taken a licence back, as far as this appliance knows. */
  boolean revokes(Licence licence) {
    return revocations.flatMap(list -> list.revocationOf(licence.header())).isPresent();
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

  private static @Nullable String beyondUpdates(Licence.Term term, Release release) {
    Instant until = term.updatesUntil() == null ? term.graceEnds() : term.updatesUntil();
    return release.coveredUntil(until)
        ? null
        : "This release is newer than the licence covers (releases built until "
            + Times.readable(until)
            + "): what runs goes on, and nothing new beyond the community plan is added.";
  }

  private static LicenceVerifier.Result verify(
      StoredFile file, TrustAnchors trust, Release release) {
    return LicenceVerifier.verify(
        bytes(file), trust, new LicenceVerifier.Reader(PRODUCT, release.version(), null, null));
  }

  private static byte[] bytes(StoredFile file) {
    return file.body().getBytes(StandardCharsets.UTF_8);
  }
}
