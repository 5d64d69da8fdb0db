package dev.holdfast.appliance.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.RecoveryKey;
import dev.holdfast.appliance.backup.archive.Shares;
import dev.holdfast.appliance.diagnostics.redact.Canaries;
import dev.holdfast.appliance.licensing.installation.Installation;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.testkit.LiveFiles;
import dev.holdfast.appliance.testkit.TestServer;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.support.SupportBundle;
import dev.holdfast.license.support.SupportKey;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A bundle of a real appliance in which secrets and names are planted wherever one can be met. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
final class SupportHttpTest {
  private static final String PATH = "/api/platform/support";
  private static final String TENANT = Canaries.MARK + " Brewery";
  private static final String PERSON = "Ann " + Canaries.MARK;
  private static final String EMAIL = "ann@" + Canaries.MARK.toLowerCase(Locale.ROOT) + ".example";

  private static final String IN_FORCE = Canaries.MARK + "model.example";
  private static final String IN_THE_FILE = Canaries.MARK + "vault.example";

  private final SupportKey.Pair vendor = SupportKey.generate();
  private final CountDownLatch enough = new CountDownLatch(1);
  private TestServer server;
  private String share;
  private byte[] bundle;
  private SupportBundle.Opened opened;

  @BeforeAll
  void makeABundle() throws Exception {
    server = TestServer.start(Map.of("holdfast.gateway.allow-plain-http", IN_FORCE));
    Files.writeString(server.home().conf().resolve("support.key"), vendor.key().text());
    plant();
    share = field(ask("POST", "/api/platform/backups/recovery-key", "{}"), "(hfr1-[^\"]*)");
    HttpResponse<String> preview = ask("POST", PATH + "/previews", "{}");
    assertThat(preview.statusCode()).as(preview.body()).isEqualTo(201);
    HttpResponse<String> written =
        ask(
            "POST",
            PATH + "/bundles",
            "{\"preview\":\"" + field(preview, "\"id\":\"(sup_[^\"]*)") + "\"}");
    assertThat(written.statusCode()).as(written.body()).isEqualTo(201);
    bundle = Files.readAllBytes(Path.of(field(written, "\"file\":\"([^\"]*)")));
    opened = SupportBundle.open(bundle, vendorsContentKey());
  }

  @AfterAll
  void stop() {
    enough.countDown();
    System.clearProperty("holdfast.canary.password");
    server.close();
  }

