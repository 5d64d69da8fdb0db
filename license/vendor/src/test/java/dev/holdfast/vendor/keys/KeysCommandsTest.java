package dev.holdfast.vendor.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.key.Root;
import dev.holdfast.vendor.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Making, showing and changing keys: what is refused is refused whole. */
class KeysCommandsTest {
  private static final String RESOURCE = "META-INF/holdfast/anchors.json";

  @TempDir private Path folder = Path.of("");

  private Session development(String name) {
    Session session = new Session(folder.resolve(name));
    ok(session.keyed("keys", "init", "--development"));
    session.advance(Duration.ofMinutes(1));
    return session;
  }

  private static Session.Answer ok(Session.Answer answer) {
    assertThat(answer.code()).as(answer.err()).isZero();
    return answer;
  }

  private static Map<String, String> files(Path of) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(of)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(of.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  /** The first passphrase is there and the second is not: nothing may stand in the way later. */
  @Test
  void init_passphraseMissingHalfWay_leavesNothingAndCanBeDoneAgain() throws IOException {
    Path pass = Files.writeString(folder.resolve("pass"), "correct horse battery staple\n");
    Session session = new Session(folder.resolve("keys"));

    Session.Answer answer = session.keyed("keys", "init", "--passphrase-file", "root-1=" + pass);

    assertThat(answer.code()).isEqualTo(4);
    assertThat(session.keys()).doesNotExist();
    ok(session.keyed("keys", "init", "--passphrase-file", pass.toString()));
    assertThat(session.keys().resolve("root-3.pem")).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "--threshold, 0, 2",
    "--threshold, 4, 2",
    "--threshold, -1, 2",
    "--shares, 0, 2",
    "--shares, 17, 2",
    "--shares, 1, 2",
    "--valid-days, 0, 2",
    "--valid-days, -1825, 2",
    "--valid-days, 2147483647, 3",
    "--name, '', 3"
  })
  void init_shapeThatCannotBe_isRefusedAndMakesNoFolder(String flag, String value, int code)
      throws IOException {
    Path pass = Files.writeString(folder.resolve("pass"), "correct horse battery staple\n");
    Session session = new Session(folder.resolve("keys"));
    Session.Answer answer =
        session.keyed("keys", "init", flag, value, "--passphrase-file", pass.toString());
    assertThat(answer.code()).as(answer.err()).isEqualTo(code);
    assertThat(session.keys()).doesNotExist();
  }

