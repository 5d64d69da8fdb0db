package dev.holdfast.installer.cli;

import picocli.CommandLine.Model.CommandSpec;

/** The options that every command takes, as the top of the command tree has them. */
public interface Globals {
  /** Whether one JSON document is printed instead of text. */
  boolean json();

  /** The appliance's home, from the option, the environment or where it was found. */
  Home home();

  /** The running appliance of that home. */
  Appliance appliance();

  /** The options of the command line that this command was met in. */
  static Globals of(CommandSpec spec) {
    return (Globals) spec.root().userObject();
  }
}
