package dev.holdfast.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.bundle.BundleManifest;
import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleManifest.Release;
import dev.holdfast.license.bundle.Upgrade;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.licence.Versions;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.support.SupportBundle;
import dev.holdfast.license.support.SupportKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One sound file of each kind that a verb takes, and what to say of each verb to make it work. */
final class Works {
  private static final String ID = "sup_01h455vb4pex5vsknk084sn02q";

  private final Path folder;
  private final Session session;
  private final Map<String, List<String>> sound = new HashMap<>();

  Works(Path folder, Session session) {
    this.folder = folder;
    this.session = session;
  }

  /**
   * The arguments by verb. {@code {new}} stands for what does not exist yet, {@code {file}} and
   * {@code {folder}} for what was just made.
   */
  Map<String, List<String>> sound() throws IOException {
    junk();
    keys();
    licences();
    installations();
    bundles();
    support();
    sound.put("generate-completion", List.of());
    return Map.copyOf(sound);
  }

  private void say(String verb, String... arguments) {
    List<String> all = new java.util.ArrayList<>(List.of(arguments));
    all.addAll(List.of("--keys", session.keys().toString()));
    sound.put(verb, List.copyOf(all));
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private void junk() throws IOException {
    Files.write(folder.resolve("empty"), new byte[0]);
    Files.writeString(folder.resolve("object"), "{}");
    byte[] bytes = new byte[2_000];
    new Random(7).nextBytes(bytes);
    Files.write(folder.resolve("junk"), bytes);
    Files.write(folder.resolve("large"), new byte[2 << 20]);
  }

  private void keys() {
    sound.put("keys init", List.of("--development", "--keys", "{new}"));
    say("keys show");
    say("keys rotate", "--role", "licence", "--dry-run");
    sound.put("keys check-anchors", List.of(session.keys().resolve("anchors.json").toString()));
    say("ledger show");
    say("ledger verify");
  }

  private void licences() {
    run("license", "issue", "--customer", "C", "--plan", "enterprise", "--out", file("licence"));
    String id =
        session
            .keyed("ledger", "show")
            .out()
            .lines()
            .filter(line -> line.contains("lic_"))
            .map(line -> line.replaceAll(".*(lic_[0-9a-z]{26}).*", "$1"))
            .findFirst()
            .orElseThrow();
    say("license issue", "--customer", "C", "--plan", "team", "--out", "{new}");
    say("license renew", file("licence"), "--out", "{new}");
    say("license inspect", file("licence"));
    sound.put("license plans", List.of("team"));
    say("revoke", id, "--reason", "not paid", "--dry-run");
  }

  private void installations() throws IOException {
    Customer customer = new Customer().day(10, 1).day(20, 2);
    Instant now = session.now();
    Files.write(folder.resolve("request"), customer.ask(now, now.plus(Duration.ofDays(9_000))));
    Files.write(folder.resolve("report"), customer.report(1));
    say("activation answer", file("request"), "--licence", file("licence"), "--out", "{new}");
    say("clock reset", "--request", file("request"), "--out", "{new}");
    say("report verify", file("report"), "--dry-run");
  }

  private void bundles() throws IOException {
    Instant now = session.now();
    BundleManifest manifest =
        new BundleManifest(
            new Release("holdfast", "0.2.0", "x86_64", "appliance", "stable", 20),
            now,
            now.plus(Duration.ofDays(400)),
            new Upgrade(
                null,
                "0.1.0",
                List.of(
                    new Upgrade.Gate(new Versions("0.1", null), List.of(), true, List.of(), 0))),
            null,
            List.of(),
            List.of(Entry.file("a", 5, 0644, "0".repeat(96))));
    Files.write(folder.resolve("draft"), manifest.payload());
    Files.writeString(folder.resolve("statement"), "{\"_type\":\"x\"}");
    run("bundle", "sign", file("draft"), "--out", file("manifest"));
    say("bundle sign", file("draft"), "--out", "{new}");
    say("bundle key");
    say("bundle attest", file("statement"), "--out", "{new}");
    say(
        "bundle permit",
        "--to",
        file("manifest"),
        "--from-sequence",
        "30",
        "--reason",
        "A regression",
        "--out",
        "{new}");
    say("bundle minisign", "{file}", "--comment", "a bundle");
    say("bundle trust", "{folder}");
  }

  private void support() throws IOException {
    Files.writeString(folder.resolve("pass"), "a passphrase for support\n");
    List<String> key = List.of("--support-key", file("support"), "--passphrase-file", file("pass"));
    ok(session.run("support", "key", key.get(0), key.get(1), key.get(2), key.get(3)));
    Files.write(folder.resolve("bundle"), bundle());
    sound.put("support key", List.of("--support-key", "{new}", "--passphrase-file", file("pass")));
    sound.put(
        "support open",
        List.of(file("bundle"), key.get(0), key.get(1), key.get(2), key.get(3), "--out", "{new}"));
    sound.put(
        "support diff",
        List.of(file("bundle"), file("bundle"), key.get(0), key.get(1), key.get(2), key.get(3)));
  }

  private byte[] bundle() throws IOException {
    SupportKey key = SupportKey.parse(Files.readString(folder.resolve("support/support.key")));
    Instant at = session.now();
    Map<String, byte[]> files =
        Map.of("facts.txt", "heap.used.percent=99\n".getBytes(StandardCharsets.UTF_8));
    byte[] receipt =
        new SupportBundle.Receipt(
                "holdfast", "ins_1", ID, at, "1.0.0", SupportBundle.digests(files), Map.of())
            .sign(SigningKey.generate(Suite.V2026_1));
    return SupportBundle.seal(
        ID,
        at,
        receipt,
        files,
        List.of(
            new SupportBundle.To(
                SupportBundle.VENDOR,
                key.id(),
                SupportKey.SUITE,
                secret -> key.wrap(secret, SupportBundle.context(ID, at)))));
  }

  private void run(String... args) {
    ok(session.keyed(args));
  }

  private static void ok(Session.Answer answer) {
    assertThat(answer.code()).as(answer.err()).isZero();
  }
}
