package dev.holdfast.checks;

import java.util.Locale;

/** What a check's failure means. */
public enum Severity {
  /** Without it Holdfast does not run, or not safely; nobody can skip it. */
  STRICT,
  /** Holdfast runs, but worse than it could; an operator may skip it by its id. */
  ADVICE;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
