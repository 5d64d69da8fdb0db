package dev.holdfast.appliance.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Shares;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.restore.Watch;
import dev.holdfast.appliance.backup.wal.Piece;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.observe.HealthProbe;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.id.TenantId;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Any moment: on a PostgreSQL as the installer makes it, through the command that people call. */
@Timeout(300)
final class PointInTimeTest {
  @TempDir private Path folder = Path.of("unset");
  private final Moments moments = new Moments("1GB");

  @AfterEach
  void stop() throws IOException {
    moments.close();
  }

  @Test
  void restore_atAMoment_hasExactlyItsRowsAndTheMomentsAfterItStayReachable() throws Exception {
    TenantId alpha;
    Instant before;
    Instant after;
    try (Site site = moments.site()) {
      alpha = site.tenant("alpha");
      site.audited("test.before");
      assertThat(site.records()).isNotEmpty();
      before = Moments.reached(site);
      site.tenant("beta");
      site.database().inPlatform(handle -> handle.execute("delete from provider"));
      site.audited("test.after");
      assertThat(site.records()).isNotEmpty();
      after = Moments.reached(site);
      site.bean(RewindWatch.class).keep();
      assertThat(site.bean(LogState.class).check().state()).isEqualTo(HealthProbe.State.UP);
      assertThat(site.bean(BackupRuns.class).latest())
          .filteredOn(run -> run.kind().equals(BackupRuns.BASE))
          .singleElement()
          .satisfies(run -> assertThat(run.outcome()).isEqualTo(BackupRuns.DONE));
      assertThat(site.records())
          .extracting(entry -> entry.record().event().action())
          .contains("backup.base.create");
    }

    String dry = moments.restore("--at", before.toString(), "--dry-run");

    assertThat(dry).contains("What can be reached: ").contains("Nothing was changed");
    String said = moments.restore("--at", before.toString());
    assertThat(said).contains("replay the log up to").contains("the appliance can be started");
    assertThat(moments.postgres().scratch()).doesNotExist();
    assertThat(moments.home().resolve("restore")).doesNotExist();
    Instant again;
    try (Site site = moments.site()) {
      assertThat(site.slugs()).containsExactly("alpha");
      assertThat(site.secretOf(alpha)).isEqualTo("secret of alpha");
      assertThat(site.bean(AuditLog.class).verifyAll().intact()).isTrue();
      assertThat(site.records())
          .extracting(entry -> entry.record().event().action())
          .contains("test.before", "platform.restored")
          .doesNotContain("test.after", "platform.rewound");
      assertThat(site.records())
          .filteredOn(entry -> entry.record().event().action().equals("platform.restored"))
          .singleElement()
          .satisfies(
              entry ->
                  assertThat(entry.record().event().details())
                      .containsEntry("takenAt", before.toString())
                      .containsKey("backwards1"));
      site.tenant("gamma");
      again = Moments.reached(site);
      assertThat(Moments.windows(site)).as("one line, unbroken by the restore").hasSize(1);
    }
    moments.restore("--at", after.toString());
    try (Site site = moments.site()) {
      assertThat(site.slugs()).containsExactly("alpha", "beta");
      int providers =
          site.database()
              .inPlatform(
                  handle ->
                      handle
                          .createQuery("select count(*) from provider where tenant_id = :t")
                          .bind("t", alpha)
                          .mapTo(Integer.class)
                          .one());
      assertThat(providers).isZero();
    }
    moments.restore("--at", again.toString());
    try (Site site = moments.site()) {
      assertThat(site.slugs()).containsExactly("alpha", "gamma");
    }
  }

  @Test
  void restore_ofAMomentOnAnotherMachineAndH2_needsTheSharesOnly() throws Exception {
    Instant moment;
    TenantId alpha;
    Path share = folder.resolve("share.txt");
    try (Site site = moments.site()) {
      Moments.reached(site);
      Files.writeString(
          share, site.bean(Backups.class).makeRecoveryKey(1, 1).shares().getFirst() + "\n");
      alpha = site.tenant("alpha");
      moment = Moments.reached(site);
    }
    Path other = folder.resolve("other");
    new Home(other).create();
    Map<String, Object> properties =
        Map.of(
            "holdfast.backup.point-in-time.programs", moments.postgres().programs().toString(),
            "holdfast.backup.point-in-time.scratch",
                String.valueOf(moments.postgres().scratch().getParent()));

    // What was sealed before there was a recovery key, only the KMS opens.
    assertThatThrownBy(
            () ->
                Moments.restore(
                    other,
                    properties,
                    "--at",
                    moment.toString(),
                    "--from",
                    moments.home().resolve("backups").toString(),
                    "--share",
                    share.toString()))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("before there was a recovery key");
    Files.copy(
        moments.home().resolve("keys/kms.key"),
        other.resolve("keys/kms.key"),
        StandardCopyOption.REPLACE_EXISTING);
    Moments.restore(
        other,
        properties,
        "--at",
        moment.toString(),
        "--from",
        moments.home().resolve("backups").toString());

    try (Site site = Site.start(other, Map.of())) {
      assertThat(site.slugs()).containsExactly("alpha");
      assertThat(site.secretOf(alpha)).isEqualTo("secret of alpha");
    }
    assertThat(Shares.join(List.of(Files.readString(share).strip()))).hasSize(32);
  }

