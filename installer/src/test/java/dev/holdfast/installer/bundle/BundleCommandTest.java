package dev.holdfast.installer.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.installer.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfastctl bundle} on whole command lines. */
class BundleCommandTest {
  @TempDir private Path folder = Path.of("");
  private Path root = folder;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
  }

  private record Answer(int code, String out, String err) {}

  @Test
  void verify_soundBundle_saysWhatItIs() throws IOException {
    Path file = new TestBundle(folder).whole("0.2.0", 20);
    Answer answer = run("bundle", "verify", file.toString(), "--root", root.toString());
    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.out()).contains("holds", "0.2.0", "sequence", "development keys");
  }

  @Test
  void verify_asJson_isAReceiptWithEveryDigest() throws IOException {
    Path file = new TestBundle(folder).whole("0.2.0", 20);
    Answer answer = run("bundle", "verify", file.toString(), "--root", root.toString(), "--json");
    JsonNode document = new ObjectMapper().readTree(answer.out());
    assertThat(document.path("schema").asText()).isEqualTo("holdfastctl/bundle-receipt/1");
    JsonNode receipt = document.path("result");
    assertThat(receipt.path("holds").asBoolean()).isTrue();
    assertThat(receipt.path("entries")).hasSize(TestBundle.files("0.2.0").size());
    for (JsonNode entry : receipt.path("entries")) {
      assertThat(entry.path("sha384").asText()).matches("[0-9a-f]{96}");
    }
    assertThat(receipt.path("keys")).hasSize(2);
  }

  @Test
  void verify_damagedBundle_isRefusedWithItsCode() throws IOException {
    Path file = new TestBundle(folder).whole("0.2.0", 20);
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(100);
      raw.write('#');
    }
    Answer answer = run("bundle", "verify", file.toString(), "--root", root.toString());
    assertThat(answer.code()).isEqualTo(5);
    assertThat(answer.err()).contains("section_changed");
  }

  @Test
  void verify_nothingOrBothNamed_isAUsageError() {
    assertThat(run("bundle", "verify").code()).isEqualTo(2);
    assertThat(run("bundle", "verify", "x.run", "--installed").code()).isEqualTo(2);
    assertThat(run("bundle", "verify", folder + "/none.run").code()).isEqualTo(2);
  }

  @Test
  void verify_olderBundleThanInstalled_isRefused() throws IOException {
    TestBundle bundles = new TestBundle(folder);
    TestBundle.install(root, bundles.whole("0.2.0", 20), "0.2.0");
    Path old = bundles.whole("0.1.0", 10);
    Answer answer = run("bundle", "verify", old.toString(), "--root", root.toString());
    assertThat(answer.code()).isEqualTo(5);
    assertThat(answer.err()).contains("sequence_decreased", "permit");
    assertThat(run("bundle", "verify", old.toString(), "--root", folder + "/other").code())
        .isZero();
  }

  @Test
  void t33_sequenceMark_outlivesTheReleaseThatSetIt() throws IOException {
    InstalledRelease installed = new InstalledRelease(root);
    installed.raiseSequence(30);
    installed.raiseSequence(20);
    assertThat(installed.highestSequence()).isEqualTo(30);
    TestBundle bundles = new TestBundle(folder);
    TestBundle.install(root, bundles.whole("0.2.0", 20), "0.2.0");
    Path between = bundles.whole("0.2.5", 25);
    Answer answer = run("bundle", "verify", between.toString(), "--root", root.toString());
    assertThat(answer.err()).contains("sequence_decreased");
  }

  @Test
  void extract_delta_needsItsBase() throws IOException {
    TestBundle bundles = new TestBundle(folder);
    Path base = TestBundle.install(root, bundles.whole("0.1.0", 10), "0.1.0");
    Path delta = bundles.bundle("0.2.0", 20, TestBundle.files("0.2.0"), base);
    Answer without = run("bundle", "extract", delta.toString(), folder + "/out");
    assertThat(without.code()).isEqualTo(5);
    assertThat(without.err()).contains("base_wrong");
    Answer with =
        run("bundle", "extract", delta.toString(), folder + "/out", "--base", base.toString());
    assertThat(with.code()).as(with.err()).isZero();
    assertThat(folder.resolve("out/lib/same.jar")).hasContent("a library that stays");
    assertThat(folder.resolve("out/lib/app.jar")).hasContent("the service of 0.2.0");
  }

  @Test
  void t42_installedTree_asItWasInstalled_holds() throws IOException {
    TestBundle.install(root, new TestBundle(folder).whole("0.2.0", 20), "0.2.0");
    Answer answer = run("bundle", "verify", "--installed", "--root", root.toString());
    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.out()).contains("is as it was installed");
  }

  @Test
  void t42_installedTree_changedLater_isFoundFileByFile() throws IOException {
    Path release = TestBundle.install(root, new TestBundle(folder).whole("0.2.0", 20), "0.2.0");
    Files.writeString(release.resolve("lib/app.jar"), "the service of 0.6.6");
    Files.delete(release.resolve("lib/same.jar"));
    Files.writeString(release.resolve("lib/added.jar"), "a stranger");
    Files.setPosixFilePermissions(
        release.resolve("bin/holdfast"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.delete(release.resolve("ctl/ctl.jar"));
    Files.createSymbolicLink(release.resolve("ctl/ctl.jar"), Path.of("/etc/passwd"));
    Answer answer = run("bundle", "verify", "--installed", "--root", root.toString(), "--json");
    assertThat(answer.code()).isEqualTo(5);
    List<String> findings = new ArrayList<>();
    for (JsonNode one : new ObjectMapper().readTree(answer.out()).at("/result/findings")) {
      findings.add(one.path("path").asText() + " " + one.path("what").asText());
    }
    assertThat(findings)
        .containsExactly(
            "bin/holdfast its mode was changed",
            "ctl/ctl.jar changed",
            "lib/app.jar changed",
            "lib/same.jar missing",
            "lib/added.jar unexpected");
  }

  @Test
  void t42_installedManifestReplaced_isRefused() throws IOException {
    Path release = TestBundle.install(root, new TestBundle(folder).whole("0.2.0", 20), "0.2.0");
    Path manifest = release.resolve("manifest.json");
    String text = Files.readString(manifest);
    int at = text.indexOf("\"payload\":\"") + 40;
    char old = text.charAt(at);
    Files.writeString(
        manifest, text.substring(0, at) + (old == 'A' ? 'B' : 'A') + text.substring(at + 1));
    Answer answer = run("bundle", "verify", "--installed", "--root", root.toString());
    assertThat(answer.code()).isEqualTo(5);
    assertThat(answer.err()).contains("signature_invalid");
  }

  @Test
  void caches_madeOnTheMachine_areSealedAndWatched() throws IOException {
    var files = new TreeMap<>(TestBundle.files("0.2.0"));
    String trains = "#!/bin/sh\necho \"$0 $1\" > \"$HOLDFAST_AOT_OUTPUT\"\n";
    files.put("bin/holdfast", trains);
    files.put("bin/holdfastctl", trains);
    Path release =
        TestBundle.install(root, new TestBundle(folder).bundle("0.2.0", 20, files, null), "0.2.0");
    Answer made = run("bundle", "caches", "--root", root.toString());
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(release.resolve("cache/holdfast.aot")).content().contains("--train");
    assertThat(run("bundle", "verify", "--installed", "--root", root.toString()).code()).isZero();
    Files.writeString(release.resolve("cache/holdfastctl.aot"), "other code");
    Answer changed = run("bundle", "verify", "--installed", "--root", root.toString());
    assertThat(changed.code()).isEqualTo(5);
    assertThat(changed.out()).contains("cache/holdfastctl.aot");
  }

  @Test
  void caches_trainingThatFails_leavesNothing() throws IOException {
    Path release = TestBundle.install(root, new TestBundle(folder).whole("0.2.0", 20), "0.2.0");
    assertThat(run("bundle", "caches", "--root", root.toString()).code()).isNotZero();
    assertThat(release.resolve("cache")).doesNotExist();
    assertThat(run("bundle", "verify", "--installed", "--root", root.toString()).code()).isZero();
  }

  private static Answer run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    return new Answer(code, out.toString(), err.toString());
  }
}
