package dev.holdfast.vendor.keys;

import static dev.holdfast.vendor.licence.Vendors.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vendor.Session;
import dev.holdfast.vendor.licence.Vendors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Key files after a bad disk, a bad copy or an editor: said in a line, and nothing is made worse.
 */
class DamagedKeysTest {
  @TempDir private Path folder = Path.of("");
  private Vendors vendor = Vendors.none();
  private Path key = Path.of("");
  private String pem = "";

  @BeforeEach
  void makeKeys() throws IOException {
    vendor = Vendors.in(folder);
    key = vendor.session().keys().resolve("licence.pem");
    pem = Files.readString(key);
  }

  private Session.Answer issue() {
    return vendor.keyed("license", "issue", "--customer", "C", "--out", folder + "/licence");
  }

  private void assertCloses(int code) throws IOException {
    Map<String, String> before = vendor.keys();
    Session.Answer answer = issue();
    assertThat(answer.code()).as(answer.err()).isEqualTo(code);
    assertThat(answer.err()).contains("licence.pem").doesNotContain("Exception");
    assertThat(folder.resolve("licence")).doesNotExist();
    assertThat(vendor.keys()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "empty, 3", "no-private, 3", "no-public, 3", "one-private, 3", "one-public, 3", "swapped, 4",
    "other-key, 4", "no-base64, 3", "not-asn1, 5", "crlf, 0", "note, 0", "spaces, 0"
  })
  void open_keyFileThatIsNotAsItWas_opensOrIsRefused(String how, int code) throws IOException {
    List<String> blocks = List.of(pem.split("(?<=-----\n)(?=-----BEGIN)", -1));
    assertThat(blocks).hasSize(4);
    String other = Files.readString(vendor.session().keys().resolve("bundle.pem"));
    Files.writeString(
        key,
        switch (how) {
          case "empty" -> "";
          case "no-private" -> blocks.get(0) + blocks.get(1);
          case "no-public" -> blocks.get(2) + blocks.get(3);
          case "one-private" -> blocks.get(0) + blocks.get(1) + blocks.get(2);
          case "one-public" -> blocks.get(0) + blocks.get(2) + blocks.get(3);
          case "swapped" -> blocks.get(0) + blocks.get(1) + blocks.get(3) + blocks.get(2);
          case "other-key" ->
              blocks.get(0) + blocks.get(1) + other.substring(other.indexOf("-----BEGIN ENC"));
          case "no-base64" -> pem.replaceFirst("(?s)(ENCRYPTED PRIVATE KEY-----\n.)...", "$1*?%");
          case "not-asn1" -> blocks.get(0) + blocks.get(1) + pem("AAAA") + pem("AAAA");
          case "crlf" -> pem.replace("\n", "\r\n");
          case "note" -> "The key of the licence desk.\n\n" + pem;
          default -> pem + "\n\n  \n";
        });
    if (code == 0) {
      ok(issue());
    } else if (code == 5) {
      assertThat(issue().code()).isBetween(3, 5);
    } else {
      assertCloses(code);
    }
  }

  private static String pem(String body) {
    return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
        + body
        + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
  }

  @Test
  void open_keyFileCutAnywhere_isRefusedAndNeverAFault() throws IOException {
    for (int length = 0; length < pem.length(); length += 997) {
      Files.writeString(key, pem.substring(0, length));
      Session.Answer answer = issue();
      assertThat(answer.code()).as("%d: %s", length, answer.err()).isBetween(3, 5);
      assertThat(folder.resolve("licence")).doesNotExist();
    }
  }

  @Test
  void open_oneLetterOfThePublicKeyChanged_isRefused() throws IOException {
    int at = pem.indexOf('\n') + 30;
    char other = pem.charAt(at) == 'A' ? 'B' : 'A';
    Files.writeString(key, pem.substring(0, at) + other + pem.substring(at + 1));
    assertThat(issue().code()).isIn(3, 4);
  }

