package dev.holdfast.installer.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.installer.procedure.Procedure.Outcome;
import dev.holdfast.installer.procedure.Procedure.Watcher;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installation whose certificate comes by ACME. */
final class AcmeInstallTest {
  @TempDir private Path folder = Path.of("unset");

  private String answers() throws IOException {
    Path ca = Files.writeString(folder.resolve("ca.pem"), "the authority\n");
    Path hmac = Files.writeString(folder.resolve("hmac"), "s3cret-hmac\n");
    return """
        {"schema":"holdfast/answers/1","mode":"air-gapped",
         "tls":{"kind":"acme","names":["ai.example"]},
         "acme":{"directory":"https://10.0.0.8/acme/directory","email":"it@example","caFile":"%s",
           "keyId":"kid-1","hmacFile":"%s","termsAgreed":true}}
        """
        .formatted(ca, hmac);
  }

  @Test
  void install_writesTheSettings_theFilesAsCredentials_andTheSocket() throws IOException {
    TestMachine image = new TestMachine(Files.createDirectory(folder.resolve("image")));
    assertThat(image.install(TestMachine.answers(answers()), TestMachine.noFault()))
        .isInstanceOf(Outcome.Done.class);
    String written = Files.readString(image.layout().configuration());
    Properties properties = new Properties();
    properties.load(new StringReader(written));
    assertThat(properties)
        .containsEntry("holdfast.tls.mode", "acme")
        .containsEntry("holdfast.tls.names", "ai.example")
        .containsEntry("holdfast.tls.acme.directory", "https://10.0.0.8/acme/directory")
        .containsEntry("holdfast.tls.acme.email", "it@example")
        .containsEntry("holdfast.tls.acme.ca-file", "/run/credentials/holdfast.service/acme-ca.pem")
        .containsEntry("holdfast.tls.acme.key-id", "kid-1")
        .containsEntry("holdfast.tls.acme.hmac-file", "/run/credentials/holdfast.service/acme.hmac")
        .containsEntry("holdfast.tls.acme.terms-agreed", "true")
        .containsEntry("holdfast.tls.acme.http-host", "127.0.0.1")
        .containsEntry("holdfast.tls.acme.http-port", "8402")
        .containsEntry("holdfast.egress.allow", "10.0.0.8:443");
    assertThat(written).doesNotContain("s3cret");
    assertThat(image.layout().secrets().resolve("acme.hmac")).hasContent("s3cret-hmac\n");
    assertThat(image.layout().secrets().resolve("acme-ca.pem")).hasContent("the authority\n");
    assertThat(
            Files.readString(
                image.layout().units().resolve("holdfast.service.d/10-credentials.conf")))
        .contains("LoadCredential=acme.hmac:/etc/holdfast/credentials/acme.hmac")
        .contains("LoadCredential=acme-ca.pem:/etc/holdfast/credentials/acme-ca.pem");
    assertThat(image.layout().units().resolve("holdfast-acme.socket")).exists();
    assertThat(image.layout().units().resolve("holdfast-acme.service")).exists();
    assertThat(image.state()).contains("holdfast-acme.socket");
  }

  @Test
  void port_thatTheServicePassesOnTo_isTheOneThatTheApplianceIsTold() throws IOException {
    String unit = Files.readString(Path.of("..", "systemd", "holdfast-acme.service"));
    assertThat(unit).contains(" 127.0.0.1:" + Configuration.ACME_PORT + "\n");
  }

  @Test
  void uninstall_leavesTheMachineAsItWas() throws IOException {
    TestMachine image = new TestMachine(Files.createDirectory(folder.resolve("image")));
    String before = image.state();
    image.install(TestMachine.answers(answers()), TestMachine.noFault());
    Operations operations = image.with(TestMachine.noFault());
    assertThat(operations.carryOut(operations.planUninstall(false), Watcher.SILENT))
        .isInstanceOf(Outcome.Done.class);
    assertThat(image.state()).isEqualTo(before);
  }
}
