package dev.holdfast.appliance.backup.wal;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bases and the pieces of the log that lie in a place, and which moments they reach. Immutable.
 */
public final class Catalogue {
  private final List<Copy> copies;
  private final List<Piece> pieces;

  public Catalogue(List<Copy> copies, List<Piece> pieces) {
    this.copies =
        copies.stream()
            .sorted(Comparator.comparing((Copy copy) -> copy.header().takenAt()))
            .toList();
    this.pieces =
        pieces.stream()
            .sorted(Comparator.comparing(Piece::line).thenComparingLong(Piece::from))
            .toList();
  }

  /** A copy of the cluster; it is whole from the moment of its header on. */
  public record Copy(Manifest.Header header, Base base) {
    /** The first position of the log that a restore from it needs. */
    long needs() {
      return Lsn.segment(base.start(), base.segmentBytes());
    }
  }

  /** Moments without a hole between them, both ends included. */
  @Serdeable
  public record Window(Instant from, Instant to) {}

  /** What a restore takes: a base and the log from it to behind the moment. */
  public record Plan(Copy copy, List<Piece> pieces) {
    public Plan {
      pieces = List.copyOf(pieces);
    }
  }

  /** The same with one more piece. */
  public Catalogue with(Piece piece) {
    List<Piece> more = new ArrayList<>(pieces);
    more.add(piece);
    return new Catalogue(copies, more);
  }

  public List<Copy> copies() {
    return copies;
  }

  public List<Piece> pieces() {
    return pieces;
  }

  /** The log that continues a base, as far as it does without a gap. */
  private List<Piece> chain(Copy copy) {
    List<Piece> chain = new ArrayList<>();
    long position = copy.needs();
    for (Piece piece : pieces) {
      boolean continues =
          chain.isEmpty()
              ? piece.from() <= position && position < piece.to()
              : piece.from() == position;
      if (piece.line().equals(copy.base().line()) && continues) {
        chain.add(piece);
        position = piece.to();
      }
    }
    return chain;
  }

  /** Which moments can be reached, the earliest first. */
  public List<Window> windows() {
    List<Window> windows = new ArrayList<>();
    for (Copy copy : copies) {
      Instant from = copy.header().takenAt();
      List<Piece> chain = chain(copy);
      if (chain.isEmpty()
          || chain.getLast().to() < copy.base().end()
          || chain.getLast().mark().isBefore(from)) {
        continue;
      }
      Window window = new Window(from, chain.getLast().mark());
      Window before = windows.isEmpty() ? null : windows.getLast();
      if (before != null && !window.from().isAfter(before.to())) {
        Instant to = window.to().isAfter(before.to()) ? window.to() : before.to();
        windows.set(windows.size() - 1, new Window(before.from(), to));
      } else {
        windows.add(window);
      }
    }
    return windows;
  }

  /**
   * What to take for a moment: the newest base before it.
   *
   * @throws BackupException {@code UNREACHABLE} before the first and after the last moment, {@code
   *     GAP} between
   */
  public Plan plan(Instant at) throws BackupException {
    for (Copy copy : copies.reversed()) {
      if (copy.header().takenAt().isAfter(at)) {
        continue;
      }
      List<Piece> taken = new ArrayList<>();
      for (Piece piece : chain(copy)) {
        taken.add(piece);
        if (!piece.mark().isBefore(at) && piece.to() >= copy.base().end()) {
          return new Plan(copy, taken);
        }
      }
    }
    List<Window> windows = windows();
    if (windows.isEmpty()) {
      throw unreachable();
    }
    String reach = "from " + windows.getFirst().from() + " to " + windows.getLast().to();
    if (at.isBefore(windows.getFirst().from())) {
      throw new BackupException(
          Reason.UNREACHABLE,
          at + " is before the first base; what can be reached is " + reach + ".");
    }
    Instant last = pieces.stream().map(Piece::mark).max(Comparator.naturalOrder()).orElse(at);
    if (at.isAfter(last)) {
      throw new BackupException(
          Reason.UNREACHABLE,
          at + " is after the end of the stored log; what can be reached is " + reach + ".");
    }
    throw new BackupException(
        Reason.GAP, "The log has a gap before " + at + "; what can be reached is " + said(windows));
  }

  /**
   * The latest moment of all.
   *
   * @throws BackupException {@code UNREACHABLE} where there is none
   */
  public static Instant latest(List<Window> windows) throws BackupException {
    if (windows.isEmpty()) {
      throw unreachable();
    }
    return windows.getLast().to();
  }

  private static BackupException unreachable() {
    return new BackupException(
        Reason.UNREACHABLE, "No moment can be reached: there is no base with the log behind it.");
  }

  /** Windows in words. */
  public static String said(List<Window> windows) {
    List<String> each =
        windows.stream().map(window -> window.from() + " to " + window.to()).toList();
    return (each.isEmpty() ? "nothing" : String.join(", ", each)) + ".";
  }

  /** What need not be kept any more. */
  public record Needless(List<Copy> copies, List<Piece> pieces, Instant setsBefore) {}

  /**
   * Which bases and pieces no moment since {@code horizon} needs; the newest base always stays.
   *
   * @param current the line that is being written; nothing of it goes before it has a base
   */
  public Needless needless(Instant horizon, String current) {
    int first = 0;
    for (int i = 0; i < copies.size(); i++) {
      if (!copies.get(i).header().takenAt().isAfter(horizon)) {
        first = i;
      }
    }
    List<Copy> kept = copies.subList(first, copies.size());
    Map<String, Long> needed = new HashMap<>();
    kept.forEach(copy -> needed.merge(copy.base().line(), copy.needs(), Math::min));
    Set<String> untouched = new HashSet<>(Set.of(current));
    untouched.removeAll(needed.keySet());
    List<Piece> gone =
        pieces.stream()
            .filter(piece -> !untouched.contains(piece.line()))
            .filter(piece -> piece.to() <= needed.getOrDefault(piece.line(), Long.MAX_VALUE))
            .toList();
    Instant oldest = kept.isEmpty() ? Instant.MIN : kept.getFirst().header().takenAt();
    return new Needless(List.copyOf(copies.subList(0, first)), gone, oldest);
  }
}
