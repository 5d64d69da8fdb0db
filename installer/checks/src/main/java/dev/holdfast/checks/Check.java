package dev.holdfast.checks;

/** One thing that is looked at. */
public interface Check {
  /** Stable and dotted, lower case: {@code disk.free}. Scripts and metrics know it by this. */
  String id();

  Severity severity();

  /** What is looked at, in two or three words. */
  String title();

  /** Looks now. May throw; that is then the finding. */
  Observation look() throws Exception;

  /** Where the documentation says more. */
  default String doc() {
    return "https://holdfast.dev/docs/checks#" + id().replace('.', '-');
  }

  /** A check whose look is a lambda. */
  static Check of(String id, Severity severity, String title, Look look) {
    return new Check() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public Severity severity() {
        return severity;
      }

      @Override
      public String title() {
        return title;
      }

      @Override
      public Observation look() throws Exception {
        return look.now();
      }
    };
  }

  /** How a check looks. */
  @FunctionalInterface
  interface Look {
    Observation now() throws Exception;
  }

  /**
   * What was seen, beside what should be.
   *
   * @param fix what to do where the two differ: names the command, the file or the setting
   */
  record Observation(Finding.Result result, String observed, String required, String fix) {
    public static Observation ok(String observed, String required) {
      return new Observation(Finding.Result.OK, observed, required, "");
    }

    public static Observation warn(String observed, String required, String fix) {
      return new Observation(Finding.Result.WARN, observed, required, fix);
    }

    public static Observation fail(String observed, String required, String fix) {
      return new Observation(Finding.Result.FAIL, observed, required, fix);
    }

    /** Well where {@code good}, otherwise failed. */
    public static Observation judged(boolean good, String observed, String required, String fix) {
      return good ? ok(observed, required) : fail(observed, required, fix);
    }
  }
}
