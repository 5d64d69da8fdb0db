package dev.holdfast.installer.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The services of an image that is being prepared ({@code --root}): nothing runs, units are enabled
 * by their links, and users are made when the image starts for the first time.
 */
public final class ImageServices implements Services {
  private final Layout layout;
  private final Disk disk;

  public ImageServices(Layout layout, Disk disk) {
    this.layout = layout;
    this.disk = disk;
  }

  @Override
  public void provision(String name) {
    // systemd-sysusers and systemd-tmpfiles do it when the image starts.
  }

  @Override
  public void removeUser(String user) {
    // It was not made.
  }

  @Override
  public void reload() {
    // There is no systemd to read them.
  }

  @Override
  public void enable(String unit) throws IOException {
    Path wants = layout.units().resolve(target(unit) + ".wants");
    disk.directory(wants, "rwxr-xr-x");
    disk.link(wants.resolve(unit), "/etc/systemd/system/" + unit);
  }

  @Override
  public void disable(String unit) throws IOException {
    Path wants = layout.units().resolve(target(unit) + ".wants");
    if (Files.isDirectory(wants)) {
      disk.delete(wants.resolve(unit));
      disk.deleteIfEmpty(wants);
    }
  }

  private static String target(String unit) {
    return unit.endsWith(".timer") ? "timers.target" : "multi-user.target";
  }

  @Override
  public void start(String unit) {
    // It starts with the image.
  }

  @Override
  public void stop(String unit) {
    // It does not run.
  }

  @Override
  public boolean active(String unit) {
    return false;
  }

  @Override
  public String awaitHealth(Duration patience) {
    return "";
  }

  @Override
  public byte[] seal(String name, byte[] secret) {
    return new byte[0]; // a secret is sealed for one machine, and this one is not it
  }

  @Override
  public void run(String user, List<String> command, String input) throws IOException {
    throw new IOException("nothing can be run in an image: " + command.getFirst());
  }

  @Override
  public void train(Path release, Path seal) {
    // They are for the machine that they are made on: holdfastctl bundle caches makes them there.
  }
}
