package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.wal.Catalogue;
import dev.holdfast.appliance.backup.wal.HomeWatch;
import dev.holdfast.appliance.backup.wal.LogStream;
import dev.holdfast.appliance.backup.wal.Piece;
import dev.holdfast.appliance.backup.wal.Replication;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.id.EntityIds;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the log of the PostgreSQL in use, and takes the bases that it is replayed on. The server
 * keeps for its slot what is not stored yet, up to its own bound; beyond that the slot is lost, and
 * a new line begins with a new base. One thread streams; another copies the cluster.
 */
@Singleton
final class LogKeeper implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(LogKeeper.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration CONFIRM = Duration.ofSeconds(5);
  private static final Duration SWEEP = Duration.ofHours(1);
  private static final Duration FAREWELL = Duration.ofSeconds(3);
  private static final long MEBI = 1 << 20;

  private final LogDatabase database;
  private final Vaults vaults;
  private final Kms kms;
  private final BackupSettings settings;
  private final BaseTaker taker;
  private final LogState state;
  private final PointInTimeConfig config;
  private final Backups.BackupGround ground;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final HomeWatch changes;
  private @Nullable Thread thread;
  private @Nullable Thread copying;
  private long baseTriedNanos;
  private boolean baseTried;

  LogKeeper(
      LogDatabase database,
      Vaults vaults,
      Kms kms,
      BackupSettings settings,
      BaseTaker taker,
      LogState state,
      PointInTimeConfig config,
      Backups.BackupGround ground) {
    this.database = database;
    this.vaults = vaults;
    this.kms = kms;
    this.settings = settings;
    this.taker = taker;
    this.state = state;
    this.config = config;
    this.ground = ground;
    this.changes = new HomeWatch(ground.home(), kms.keyOutsideOfHome());
  }

  @Override
  public synchronized void onApplicationEvent(ServerStartupEvent event) {
    if (thread == null && database.isPostgres()) {
      Runnable work = config.enabled() ? this::run : this::letGo;
      thread = Thread.ofPlatform().daemon().name("backup-log").start(work);
    }
  }

  /** Where it was turned off, the server need not keep its log any more. */
  private void letGo() {
    try {
      if (database.slot().isPresent()) {
        try (Replication link = Replication.connect(database.target())) {
          link.dropSlot(LogDatabase.SLOT);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("The database keeps its log for a reader that was turned off.", e);
    }
  }

  private void run() {
    while (closing.getCount() > 0) {
      try (Vault vault = vaults.openLog()) {
        keep(vault);
      } catch (IOException | RuntimeException e) {
        state.trouble(e);
        LOG.warn("The database's log is not stored; it is tried again in 5 s.", e);
        kept();
        await(PAUSE);
      }
    }
  }

  private void keep(Vault vault) throws IOException {
    LogDatabase.Facts facts = database.facts();
    if (facts.keptMebibytes() < 0) {
      throw new BackupException(
          Reason.REFUSED,
          "The server has no bound on the log that it would keep for a reader"
              + " (max_slot_wal_keep_size), so that its disk could fill.");
    }
    LogStore store = new LogStore(vault, SealedManifest.with(kms));
    Catalogue there = store.read();
    refuseOthers(there, facts.name());
    boolean lost = database.slot().map(LogDatabase.Slot::lost).orElse(true);
    Optional<Piece> last = lost ? Optional.empty() : newest(there);
    if (last.isEmpty()) {
      // A store that only looks empty fails here, while the server still keeps everything.
      taker.files(vault);
      changes.changed();
      changes.stored();
    }
    LogStream.Start start =
        new LogStream.Start(
            last,
            EntityIds.format("lin", ground.ids().next()),
            facts.segmentBytes(),
            LogDatabase.SLOT);
    try (LogStream stream =
        LogStream.begin(database::target, start, there, vault, SealedManifest.with(kms))) {
      if (stream.fresh()) {
        LOG.info("A new line of the database's log begins: {}.", stream.line());
      }
      state.well();
      new Run(vault, store, stream, there).follow();
    }
  }

  /**
   * What this very database stored before a restore made it another installation is no other's: it
   * stays, and a new line begins beside it.
   */
  private void refuseOthers(Catalogue there, String name) throws IOException {
    String own = settings.installation();
    List<Catalogue.Copy> others =
        there.copies().stream().filter(copy -> !copy.header().installation().equals(own)).toList();
    if (others.isEmpty()) {
      return;
    }
    String system;
    try (Replication link = Replication.connect(database.target())) {
      system = link.identify().system();
    }
    for (Catalogue.Copy copy : others) {
      if (!copy.base().system().equals(system) || !copy.base().database().equals(name)) {
        throw new BackupException(
            Reason.REFUSED,
            "There is the log of another installation ("
                + copy.header().installation()
                + ") in the place for it. Give each installation a place of its own.");
      }
    }
  }

  /** The piece that was stored last, where it is this installation's. */
  private Optional<Piece> newest(Catalogue there) {
    String own = settings.installation();
    return there.copies().isEmpty() || !there.copies().getLast().header().installation().equals(own)
        ? Optional.empty()
        : there.pieces().stream()
            .filter(piece -> piece.line().equals(there.copies().getLast().base().line()))
            .max(Comparator.comparingLong(Piece::to));
  }

  /** Where one run of the stream stands. */
  private final class Run {
    private final Vault vault;
    private final LogStore store;
    private final LogStream stream;
    private Catalogue there;
    private LogDatabase.@Nullable Mark mark;
    private long markAt = System.nanoTime();
    private long confirmAt = markAt;
    private long sweepAt = markAt + SWEEP.toNanos();

    Run(Vault vault, LogStore store, LogStream stream, Catalogue there) {
      this.vault = vault;
      this.store = store;
      this.stream = stream;
      this.there = there;
    }

    void follow() throws IOException {
      show(there, stream);
      while (closing.getCount() > 0) {
        step(System.nanoTime());
        if (copied(there, stream.line())) {
          there = store.read();
          show(there, stream);
          // No moment behind it can be reached before a mark is stored, too.
          markAt = System.nanoTime();
        }
        if (System.nanoTime() - sweepAt >= 0) {
          Instant now = ground.clock().instant();
          store.sweep(now.minus(config.keep()), stream.line(), now);
          there = store.read();
          sweepAt = System.nanoTime() + SWEEP.toNanos();
        }
      }
      // Farewell: what was written up to now can be reached, too.
      mark = database.mark();
      long end = System.nanoTime() + FAREWELL.toNanos();
      while (mark != null && System.nanoTime() - end < 0) {
        step(System.nanoTime());
      }
    }

    private void step(long nanos) throws IOException {
      stream.take(LOOK);
      if (mark == null && nanos - markAt >= 0) {
        mark = database.mark();
        markAt = nanos + config.every().toNanos();
      }
      LogDatabase.Mark reached = mark;
      if (reached != null && Long.compareUnsigned(stream.received(), reached.lsn()) >= 0) {
        store(reached.at());
        mark = null;
      } else if (stream.full()) {
        store(stream.mark());
      }
      if (nanos - confirmAt >= 0) {
        stream.confirm();
        kept();
        confirmAt = nanos + CONFIRM.toNanos();
      }
    }

    private void store(Instant at) throws IOException {
      if (changes.changed()) {
        taker.files(vault);
        changes.stored();
      }
      Manifest.Header header = taker.header("wal", at, stream.held(), 0);
      Optional<Piece> piece = stream.store(vault, at, header, kms, settings.key());
      if (piece.isPresent()) {
        there = there.with(piece.get());
        show(there, stream);
      }
    }
  }

  private void show(Catalogue now, LogStream stream) {
    Instant latest =
        now.pieces().stream()
            .filter(piece -> piece.line().equals(stream.line()))
            .map(Piece::mark)
            .max(Comparator.naturalOrder())
            .orElse(null);
    state.reached(now.windows(), latest);
  }

  private void kept() {
    try {
      state.kept(
          database.slot().map(LogDatabase.Slot::bytes).orElse(0L),
          database.facts().keptMebibytes() * MEBI);
    } catch (RuntimeException e) {
      LOG.debug("The slot cannot be looked at.", e);
    }
  }

  /**
   * Copies the cluster beside the stream, where that is due and is not being done.
   *
   * @return whether a copy has ended since the last look
   */
  private boolean copied(Catalogue there, String line) {
    Thread running = copying;
    if (running != null) {
      if (running.isAlive()) {
        return false;
      }
      copying = null;
      return true;
    }
    Optional<Manifest.Header> newest =
        there.copies().stream()
            .filter(copy -> copy.base().line().equals(line))
            .map(Catalogue.Copy::header)
            .max(Comparator.comparing(Manifest.Header::takenAt));
    Instant now = ground.clock().instant();
    boolean due =
        newest.map(header -> header.takenAt().plus(config.baseEvery()).isBefore(now)).orElse(true);
    long nanos = System.nanoTime();
    boolean soon = baseTried && nanos - baseTriedNanos < Duration.ofMinutes(1).toNanos();
    if (due && !soon) {
      baseTried = true;
      baseTriedNanos = nanos;
      String earlier = there.copies().isEmpty() ? null : there.copies().getLast().header().id();
      copying = Thread.ofPlatform().daemon().name("backup-base").start(() -> base(line, earlier));
    }
    return false;
  }

  private void base(String line, @Nullable String earlier) {
    try (Vault vault = vaults.openLog()) {
      LogStore store = new LogStore(vault, SealedManifest.with(kms));
      Manifest before = earlier == null ? null : store.manifest(earlier);
      if (before != null && Vaults.missing(vault, before) != null) {
        before = null;
      }
      taker.base(vault, line, before);
    } catch (IOException | RuntimeException e) {
      LOG.warn("No base could be taken; it is tried again in a minute.", e);
    }
  }

  private void await(Duration most) {
    try {
      if (closing.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("The appliance stops.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  /** Stores what there is up to now, where that does not take long. */
  @PreDestroy
  void close() throws InterruptedException {
    closing.countDown();
    Thread streaming;
    synchronized (this) {
      streaming = thread;
    }
    if (streaming != null) {
      streaming.join(FAREWELL.plus(FAREWELL).toMillis());
    }
  }
}
