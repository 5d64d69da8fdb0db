package dev.holdfast.appliance.licensing.clock;

import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.licensing.clock.Testimony.Place;
import dev.holdfast.appliance.licensing.clock.Witness.Standing;
import dev.holdfast.appliance.platform.db.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time that licences go by. It never goes back: where the machine's clock falls behind the
 * latest time seen, time goes on from there, work goes on, and people are told. The latest time is
 * kept in the database, in a sealed file of the home, and in the audit chain; where one of them is
 * deleted or rolled back, it is made again from the others. Only the vendor's word sets it back.
 *
 * <p>{@link #read} never waits. {@link #look} blocks on the database, the file and, at first, the
 * KMS; a fault of one witness does not keep the others from being heard.
 */
public final class TrustedClock {
  private static final Logger LOG = LoggerFactory.getLogger(TrustedClock.class);
  private static final Duration FILE_EVERY = Duration.ofMinutes(1);
  private static final Duration CHAIN_EVERY = Duration.ofDays(1);

  private final LicenceTime time;
  private final MarkStore store;
  private final SealedMark file;
  private final ChainMark chain;

  private final Testimony testimony = new Testimony();
  private boolean fileHeard;
  private boolean chainHeard;
  private boolean nodeKnown;
  private @Nullable Mark inFile;
  private @Nullable Mark inChain;

  /**
   * The clock of one node.
   *
   * @param nanos the monotonic clock
   * @param file where the sealed mark lies
   * @param node this node's name
   * @param audit asked late, because the audit log may not be there at the first look
   */
  public TrustedClock(
      Clock clock,
      LongSupplier nanos,
      Database database,
      Path file,
      Kms kms,
      String node,
      Supplier<Optional<Audit>> audit,
      Supplier<Optional<AuditLog>> log) {
    this.time = new LicenceTime(clock, nanos);
    this.store = new MarkStore(database);
    this.file = new SealedMark(file, kms);
    this.chain = new ChainMark(node, audit, log);
  }

  /** The time now. */
  public Reading read() {
    return time.read();
  }

  /** Learns of a time that was certainly reached: a statement's issue. */
  public void atLeast(Instant seen) {
    time.atLeast(seen);
  }

  /**
   * Hears the database alone, which is quick: enough for the first moments of a start.
   *
   * @param vendorSpoke whether a statement that the vendor signed at those milliseconds is kept
   */
  public synchronized void glance(LongPredicate vendorSpoke) {
    store.read().filter(mark -> believed(mark, vendorSpoke)).ifPresent(time::follow);
  }

  /** Hears all witnesses, and brings those up to date that were left behind. */
  public synchronized void look(LongPredicate vendorSpoke) {
    Optional<Mark> stored = store.read();
    boolean first = !chainHeard || !fileHeard;
    if (!chainHeard) {
      hearChain(vendorSpoke);
    }
    if (!fileHeard) {
      hearFile();
    }
    boolean forged = stored.filter(mark -> !believed(mark, vendorSpoke)).isPresent();
    stored.filter(mark -> believed(mark, vendorSpoke)).ifPresent(time::follow);
    if (first && chainHeard && fileHeard) {
      if (stored.isEmpty() || forged) {
        testimony.silent(Place.DATABASE, forged ? Standing.DISBELIEVED : Standing.MISSING, true);
      } else {
        testimony.says(Place.DATABASE, stored.get());
      }
      tell();
    }
    Mark now = time.mark();
    if (forged) {
      store.overwrite(now);
    } else {
      store.advance(now);
    }
    keep(now);
  }

  /**
   * Takes the vendor's word for what time it is: a later one than {@code to} where the machine's
   * clock says so.
   *
   * @param issued when that word was signed
   * @return false where that word, or a later one, was heard before
   */
  public synchronized boolean reset(Instant issued, Instant to) {
    if (!time.reset(issued, to)) {
      return false;
    }
    Mark now = time.mark();
    store.advance(now);
    inFile = null;
    inChain = null;
    keep(now);
    LOG.warn("The vendor's word has set the time that licences go by to {}", now.seenAt());
    return true;
  }

  /** What each witness said when this process began. */
  public synchronized List<Witness> witnesses() {
    return testimony.witnesses();
  }

  private boolean believed(Mark mark, LongPredicate vendorSpoke) {
    return mark.epoch() == 0
        || mark.epoch() == time.mark().epoch()
        || vendorSpoke.test(mark.epoch());
  }

  private void hearFile() {
    SealedMark.Found found = file.read();
    switch (found) {
      case SealedMark.Found.Says(Mark mark) -> {
        // Sealed by a key of ours: it needs no other word for its epoch.
        time.follow(mark);
        inFile = mark;
        testimony.says(Place.FILE, mark);
      }
      case SealedMark.Found.Missing ignored ->
          testimony.silent(Place.FILE, Standing.MISSING, nodeKnown);
      case SealedMark.Found.Unreadable ignored ->
          testimony.silent(Place.FILE, Standing.UNREADABLE, true);
      case SealedMark.Found.Unknown ignored ->
          testimony.silent(Place.FILE, Standing.UNREADABLE, false);
    }
    fileHeard = !(found instanceof SealedMark.Found.Unknown);
  }

  private void hearChain(LongPredicate vendorSpoke) {
    ChainMark.Found found;
    try {
      found = chain.read();
    } catch (RuntimeException e) {
      LOG.warn("The audit chain cannot be asked for the time: {}", e.toString());
      return;
    }
    chainHeard = true;
    nodeKnown = found.byThisNode();
    Mark mark = found.mark();
    if (mark == null) {
      testimony.silent(Place.AUDIT, Standing.MISSING, false);
    } else if (believed(mark, vendorSpoke)) {
      time.follow(mark);
      inChain = mark;
      testimony.says(Place.AUDIT, mark);
    } else {
      testimony.silent(Place.AUDIT, Standing.DISBELIEVED, true);
    }
  }

  /** Says so where a witness was deleted or put back. */
  private void tell() {
    List<String> odd = testimony.odd();
    if (!odd.isEmpty()) {
      String what = String.join(", ", odd);
      LOG.warn("The latest time seen was made again from the witnesses that are left: {}", what);
      chainWrite(time.mark(), "rebuilt: " + what);
    }
  }

  private void keep(Mark now) {
    if (fileHeard && due(inFile, now, FILE_EVERY)) {
      try {
        file.write(now);
        inFile = now;
      } catch (IOException | RuntimeException e) {
        LOG.warn("The latest time seen cannot be kept in its file: {}", e.toString());
      }
    }
    if (chainHeard && due(inChain, now, CHAIN_EVERY)) {
      chainWrite(now, inChain == null ? "first" : "daily");
    }
  }

  private void chainWrite(Mark now, String why) {
    try {
      chain.write(now, why);
      inChain = now;
    } catch (RuntimeException e) {
      LOG.warn("The latest time seen cannot be kept in the audit chain: {}", e.toString());
    }
  }

  private static boolean due(@Nullable Mark kept, Mark now, Duration every) {
    return kept == null
        || kept.epoch() < now.epoch()
        || Duration.between(kept.seenAt(), now.seenAt()).compareTo(every) >= 0;
  }
}
