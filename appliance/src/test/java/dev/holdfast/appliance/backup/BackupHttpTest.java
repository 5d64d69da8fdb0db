package dev.holdfast.appliance.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.testkit.LiveFiles;
import dev.holdfast.appliance.testkit.TestServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Backups over HTTP: what the operator may, and what is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BackupHttpTest {
  private static final String PATH = "/api/platform/backups";

  private TestServer server = TestServer.start(Map.of());

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeAll
  void hasAnOperator() {
    assertThat(server.home().run().resolve("operator.token")).exists();
  }

  private HttpResponse<String> ask(String method, String path, String body) {
    try {
      String token = Files.readString(server.home().run().resolve("operator.token")).strip();
      return server.send(
          HttpRequest.newBuilder(server.uri(path))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @Order(1)
  void everything_withoutTheOperator_isRefused() {
    for (String path : List.of(PATH, PATH + "/latest/verify", PATH + "/recovery-key")) {
      HttpResponse<String> answer =
          server.send(
              HttpRequest.newBuilder(server.uri(path))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString("{}")));
      assertThat(answer.statusCode()).as(path).isEqualTo(401);
    }
    assertThat(server.get(PATH).statusCode()).isEqualTo(401);
  }

  @Test
  @Order(2)
  void verify_beforeThereIsABackup_isNotFound() {
    HttpResponse<String> answer = ask("POST", PATH + "/latest/verify", "{}");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("backup_not_found");
  }

  @Test
  @Order(2)
  void verify_ofAMadeUpId_isNotFoundAndReadsNoFile() {
    for (String id : List.of("..%2f..%2fetc%2fpasswd", "bak_x", "bak_00000000000000000000000000")) {
      assertThat(ask("POST", PATH + "/" + id + "/verify", "{}").statusCode()).as(id).isEqualTo(404);
    }
  }

  @Test
  @Order(3)
  void recoveryKey_ofAShapeThatMakesNoSense_isRefused() {
    assertThat(ask("POST", PATH + "/recovery-key", "{\"shares\":21}").statusCode()).isEqualTo(400);
    assertThat(ask("POST", PATH + "/recovery-key", "{\"shares\":2,\"needed\":3}").statusCode())
        .isEqualTo(400);
  }

  @Test
  @Order(4)
  void recoveryKey_made_isAnsweredOnceAndNeverWrittenDown() {
    HttpResponse<String> answer =
        ask("POST", PATH + "/recovery-key", "{\"shares\":3,\"needed\":2}");

    assertThat(answer.statusCode()).isEqualTo(201);
    String share = answer.body().replaceAll("(?s).*\"(hfr1-[^\"]*)\".*", "$1");
    assertThat(share).startsWith("hfr1-");
    assertThat(ask("GET", PATH, "").body()).contains("\"recoveryKey\":\"").doesNotContain("hfr1-");
    String data = share.split("-")[5];
    assertThat(server.context().getBean(AuditLog.class).verifyAll().intact()).isTrue();
    LiveFiles.under(server.home().root())
        .forEach((file, content) -> assertThat(content).as(file.toString()).doesNotContain(data));
  }

  @Test
  @Order(5)
  void create_thenListVerifyAndDrill_tellOfIt() {
    HttpResponse<String> made = ask("POST", PATH, "{}");

    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(ask("GET", PATH, "").body())
        .contains("\"outcome\":\"done\"")
        .contains("kms:file")
        .contains("recovery:")
        .contains("\"pointInTime\":{\"on\":false,\"windows\":[],\"keptBytes\":0,\"trouble\":null}");
    assertThat(ask("POST", PATH + "/latest/verify?deep=true", "{}").statusCode()).isEqualTo(200);
    assertThat(ask("GET", PATH, "").body())
        .contains("\"kind\":\"verify\"")
        .contains("Every byte was read and is authentic.");
    HttpResponse<String> drilled = ask("POST", PATH + "/latest/drill", "{}");
    assertThat(drilled.statusCode()).as(drilled.body()).isEqualTo(200);
    assertThat(drilled.body()).contains("\"rows\":").contains("\"chains\":");
    assertThat(server.home().cache().resolve("drill")).isEmptyDirectory();
    HttpResponse<String> noLog = ask("POST", PATH + "/point-in-time/drill", "{}");
    assertThat(noLog.body())
        .contains("backup_time_unreachable")
        .contains("No moment can be reached");
    HttpResponse<String> noMoment = ask("POST", PATH + "/point-in-time/drill?at=noon", "{}");
    assertThat(noMoment.statusCode()).as(noMoment.body()).isEqualTo(400);
    assertThat(ask("GET", "/api/platform/audit?action=backup.*", "").body())
        .contains("backup.create")
        .contains("backup.drill")
        .contains("backup.key.create");
    assertThat(server.send(HttpRequest.newBuilder(server.management("/metrics"))).body())
        .contains("holdfast_backup_last_success_age_seconds")
        .contains("holdfast_backup_last_drill_age_seconds")
        .contains("holdfast_backup_log_stored_age_seconds")
        .contains("holdfast_backup_log_kept_bytes");
  }

  @Test
  @Order(6)
  void verify_afterAPackWasCutOff_isDamaged() throws IOException {
    try (Stream<Path> files = Files.list(server.home().root().resolve("backups"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".hfpack")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }

    assertThat(ask("POST", PATH + "/latest/verify", "{}").statusCode()).isEqualTo(200);
    HttpResponse<String> deep = ask("POST", PATH + "/latest/verify?deep=true", "{}");
    assertThat(deep.statusCode()).isEqualTo(500);
    assertThat(deep.body()).contains("backup_damaged");
    assertThat(ask("POST", PATH + "/latest/drill", "{}").statusCode()).isEqualTo(500);
    assertThat(ask("GET", PATH, "").body()).contains("\"outcome\":\"failed\"");
  }
}