  /** Into a log, the configuration, the database, and the name of a thread. */
  private void plant() throws IOException {
    String all = String.join("\n", Canaries.shapes().values()) + "\n";
    Files.writeString(server.home().logs().resolve("holdfast.jsonl"), all.repeat(3));
    Files.writeString(server.home().logs().resolve(Canaries.MARK + ".log"), "a line\n");
    Files.writeString(
        server.home().conf().resolve("holdfast.properties"),
        "# "
            + all.replace("\n", "\n# ")
            + "\nholdfast.server.port=8443\nholdfast.kms.vault.address=https://"
            + IN_THE_FILE
            + ":8200\nholdfast.database.password-file="
            + Canaries.MARK
            + "path\nholdfast.kms.provider="
            + Canaries.MARK
            + "word\nholdfast.unknown="
            + Canaries.MARK
            + "unknown\n"
            + Canaries.MARK
            + "alone\n");
    plantWhatIsNoText();
    System.setProperty("holdfast.canary.password", Canaries.MARK + "property1");
    Database database = server.context().getBean(Database.class);
    database.inPlatform(
        handle -> {
          handle.execute(
              "insert into tenant (id, name, slug, status, created_at) values (?, ?, ?, 'active',"
                  + " current_timestamp)",
              UUID.randomUUID(),
              TENANT,
              Canaries.MARK.toLowerCase(Locale.ROOT) + "-brewery");
          return handle.execute(
              "insert into account (id, email, email_key, name, passphrase_hash, is_operator,"
                  + " created_at, passphrase_changed_at) values (?, ?, ?, ?, 'x', false,"
                  + " current_timestamp, current_timestamp)",
              UUID.randomUUID(),
              EMAIL,
              EMAIL,
              PERSON);
        });
    Thread.ofPlatform()
        .daemon()
        .name("call for " + TENANT + " password=" + Canaries.MARK + "thread1")
        .start(
            () -> {
              try {
                enough.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Files.writeString(
        server.home().logs().resolve("names.log"),
        "for "
            + TENANT
            + " and "
            + PERSON.toUpperCase(Locale.ROOT)
            + " <"
            + EMAIL
            + ">\nto "
            + IN_FORCE
            + " and "
            + IN_THE_FILE
            + "\n");
  }

  /**
   * Dumps and compressed logs, where no rule finds a secret, and a link to somebody else's file.
   */
  private void plantWhatIsNoText() throws IOException {
    Path logs = server.home().logs();
    String secret = "a word that has no shape: " + Canaries.MARK + "plain";
    Files.writeString(logs.resolve("java_pid7.hprof"), "JAVA PROFILE 1.0.2\0\0\0\0" + secret);
    Files.writeString(logs.resolve("flight.jfr"), "FLR\0\0\2\0\1" + secret);
    Files.writeString(
        logs.resolve("latin.log"), (secret + " \u00e9\n").repeat(3), StandardCharsets.UTF_16);
    try (OutputStream zipped =
        new GZIPOutputStream(Files.newOutputStream(logs.resolve("holdfast.jsonl.1.gz")))) {
      zipped.write(secret.repeat(50).getBytes(StandardCharsets.UTF_8));
    }
    Path elsewhere = Files.writeString(server.home().cache().resolve("elsewhere"), secret + "\n");
    Files.createSymbolicLink(logs.resolve("link.log"), elsewhere);
  }

  private byte[] vendorsContentKey() {
    SupportBundle.Outer outer = SupportBundle.outer(bundle);
    return vendor.unwrap(
        wrapped(SupportBundle.VENDOR), SupportBundle.context(outer.id(), outer.createdAt()));
  }

  private byte[] wrapped(String kind) {
    return SupportBundle.outer(bundle).recipients().stream()
        .filter(recipient -> recipient.kind().equals(kind))
        .findFirst()
        .orElseThrow()
        .wrapped();
  }

  private HttpResponse<String> ask(String method, String path, String body) {
    try {
      String token = Files.readString(server.home().run().resolve("operator.token")).strip();
      return server.send(
          HttpRequest.newBuilder(server.uri(path))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .timeout(Duration.ofMinutes(2))
              .method(method, HttpRequest.BodyPublishers.ofString(body)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String field(HttpResponse<String> answer, String pattern) {
    var found = java.util.regex.Pattern.compile(pattern).matcher(answer.body());
    assertThat(found.find()).as(answer.body()).isTrue();
    return found.group(1);
  }

  @Test
  void t43_plantedCanaries_areNowhereInTheBundle() {
    assertThat(opened.files()).hasSizeGreaterThan(12);
    opened
        .files()
        .forEach(
            (name, bytes) -> {
              assertThat(name).doesNotContainIgnoringCase(Canaries.MARK);
              assertThat(new String(bytes, StandardCharsets.UTF_8))
                  .as(name)
                  .doesNotContainIgnoringCase(Canaries.MARK)
                  .doesNotContainIgnoringCase("brewery");
            });
    assertThat(opened.receipt().toString()).doesNotContainIgnoringCase(Canaries.MARK);
    assertThat(new String(bundle, StandardCharsets.ISO_8859_1))
        .doesNotContainIgnoringCase(Canaries.MARK);
  }

  @Test
  void t43_dumpsAndCompressedLogs_areNotInTheBundleAndNoneIsLeftBehind() throws IOException {
    String all =
        opened.files().values().stream()
            .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
            .collect(Collectors.joining());
    assertThat(all)
        .doesNotContain("\0")
        .doesNotContain("JAVA PROFILE")
        .doesNotContain("FLR\0")
        .doesNotContain("a word that has no shape");
    assertThat(all.split("This file is no text; it was left out", -1)).hasSize(5);
    assertThat(LiveFiles.under(server.home().cache()).keySet())
        .noneMatch(file -> file.toString().endsWith(".jfr"));
  }

  @Test
  void t43_mapAndReceipt_areTheOnlyThingsWrittenBesideTheBundle() throws IOException {
    try (var files = Files.list(server.home().root().resolve("support"))) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .allMatch(
              name -> name.matches("sup_[0-9a-z]{26}\\.(?:hfsupport|map\\.json|receipt\\.txt)"))
          .hasSize(3);
    }
  }

  @Test
  void t43_ownSecretsOfTheAppliance_areNotInTheBundle() throws IOException {
    String token = Files.readString(server.home().run().resolve("operator.token")).strip();
    List<String> key = Files.readAllLines(server.home().keys().resolve("kms.key"));
    opened
        .files()
        .forEach(
            (name, bytes) ->
                assertThat(new String(bytes, StandardCharsets.UTF_8))
                    .as(name)
                    .doesNotContain(token)
                    .doesNotContain(key.getLast()));
  }

  @Test
  void receipt_isSignedWithTheKeyThatTheVendorKnowsTheInstallationBy() {
    Installation installation = server.context().getBean(Installation.class);

    assertThat(opened.signer()).isEqualTo(installation.key().verifying());
    assertThat(installation.id()).contains(opened.receipt().installation());
  }

  @Test
  void bundle_holdsWhatSupportNeeds() {
    assertThat(opened.files())
        .containsKeys(
            "facts.txt",
            "warnings.txt",
            "redactions.txt",
            "versions.txt",
            "threads.txt",
            "recording.txt",
            "metrics.prom",
            "metrics-history.csv",
            "configuration.properties",
            "doctor.txt",
            "health.txt",
            "database.txt",
            "host.txt",
            "logs/1.log");
    assertThat(text("database.txt")).contains("table tenant").contains("migration 210.1");
    assertThat(text("configuration.properties"))
        .contains("holdfast.server.port=8443\n")
        .contains("holdfast.server.port=0\n")
        .containsPattern("holdfast.kms.vault.address=https://<host-[0-9a-f]+>:8200\n")
        .contains("holdfast.database.password-file=[redacted:schema]\n")
        .contains("holdfast.kms.provider=[redacted:schema]\n")
        .contains("# 2 more that Holdfast does not know: not shown\n")
        .doesNotContain("PRIVATE KEY");
    assertThat(text("threads.txt")).contains("call for <tenant-");
    assertThat(text("recording.txt")).startsWith("Events in 8 s").doesNotContain("jdbi");
    assertThat(text("recording.txt").lines().skip(1))
        .allMatch(line -> line.startsWith("Where") || line.contains(" jdk."));
    assertThat(text("warnings.txt").strip()).isEmpty();
    assertThat(opened.receipt().redactions()).containsKeys("jwt", "private-key", "value");
  }

  private String text(String file) {
    return new String(opened.files().getOrDefault(file, new byte[0]), StandardCharsets.UTF_8);
  }

  @Test
  void map_ofNames_staysAtHome() throws IOException {
    Path support = server.home().root().resolve("support");
    try (var files = Files.list(support)) {
      Path map =
          files.filter(file -> file.toString().endsWith(".map.json")).findFirst().orElseThrow();
      assertThat(Files.readString(map)).contains(TENANT.toLowerCase(Locale.ROOT)).contains(EMAIL);
      assertThat(Files.getPosixFilePermissions(map)).hasSize(2);
    }
  }

  @Test
  void t45_bundle_opensForTheCustomerToo_andForNobodyElse() throws Exception {
    SupportBundle.Outer outer = SupportBundle.outer(bundle);
    String context = SupportBundle.context(outer.id(), outer.createdAt());
    byte[] customer =
        RecoveryKey.open(Shares.join(List.of(share)), wrapped(SupportBundle.CUSTOMER), context);

    assertThat(SupportBundle.open(bundle, customer).files()).hasSameSizeAs(opened.files());
    assertThatThrownBy(() -> SupportKey.generate().unwrap(wrapped(SupportBundle.VENDOR), context))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void everything_withoutTheOperator_isRefused() {
    for (String path : List.of(PATH, PATH + "/previews/x/files?name=facts.txt")) {
      assertThat(server.get(path).statusCode()).as(path).isEqualTo(401);
    }
    assertThat(
            server
                .send(
                    HttpRequest.newBuilder(server.uri(PATH + "/previews"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}")))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void write_ofAPreviewThatIsNotThere_isNotFound() {
    assertThat(
            ask("POST", PATH + "/bundles", "{\"preview\":\"sup_00000000000000000000000000\"}")
                .statusCode())
        .isEqualTo(404);
    assertThat(ask("POST", PATH + "/bundles", "{}").statusCode()).isEqualTo(400);
    assertThat(ask("GET", PATH + "/bundles/..%2f..%2fkeys%2fkms/content", "").statusCode())
        .isEqualTo(404);
  }

  @Test
  void list_afterwards_namesTheBundleItsRecipientsAndTheAuditLogTells() {
    assertThat(ask("GET", PATH, "").body())
        .contains("vendor:" + vendor.key().id())
        .contains("customer:")
        .contains(opened.receipt().bundle());
    assertThat(ask("GET", PATH + "/bundles/" + opened.receipt().bundle() + "/receipt", "").body())
        .contains("BEGIN HOLDFAST");
    assertThat(ask("GET", "/api/platform/audit?action=support.*", "").body())
        .contains("support.preview")
        .contains("support.bundle.create");
  }
}
