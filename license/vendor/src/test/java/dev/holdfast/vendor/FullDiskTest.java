package dev.holdfast.vendor;

import static dev.holdfast.vendor.licence.Vendors.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vendor.licence.Vendors;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The disk is full in the midst of a file. A process of its own is given a limit for the length of
 * files, which to it is the same: files are whole or not there, and keys are as they were.
 */
class FullDiskTest {
  private static final int BLOCK = 512;

  @TempDir private Path folder = Path.of("");
  private Vendors vendor = Vendors.none();

  @BeforeEach
  void makeKeys() {
    vendor = Vendors.in(folder);
  }

  /** The tool at a time that the test sets: the first argument. */
  static final class AtATime {
    private AtATime() {}

    public static void main(String[] args) {
      System.exit(
          Main.run(
              new PrintWriter(System.out, true, StandardCharsets.UTF_8),
              new PrintWriter(System.err, true, StandardCharsets.UTF_8),
              InputStream.nullInputStream(),
              Clock.fixed(Instant.parse(args[0]), ZoneOffset.UTC),
              Arrays.copyOfRange(args, 1, args.length)));
    }
  }

  /** Runs a command that can write files of so many kilobytes at most. */
  private Session.Answer limited(int kilobytes, String... args) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "ulimit -f " + kilobytes * 1024 / BLOCK + "; exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AtATime.class.getName(),
                vendor.session().now().toString()));
    command.addAll(List.of(args));
    command.addAll(List.of("--keys", vendor.session().keys().toString()));
    Path err = Files.createTempFile(folder, "err", "");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Session.Answer(process.exitValue(), out, Files.readString(err));
  }

  private void assertHolds() throws IOException {
    ok(vendor.keyed("ledger", "verify"));
    ok(vendor.keyed("keys", "show"));
    vendor.issue("afterwards");
  }

  @Test
  void issue_diskFullInTheLicence_leavesNoHalfOfIt() throws Exception {
    Path out = folder.resolve("half.licence");
    Session.Answer answer =
        limited(4, "license", "issue", "--customer", "C", "--out", out.toString());
    assertThat(answer.code()).as(answer.err()).isEqualTo(5);
    assertThat(answer.err()).contains("File too large").doesNotContain("Exception");
    assertThat(out).doesNotExist();
    assertHolds();
  }

  @Test
  void trust_diskFullInTheRoots_leavesNoHalfOfThem() throws Exception {
    Path trust = Files.createDirectory(folder.resolve("trust"));
    assertThat(limited(20, "bundle", "trust", trust.toString()).code()).isEqualTo(5);
    try (var files = Files.list(trust)) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).doesNotContain("roots.json");
    }
    assertHolds();
  }

  /** Wherever the disk is full: the rotation has happened, or all is as it was. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 12, 24, 60, 100, 4_000})
  void rotate_diskFullAnywhere_hasHappenedOrHasNot(int kilobytes) throws Exception {
    Map<String, String> before = vendor.keys();
    Session.Answer answer =
        limited(kilobytes, "keys", "rotate", "--role", "licence", "--share", "1");
    if (answer.code() == 0) {
      assertThat(kilobytes).isGreaterThan(60);
      assertThat(vendor.keys()).containsKeys("licence.until-2.pem", "root-1.until-2.pem");
    } else {
      assertThat(answer.code()).as(answer.err()).isEqualTo(5);
      assertThat(kilobytes).isLessThan(4_000);
      assertThat(vendor.keys()).isEqualTo(before);
    }
    assertHolds();
  }

  @Test
  void revoke_diskFullInTheList_leavesTheListBefore() throws Exception {
    String id = "lic_" + "1".repeat(26);
    String[] args = {"revoke", id, "--reason", "not paid", "--up-to-sequence", "1"};
    ok(vendor.keyed(args));
    Map<String, String> before = vendor.keys();
    Session.Answer answer = limited(4, args);
    assertThat(answer.code()).as(answer.err()).isEqualTo(5);
    assertThat(vendor.keys()).isEqualTo(before);
    ok(vendor.keyed(args));
    assertHolds();
  }
}