  @Test
  void init_intoAFile_isRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("keys"), "a file");
    assertThat(new Session(file).keyed("keys", "init", "--development").code()).isEqualTo(5);
    assertThat(file).hasContent("a file");
  }

  @Test
  void show_folderWithoutKeys_saysHowToMakeThem() {
    Session.Answer answer = new Session(folder.resolve("none")).keyed("keys", "show");
    assertThat(answer.code()).isEqualTo(5);
    assertThat(answer.err()).contains("keys init");
  }

  @Test
  void show_rootsThatWereChanged_areRefused() throws IOException {
    Session session = development("keys");
    Path roots = session.keys().resolve("roots.json");
    String text = Files.readString(roots);
    Files.writeString(roots, text.replace("\"format\"", "\"Format\""));
    assertThat(session.keyed("keys", "show").code()).isEqualTo(3);
    Files.writeString(roots, text + text);
    assertThat(session.keyed("keys", "show").code()).isEqualTo(3);
    Files.writeString(roots, "");
    assertThat(session.keyed("keys", "show").code()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "--valid-days, 0, 2",
    "--valid-days, -1, 2",
    "--share, 0, 2",
    "--share, 4, 2",
    "--share, -1, 2",
    "--signers, 1, 4",
    "--signers, 9, 4",
    "--role, nobody, 2",
    "--since, yesterday, 2"
  })
  void rotate_shapeThatCannotBe_isRefusedAndChangesNothing(String flag, String value, int code)
      throws IOException {
    Session session = development("keys");
    Map<String, String> before = files(session.keys());
    Session.Answer answer = session.keyed("keys", "rotate", "--deny", "licence", flag, value);
    assertThat(answer.code()).as(answer.err()).isEqualTo(code);
    assertThat(files(session.keys())).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"''", "'a\u001b[2Jb'", "'\u202e'"})
  void rotate_reasonThatCannotBeRead_isRefusedAndChangesNothing(String reason) throws IOException {
    Session session = development("keys");
    Map<String, String> before = files(session.keys());
    Session.Answer answer =
        session.keyed("keys", "rotate", "--deny", "licence", "--reason", reason);
    assertThat(answer.code()).as(answer.err()).isEqualTo(3);
    assertThat(files(session.keys())).isEqualTo(before);
  }

  @Test
  void rotate_twice_keepsEachOldKeyAndTheWholeChain() throws IOException {
    Session session = development("keys");
    ok(session.keyed("keys", "rotate", "--role", "bundle", "--role", "receipt"));
    session.advance(Duration.ofDays(1));
    ok(session.keyed("keys", "rotate", "--role", "bundle", "--share", "2"));

    KeyFolder keys = new KeyFolder(session.keys());
    assertThat(keys.chain()).hasSize(3);
    assertThat(keys.root().version()).isEqualTo(3);
    assertThat(keys.travelling()).hasSize(2);
    assertThat(session.keys().resolve("bundle.until-2.pem")).exists();
    assertThat(session.keys().resolve("bundle.until-3.pem")).exists();
    assertThat(session.keys().resolve("root-2.until-3.pem")).exists();
    List<Root.Delegation> bundle =
        keys.root().delegations().stream()
            .filter(one -> one.role() == dev.holdfast.license.key.Role.BUNDLE)
            .toList();
    assertThat(bundle).hasSize(3);
    // Each begins where the one before ends: there is no moment without a key, and none with two.
    assertThat(bundle.get(1).notBefore()).isEqualTo(bundle.get(0).notAfter());
    assertThat(bundle.get(2).notBefore()).isEqualTo(bundle.get(1).notAfter());
    ok(session.keyed("ledger", "verify"));
  }

  @Test
  void rotate_denied_saysSoToPeopleAndPrograms() {
    Session session = development("keys");
    ok(session.keyed("keys", "rotate", "--deny", "support", "--reason", "a laptop was lost"));
    assertThat(ok(session.keyed("keys", "show")).out())
        .contains("Denied from", "a laptop was lost");
    assertThat(ok(session.keyed("keys", "show", "--json")).out()).contains("a laptop was lost");
  }

  private Path jar(String name, byte[]... anchors) throws IOException {
    Path jar = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream open = new JarOutputStream(out)) {
      open.putNextEntry(new ZipEntry("a.txt"));
      open.closeEntry();
      for (byte[] each : anchors) {
        open.putNextEntry(new ZipEntry(RESOURCE));
        open.write(each);
        open.closeEntry();
      }
    }
    return jar;
  }

  private static Session.Answer check(Session session, Path what) {
    return session.run("keys", "check-anchors", what.toString());
  }

  @Test
  void checkAnchors_ofABuild_wantsExactlyOneInAllOfItsJars() throws IOException {
    Session session = development("keys");
    byte[] anchors = Files.readAllBytes(session.keys().resolve("anchors.json"));
    Path build = Files.createDirectory(folder.resolve("build"));
    Files.move(jar("none.jar"), build.resolve("none.jar"));
    assertThat(check(session, build).code()).isEqualTo(3);

    Files.move(jar("one.jar", anchors), build.resolve("one.jar"));
    assertThat(ok(check(session, build)).out()).contains("2 of 3 shares must sign");
    ok(check(session, build.resolve("one.jar")));
    assertThat(check(session, build.resolve("none.jar")).code()).isEqualTo(3);

    // A second jar with anchors, or a loose file of that name, would be somebody else's root.
    Path classes = Files.createDirectories(build.resolve("classes/META-INF/holdfast"));
    Files.write(classes.resolve("anchors.json"), anchors);
    Session.Answer two = check(session, build);
    assertThat(two.code()).isEqualTo(3);
    assertThat(two.err()).contains("has 2 anchors.json");
  }

  @Test
  void checkAnchors_ofWhatIsNone_isRefused() throws IOException {
    Session session = development("keys");
    Path junk = Files.writeString(folder.resolve("junk.jar"), "not a jar");
    assertThat(check(session, junk).code()).isEqualTo(5);
    assertThat(check(session, Files.writeString(folder.resolve("x"), "{}")).code()).isEqualTo(3);
    assertThat(check(session, folder.resolve("missing")).code()).isEqualTo(5);
    assertThat(check(session, jar("empty.jar", new byte[0])).code()).isEqualTo(3);
    byte[] roots = Files.readAllBytes(session.keys().resolve("roots.json"));
    byte[] cut = java.util.Arrays.copyOf(roots, roots.length / 2);
    assertThat(check(session, jar("cut.jar", cut)).code()).isEqualTo(3);
  }
}