  @Test
  void open_keyFileThatIsNoText_isSaid() throws IOException {
    Files.write(key, pem.getBytes(StandardCharsets.UTF_16));
    assertThat(issue().code()).isIn(3, 5);
    Files.write(key, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThat(issue().code()).isEqualTo(5);
    Files.delete(key);
    Session.Answer answer = issue();
    assertThat(answer.code()).isEqualTo(5);
    assertThat(answer.err()).contains("there is no file", "licence.pem");
  }

  /** A share that is at its holder's, and a link to it that leads nowhere now: kept as it is. */
  @Test
  void rotate_keyThatIsALinkToNowhere_isPutAsideAsTheLinkThatItIs() throws IOException {
    Path share = vendor.session().keys().resolve("root-1.pem");
    Path stick = folder.resolve("stick/root-1.pem");
    Files.delete(share);
    Files.createSymbolicLink(share, stick);
    ok(vendor.keyed("keys", "rotate", "--share", "1"));
    Path aside = vendor.session().keys().resolve("root-1.until-2.pem");
    assertThat(Files.readSymbolicLink(aside)).isEqualTo(stick);
    assertThat(Files.isRegularFile(share, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(stick).doesNotExist();
    ok(vendor.keyed("ledger", "verify"));
  }

  /** The one copy of a key that a broken-off rotation put aside is never written over. */
  @Test
  void rotate_afterOneThatBrokeOff_keepsWhatItPutAside() throws IOException {
    Path aside = vendor.session().keys().resolve("licence.until-2.pem");
    Files.copy(key, aside);
    Files.copy(
        vendor.session().keys().resolve("bundle.pem"), key, StandardCopyOption.REPLACE_EXISTING);
    Map<String, String> before = vendor.keys();

    Session.Answer answer = vendor.keyed("keys", "rotate", "--role", "licence");

    assertThat(answer.code()).isEqualTo(5);
    assertThat(answer.err()).contains("licence.until-2.pem exists already");
    assertThat(vendor.keys()).isEqualTo(before);
    // Put back, the rotation goes through.
    Files.move(aside, key, StandardCopyOption.REPLACE_EXISTING);
    ok(vendor.keyed("keys", "rotate", "--role", "licence"));
    ok(issue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"receipt", "root-3", "licence"})
  void init_oneKeyFileThereWithoutRoots_makesNoneBesideIt(String name) throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve(name + ".pem"), pem);
    Path pass = Files.writeString(folder.resolve("pass"), "correct horse battery staple\n");

    Session.Answer answer =
        new Session(other).keyed("keys", "init", "--passphrase-file", pass.toString());

    assertThat(answer.code()).isEqualTo(5);
    assertThat(answer.err()).contains(name + ".pem exists already");
    assertThat(other).isDirectoryContaining(file -> file.endsWith(name + ".pem"));
    try (var files = Files.list(other)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void show_rootsFileWithoutARoot_isRefused() throws IOException {
    Path roots = vendor.session().keys().resolve("roots.json");
    Files.writeString(roots, "{\"format\":\"holdfast-statements-1\",\"statements\":[]}\n");
    for (String[] verb :
        new String[][] {
          {"keys", "show"},
          {"keys", "rotate", "--role", "licence"},
          {"bundle", "key"},
          {"license", "issue", "--customer", "C", "--out", folder + "/x"}
        }) {
      Session.Answer answer = vendor.keyed(verb);
      assertThat(answer.code()).as(answer.err()).isEqualTo(3);
      assertThat(answer.err()).contains("has no root");
    }
  }

  @Test
  void show_rootsOutOfOrderOrWithOneLeftOut_areRefusedWhereTheyCount() throws IOException {
    ok(vendor.keyed("keys", "rotate", "--role", "bundle"));
    ok(vendor.keyed("keys", "rotate", "--role", "bundle"));
    KeyFolder keys = new KeyFolder(vendor.session().keys());
    List<dev.holdfast.license.statement.Envelope> chain = keys.chain();
    Path roots = vendor.session().keys().resolve("roots.json");
    Files.write(
        roots,
        new dev.holdfast.license.statement.StatementFile(List.of(chain.get(0), chain.get(2)))
            .bytes());
    Session.Answer answer = issue();
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains("root_version_gap");
  }

  @Test
  void trust_oneFileThere_writesNoneOfTheOthers() throws IOException {
    for (String name : new String[] {"roots.json", "revocations.json", "minisign.pub"}) {
      Path trust = Files.createDirectory(folder.resolve("trust-of-" + name));
      Files.writeString(trust.resolve(name), "mine");
      Session.Answer answer = vendor.keyed("bundle", "trust", trust.toString());
      assertThat(answer.code()).isEqualTo(5);
      try (var files = Files.list(trust)) {
        assertThat(files).containsExactly(trust.resolve(name));
      }
      assertThat(trust.resolve(name)).hasContent("mine");
    }
    assertThat(vendor.session().keys().resolve("revocations.json")).doesNotExist();
  }
}
