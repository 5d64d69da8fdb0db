package dev.holdfast.appliance.licensing.meter;

import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.licensing.Licensing;
import dev.holdfast.appliance.licensing.QuotaUse;
import dev.holdfast.appliance.licensing.clock.Reading;
import dev.holdfast.appliance.licensing.clock.TrustedClock;
import dev.holdfast.appliance.licensing.installation.Installation;
import dev.holdfast.appliance.licensing.meter.UsageStore.Draft;
import dev.holdfast.appliance.licensing.sealed.SealedFile;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.license.usage.UsageChain;
import dev.holdfast.license.usage.UsageRow;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what is used: the most that there was of each thing on each day, at once; and the
 * tokens of a day when it is over, or when somebody asks for a report. What turns up late for one
 * of the last seven days becomes a further row. The end of the chain is kept in a sealed file too,
 * so that a database that was put back is noticed.
 */
@Singleton
final class UsageMeter {
  private static final Logger LOG = LoggerFactory.getLogger(UsageMeter.class);
  private static final int LATE_DAYS = 7;
  private static final int TRIES = 5;

  private final UsageStore store;
  private final Collection<QuotaUse> uses;
  private final Licensing licensing;
  private final TrustedClock clock;
  private final Installation installation;
  private final SealedFile end;
  private boolean began;
  private boolean suspect;
  private @Nullable String licence;
  private @Nullable String kept;

  UsageMeter(
      Database database,
      Collection<QuotaUse> uses,
      Licensing licensing,
      TrustedClock clock,
      Installation installation,
      Kms kms,
      Home home) {
    this.store = new UsageStore(database);
    this.uses = uses;
    this.licensing = licensing;
    this.clock = clock;
    this.installation = installation;
    this.end = new SealedFile(home.data().resolve("usage.mark"), kms, "holdfast usage mark 1");
  }

  UsageStore store() {
    return store;
  }

  @Scheduled(initialDelay = "10s", fixedDelay = "60s")
  void tick() {
    try {
      write(false);
    } catch (RuntimeException e) {
      LOG.warn("Use cannot be written down now; the next round does it: {}", e.toString());
    }
  }

  /**
   * Brings the chain up to date.
   *
   * @param today whether the tokens of the day that is not over are written too
   */
  synchronized void write(boolean today) {
    Reading time = clock.read();
    String id = installation.establish(time.now());
    for (int i = 0; i < TRIES; i++) {
      List<Draft> drafts = new ArrayList<>();
      String inForce =
          licensing.inForce().map(one -> one.id() + " number " + one.sequence()).orElse("none");
      marks(time, inForce, drafts);
      amounts(time.now(), today, drafts);
      if (drafts.isEmpty() || store.append(id, drafts, time.now())) {
        began = true;
        suspect = time.suspect();
        licence = inForce;
        keep();
        return;
      }
    }
    throw new IllegalStateException("other nodes write use all the time");
  }

  private void marks(Reading time, String inForce, List<Draft> drafts) {
    LocalDate day = day(time.now());
    if (!began) {
      boolean first = store.head().isEmpty();
      restored().ifPresent(note -> drafts.add(Draft.mark(day, UsageRow.Mark.RESTORED, note)));
      drafts.add(Draft.mark(day, first ? UsageRow.Mark.INSTALLED : UsageRow.Mark.STARTED, ""));
    }
    if (time.suspect() != suspect) {
      drafts.add(
          Draft.mark(
              day,
              time.suspect() ? UsageRow.Mark.CLOCK_SUSPECT : UsageRow.Mark.CLOCK_CORRECTED,
              ""));
    }
    if (licence != null && !licence.equals(inForce)) {
      drafts.add(Draft.mark(day, UsageRow.Mark.LICENCE_CHANGED, "Now " + inForce));
    }
  }

  private void amounts(Instant now, boolean today, List<Draft> drafts) {
    LocalDate day = day(now);
    LocalDate since = store.row(1).map(first -> first.row().day()).orElse(day);
    LocalDate late = day.minusDays(LATE_DAYS).isBefore(since) ? since : day.minusDays(LATE_DAYS);
    Map<String, Long> written = new HashMap<>();
    store.since(late).forEach(one -> written.put(one.day() + one.name(), one.amount()));
    for (QuotaUse use : uses) {
      String name = use.name().code();
      if (use.name().isLevel()) {
        long level = use.used();
        Long before = written.get(day + name);
        if (before == null || level > before) {
          drafts.add(new Draft(day, UsageRow.Kind.PEAK, name, level, ""));
        }
      } else {
        LocalDate last = today ? day : day.minusDays(1);
        for (LocalDate each = late; !each.isAfter(last); each = each.plusDays(1)) {
          used(use, each, written.get(each + name)).ifPresent(drafts::add);
        }
      }
    }
  }

  private static Optional<Draft> used(QuotaUse use, LocalDate day, @Nullable Long before) {
    OptionalLong used = use.usedOn(day);
    long known = before == null ? 0 : before;
    if (used.isEmpty() || (before != null && used.getAsLong() <= known)) {
      return Optional.empty();
    }
    return Optional.of(
        new Draft(
            day,
            UsageRow.Kind.USED,
            use.name().code(),
            Math.max(0, used.getAsLong() - known),
            before == null ? "" : "Late"));
  }

  /** What the sealed file knows and the database does not; for the row's note. */
  private Optional<String> restored() {
    if (!(end.read() instanceof SealedFile.Found.Says(String text))) {
      return Optional.empty();
    }
    String[] parts = text.split(" ", -1);
    long number = Long.parseLong(parts[0]);
    boolean there =
        store.row(number).map(UsageChain.Linked::hash).filter(parts[1]::equals).isPresent();
    return there ? Optional.empty() : Optional.of("Row " + number + " was there before");
  }

  private void keep() {
    String text = store.head().map(head -> head.row().number() + " " + head.hash()).orElse("");
    if (!text.isEmpty() && !text.equals(kept)) {
      try {
        end.write(text);
        kept = text;
      } catch (IOException | RuntimeException e) {
        LOG.warn("The end of the record of use cannot be kept in its file: {}", e.toString());
      }
    }
  }

  static LocalDate day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
