package dev.holdfast.appliance.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.http.Transport;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code holdfast restore}, as a person calls it. */
final class RestoreCommandTest {
  private static final String PATH = "/api/platform/backups";

  @TempDir private Path root = Path.of("unset");

  /** Starts, takes a backup with a recovery key, and then changes something. */
  private String backedUp(Path home) throws Exception {
    new Home(home).create();
    try (EmbeddedServer server =
        ApplicationContext.run(
            EmbeddedServer.class, Map.of("holdfast.home", home.toString()), "test")) {
      String share = ask(server, home, PATH + "/recovery-key", "\"(hfr1-[^\"]*)\"");
      ask(server, home, PATH, "\"id\":\"(bak_[^\"]*)\"");
      mark(server, true);
      return share;
    }
  }

  private static void mark(EmbeddedServer server, boolean set) {
    server
        .getApplicationContext()
        .getBean(Database.class)
        .inPlatform(
            handle ->
                set
                    ? handle.execute("insert into backup_setting values ('marker', 'later')")
                    : handle.execute("delete from backup_setting where name = 'marker'"));
  }

  private static boolean isMarked(Path home) {
    try (EmbeddedServer server =
        ApplicationContext.run(
            EmbeddedServer.class, Map.of("holdfast.home", home.toString()), "test")) {
      return server
              .getApplicationContext()
              .getBean(Database.class)
              .inPlatform(
                  handle ->
                      handle
                          .createQuery("select count(*) from backup_setting where name = 'marker'")
                          .mapTo(Integer.class)
                          .one())
          == 1;
    }
  }

