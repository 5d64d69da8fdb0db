package dev.holdfast.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.bundle.BundleFile;
import dev.holdfast.license.bundle.BundleManifest;
import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleManifest.Part;
import dev.holdfast.license.bundle.BundleManifest.Release;
import dev.holdfast.license.bundle.BundleWriter;
import dev.holdfast.license.bundle.Progress;
import dev.holdfast.license.bundle.Site;
import dev.holdfast.license.bundle.Upgrade;
import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.licence.Versions;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.vendor.bundle.BundleCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bundles signed with keys of a development folder, and verified by us and by Debian's minisign.
 */
class BundleCommandsTest {
  @TempDir private Path folder = Path.of("");
  private Session session = new Session(Path.of(""));

  @BeforeEach
  void makeKeys() {
    session = new Session(folder.resolve("keys"));
    ok(session.keyed("keys", "init", "--development"));
    session.advance(Duration.ofMinutes(1));
  }

  @Test
  void sign_oneDraftTwice_givesTheSameBytes() throws IOException {
    Path draft = Files.write(folder.resolve("draft"), draft("0.2.0", 20).payload());
    sign(draft, "one");
    sign(draft, "two");
    assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("two"));
    assertThat(ok(session.keyed("ledger", "show")).out()).contains("0.2.0-x86_64");
  }

  @Test
  void sign_draftThatWasTouched_isRefused() throws IOException {
    String text = new String(draft("0.2.0", 20).payload(), UTF_8);
    Path spaced = Files.writeString(folder.resolve("spaced"), text + " ");
    Path changed =
        Files.writeString(folder.resolve("changed"), text.replace("\"size\":5", "\"size\":6"));
    for (Path draft : List.of(spaced, changed)) {
      Session.Answer answer =
          session.keyed("bundle", "sign", draft.toString(), "--out", folder + "/out");
      assertThat(answer.code()).isEqualTo(3);
      assertThat(folder.resolve("out")).doesNotExist();
    }
  }

  @Test
  void minisign_ofAFile_isVerifiedByMinisign() throws Exception {
    Path file = Files.writeString(folder.resolve("bundle.run"), "the bundle");
    ok(session.keyed("bundle", "minisign", file.toString(), "--comment", "holdfast 0.2.0"));
    String key = ok(session.keyed("bundle", "key", "--out", folder + "/key.pub")).out().strip();
    assertThat(minisign("-P", key, "-m", file.toString())).isZero();
    assertThat(minisign("-H", "-p", folder + "/key.pub", "-m", file.toString())).isZero();

    Files.writeString(file, "the bungle");
    assertThat(minisign("-P", key, "-m", file.toString())).isNotZero();
  }

  @Test
  void minisign_trustedCommentChanged_isRefusedByMinisign() throws Exception {
    Path file = Files.writeString(folder.resolve("bundle.run"), "the bundle");
    ok(session.keyed("bundle", "minisign", file.toString(), "--comment", "holdfast 0.2.0"));
    String key = ok(session.keyed("bundle", "key")).out().strip();
    Path signature = folder.resolve("bundle.run.minisig");
    Files.writeString(signature, Files.readString(signature).replace("0.2.0", "0.3.0"));
    assertThat(minisign("-P", key, "-m", file.toString())).isNotZero();
  }

  @Test
  void attest_statement_isADsseEnvelopeThatBothKeysSigned()
      throws IOException, GeneralSecurityException {
    Path statement = Files.writeString(folder.resolve("statement"), "{\"_type\":\"x\"}");
    ok(
        session.keyed(
            "bundle", "attest", statement.toString(), "--out", folder + "/statement.dsse"));
    JsonFields fields =
        StrictJson.parse(Files.readAllBytes(folder.resolve("statement.dsse")), 1 << 20, 1 << 20);
    byte[] payload = fields.bytes("payload", 1 << 20);
    assertThat(payload).isEqualTo(Files.readAllBytes(statement));
    var key =
        anchors().roots().getFirst().delegations().stream()
            .filter(delegation -> delegation.role() == Role.BUNDLE)
            .findFirst()
            .orElseThrow()
            .key();
    byte[] signed = BundleCommands.Attest.encoded(payload);
    List<JsonFields> signatures = fields.objects("signatures", 2);
    for (int i = 0; i < 2; i++) {
      Signature verifier = Signature.getInstance(i == 0 ? "Ed25519" : "ML-DSA-87");
      verifier.initVerify(key.keys().get(i));
      verifier.update(signed);
      assertThat(verifier.verify(signatures.get(i).bytes("sig", 8192))).isTrue();
      assertThat(signatures.get(i).text("keyid", 96)).isEqualTo(key.ids().get(i));
    }
  }

  @Test
  void permit_forAnOlderRelease_letsTheSiteGoBack() throws IOException {
    Path old = bundle("0.1.0", 10);
    Path permit = folder.resolve("permit");
    ok(
        session.keyed(
            "bundle",
            "permit",
            "--to",
            folder.resolve("0.1.0.json").toString(),
            "--from-sequence",
            "20",
            "--reason",
            "A regression",
            "--out",
            permit.toString()));
    Site.Installed installed =
        new Site.Installed("ins_1", "0.2.0", "appliance", "stable", 20, 20, "f".repeat(96));
    assertThat(verify(old, new Site("x86_64", "0.2.0", installed, session.now(), false, null)))
        .isInstanceOf(BundleFile.Result.Refused.class);
    byte[] file = Files.readAllBytes(permit);
    assertThat(verify(old, new Site("x86_64", "0.2.0", installed, session.now(), false, file)))
        .isInstanceOf(BundleFile.Result.Verified.class);
  }

  private TrustAnchors anchors() throws IOException {
    return TrustAnchors.parse(
        Files.readAllBytes(session.keys().resolve("anchors.json")), Suites.CURRENT);
  }

  private BundleFile.Result verify(Path file, Site site) throws IOException {
    try (BundleFile open = BundleFile.open(file)) {
      return open.verify(anchors(), site, Progress.NONE);
    }
  }

  private Path bundle(String version, long sequence) throws IOException {
    Path tree = Files.createDirectories(folder.resolve(version));
    Files.writeString(tree.resolve("app.jar"), version);
    List<Entry> entries = BundleWriter.list(tree);
    Path parts = Files.createDirectories(folder.resolve(version + ".parts"));
    Path bootstrap = parts.resolve("bootstrap.tar.gz");
    Path payload = parts.resolve("payload.tar.gz");
    byte[] header = BundleWriter.header("#!/bin/sh\n");
    List<Part> listed =
        List.of(
            BundleWriter.headerPart(header),
            BundleWriter.part(bootstrap, tree, List.of(), new HashSet<>(), session.now()),
            BundleWriter.part(payload, tree, entries, new HashSet<>(), session.now()));
    BundleManifest manifest = manifest(version, sequence, listed, entries);
    Path draft = Files.write(folder.resolve(version + ".draft"), manifest.payload());
    sign(draft, version + ".json");
    Path file = folder.resolve(version + ".run");
    BundleWriter.write(
        file,
        header,
        List.of(bootstrap, payload),
        Files.readAllBytes(folder.resolve(version + ".json")),
        new byte[] {'\n'},
        session.now());
    return file;
  }

  private BundleManifest draft(String version, long sequence) {
    return manifest(
        version, sequence, List.of(), List.of(Entry.file("a", 5, 0644, "0".repeat(96))));
  }

  private BundleManifest manifest(
      String version, long sequence, List<Part> parts, List<Entry> entries) {
    return new BundleManifest(
        new Release("holdfast", version, "x86_64", "appliance", "stable", sequence),
        session.now(),
        session.now().plus(Duration.ofDays(400)),
        new Upgrade(
            null,
            "0.1.0",
            List.of(new Upgrade.Gate(new Versions("0.1", null), List.of(), true, List.of(), 0))),
        null,
        parts,
        entries);
  }

  private void sign(Path draft, String out) {
    ok(session.keyed("bundle", "sign", draft.toString(), "--out", folder.resolve(out).toString()));
  }

  private static int minisign(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("minisign", "-V", "-q"));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  private static Session.Answer ok(Session.Answer answer) {
    assertThat(answer.code()).as(answer.err()).isZero();
    return answer;
  }
}
