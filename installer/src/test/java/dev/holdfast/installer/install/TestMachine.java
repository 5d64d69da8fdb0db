package dev.holdfast.installer.install;

import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.bundle.InstalledRelease;
import dev.holdfast.installer.machine.Disk;
import dev.holdfast.installer.machine.Layout;
import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.procedure.Procedure.Outcome;
import dev.holdfast.installer.procedure.Procedure.Watcher;
import dev.holdfast.installer.release.ReleaseSource;
import dev.holdfast.license.bundle.Upgrade;
import dev.holdfast.license.licence.Versions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** A directory that looks like a machine, releases to install on it, and what is left there. */
final class TestMachine {
  static final String OLD = "1.0.0";
  static final String NEW = "1.1.0";
  static final String BUNDLED =
      """
      {"schema":"holdfast/answers/1","mode":"air-gapped",
       "database":{"kind":"bundled"},"server":{"outbound":["10.0.0.9:443"]}}
      """;
  private static final List<String> UNITS =
      List.of(
          "holdfast.service",
          "holdfast-postgresql.service",
          "holdfast-doctor.service",
          "holdfast-doctor.timer",
          "holdfast-acme.socket",
          "holdfast-acme.service",
          "holdfast.sysusers.conf",
          "holdfast.tmpfiles.conf",
          "holdfast-postgresql.sysusers.conf",
          "holdfast-postgresql.tmpfiles.conf");

  private static final Map<String, byte[]> TARBALLS = new ConcurrentHashMap<>();

  private final Layout layout;
  private final FakeServices services;
  private boolean reversible = true;

  TestMachine(Path root) throws IOException {
    layout = new Layout(root);
    services = new FakeServices(layout);
    Files.createDirectories(layout.units());
    Files.createDirectories(layout.at("/usr/local/bin"));
    Files.createDirectories(layout.at("/var/lib"));
    for (String own : List.of("/opt", "/etc/tmpfiles.d", "/var/log")) {
      Files.createDirectories(layout.at(own));
    }
    Files.writeString(layout.at("/etc/hostname"), "somebody else's file\n");
  }

  Layout layout() {
    return layout;
  }

  FakeServices services() {
    return services;
  }

  TestMachine irreversible() {
    reversible = false;
    return this;
  }

  Operations with(Fault fault) {
    services.probe(fault);
    Clock clock = Clock.fixed(Instant.parse("2026-12-01T12:00:00Z"), ZoneOffset.UTC);
    return new Operations(
        new Machine(layout, new Disk(fault), services, clock),
        place -> new TestRelease(place.getFileName().toString(), fault));
  }

  static Fault noFault() {
    return new Fault(Fault.Kind.NONE, 0);
  }

  static Answers answers(String text) {
    return AnswerFile.parse(text);
  }

  /** The place of a release, as a bundle's name would be. */
  static Path place(String version) {
    return Path.of("/media/" + version);
  }

  Outcome install(Answers answers, Fault fault) throws IOException {
    Operations operations = with(fault);
    return operations.carryOut(operations.planInstall(answers, place(OLD)), Watcher.SILENT);
  }

  Outcome upgrade(Fault fault) throws IOException {
    Operations operations = with(fault);
    return operations.carryOut(operations.planUpgrade(place(NEW), false), Watcher.SILENT);
  }

  /** Every file with its rights and content, and every service and user; random ones left out. */
  String state() {
    TreeMap<String, String> all = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(layout.root())) {
      for (Path path : walk.toList()) {
        all.put(layout.root().relativize(path).toString(), describe(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.keySet().removeIf(name -> name.contains("holdfast-install/history"));
    StringBuilder text = new StringBuilder();
    all.forEach((name, what) -> text.append(name).append("  ").append(what).append('\n'));
    return text.append(services.state()).toString();
  }

  private String describe(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "-> " + Files.readSymbolicLink(path);
    }
    String rights =
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    if (Files.isDirectory(path)) {
      return rights;
    }
    String name = path.getFileName().toString();
    boolean random = name.equals("installation") || name.equals("database.password");
    if (name.endsWith(".txz")) {
      return rights + " packed";
    }
    return rights + " " + (random ? "random" : Files.readString(path).replace("\n", "|"));
  }

  /** A release whose every file says which release it is of. */
  private final class TestRelease implements ReleaseSource {
    private final String version;
    private final Fault fault;

    TestRelease(String version, Fault fault) {
      this.version = version;
      this.fault = fault;
    }

    @Override
    public Release release() {
      return new Release(
          version,
          "appliance",
          "stable",
          version.equals(OLD) ? 1 : 2,
          version,
          1 << 20,
          new Upgrade(
              OLD,
              "0",
              List.of(
                  new Upgrade.Gate(
                      new Versions("1.0", null), List.of(), reversible, List.of("V2"), 4096))),
          List.of());
    }

    @Override
    public void extract(Path target) throws IOException {
      Files.createDirectory(target);
      Files.writeString(target.resolve("VERSION"), version + "\n");
      fault.before("write inside of " + target, true);
      Files.createDirectories(target.resolve("bin"));
      Files.writeString(target.resolve("bin/holdfast"), "#!/bin/sh\n# " + version + "\n");
      Path units = Files.createDirectories(target.resolve("systemd"));
      for (String unit : UNITS) {
        Files.writeString(units.resolve(unit), "# " + unit + " of " + version + "\n");
      }
      Path postgres = Files.createDirectories(target.resolve("postgresql"));
      Files.write(
          postgres.resolve("postgresql-linux-" + InstalledRelease.architecture() + ".txz"),
          tarball());
    }

    private byte[] tarball() {
      return TARBALLS.computeIfAbsent(version, TestMachine::tarball);
    }
  }

  /** PostgreSQL as a release carries it, made once for each release. */
  private static byte[] tarball(String version) {
    try {
      Path folder = Files.createTempDirectory("holdfast-test-pg");
      Files.createDirectories(folder.resolve("bin"));
      Files.writeString(folder.resolve("bin/initdb"), "initdb of " + version + "\n");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Process tar = new ProcessBuilder("tar", "-c", "-C", folder.toString(), "bin").start();
      try (var xz = new XZOutputStream(bytes, new LZMA2Options(0))) {
        tar.getInputStream().transferTo(xz);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
