package dev.holdfast.appliance.backup.wal;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL in a folder of its own that replays a log up to a moment and is then read. While it
 * replays nobody can connect; afterwards one role, with a password that lives as long as this
 * object, on the loopback. However this process ends, the server ends with it: a small shell
 * process waits on a pipe from here.
 */
public final class ScratchCluster implements AutoCloseable {
  /** As the server takes it in its configuration, where it takes no T and no Z. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS'+00'", Locale.ROOT);

  private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9_-]{1,60}");
  private static final Duration LONGEST = Duration.ofHours(12);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(60);
  private static final int LOOK_MILLIS = 20;
  private static final int PASSWORD_BYTES = 24;
  private static final int STATUS_LINE = 7;
  private static final int TOLD_LINES = 3;

  /** The copy of standard input is because a shell takes that away from what it runs beside. */
  private static final String KEEPER =
      "exec 3<&0; \"$@\" </dev/null 3<&- & server=$!;"
          + " (cat <&3 >/dev/null; kill -INT $server 2>/dev/null) & wait $server";

  private final Path folder;
  private final Path data;
  private final Path programs;
  private final Optional<String> user;
  private final String password;
  private @Nullable Process running;
  private int port;
  private String role = "";

  /**
   * @param folder where {@link #data} lies, and what else this needs; the caller deletes it
   * @param programs the folder with {@code bin/postgres}
   * @param user as whom the server runs, where this process is root; PostgreSQL does not run as
   *     root
   */
  public ScratchCluster(Path folder, Path programs, Optional<String> user) {
    this.folder = folder;
    this.data = folder.resolve("data");
    this.programs = programs;
    this.user = user;
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    this.password = HexFormat.of().formatHex(random);
  }

  /** Where the cluster's files are put before {@link #replay}. */
  public Path data() {
    return data;
  }

  /**
   * Looks whether there is a server to start.
   *
   * @throws BackupException {@code REFUSED} with what to do
   */
  public void check() throws BackupException {
    if (!Files.isExecutable(programs.resolve("bin/postgres"))) {
      throw new BackupException(
          Reason.REFUSED,
          "There is no PostgreSQL in "
              + programs
              + ", which the log is replayed with. holdfast.backup.point-in-time.programs names"
              + " the folder of another.");
    }
    if (user.isEmpty() && "root".equals(System.getProperty("user.name"))) {
      throw new BackupException(
          Reason.REFUSED,
          "PostgreSQL does not run as root: run the restore as the user whose the home is.");
    }
  }

  /**
   * Replays the log up to a moment, and lets one role in, with a password of this object's.
   *
   * @param owner the role whose the database is
   * @throws BackupException {@code DAMAGED} where the log does not lead there
   */
  public void replay(Instant at, String owner) throws IOException {
    if (!ROLE.matcher(owner).matches()) {
      throw new BackupException(Reason.DAMAGED, "The base names no role.");
    }
    role = owner;
    Files.deleteIfExists(data.resolve("postgresql.auto.conf"));
    Files.deleteIfExists(data.resolve("postmaster.pid"));
    Files.writeString(data.resolve("recovery.signal"), "");
    Files.writeString(folder.resolve("hba.conf"), "host all all all reject\n");
    configure(
        "restore_command = 'false'\nrecovery_target_action = 'promote'\n"
            + "recovery_target_timeline = 'current'\nrecovery_target_time = '"
            + TIME.format(at.atOffset(ZoneOffset.UTC))
            + "'\n");
    start();
    stop();
    if (Files.exists(data.resolve("recovery.signal"))) {
      throw failed();
    }
    configure("");
    make();
  }

