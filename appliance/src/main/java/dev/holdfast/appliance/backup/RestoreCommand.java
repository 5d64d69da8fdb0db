package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Shares;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.restore.RestoreJournal;
import dev.holdfast.appliance.backup.restore.Restorer;
import dev.holdfast.appliance.backup.restore.Stager;
import dev.holdfast.appliance.backup.restore.TenantRestorer;
import dev.holdfast.appliance.backup.restore.Watch;
import dev.holdfast.appliance.backup.store.DirectoryVault;
import dev.holdfast.appliance.backup.wal.Catalogue;
import dev.holdfast.appliance.backup.wal.ScratchCluster;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.platform.id.TenantId;
import io.micronaut.context.ApplicationContext;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast restore}: puts a backup back while the appliance does not run. It is what {@code
 * holdfastctl restore} starts.
 */
public final class RestoreCommand {
  public static final String NAME = "restore";

  private static final String LATEST = "latest";

  public static final String USAGE =
      """
      Puts a backup back. The appliance must not be running.

        holdfast restore [OPTIONS]

        --home DIR             the home (HOLDFAST_HOME; default ./var)
        --backup ID            which one (default: latest)
        --at TIME              any moment that the stored log of PostgreSQL reaches, in the place of
                               a backup's: 2026-11-21T14:00:00Z
        --from DIR             the directory where backups lie, in the place of the configured one
        --share FILE           a recovery key's share, one for each option; without, the KMS opens it
        --tenant ID            this one tenant only
        --configuration        take the backup's configuration too where there is one already
        --dry-run              check everything and change nothing
        --resume               finish a restore that was interrupted
        --abandon              throw away what an interrupted restore has staged
        --json                 say the result as one JSON document
      """;

  private final Options options;
  private final Function<Home, ApplicationContext> configured;
  private final Clock clock;
  private final PrintStream out;
  private final Optional<String> replayer;

  /**
   * @param configured starts a context on a home, of which only configuration is asked
   */
  public RestoreCommand(
      Options options,
      Function<Home, ApplicationContext> configured,
      Clock clock,
      PrintStream out) {
    this(options, configured, clock, out, Optional.empty());
  }

  /**
   * @param replayer as whom the log is replayed, where this process is root
   */
  RestoreCommand(
      Options options,
      Function<Home, ApplicationContext> configured,
      Clock clock,
      PrintStream out,
      Optional<String> replayer) {
    this.options = options;
    this.configured = configured;
    this.clock = clock;
    this.out = out;
    this.replayer = replayer;
  }

