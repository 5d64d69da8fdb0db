package dev.holdfast.checks;

import java.util.Locale;

/**
 * What one check found.
 *
 * @param severity what a failure of this check means
 * @param result a check that is advice warns at worst
 * @param fix what to do; empty where all is well
 * @param doc a link to the page that says more
 */
public record Finding(
    String id,
    Severity severity,
    Result result,
    String title,
    String observed,
    String required,
    String fix,
    String doc) {

  /** How a look ended, the worst last. */
  public enum Result {
    OK,
    WARN,
    FAIL;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding of(Check check, Check.Observation seen) {
    Result result =
        check.severity() == Severity.ADVICE && seen.result() == Result.FAIL
            ? Result.WARN
            : seen.result();
    return new Finding(
        check.id(),
        check.severity(),
        result,
        check.title(),
        seen.observed(),
        seen.required(),
        result == Result.OK ? "" : seen.fix(),
        check.doc());
  }
}
