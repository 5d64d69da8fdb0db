package dev.holdfast.license.bundle;

/** Told how far a verification or extraction is. */
@FunctionalInterface
public interface Progress {
  /** Nobody looks. */
  Progress NONE = (done, total) -> {};

  /** So many bytes of so many are done. */
  void at(long done, long total);
}