  /** What was asked for. */
  public record Options(
      Optional<String> home,
      String backup,
      Optional<Instant> at,
      Optional<String> from,
      List<String> shares,
      Optional<String> tenant,
      Mode mode,
      boolean configuration,
      boolean json) {
    public Options {
      shares = List.copyOf(shares);
    }

    /**
     * Reads what stands behind {@code holdfast restore}.
     *
     * @throws IllegalArgumentException with a sentence, where it is not understood
     */
    public static Options parse(List<String> arguments) {
      Optional<String> home = Optional.empty();
      String backup = LATEST;
      Optional<Instant> at = Optional.empty();
      Optional<String> from = Optional.empty();
      List<String> shares = new ArrayList<>();
      Optional<String> tenant = Optional.empty();
      Mode mode = Mode.RESTORE;
      boolean configuration = false;
      boolean json = false;
      for (int i = 0; i < arguments.size(); i++) {
        String argument = arguments.get(i);
        switch (argument) {
          case "--dry-run" -> mode = Mode.DRY_RUN;
          case "--resume" -> mode = Mode.RESUME;
          case "--abandon" -> mode = Mode.ABANDON;
          case "--help" -> mode = Mode.HELP;
          case "--configuration" -> configuration = true;
          case "--json" -> json = true;
          case "--home", "--backup", "--at", "--from", "--share", "--tenant" -> {
            if (++i == arguments.size()) {
              throw new IllegalArgumentException(argument + " needs a value");
            }
            String value = arguments.get(i);
            switch (argument) {
              case "--home" -> home = Optional.of(value);
              case "--backup" -> backup = value;
              case "--at" -> at = Optional.of(moment(value));
              case "--from" -> from = Optional.of(value);
              case "--share" -> shares.add(value);
              default -> tenant = Optional.of(value);
            }
          }
          default -> throw new IllegalArgumentException("restore has no option " + argument);
        }
      }
      if (at.isPresent() && !backup.equals(LATEST)) {
        throw new IllegalArgumentException("--at and --backup exclude each other");
      }
      return new Options(home, backup, at, from, shares, tenant, mode, configuration, json);
    }

    private static Instant moment(String text) {
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            "--at takes a moment such as 2026-11-21T14:00:00Z, not " + text, e);
      }
    }
  }

  /** What is to be done. */
  public enum Mode {
    RESTORE,
    DRY_RUN,
    RESUME,
    ABANDON,
    HELP
  }

  /** What the configuration says, read without starting anything. */
  private record Ground(
      DatabaseConfiguration database, Vaults vaults, Optional<Replay> replay, @Nullable Kms kms) {}

  /** What a moment needs besides. */
  private record Replay(LogRestore.Scratch scratch, IdSource ids) {}

  /** Whether an earlier restore of this home has to be finished before anything else. */
  public static boolean mustGoOn(Home home) throws IOException {
    return new RestoreJournal(home).mustGoOn();
  }

  /**
   * Does what was asked for.
   *
   * @throws BackupException with a sentence for the operator
   */
  public void run(Home home) throws IOException, SQLException {
    Ground ground = ground(home);
    Watch watch = step -> say("  " + clock.instant().truncatedTo(ChronoUnit.MILLIS) + "  " + step);
    Restorer restorer = new Restorer(home, ground.database(), clock, watch);
    switch (options.mode()) {
      case RESUME -> {
        boolean resumed = restorer.resume();
        result(
            Map.of("resumed", resumed),
            resumed
                ? "The restore is finished; the appliance can be started."
                : "There was no restore to finish; nothing was changed.");
      }
      case ABANDON -> {
        if (ground.replay().isPresent()) {
          ScratchCluster.clear(ground.replay().get().scratch().folder());
        }
        boolean abandoned = restorer.abandon();
        result(
            Map.of("abandoned", abandoned),
            abandoned
                ? "What was staged is gone; everything is as it was before."
                : "No restore had staged anything; nothing was changed.");
      }
      default -> {
        if (options.at().isPresent()) {
          restoreAt(options.at().get(), home, ground, restorer, watch);
        } else {
          restore(home, ground, restorer);
        }
      }
    }
  }

  private void restore(Home home, Ground ground, Restorer restorer)
      throws IOException, SQLException {
    try (Vault vault =
        options.from().isPresent()
            ? new DirectoryVault(Path.of(options.from().get()))
            : ground.vaults().open()) {
      Manifest manifest = Vaults.manifest(vault, options.backup(), opener(ground));
      Stager.check(vault, manifest, Vaults.missing(vault, manifest));
      say(
          "Backup "
              + manifest.header().id()
              + " of "
              + manifest.header().takenAt()
              + ", version "
              + manifest.header().version()
              + ", "
              + manifest.tables().size()
              + " tables, "
              + manifest.files().size()
              + " files.");
      if (options.mode() == Mode.DRY_RUN) {
        restorer.check();
        if (options.tenant().isPresent()) {
          new TenantRestorer(vault, home, ground.database(), clock).check(manifest, tenant());
        }
        result(manifest.header(), "It can be restored here. Nothing was changed.");
      } else {
        put(vault, manifest, home, ground, restorer);
      }
    }
  }

  /**
   * What a dry run of a moment found.
   *
   * @param base the moment from which the log would be replayed
   * @param pieces of the log, all of them authentic
   */
  @Serdeable
  record Reach(Instant at, Instant base, int pieces, List<Catalogue.Window> windows) {
    Reach {
      windows = List.copyOf(windows);
    }
  }

  /** Makes a backup of the moment in a scratch folder first; then it is restored as any other. */
  private void restoreAt(Instant at, Home home, Ground ground, Restorer restorer, Watch watch)
      throws IOException, SQLException {
    Replay replay = ground.replay().orElseThrow();
    try (Vault log =
            options.from().isPresent()
                ? Vaults.log(Path.of(options.from().get()))
                : ground.vaults().openLog();
        LogRestore moments =
            new LogRestore(log, opener(ground), replay.scratch(), replay.ids(), watch)) {
      restorer.check();
      List<Catalogue.Window> windows = moments.windows();
      say("What can be reached: " + Catalogue.said(windows));
      if (options.mode() == Mode.DRY_RUN) {
        Catalogue.Plan plan = moments.check(at);
        result(
            new Reach(at, plan.copy().header().takenAt(), plan.pieces().size(), windows),
            at + " can be restored here. Nothing was changed.");
      } else {
        LogRestore.Made made = moments.make(at);
        put(made.vault(), made.manifest(), home, ground, restorer);
      }
    }
  }

  private void put(Vault vault, Manifest manifest, Home home, Ground ground, Restorer restorer)
      throws IOException, SQLException {
    Instant takenAt = manifest.header().takenAt();
    if (options.tenant().isPresent()) {
      restorer.check();
      result(
          new TenantRestorer(vault, home, ground.database(), clock).restore(manifest, tenant()),
          "The tenant is as it was at " + takenAt + ".");
    } else {
      result(
          restorer.restore(vault, manifest, options.configuration()),
          "Everything is as it was at " + takenAt + "; the appliance can be started.");
    }
  }

  private TenantId tenant() throws BackupException {
    return options
        .tenant()
        .flatMap(TenantId::parse)
        .orElseThrow(
            () ->
                new BackupException(
                    Reason.UNKNOWN,
                    "--tenant takes a tenant's id, such as ten_01h455vb4pex5vsknk084sn02q."));
  }

  private SealedManifest.Opener opener(Ground ground) throws IOException {
    Kms kms = ground.kms();
    if (kms != null) {
      return SealedManifest.with(kms);
    }
    List<String> lines = new ArrayList<>();
    for (String file : options.shares()) {
      lines.add(share(file));
    }
    return SealedManifest.with(Shares.join(lines));
  }

  private static String share(String file) throws BackupException {
    try {
      return Files.readString(Path.of(file), StandardCharsets.US_ASCII).strip();
    } catch (CharacterCodingException e) {
      throw new BackupException(Reason.LOCKED, file + " holds no share.");
    } catch (IOException e) {
      throw new BackupException(
          Reason.LOCKED, "There is no share that can be read at " + file + ".");
    }
  }

  /** Nothing but configuration is made here, and the KMS only where it is to open the backup. */
  private Ground ground(Home home) {
    try (ApplicationContext context = configured.apply(home)) {
      // Micronaut looks for what is to be repeated on these threads, and complains of each where
      // the context is closed meanwhile.
      ForkJoinPool.commonPool().awaitQuiescence(2, TimeUnit.SECONDS);
      return new Ground(
          context.getBean(DatabaseConfiguration.class),
          context.getBean(Vaults.class),
          options.at().isPresent() || options.mode() == Mode.ABANDON
              ? Optional.of(replay(context))
              : Optional.empty(),
          options.shares().isEmpty()
                  && options.mode() != Mode.RESUME
                  && options.mode() != Mode.ABANDON
              ? context.getBean(Kms.class)
              : null);
    }
  }

  private Replay replay(ApplicationContext context) {
    return new Replay(
        context.getBean(LogRestore.Scratch.class).as(replayer), context.getBean(IdSource.class));
  }

  private void say(String line) {
    if (!options.json()) {
      out.println(line);
    }
  }

  private void result(Object result, String words) throws IOException {
    if (options.json()) {
      out.println(
          new String(JsonMapper.createDefault().writeValueAsBytes(result), StandardCharsets.UTF_8));
    } else {
      out.println(words);
    }
  }
}