  private static String ask(EmbeddedServer server, Path home, String path, String pattern)
      throws Exception {
    Transport transport = server.getApplicationContext().getBean(Transport.class);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(transport.plainUrl().orElseThrow() + path))
                  .header(
                      "Authorization",
                      "Bearer " + Files.readString(home.resolve("run/operator.token")).strip())
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString("{}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      Matcher found = Pattern.compile(pattern).matcher(answer.body());
      assertThat(found.find()).as(answer.body()).isTrue();
      return found.group(1);
    }
  }

  private static String restore(Path home, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(more));
    RestoreCommand.Options options = RestoreCommand.Options.parse(arguments);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    new RestoreCommand(
            options,
            on -> ApplicationContext.run(Map.of("holdfast.home", on.root().toString()), "test"),
            Clock.systemUTC(),
            new PrintStream(said, true, StandardCharsets.UTF_8))
        .run(new Home(home));
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void dryRun_ofAGoodBackup_saysSoAndChangesNothing() throws Exception {
    Path home = root.resolve("home");
    backedUp(home);

    String said = restore(home, "--dry-run");

    assertThat(said).contains("tables").contains("Nothing was changed");
    assertThat(home.resolve("restore")).doesNotExist();
    assertThat(isMarked(home)).isTrue();
  }

  @Test
  void dryRun_ofATenantThatTheBackupDoesNotHold_isRefused() throws Exception {
    Path home = root.resolve("home");
    backedUp(home);

    assertThatThrownBy(() -> restore(home, "--dry-run", "--tenant", "nonsense"))
        .hasMessageContaining("--tenant takes a tenant's id");
    assertThatThrownBy(
            () -> restore(home, "--dry-run", "--tenant", "ten_01h455vb4pex5vsknk084sn02q"))
        .hasMessageContaining("The backup does not hold this tenant.");
  }

  @Test
  void share_thatIsNotThereOrNoText_isNamedInWords() throws Exception {
    Path home = root.resolve("home");
    backedUp(home);
    Path gone = root.resolve("gone.txt");
    Path binary = Files.write(root.resolve("binary"), new byte[] {(byte) 0xff, 1});

    assertThatThrownBy(() -> restore(home, "--dry-run", "--share", gone.toString()))
        .isInstanceOf(BackupException.class)
        .hasMessage("There is no share that can be read at " + gone + ".");
    assertThatThrownBy(() -> restore(home, "--dry-run", "--share", binary.toString()))
        .isInstanceOf(BackupException.class)
        .hasMessage(binary + " holds no share.");
  }

  @Test
  void restore_byTheKms_putsEverythingBack() throws Exception {
    Path home = root.resolve("home");
    backedUp(home);

    String said = restore(home);

    assertThat(said)
        .contains("make the scratch database")
        .contains("put the restored data in place")
        .contains("the appliance can be started");
    assertThat(isMarked(home)).isFalse();
  }

  @Test
  void restore_onAnotherHomeByAShare_needsNoKms() throws Exception {
    Path home = root.resolve("home");
    String share = backedUp(home);
    Path other = root.resolve("other");
    new Home(other).create();
    Path file = Files.writeString(root.resolve("share.txt"), share + "\n");

    String said =
        restore(
            other,
            "--from",
            home.resolve("backups").toString(),
            "--share",
            file.toString(),
            "--json");

    assertThat(said).startsWith("{\"backup\":\"bak_").contains("\"rows\":");
    assertThat(Files.readString(other.resolve("keys/kms.key")))
        .isEqualTo(Files.readString(home.resolve("keys/kms.key")));
    assertThat(isMarked(other)).isFalse();
  }

  @Test
  void restore_withAnotherKeyOrWithoutABackup_isRefusedInWords() throws Exception {
    Path home = root.resolve("home");
    backedUp(home);
    Path other = root.resolve("other");
    new Home(other).create();

    assertThatThrownBy(() -> restore(other, "--from", home.resolve("backups").toString()))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("KMS does not open");
    assertThatThrownBy(() -> restore(other))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("There is no backup in");
    assertThatThrownBy(() -> restore(home, "--backup", "../../etc"))
        .isInstanceOf(BackupException.class);
    assertThatThrownBy(() -> restore(home, "--tenant", "ten_nonsense"))
        .hasMessageContaining("--tenant");
  }

  @Test
  void resumeAndAbandon_withNothingInterrupted_sayThatThereIsNothing() throws Exception {
    Path home = root.resolve("home");
    new Home(home).create();

    assertThat(restore(home, "--resume", "--json")).contains("\"resumed\":false");
    assertThat(restore(home, "--abandon", "--json")).contains("\"abandoned\":false");
    assertThat(restore(home, "--resume")).contains("There was no restore to finish");
    assertThat(restore(home, "--abandon")).contains("No restore had staged anything");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "2026-11-21", "2026-11-21T14:00:00", ""})
  void at_whatIsNoMoment_isRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> RestoreCommand.Options.parse(List.of("--at", text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2026-11-21T14:00:00Z");
  }

  @Test
  void at_aMomentWithAnOffset_isReadAndExcludesABackup() {
    assertThat(RestoreCommand.Options.parse(List.of("--at", "2026-11-21T15:00:00+01:00")).at())
        .contains(Instant.parse("2026-11-21T14:00:00Z"));
    assertThatThrownBy(
            () ->
                RestoreCommand.Options.parse(
                    List.of("--at", "2026-11-21T14:00:00Z", "--backup", "bak_1")))
        .hasMessageContaining("exclude");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--backup", "--at", "--share", "--no-such-option", "file"})
  void options_thatAreNotValid_areRefused(String argument) {
    assertThatThrownBy(() -> RestoreCommand.Options.parse(List.of(argument)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void options_allOfThem_areRead() throws Exception {
    RestoreCommand.Options options =
        RestoreCommand.Options.parse(
            List.of(
                "--home",
                "/h",
                "--backup",
                "bak_1",
                "--from",
                "/b",
                "--share",
                "a",
                "--share",
                "b",
                "--tenant",
                "ten_1",
                "--configuration",
                "--dry-run",
                "--json"));

    assertThat(options.home()).contains("/h");
    assertThat(options.backup()).isEqualTo("bak_1");
    assertThat(options.from()).contains("/b");
    assertThat(options.shares()).containsExactly("a", "b");
    assertThat(options.tenant()).contains("ten_1");
    assertThat(options.mode()).isEqualTo(RestoreCommand.Mode.DRY_RUN);
    assertThat(options.configuration()).isTrue();
    assertThat(options.json()).isTrue();
    assertThat(RestoreCommand.USAGE).contains("--resume").contains("--abandon");
  }
}
