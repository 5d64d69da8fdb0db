package dev.holdfast.installer.machine;

import java.io.IOException;
import java.time.Duration;

/** The machine's services. Every method can be repeated. */
public interface Services {
  /** Makes the users and directories of the sysusers.d and tmpfiles.d files that begin so. */
  void provision(String name) throws IOException;

  /** Takes a system user and its group away. */
  void removeUser(String user) throws IOException;

  /** Lets systemd read units that were added, changed or removed. */
  void reload() throws IOException;

  void enable(String unit) throws IOException;

  void disable(String unit) throws IOException;

  /** Starts, and waits until the service says that it is ready. */
  void start(String unit) throws IOException;

  /** Stops, and waits until the service has ended. */
  void stop(String unit) throws IOException;

  boolean active(String unit) throws IOException;

  /**
   * Waits until the appliance answers and is well.
   *
   * @return what is wrong when the time is over; empty where all is well
   */
  String awaitHealth(Duration patience) throws IOException;

  /**
   * Seals a secret for this machine.
   *
   * @return what systemd opens again; empty where the machine cannot seal
   */
  byte[] seal(String name, byte[] secret) throws IOException;

  /**
   * Runs a program as another user and waits for it.
   *
   * @param input what it reads on standard input
   */
  void run(String user, java.util.List<String> command, String input) throws IOException;

  /**
   * Makes the start-up caches of a release, where this machine can.
   *
   * @param seal where their digests are kept
   */
  void train(java.nio.file.Path release, java.nio.file.Path seal) throws IOException;
}
