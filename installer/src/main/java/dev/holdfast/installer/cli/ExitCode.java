package dev.holdfast.installer.cli;

/** What the process says when it ends. The numbers are an interface: scripts depend on them. */
public enum ExitCode {
  OK(0, "Everything held"),
  SOFTWARE(1, "holdfastctl itself failed"),
  USAGE(2, "The command line is not valid"),
  CHECK_FAILED(
      3,
      "A check failed (doctor), or a data key or a certificate could not be renewed (keys, tls)"),
  CHECK_WARNED(4, "A check warned, none failed (doctor), or the last renewal failed (tls status)"),
  VERIFICATION_FAILED(5, "What was verified does not hold (audit verify, bundle verify)"),
  LICENCE_REFUSED(6, "The licence was refused (license add)"),
  UNREACHABLE(7, "The appliance cannot be reached"),
  NOT_ALLOWED(8, "The appliance refused the operator's token"),
  NEEDS_ROOT(
      9,
      "Only root may do this (install, upgrade, rollback, uninstall, bundle verify --installed)"),
  REFUSED(10, "The plan cannot be carried out as things are; nothing was changed"),
  UNDONE(11, "A step failed, and everything was put back as it was"),
  UNFINISHED(12, "An earlier run was cut off; run it again to go on, or undo it");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  public String meaning() {
    return meaning;
  }
}
