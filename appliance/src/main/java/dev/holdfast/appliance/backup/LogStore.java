package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.Format;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.wal.Base;
import dev.holdfast.appliance.backup.wal.Catalogue;
import dev.holdfast.appliance.backup.wal.Piece;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The place where the log and its bases lie. Beside bases lie sets: the files of the home at
 * moments at which they had changed, as manifests without a cluster. One thread uses it.
 */
final class LogStore {
  private final Vault vault;
  private final SealedManifest.Opener opener;
  private final Map<String, Optional<Base>> known = new HashMap<>();

  LogStore(Vault vault, SealedManifest.Opener opener) {
    this.vault = vault;
    this.opener = opener;
  }

  /** What lies there now. */
  Catalogue read() throws IOException {
    List<Catalogue.Copy> copies = new ArrayList<>();
    for (Manifest.Header header : headers()) {
      base(header.id()).ifPresent(base -> copies.add(new Catalogue.Copy(header, base)));
    }
    List<Piece> pieces =
        vault.list().stream().flatMap(each -> Piece.parse(each.name()).stream()).toList();
    return new Catalogue(copies, pieces);
  }

  private List<Manifest.Header> headers() throws IOException {
    return Vaults.list(vault).stream().map(SealedManifest.Outer::header).toList();
  }

  /** A manifest never changes, so that each is opened once. */
  private Optional<Base> base(String id) throws IOException {
    Optional<Base> base = known.get(id);
    if (base == null) {
      base = Base.facts(vault, manifest(id));
      known.put(id, base);
    }
    return base;
  }

  Manifest manifest(String id) throws IOException {
    return Vaults.manifest(vault, id, opener);
  }

  /**
   * The home's files for a moment: the first that were stored at it or later, because whatever
   * changed just before it is stored just after; keys only grow.
   */
  Manifest files(Instant at) throws IOException {
    List<Manifest.Header> all =
        headers().stream().sorted(Comparator.comparing(Manifest.Header::takenAt)).toList();
    Manifest.Header chosen =
        all.stream()
            .filter(header -> !header.takenAt().isBefore(at))
            .findFirst()
            .orElseGet(all::getLast);
    return manifest(chosen.id());
  }

  /**
   * Deletes what no moment since {@code horizon} needs.
   *
   * @param current the line that is being written
   * @return how many files went
   */
  int sweep(Instant horizon, String current, Instant now) throws IOException {
    Catalogue.Needless needless = read().needless(horizon, current);
    Set<String> gone = new HashSet<>();
    needless.copies().forEach(copy -> gone.add(copy.header().id()));
    Set<String> kept = new HashSet<>();
    for (Manifest.Header header : headers()) {
      if (base(header.id()).isEmpty() && header.takenAt().isBefore(needless.setsBefore())) {
        gone.add(header.id());
      }
      kept.add(header.id());
    }
    kept.removeAll(gone);
    for (String id : gone) {
      vault.delete(id + Format.MANIFEST);
    }
    for (Piece piece : needless.pieces()) {
      vault.delete(piece.name());
    }
    int packs = gone.isEmpty() ? 0 : Retention.sweepPacks(vault, kept, opener, now);
    return gone.size() + needless.pieces().size() + packs;
  }
}