  @Test
  void restore_ofWhatCannotBeReached_isRefusedBeforeAnythingIsChanged() throws Exception {
    Instant early;
    Instant moment;
    try (Site site = moments.site()) {
      site.tenant("alpha");
      early = Moments.reached(site);
      site.tenant("beta");
      moment = Moments.reached(site);
      site.tenant("gamma");
      Moments.reached(site);
    }
    assertRefused(Reason.UNREACHABLE, "before the first base", Instant.EPOCH);
    assertRefused(Reason.UNREACHABLE, "after the end", Instant.now().plus(Duration.ofDays(1)));
    List<Piece> pieces = moments.pieces();
    Piece needed =
        pieces.stream().filter(piece -> piece.mark().isAfter(early)).findFirst().orElseThrow();
    Path file = moments.log().resolve(needed.name());
    byte[] bytes = Files.readAllBytes(file);

    byte[] changed = bytes.clone();
    changed[changed.length - 20] ^= 1;
    Files.write(file, changed);
    assertRefused(Reason.DAMAGED, "was changed", moment);

    Piece other = pieces.getFirst().equals(needed) ? pieces.getLast() : pieces.getFirst();
    Files.write(file, Files.readAllBytes(moments.log().resolve(other.name())));
    assertRefused(Reason.DAMAGED, "another one's", moment);

    Files.delete(file);
    assertRefused(Reason.GAP, "gap", moment);

    stored(needed, bytes, "ins_another");
    assertRefused(Reason.REFUSED, "another installation's", moment);

    Files.write(file, bytes);
    assertThat(moments.restore("--at", moment.toString(), "--dry-run", "--json"))
        .startsWith("{\"at\":\"" + moment + "\"");
    try (Site site = moments.site()) {
      assertThat(site.slugs()).as("untouched").containsExactly("alpha", "beta", "gamma");
    }
  }

  /** Seals the same piece under another header. */
  private void stored(Piece piece, byte[] file, String installation) throws Exception {
    Map<String, Object> all = new HashMap<>(moments.postgres().properties());
    all.put("holdfast.home", moments.home().toString());
    try (ApplicationContext context = ApplicationContext.run(all, "test");
        Vault vault = Vaults.log(moments.home().resolve("backups"))) {
      Kms kms = context.getBean(Kms.class);
      Files.write(moments.log().resolve(piece.name()), file);
      Piece.Content content = piece.read(vault, SealedManifest.with(kms));
      Manifest.Header was = content.header();
      Manifest.Header header =
          new Manifest.Header(
              was.id(),
              was.takenAt(),
              was.version(),
              installation,
              was.node(),
              was.database(),
              was.bytes(),
              was.addedBytes());
      piece.store(vault, header, content.log(), kms, null);
    }
  }

  private void assertRefused(Reason reason, String words, Instant at) {
    for (String[] arguments :
        List.of(
            new String[] {"--at", at.toString(), "--dry-run"},
            new String[] {"--at", at.toString()})) {
      assertThatThrownBy(() -> moments.restore(arguments))
          .isInstanceOfSatisfying(
              BackupException.class,
              refused -> {
                assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
                assertThat(refused.reason().code().hint()).isNotBlank();
              })
          .hasMessageContaining(words);
      assertThat(moments.home().resolve("restore")).doesNotExist();
      assertThat(moments.postgres().scratch()).doesNotExist();
    }
  }

  @Test
  void restore_killedOrOutOfDiskBeforeEachStep_hasTouchedNothing() throws Exception {
    Instant moment;
    try (Site site = moments.site()) {
      site.tenant("alpha");
      moment = Moments.reached(site);
      site.tenant("beta");
      Moments.reached(site);
    }
    List<String> steps = new ArrayList<>();
    try (LogRestore restorer = restorer(steps::add)) {
      restorer.make(moment);
    }
    assertThat(steps).hasSize(5);
    for (String fatal : steps) {
      assertThatThrownBy(
              () -> {
                try (LogRestore restorer =
                    restorer(
                        step -> {
                          if (step.equals(fatal)) {
                            throw new IOException("No space left on device");
                          }
                        })) {
                  restorer.make(moment);
                }
              })
          .as(fatal)
          .hasMessageContaining("No space left");
      assertThat(moments.postgres().scratch()).as(fatal).doesNotExist();
      assertThat(LogRestoreChild.run(moments.postgres(), moments.home(), moment, fatal))
          .as(fatal)
          .isEqualTo(LogRestoreChild.KILLED);
    }
    moments.restore("--at", moment.toString());
    assertThat(moments.postgres().scratch()).doesNotExist();
    try (Site site = moments.site()) {
      assertThat(site.slugs()).containsExactly("alpha");
    }
  }

  private LogRestore restorer(Watch watch) {
    return LogRestoreChild.restorer(
        moments.home(),
        moments.postgres().scratch(),
        moments.postgres().programs(),
        ManagedPostgres.user(),
        watch);
  }

  @Test
  void check_withoutThePrograms_isRefusedWithWhatToDo() {
    LogRestore restorer =
        LogRestoreChild.restorer(
            moments.home(), folder.resolve("scratch"), folder, Optional.of("nobody"), step -> {});

    assertThatThrownBy(() -> restorer.check(Instant.now()))
        .hasMessageContaining("There is no PostgreSQL in")
        .hasMessageContaining("point-in-time.programs");
  }
}