  private void make() throws IOException {
    Process single =
        new ProcessBuilder(
                command(
                    List.of(
                        programs.resolve("bin/postgres").toString(),
                        "--single",
                        "-D",
                        data.toString(),
                        "-c",
                        "config_file=" + configuration(),
                        "postgres")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    try (OutputStream in = single.getOutputStream()) {
      in.write(
          ("alter role \"" + role + "\" login valid until 'infinity' password '" + password + "'\n")
              .getBytes(StandardCharsets.US_ASCII));
    }
    if (await(single, LONGEST) != 0) {
      throw failed();
    }
  }

  /** Starts what was replayed, for connections to {@link #url}. */
  public void open() throws IOException {
    Files.writeString(
        folder.resolve("hba.conf"), "host all \"" + role + "\" 127.0.0.1/32 scram-sha-256\n");
    start();
  }

  /** The address of one of its databases. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  public String role() {
    return role;
  }

  /** A file with the role's password. */
  public Path passwordFile() throws IOException {
    Path file = folder.resolve("password");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, password + "\n");
  }

  private Path configuration() {
    return folder.resolve("postgresql.conf");
  }

  private Path log() {
    return folder.resolve("postgresql.log");
  }

  /** Nothing here must survive a power cut: it is made anew then. */
  private void configure(String more) throws IOException {
    port = freePort();
    Files.writeString(
        configuration(),
        "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nport = "
            + port
            + "\nhba_file = '"
            + folder.resolve("hba.conf")
            + "'\nfsync = off\nfull_page_writes = off\nsynchronous_commit = off\nhot_standby = off\n"
            + "jit = off\nautovacuum = off\nshared_buffers = 128MB\nmax_wal_senders = 0\n"
            + "max_replication_slots = 0\nmax_wal_size = 4GB\nrestart_after_crash = off\n"
            + "log_statement = none\nlog_min_error_statement = panic\n"
            + more);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private List<String> command(List<String> program) throws IOException {
    List<String> command = new ArrayList<>();
    if (user.isPresent()) {
      give(user.get());
      command.addAll(List.of("setpriv", "--reuid=" + user.get(), "--clear-groups", "--"));
    }
    command.addAll(program);
    return command;
  }

  private void give(String owner) throws IOException {
    Process chown =
        new ProcessBuilder("chown", "-R", owner, folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (await(chown, STOP_WITHIN) != 0) {
      throw new IOException("the files cannot be given to " + owner);
    }
  }

  private void start() throws IOException {
    Process process =
        new ProcessBuilder(
                command(
                    List.of(
                        "sh",
                        "-c",
                        KEEPER,
                        "keeper",
                        programs.resolve("bin/postgres").toString(),
                        "-D",
                        data.toString(),
                        "-c",
                        "config_file=" + configuration())))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    running = process;
    long start = System.nanoTime();
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() - start > LONGEST.toNanos()) {
        close();
        throw failed();
      }
      pause();
    }
  }

  /** The server writes how it does into the file that names its process. */
  private boolean isReady() throws IOException {
    Path file = data.resolve("postmaster.pid");
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
      return lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
    } catch (java.nio.file.NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Deletes what a restore that was killed has left; its server, if it has one, is on its way out.
   */
  public static void clear(Path folder) throws IOException {
    Path file = folder.resolve("data/postmaster.pid");
    if (Files.exists(file)) {
      Optional<ProcessHandle> server =
          Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
              .findFirst()
              .filter(line -> line.matches("[0-9]{1,10}"))
              .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
              .filter(process -> process.info().command().orElse("").endsWith("postgres"));
      long start = System.nanoTime();
      while (server.filter(ProcessHandle::isAlive).isPresent()
          && System.nanoTime() - start < STOP_WITHIN.toNanos()) {
        pause();
      }
    }
    if (Files.exists(folder)) {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(folder)) {
        files = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path each : files) {
        Files.deleteIfExists(each);
      }
    }
  }

  private BackupException failed() throws IOException {
    List<String> said =
        Files.exists(log())
            ? Files.readAllLines(log()).stream()
                .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
                .map(line -> line.replaceFirst(".*(FATAL|PANIC): *", ""))
                .distinct()
                .toList()
            : List.of();
    return new BackupException(
        Reason.DAMAGED,
        "The log could not be replayed: "
            + String.join(" / ", said.subList(Math.max(0, said.size() - TOLD_LINES), said.size())));
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static int await(Process process, Duration most) throws IOException {
    try {
      if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IOException("a program of PostgreSQL did not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void stop() throws IOException {
    Process process = running;
    if (process != null) {
      running = null;
      process.getOutputStream().close();
      await(process, STOP_WITHIN);
    }
  }

  /** Stops the server, where it runs. */
  @Override
  public void close() throws IOException {
    stop();
  }
}
