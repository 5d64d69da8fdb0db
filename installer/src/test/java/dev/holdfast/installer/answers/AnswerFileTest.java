package dev.holdfast.installer.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.installer.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerFileTest {
  private static final String FULL =
      """
      {"schema":"holdfast/answers/1","mode":"air-gapped",
       "database":{"kind":"postgresql","url":"jdbc:postgresql://db:5432/holdfast","username":"holdfast","passwordFile":"/srv/pw"},
       "kms":{"kind":"vault","address":"https://vault:8200","tokenFile":"/run/token","caFile":"/etc/ca.pem"},
       "tls":{"kind":"files","names":["ai.example"],"certificateFile":"/srv/x.crt","keyFile":"/srv/x.key"},
       "server":{"outbound":["10.0.0.9:443"],"trustedProxies":["10.0.0.1"]},
       "administrator":{"kind":"passphrase","email":"a@b","name":"A","passphraseFile":"/srv/pp"},
       "licence":{"kind":"file","file":"/srv/x.licence"},
       "mail":{"kind":"smtp","host":"mail","security":"tls","port":465,"from":"a@b","to":["c@d"],"username":"u","passwordFile":"/srv/mp"}}
      """;

  private static final String REQUEST =
      """
      {"schema":"holdfast/answers/1","licence":{"kind":"request","requestFile":"/srv/request.txt"},
       "mail":{"kind":"smtp","host":"10.0.0.7","from":"a@b","to":["c@d","e@f"]}}
      """;

  private static final String ACME =
      """
      {"schema":"holdfast/answers/1","tls":{"kind":"acme","names":["ai.example"]},
       "acme":{"directory":"https://ca.example/acme/directory","email":"a@b","caFile":"/srv/ca.pem",
         "keyId":"kid","hmacFile":"/srv/hmac","termsAgreed":true}}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"{\"schema\":\"holdfast/answers/1\"}", FULL, REQUEST, ACME})
  void write_ofWhatWasRead_isTheSameBytesForEver(String text) {
    String once = AnswerFile.write(AnswerFile.parse(text));
    assertThat(AnswerFile.write(AnswerFile.parse(once))).isEqualTo(once);
    assertThat(AnswerFile.parse(once)).isEqualTo(AnswerFile.parse(text));
  }

  @Test
  void parse_ofNothing_takesTheDefaults() {
    assertThat(AnswerFile.parse("{\"schema\":\"holdfast/answers/1\"}"))
        .isEqualTo(Answers.defaults());
  }

  @Test
  void parse_ofManyMistakes_saysAllOfThem() {
    assertThatThrownBy(
            () ->
                AnswerFile.parse(
                    "{\"schema\":\"x\",\"mode\":\"moon\",\"server\":{\"port\":\"a\",\"prot\":1},"
                        + "\"kms\":{\"kind\":\"vault\"},\"tls\":[]}"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("schema must be")
        .hasMessageContaining("mode is \"moon\"; it must be customer-cloud, byoc, air-gapped")
        .hasMessageContaining("server.port must be a whole number")
        .hasMessageContaining("there is no server.prot; here there are")
        .hasMessageContaining("kms.tokenFile must be the absolute path")
        .hasMessageContaining("tls must be an object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"schema\":\"holdfast/answers/1\",\"database\":{\"kind\":\"postgresql\",\"url\":\"jdbc:postgresql://h/d?password=x\",\"username\":\"u\",\"passwordFile\":\"/p\"}}"
            + " | must not hold the user or the password",
        "{\"schema\":\"holdfast/answers/1\",\"server\":{\"port\":8443,\"managementPort\":8443}} |"
            + " are the same",
        "{\"schema\":\"holdfast/answers/1\",\"server\":{\"outbound\":[\"10.0.0.1\"]}} | for the"
            + " mode air-gapped only",
        "{\"schema\":\"holdfast/answers/1\",\"database\":{\"kind\":\"bundled\"},\"service\":{\"user\":\"dynamic\"}}"
            + " | cannot be dynamic",
        "{\"schema\":\"holdfast/answers/1\",\"database\":{\"pointInTime\":true}} | database.pointInTime is for",
        "{\"schema\":\"holdfast/answers/1\",\"server\":{\"trustedProxies\":[\"10.1.0.0/16\",\"lb.example\"]}} |"
            + " server.trustedProxies is \"lb.example\"; it must be an address or a block",
        "{\"schema\":\"holdfast/answers/1\",\"licence\":{\"kind\":\"request\"}} |"
            + " licence.requestFile must be the absolute path",
        "{\"schema\":\"holdfast/answers/1\",\"mail\":{\"kind\":\"smtp\"}} | mail.host is \"\"",
        "{\"schema\":\"holdfast/answers/1\",\"mail\":{\"kind\":\"smtp\",\"host\":\"m\",\"from\":\"a@b\"}} |"
            + " mail.to must be 1 to 20 e-mail addresses",
        "{\"schema\":\"holdfast/answers/1\",\"mail\":{\"kind\":\"smtp\",\"host\":\"m\",\"from\":\"a@b\",\"to\":[\"c,d@e\"]}} |"
            + " it must be an e-mail address",
        "{\"schema\":\"holdfast/answers/1\",\"mail\":{\"kind\":\"smtp\",\"host\":\"m\",\"from\":\"a@b\",\"to\":[\"c@d\"],\"security\":\"none\",\"username\":\"u\",\"passwordFile\":\"/p\"}} |"
            + " a password is not sent in the clear",
        "{\"schema\":\"holdfast/answers/1\",\"mail\":{\"kind\":\"smtp\",\"host\":\"m\",\"from\":\"a@b\",\"to\":[\"c@d\"],\"username\":\"u\"}} |"
            + " mail.passwordFile must be the absolute path",
        "{\"schema\":\"holdfast/answers/1\",\"kms\":{\"kind\":\"vault\",\"address\":\"https://u:p@vault\",\"tokenFile\":\"/t\"}} |"
            + " must not hold a user or a password",
        "{\"schema\":\"holdfast/answers/1\",\"tls\":{\"kind\":\"acme\"}} | tls.names is empty",
        "{\"schema\":\"holdfast/answers/1\",\"tls\":{\"kind\":\"acme\",\"names\":[\"a\"]}} |"
            + " acme.directory is \"\"",
        "{\"schema\":\"holdfast/answers/1\",\"tls\":{\"kind\":\"acme\",\"names\":[\"a\"]},\"acme\":{\"directory\":\"http://ca.example/d\"}} |"
            + " it must be like https",
        "{\"schema\":\"holdfast/answers/1\",\"tls\":{\"kind\":\"acme\",\"names\":[\"a\"]},\"acme\":{\"directory\":\"https://u:p@ca.example/d\"}} |"
            + " it must be like https",
        "{\"schema\":\"holdfast/answers/1\",\"tls\":{\"kind\":\"acme\",\"names\":[\"a\"]},\"acme\":{\"directory\":\"https://ca.example/d\",\"keyId\":\"k\"}} |"
            + " acme.hmacFile must be the absolute path",
        "{\"schema\":\"holdfast/answers/1\",\"tls\":{\"kind\":\"acme\",\"names\":[\"a\"]},\"acme\":{\"directory\":\"https://ca.example/d\",\"hmacFile\":\"/h\"}} |"
            + " acme.hmacFile needs acme.keyId",
        "{\"schema\":\"holdfast/answers/1\",\"schema\":\"x\"} | it is not JSON",
        "nothing | it is not JSON"
      })
  void parse_ofWhatCannotBe_saysWhy(String text, String why) {
    assertThatThrownBy(() -> AnswerFile.parse(text)).hasMessageContaining(why.replace("\\n", "\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"database\":{\"url\":\"jdbc:postgresql://h/d\"} | database.url is not for database.kind h2",
        "\"kms\":{\"tokenFile\":\"/t\"} | kms.tokenFile is not for kms.kind local",
        "\"acme\":{\"directory\":\"https://ca/d\"} | acme.directory is not for tls.kind own-authority",
        "\"mail\":{\"to\":[\"a@b\"]} | mail.to is not for mail.kind none",
        "\"licence\":{\"kind\":\"later\",\"file\":\"/x\"} | licence.file is not for licence.kind later"
      })
  void read_ofMembersThatTheChoicesLeaveAside_isRefused(
      String member, String why, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("answers.json");
    Files.writeString(file, "{\"schema\":\"holdfast/answers/1\"," + member + "}");
    assertThatThrownBy(() -> AnswerFile.read(file)).hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {FULL, REQUEST, ACME})
  void read_ofWhatIsUsed_isWhatWasMeant(String text, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("answers.json"), text);
    assertThat(AnswerFile.read(file)).isEqualTo(AnswerFile.parse(text));
  }

  @Test
  void read_ofMembersThatSayNothing_leavesThemAside(@TempDir Path folder) throws IOException {
    String text =
        "{\"schema\":\"holdfast/answers/1\",\"database\":{\"url\":\"\",\"pointInTime\":false},\"mail\":{\"to\":[]}}";
    Path file = Files.writeString(folder.resolve("answers.json"), text);
    assertThat(AnswerFile.read(file)).isEqualTo(Answers.defaults());
  }

  @Test
  void read_ofAFileThatIsNotThereOrNoText_saysSoInWords(@TempDir Path folder) throws IOException {
    Path gone = folder.resolve("gone.json");
    assertThatThrownBy(() -> AnswerFile.read(gone))
        .hasMessageContaining("cannot be read: there is no " + gone + ".");
    Path binary = Files.write(folder.resolve("binary.json"), new byte[] {(byte) 0xff, 0, 1});
    assertThatThrownBy(() -> AnswerFile.read(binary)).hasMessageContaining("it is not text");
  }

  @Test
  void schema_namesExactlyTheMembersThatAreRead() throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode schema = json.readTree(AnswerFile.jsonSchema());
    for (var member : schema.path("properties").properties()) {
      if (!member.getValue().has("properties")) {
        continue;
      }
      Set<String> known = new TreeSet<>();
      member.getValue().path("properties").fieldNames().forEachRemaining(known::add);
      String text =
          "{\"schema\":\"holdfast/answers/1\",\"" + member.getKey() + "\":{\"no-such\":1}}";
      assertThatThrownBy(() -> AnswerFile.parse(text))
          .hasMessageContaining("here there are " + String.join(", ", known));
    }
    assertThat(schema.path("properties").size()).isEqualTo(11);
  }
}
