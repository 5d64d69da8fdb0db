package dev.holdfast.appliance.backup.wal;

import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.RecoveryKey;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.kms.Kms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one line as it comes, and as it is stored. A line that is there is continued where
 * what the server has agrees, byte by byte, with the end of what is stored; otherwise (the server
 * was set back, is another, or has thrown away what was not stored yet) a new line begins.
 */
public final class LogStream implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogStream.class);

  /** Of the stored end, as much is compared; it has the commit of a mark in it, and its time. */
  private static final int OVERLAP = 64 << 10;

  private static final int FULL = 16 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Replication link;
  private final String line;
  private final boolean fresh;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private long from;
  private long received;
  private long settled;
  private Instant mark;

  private LogStream(Replication link, String line, boolean fresh, long from, Instant mark) {
    this.link = link;
    this.line = line;
    this.fresh = fresh;
    this.from = from;
    this.received = from;
    this.settled = from;
    this.mark = mark;
  }

  /** Says where the server is; asked before each connection. */
  @FunctionalInterface
  public interface Address {
    Replication.Target target() throws IOException;
  }

  /**
   * Where to begin.
   *
   * @param last the piece to continue, if there is one
   * @param line the id of a new line, for where it cannot be continued
   */
  public record Start(Optional<Piece> last, String line, int segmentBytes, String slot) {}

  /** Begins to stream. */
  public static LogStream begin(
      Address address, Start start, Catalogue there, Vault vault, SealedManifest.Opener opener)
      throws IOException {
    if (start.last().isPresent()) {
      Optional<LogStream> continued = resume(address, start, there, vault, opener);
      if (continued.isPresent()) {
        return continued.get();
      }
    }
    Replication link = Replication.connect(address.target());
    try {
      link.dropSlot(start.slot());
      link.createSlot(start.slot());
      Replication.Identity identity = link.identify();
      long from = Lsn.segment(identity.flushed(), start.segmentBytes());
      link.stream(start.slot(), from, identity.timeline());
      return new LogStream(link, start.line(), true, from, Instant.EPOCH);
    } catch (IOException e) {
      link.close();
      throw e;
    }
  }

  private static Optional<LogStream> resume(
      Address address, Start start, Catalogue there, Vault vault, SealedManifest.Opener opener)
      throws IOException {
    Piece last = start.last().orElseThrow();
    Base base =
        there.copies().stream()
            .map(Catalogue.Copy::base)
            .filter(each -> each.line().equals(last.line()))
            .findFirst()
            .orElse(null);
    byte[] stored = last.read(vault, opener).log();
    Replication link = Replication.connect(address.target());
    LogStream stream = null;
    try {
      Replication.Identity identity = link.identify();
      if (base != null
          && base.system().equals(identity.system())
          && base.timeline() == identity.timeline()
          && Long.compareUnsigned(identity.flushed(), last.to()) >= 0) {
        int overlap = Math.min(OVERLAP, stored.length);
        long from = last.to() - overlap;
        link.stream(start.slot(), from, identity.timeline());
        LogStream candidate = new LogStream(link, last.line(), false, from, last.mark());
        byte[] end = Arrays.copyOfRange(stored, stored.length - overlap, stored.length);
        if (candidate.agrees(end)) {
          candidate.settled = last.from();
          stream = candidate;
        }
      }
    } catch (ServerRefusal e) {
      if (e.passes()) {
        throw e;
      }
      LOG.warn("The database does not continue the log that is stored.", e);
    } finally {
      if (stream == null) {
        link.close();
      }
    }
    return Optional.ofNullable(stream);
  }

  /** Takes what is stored already out of what comes, if it is the same. */
  private boolean agrees(byte[] end) throws IOException {
    long begun = System.nanoTime();
    while (held.size() < end.length) {
      take(Duration.ofSeconds(1));
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IOException("the server does not send its log");
      }
    }
    byte[] came = held.toByteArray();
    if (!Arrays.equals(came, 0, end.length, end, 0, end.length)) {
      return false;
    }
    held.reset();
    held.write(came, end.length, came.length - end.length);
    from += end.length;
    return true;
  }

  public String line() {
    return line;
  }

  /** Whether it could not continue what was there. */
  public boolean fresh() {
    return fresh;
  }

  /** Takes what comes next, where something does in time. */
  public void take(Duration most) throws IOException {
    Optional<Replication.Wal> came = link.next(most);
    if (came.isPresent()) {
      Replication.Wal wal = came.get();
      if (wal.at() != received) {
        throw new IOException(
            "the server sent its log from " + Lsn.text(wal.at()) + ", not " + Lsn.text(received));
      }
      held.writeBytes(wal.bytes());
      received += wal.bytes().length;
    }
  }

  /** How far it came. */
  public long received() {
    return received;
  }

  /** How many bytes are held that are not stored. */
  public int held() {
    return held.size();
  }

  /** Whether what is held should be stored, whatever the time. */
  public boolean full() {
    return held.size() >= FULL;
  }

  /** The moment that the last piece reached. */
  public Instant mark() {
    return mark;
  }

  /** Stores what is held as the next piece, and gives it; nothing where nothing is held. */
  public Optional<Piece> store(
      Vault vault, Instant at, Manifest.Header header, Kms kms, @Nullable RecoveryKey recovery)
      throws IOException {
    if (held.size() == 0) {
      return Optional.empty();
    }
    Piece piece = new Piece(line, from, received, at);
    piece.store(vault, header, held.toByteArray(), kms, recovery);
    // One piece less than is stored: the next start compares its end with the server's.
    settled = from;
    from = received;
    mark = at;
    held.reset();
    confirm();
    return Optional.of(piece);
  }

  /** Tells the server what it need not keep any more, and that somebody listens. */
  public void confirm() throws IOException {
    link.confirm(received, settled);
  }

  @Override
  public void close() throws IOException {
    link.close();
  }
}
