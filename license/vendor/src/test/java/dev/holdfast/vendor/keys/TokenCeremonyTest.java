package dev.holdfast.vendor.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.vendor.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor's ceremony with PKCS #11 tokens: 2 of 3 shares, role keys, a rotation, a leaked key. */
class TokenCeremonyTest {
  private static final String PASSPHRASE = "correct horse battery staple";

  @TempDir private Path folder = Path.of("");
  private Session vendor = new Session(Path.of(""));
  private List<String> opened = List.of();

  @BeforeEach
  void makeTokensAndKeys() throws IOException {
    SoftTokens tokens = SoftTokens.in(folder.resolve("tokens"));
    for (String label : List.of("alice", "bob", "carol", "desk")) {
      tokens.make(label);
    }
    vendor = new Session(folder.resolve("keys"));
    Path pin = Files.writeString(folder.resolve("pin"), SoftTokens.PIN + "\n");
    Path pass = Files.writeString(folder.resolve("pass"), PASSPHRASE + "\n");
    opened =
        List.of(
            "--token", SoftTokens.module().toString(),
            "--pin-file", pin.toString(),
            "--passphrase-file", pass.toString());
    ok(
        "keys",
        "init",
        "--name",
        "acme",
        "--token-label",
        "root-1=alice",
        "--token-label",
        "root-2=bob",
        "--token-label",
        "root-3=carol",
        "--token-label",
        "licence=desk");
  }

  @Test
  void ceremony_leakedKeyDeniedAndRotated_oldBuildFollowsTheShippedChain() throws IOException {
    TrustAnchors oldBuild = anchors();
    Path before = issue("before");
    assertThat(verify(before, oldBuild)).isInstanceOf(LicenceVerifier.Result.Verified.class);
    vendor.advance(Duration.ofDays(30));

    // Bob is away; Alice and Carol sign. The licence key has leaked, and Bob's share is replaced.
    Files.move(vendor.keys().resolve("root-2.pem"), folder.resolve("bobs.pem"));
    ok(
        "keys",
        "rotate",
        "--deny",
        "licence",
        "--reason",
        "laptop lost",
        "--share",
        "2",
        "--signers",
        "1,3",
        "--token-label",
        "licence=desk",
        "--token-label",
        "root-2=bob");
    vendor.advance(Duration.ofDays(1));
    Path after = issue("after");

    LicenceVerifier.Result taken = verify(after, oldBuild);
    assertThat(taken).isInstanceOf(LicenceVerifier.Result.Verified.class);
    TrustAnchors followed = ((LicenceVerifier.Result.Verified) taken).anchors();
    assertThat(followed.roots().getFirst().version()).isEqualTo(2);
    assertThat(verify(before, followed)).isInstanceOf(LicenceVerifier.Result.Verified.class);

    Path forged = forge();
    assertThat(verify(forged, followed))
        .isInstanceOf(LicenceVerifier.Result.Refused.class)
        .extracting(result -> ((LicenceVerifier.Result.Refused) result).refusal())
        .isEqualTo(Refusal.KEY_DENIED);
  }

