package dev.holdfast.installer.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Seals with {@code systemd-creds}; secrets go through pipes only. */
final class SystemdCreds implements Credentials.Sealer {
  @Override
  public byte[] seal(String name, byte[] secret) throws IOException {
    return call("encrypt", name, secret);
  }

  @Override
  public byte[] open(String name, byte[] sealed) throws IOException {
    return call("decrypt", name, sealed);
  }

  private static byte[] call(String what, String name, byte[] input) throws IOException {
    Process process =
        new ProcessBuilder(List.of("systemd-creds", "--name=" + name, what, "-", "-"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream out = process.getOutputStream()) {
      out.write(input);
    }
    byte[] answer = process.getInputStream().readAllBytes();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("systemd-creds cannot " + what + " " + name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return answer;
  }
}
