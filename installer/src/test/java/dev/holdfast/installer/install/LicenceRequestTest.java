package dev.holdfast.installer.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.machine.Disk;
import dev.holdfast.installer.machine.Layout;
import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.machine.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The request that an installation ends with, asked of an appliance over a socket. */
final class LicenceRequestTest {
  private static final String ANSWERS =
      "{\"schema\":\"holdfast/answers/1\",\"licence\":{\"kind\":\"request\",\"requestFile\":\"%s\"}}";

  @TempDir private Path folder = Path.of("unset");
  private HttpServer server;
  private Machine machine;
  private int status = 200;
  private int asked;

  @SuppressWarnings("NullAway.Init")
  LicenceRequestTest() {}

  @BeforeEach
  void start() throws IOException {
    Layout layout = new Layout(folder);
    machine =
        new Machine(layout, new Disk(Probe.NONE), new FakeServices(layout), Clock.systemUTC());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/platform/licence/requests",
        exchange -> {
          asked++;
          byte[] body =
              ("{\"text\":\"request " + asked + "\\n\",\"code\":\"kms_unavailable\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void running() throws IOException {
    Path run = Files.createDirectories(machine.layout().home().resolve("run"));
    Files.writeString(run.resolve("operator.token"), "token\n");
    Files.writeString(
        run.resolve("ready"),
        "{\"url\":\"http://127.0.0.1:" + server.getAddress().getPort() + "\"}");
  }

  private LicenceRequest action() {
    return new LicenceRequest(folder.resolve("request.txt"));
  }

  @Test
  void apply_onARunningAppliance_writesTheRequestForRootAlone() throws IOException {
    running();
    action().apply(machine, action().before(machine));
    assertThat(action().file()).hasContent("request 1\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(action().file())))
        .isEqualTo("rw-------");
  }

  @Test
  void apply_afterACut_asksAgain() throws IOException {
    running();
    Map<String, String> memo = action().before(machine);
    action().apply(machine, memo);
    action().apply(machine, memo);
    assertThat(action().file()).hasContent("request 2\n");
    action().undo(machine, memo);
    action().undo(machine, memo);
    assertThat(action().file()).doesNotExist();
  }

  @Test
  void apply_onAnImage_asksNobody() throws IOException {
    action().apply(machine, action().before(machine));
    assertThat(action().file()).doesNotExist();
    assertThat(asked).isZero();
  }

  @Test
  void apply_whereTheApplianceRefuses_failsWithItsReason() throws IOException {
    running();
    status = 503;
    Map<String, String> memo = action().before(machine);
    assertThatThrownBy(() -> action().apply(machine, memo))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo("kms_unavailable"));
    assertThat(action().file()).doesNotExist();
  }

  @Test
  void plan_whereTheFileIsThereAlready_isRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("request.txt"), "an earlier one");
    TestMachine image = new TestMachine(Files.createDirectory(folder.resolve("image")));
    Answers answers = TestMachine.answers(ANSWERS.formatted(file));
    assertThatThrownBy(() -> image.install(answers, TestMachine.noFault()))
        .hasMessageContaining("is there already");
    assertThat(file).hasContent("an earlier one");
    Files.delete(file);
    assertThat(
            image
                .with(TestMachine.noFault())
                .planInstall(answers, TestMachine.place(TestMachine.OLD))
                .facts())
        .anySatisfy(fact -> assertThat(fact.value()).contains("can be written when it runs"));
  }

  @Test
  void install_withMail_writesItsSettingsAndKeepsThePasswordApart() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "mail-s3cret\n");
    TestMachine image = new TestMachine(Files.createDirectory(folder.resolve("image")));
    image.install(
        TestMachine.answers(
            "{\"schema\":\"holdfast/answers/1\",\"mode\":\"air-gapped\",\"mail\":{\"kind\":\"smtp\",\"host\":\"10.0.0.7\",\"from\":\"a@b\",\"to\":[\"c@d\",\"e@f\"],\"username\":\"CORP\\\\u\",\"passwordFile\":\""
                + password
                + "\"}}"),
        TestMachine.noFault());
    String written = Files.readString(image.layout().configuration());
    java.util.Properties properties = new java.util.Properties();
    properties.load(new java.io.StringReader(written));
    assertThat(properties)
        .containsEntry("holdfast.licensing.mail.host", "10.0.0.7")
        .containsEntry("holdfast.licensing.mail.to", "c@d,e@f")
        .containsEntry("holdfast.licensing.mail.username", "CORP\\u")
        .containsEntry("holdfast.egress.allow", "10.0.0.7:587");
    assertThat(written).doesNotContain("s3cret");
    assertThat(image.layout().secrets().resolve("mail.password")).hasContent("mail-s3cret\n");
    assertThat(
            Files.readString(
                image.layout().units().resolve("holdfast.service.d/10-credentials.conf")))
        .contains("LoadCredential=mail.password:/etc/holdfast/credentials/mail.password");
  }
}
