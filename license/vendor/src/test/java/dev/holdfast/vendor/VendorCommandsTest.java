package dev.holdfast.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.Quota;
import dev.holdfast.license.statement.Suites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of a development folder; then everything that is issued with them. */
class VendorCommandsTest {
  @TempDir private Path folder = Path.of("");
  private Session session = new Session(Path.of(""));

  @BeforeEach
  void makeKeys() {
    session = new Session(folder.resolve("keys"));
    ok(session.keyed("keys", "init", "--development"));
  }

  @Test
  void init_keysThere_areNeverOverwritten() throws IOException {
    byte[] before = Files.readAllBytes(session.keys().resolve("licence.pem"));
    assertThat(session.keyed("keys", "init", "--development").code()).isEqualTo(5);
    ok(session.keyed("keys", "init", "--development", "--if-missing"));
    assertThat(Files.readAllBytes(session.keys().resolve("licence.pem"))).isEqualTo(before);
  }

  @Test
  void init_keyFiles_areEncryptedAndTheirOwnersOnly() throws IOException {
    Path key = session.keys().resolve("root-1.pem");
    assertThat(Files.readString(key))
        .contains("BEGIN ENCRYPTED PRIVATE KEY")
        .doesNotContain("BEGIN PRIVATE KEY");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(session.keys())))
        .isEqualTo("rwx------");
  }

  @Test
  void show_root_namesSharesAndRoles() {
    Session.Answer text = ok(session.keyed("keys", "show"));
    assertThat(text.out())
        .contains("2 of 3 shares", "root-3", "licence", "revocation", "for development only");
    Session.Answer json = ok(session.keyed("keys", "show", "--json"));
    assertThat(json.out()).contains("\"schema\" : \"holdfast-vendor/keys/1\"");
  }

  @Test
  void issue_flags_sayWhatTheLicenceSays() throws IOException {
    Path out = folder.resolve("a.licence");
    ok(
        session.keyed(
            "license",
            "issue",
            "--customer",
            "St. Elsewhere",
            "--plan",
            "team",
            "--kind",
            "trial",
            "--days",
            "10",
            "--grace-days",
            "3",
            "--capability",
            "kms.vault",
            "--quota",
            "users=7:allow:20",
            "--quota",
            "tenants=unlimited",
            "--mode",
            "byoc",
            "--installation",
            "ins_1",
            "--before-version",
            "2.0",
            "--contact",
            "operator=ops@example.org",
            "--out",
            out.toString()));
    Licence licence = verified(out);
    assertThat(licence.customer().name()).isEqualTo("St. Elsewhere");
    assertThat(licence.header().kind()).isEqualTo(Licence.Kind.TRIAL);
    assertThat(licence.term().expires()).isEqualTo(session.now().plus(Duration.ofDays(10)));
    assertThat(licence.term().graceDays()).isEqualTo(3);
    assertThat(licence.grant().capabilities()).contains("kms.vault", "gateway.chat");
    assertThat(licence.grant().quota("users"))
        .contains(new Quota.Bounded(7, Quota.Overage.ALLOW, 20));
    assertThat(licence.grant().quota("tenants")).contains(new Quota.Unlimited());
    assertThat(licence.scope().modes()).containsExactly(Licence.Mode.BYOC);
    assertThat(licence.scope().installation()).isEqualTo("ins_1");
    assertThat(licence.scope().versions().cover("2.0")).isFalse();
    assertThat(licence.support().contacts()).hasSize(1);
  }

  @Test
  void issue_fromFile_signsItAsItIs() throws IOException {
    Path first = folder.resolve("a.licence");
    ok(issue(first));
    String other = "lic_" + "5".repeat(26);
    String payload =
        new String(verified(first).payload(), UTF_8).replace(verified(first).header().id(), other);
    Path json = Files.writeString(folder.resolve("licence.json"), payload);
    Path second = folder.resolve("b.licence");
    ok(session.keyed("license", "issue", "--from", json.toString(), "--out", second.toString()));
    assertThat(verified(second).header().id()).isEqualTo(other);
    assertThat(new String(verified(second).payload(), UTF_8)).isEqualTo(payload);
  }

  @Test
  void issue_template_isAPlanOfOnesOwn() throws IOException {
    Path plan = folder.resolve("clinic.json");
    Files.writeString(
        plan,
        """
        {"edition":"clinic","kind":"paid","days":90,"graceDays":60,"modes":["air-gapped"],
         "capabilities":["gateway.chat"],"quotas":{"users":"12"},"support":"phone"}
        """);
    Path out = folder.resolve("a.licence");
    ok(
        session.keyed(
            "license",
            "issue",
            "--customer",
            "C",
            "--plan",
            "clinic",
            "--template",
            plan.toString(),
            "--out",
            out.toString()));
    assertThat(verified(out).header().plan()).isEqualTo("clinic");
    assertThat(verified(out).term().graceDays()).isEqualTo(60);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--plan|gold|2",
        "--plan|../../x|2",
        "--quota|users=lots|2",
        "--quota|users=-1|2",
        "--quota|users=5:bill|2",
        "--quota|users=5:allow:0|3",
        "--quota|users=5:allow:x|2",
        "--mode|moon|2",
        "--kind|free|2",
        "--days|0|2",
        "--days|x|2",
        "--expires|2020-01-01T00:00:00Z|2",
        "--grace-days|999|3",
        "--capability|Bad Name|3",
        "--template|/does/not/exist|5",
        "--nonsense|1|2"
      })
  void issue_badFlag_isRefusedAndNothingIsWritten(String flag, String value, int code)
      throws IOException {
    Path out = folder.resolve("bad.licence");
    Session.Answer answer =
        session.keyed("license", "issue", "--customer", "C", flag, value, "--out", out.toString());
    assertThat(answer.code()).as(answer.err()).isEqualTo(code);
    assertThat(answer.err()).isNotBlank();
    assertThat(out).doesNotExist();
    assertThat(Files.readAllLines(session.keys().resolve("ledger.jsonl"))).hasSize(1);
  }

  @Test
  void issue_dryRun_opensNoKeyAndWritesNothing() throws IOException {
    Files.delete(session.keys().resolve("licence.pem"));
    Path out = folder.resolve("a.licence");
    Session.Answer answer =
        ok(
            session.keyed(
                "license", "issue", "--customer", "C", "--dry-run", "--out", out.toString()));
    assertThat(answer.out()).contains("Would issue");
    assertThat(out).doesNotExist();
    assertThat(issue(out).code()).isEqualTo(5);
  }

  @Test
  void issue_fileThere_isNotOverwritten() throws IOException {
    Path out = folder.resolve("a.licence");
    Files.writeString(out, "mine");
    assertThat(issue(out).code()).isEqualTo(5);
    assertThat(Files.readString(out)).isEqualTo("mine");
  }

  @Test
  void inspect_noKeys_saysWhatItMeansTodayAndLater() {
    Path out = folder.resolve("a.licence");
    ok(
        session.keyed(
            "license",
            "issue",
            "--customer",
            "C",
            "--plan",
            "team",
            "--days",
            "40",
            "--out",
            out.toString()));
    Session.Answer answer = ok(session.run("license", "inspect", out.toString()));
    assertThat(answer.out())
        .contains("not checked", "today", "in 30 days", "ends in 15 days", "in 90 days")
        .contains("nothing new");
    Session.Answer json = ok(session.run("licence", "inspect", "--json", out.toString()));
    assertThat(json.out()).contains("\"stage\" : \"notice\"", "\"inDays\" : 90");
  }

  @Test
  void inspect_withAnchors_saysWhetherTheSignaturesHold() throws IOException {
    Path out = folder.resolve("a.licence");
    ok(issue(out));
    String anchors = session.keys().resolve("anchors.json").toString();
    assertThat(ok(session.run("license", "inspect", "--anchors", anchors, out.toString())).out())
        .contains("hold, by");
    Session stranger = new Session(folder.resolve("stranger"));
    ok(stranger.keyed("keys", "init", "--development"));
    Session.Answer refused = stranger.keyed("license", "inspect", out.toString());
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.out()).contains("refused");
    Path broken = folder.resolve("broken.licence");
    Files.writeString(broken, Files.readString(out).substring(0, 900));
    assertThat(session.run("license", "inspect", broken.toString()).code()).isEqualTo(3);
    assertThat(session.run("license", "inspect", "/does/not/exist").code()).isEqualTo(5);
  }

  @Test
  void renew_licence_isTheNextSequenceFromItsEnd() throws IOException {
    Path first = folder.resolve("a.licence");
    ok(issue(first));
    Licence old = verified(first);
    Path second = folder.resolve("b.licence");
    ok(
        session.keyed(
            "license", "renew", first.toString(), "--days", "365", "--out", second.toString()));
    Licence renewed = verified(second);
    assertThat(renewed.header().id()).isEqualTo(old.header().id());
    assertThat(renewed.header().sequence()).isEqualTo(2);
    assertThat(renewed.term().expires()).isEqualTo(old.term().expires().plus(Duration.ofDays(365)));
    Path third = folder.resolve("c.licence");
    ok(session.keyed("license", "renew", first.toString(), "--out", third.toString()));
    assertThat(verified(third).header().sequence()).isEqualTo(3);
  }

  @Test
  void revoke_licence_signsTheNextListWhichTravelsFromThenOn() throws IOException {
    Path first = folder.resolve("a.licence");
    ok(issue(first));
    String id = verified(first).header().id();
    Path list = folder.resolve("list");
    ok(session.keyed("revoke", id, "--reason", "not paid", "--out", list.toString()));
    assertThat(
            LicenceVerifier.revocations(Files.readAllBytes(list), anchors(), "holdfast").sequence())
        .isEqualTo(1);
    Path next = folder.resolve("b.licence");
    ok(issue(next));
    LicenceVerifier.Result.Verified verified = result(next);
    assertThat(verified.revocations().orElseThrow().entries()).hasSize(1);
    ok(session.keyed("revoke", verified.licence().header().id(), "--reason", "again", "--json"));
    assertThat(Files.readAllLines(session.keys().resolve("ledger.jsonl"))).hasSize(5);
  }

  @Test
  void revoke_unknownLicence_isRefusedUnlessItsSequenceIsSaid() {
    String id = "lic_00000000000000000000000009";
    assertThat(session.keyed("revoke", id, "--reason", "x").code()).isEqualTo(3);
    assertThat(session.keyed("revoke", id).code()).isEqualTo(2);
    ok(session.keyed("revoke", id, "--reason", "x", "--up-to-sequence", "4", "--dry-run"));
    assertThat(session.keys().resolve("revocations.json")).doesNotExist();
  }

  @Test
  void checkAnchors_release_refusesADevelopmentRoot() {
    String anchors = session.keys().resolve("anchors.json").toString();
    ok(session.run("keys", "check-anchors", anchors));
    Session.Answer refused = session.run("keys", "check-anchors", "--release", anchors);
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("development root");
    assertThat(session.run("keys", "check-anchors", folder.toString()).code()).isEqualTo(3);
  }

  @Test
  void commands_withoutAVerb_askForOne() {
    for (String noun : new String[] {"keys", "license", "ledger"}) {
      assertThat(session.run(noun).code()).isEqualTo(2);
      assertThat(session.run(noun, "--help").code()).isZero();
    }
    Session.Answer help = ok(session.run("--help"));
    assertThat(help.out()).contains("Exit codes:").contains("the ledger was changed");
    assertThat(ok(session.run("generate-completion")).out()).contains("holdfast-vendor");
  }

  private Session.Answer issue(Path out) {
    return session.keyed(
        "license", "issue", "--customer", "C", "--plan", "enterprise", "--out", out.toString());
  }

  private TrustAnchors anchors() throws IOException {
    return TrustAnchors.parse(
        Files.readAllBytes(session.keys().resolve("anchors.json")), Suites.CURRENT);
  }

  private LicenceVerifier.Result.Verified result(Path file) throws IOException {
    LicenceVerifier.Result result =
        LicenceVerifier.verify(
            Files.readAllBytes(file),
            anchors(),
            new LicenceVerifier.Reader("holdfast", null, null, session.now()));
    assertThat(result).isInstanceOf(LicenceVerifier.Result.Verified.class);
    return (LicenceVerifier.Result.Verified) result;
  }

  private Licence verified(Path file) throws IOException {
    return result(file).licence();
  }

  private static Session.Answer ok(Session.Answer answer) {
    assertThat(answer.code()).as(answer.err()).isZero();
    return answer;
  }
}