  @Test
  void rotate_oneShareOfTwoNeeded_isRefused() {
    Session.Answer refused = run("keys", "rotate", "--role", "licence", "--signers", "1");
    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.err()).contains("1 shares are here, 2 must sign");
  }

  @Test
  void files_ofATokensKey_holdNoEd25519Half() throws IOException {
    String file = Files.readString(vendor.keys().resolve("licence.pem"));
    assertThat(file.split("BEGIN ENCRYPTED PRIVATE KEY", -1)).hasSize(2);
    assertThat(file).contains("BEGIN HOLDFAST TOKEN").doesNotContain("libsofthsm2");
    // Four letters can stand in a key's base64 by chance, and did.
    assertThat(file.lines().filter(line -> !line.matches("[A-Za-z0-9+/]{1,64}={0,2}")))
        .isNotEmpty()
        .noneMatch(line -> line.contains("desk"));
    String inFiles = Files.readString(vendor.keys().resolve("revocation.pem"));
    assertThat(inFiles.split("BEGIN ENCRYPTED PRIVATE KEY", -1)).hasSize(3);
  }

  @Test
  void issue_withoutTheToken_needsIt() throws IOException {
    SoftTokens.in(folder.resolve("no-tokens"));
    Session.Answer refused = run("license", "issue", "--customer", "C", "--out", out("a"));
    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.err()).contains("there is no token desk in any slot");
  }

  @Test
  void issue_withATokenOfTheSameLabel_isNotFooled() throws IOException {
    SoftTokens.in(folder.resolve("other-tokens")).make("desk");
    Session.Answer refused = run("license", "issue", "--customer", "C", "--out", out("a"));
    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.err()).contains("the key is not in this token");
  }

  @Test
  void issue_wrongPin_isToldApart() throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong"), "0000-0000\n");
    Session.Answer refused =
        run("license", "issue", "--customer", "C", "--pin-file", "licence=" + wrong);
    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.err())
        .contains("the token does not open with this PIN")
        .doesNotContain("0000");
  }

  @Test
  void issue_moduleMissingOrNone_isSaid() throws IOException {
    Session.Answer unsaid = vendor.keyed("license", "issue", "--customer", "C");
    assertThat(unsaid.code()).isEqualTo(2);
    assertThat(unsaid.err()).contains("say --token MODULE");
    Path text = folder.resolve("not-a-module.so");
    Session.Answer none =
        vendor.keyed(
            "license",
            "issue",
            "--customer",
            "C",
            "--token",
            text.toString(),
            "--pin-file",
            folder.resolve("pin").toString());
    assertThat(none.code()).isEqualTo(5);
    assertThat(none.err()).contains("is no PKCS #11 module");
  }

  @Test
  void fileOfAnotherKey_doesNotBelongToTheToken() throws IOException {
    // The file's public keys are those of another signer; the proof at opening sees it.
    Path licence = vendor.keys().resolve("licence.pem");
    Path other = vendor.keys().resolve("root-1.pem");
    String swapped =
        Files.readString(other).replaceAll("(?s)-----BEGIN HOLDFAST TOKEN.*", "")
            + Files.readString(licence).replaceAll("(?s)^.*?(-----BEGIN HOLDFAST TOKEN)", "$1");
    Files.writeString(licence, swapped);
    Session.Answer refused = run("license", "issue", "--customer", "C", "--out", out("a"));
    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.err()).contains("does not belong to this token");
  }

  /** Whoever has the leaked key, here with its token, signs on after it was denied. */
  private Path forge() throws IOException {
    Path thief = Files.createDirectories(folder.resolve("thief"));
    Files.copy(vendor.keys().resolve("licence.until-2.pem"), thief.resolve("licence.pem"));
    Files.copy(folder.resolve("first-roots.json"), thief.resolve("roots.json"));
    Session stolen = new Session(thief);
    stolen.advance(Duration.ofDays(40));
    List<String> args =
        new ArrayList<>(List.of("license", "issue", "--customer", "C", "--out", out("forged")));
    args.addAll(opened);
    Session.Answer answer = stolen.keyed(args.toArray(String[]::new));
    assertThat(answer.code()).as(answer.err()).isZero();
    return folder.resolve("forged");
  }

  private Path issue(String name) throws IOException {
    if (name.equals("before")) {
      Files.copy(vendor.keys().resolve("roots.json"), folder.resolve("first-roots.json"));
    }
    ok("license", "issue", "--customer", "C", "--days", "90", "--out", out(name));
    return folder.resolve(name);
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  private TrustAnchors anchors() throws IOException {
    return TrustAnchors.parse(
        Files.readAllBytes(vendor.keys().resolve("anchors.json")), Suites.CURRENT);
  }

  private LicenceVerifier.Result verify(Path file, TrustAnchors anchors) throws IOException {
    return LicenceVerifier.verify(
        Files.readAllBytes(file),
        anchors,
        new LicenceVerifier.Reader("holdfast", null, null, vendor.now().plus(Duration.ofDays(9))));
  }

  private void ok(String... args) {
    Session.Answer answer = run(args);
    assertThat(answer.code()).as(answer.err()).isZero();
  }

  private Session.Answer run(String... args) {
    List<String> all = new ArrayList<>(opened);
    all.addAll(0, Arrays.asList(args));
    return vendor.keyed(all.toArray(String[]::new));
  }
}
