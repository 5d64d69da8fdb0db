package dev.holdfast.appliance.licensing.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * One run of one node's process.
 *
 * @param node the name that lies in the home; a copy of the home has it too
 * @param id this run's own
 * @param boot tells whether two runs are of one machine that was not started anew in between; a
 *     hash, so that nothing of the machine is kept
 */
record Run(String node, String id, String boot) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int LENGTH = 32;

  static Run of(String node, String id) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  ("holdfast boot " + Files.readString(BOOT_ID).strip())
                      .getBytes(StandardCharsets.UTF_8));
      return new Run(node, id, HexFormat.of().formatHex(hash).substring(0, LENGTH));
    } catch (IOException e) {
      return new Run(node, id, id); // Then no earlier run is known to be of this machine.
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
