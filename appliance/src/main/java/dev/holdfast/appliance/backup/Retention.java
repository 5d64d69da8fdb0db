package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.Format;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.platform.id.EntityIds;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.WeekFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which backups stay: the newest few, then the newest of each of the days and of the weeks before.
 * A pack goes when no manifest names it any more; where a manifest cannot be opened, none goes.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** A pack this young may belong to a backup that is still being taken by another node. */
  private static final Duration YOUNG = Duration.ofDays(2);

  private static final int TIME_SHIFT = 16;

  private final BackupConfig config;

  Retention(BackupConfig config) {
    this.config = config;
  }

  /** What went. */
  record Swept(List<String> backups, int packs) {}

  /** The ids that stay, of backups that are given with the newest first. */
  Set<String> kept(List<Manifest.Header> newestFirst) {
    Set<String> kept = new LinkedHashSet<>();
    Set<LocalDate> days = new HashSet<>();
    Set<String> weeks = new HashSet<>();
    for (int i = 0; i < newestFirst.size(); i++) {
      Manifest.Header header = newestFirst.get(i);
      LocalDate day = header.takenAt().atOffset(ZoneOffset.UTC).toLocalDate();
      String week =
          day.get(WeekFields.ISO.weekBasedYear())
              + "-"
              + day.get(WeekFields.ISO.weekOfWeekBasedYear());
      if (i < config.keepLast()
          || (days.size() < config.keepDays() && !days.contains(day))
          || (weeks.size() < config.keepWeeks() && !weeks.contains(week))) {
        kept.add(header.id());
      }
      days.add(day);
      weeks.add(week);
    }
    return kept;
  }

  /** Deletes what does not stay. */
  Swept sweep(Vault vault, SealedManifest.Opener opener, Instant now) throws IOException {
    List<SealedManifest.Outer> there = Vaults.list(vault);
    Set<String> kept = kept(there.stream().map(SealedManifest.Outer::header).toList());
    List<String> gone = new ArrayList<>();
    for (SealedManifest.Outer outer : there) {
      if (!kept.contains(outer.header().id())) {
        vault.delete(outer.header().id() + Format.MANIFEST);
        gone.add(outer.header().id());
      }
    }
    return new Swept(gone, sweepPacks(vault, kept, opener, now));
  }

  /** Deletes the packs that no kept manifest names, and gives how many. */
  static int sweepPacks(Vault vault, Set<String> kept, SealedManifest.Opener opener, Instant now)
      throws IOException {
    Set<String> named = new HashSet<>();
    for (String id : kept) {
      try {
        Vaults.manifest(vault, id, opener)
            .packs()
            .forEach(pack -> named.add(pack.id() + Format.PACK));
      } catch (BackupException e) {
        LOG.warn("No pack is deleted, because the backup {} cannot be opened.", id, e);
        return 0;
      }
    }
    int swept = 0;
    for (Vault.Stored stored : vault.list()) {
      String name = stored.name();
      if (name.endsWith(Format.PACK) && !named.contains(name) && isOld(name, now)) {
        vault.delete(name);
        swept++;
      }
    }
    return swept;
  }

  /** The id is a UUIDv7, which begins with the time it was made. */
  private static boolean isOld(String name, Instant now) {
    String id = name.substring(0, name.length() - Format.PACK.length());
    return EntityIds.parse("pak", id)
        .map(UUID::getMostSignificantBits)
        .map(high -> Instant.ofEpochMilli(high >>> TIME_SHIFT))
        .filter(made -> made.isBefore(now.minus(YOUNG)))
        .isPresent();
  }
}
